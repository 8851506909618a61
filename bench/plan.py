"""`rolecast plan` of two hundred roles beside `terraform plan` of the same, each against a moto server of its own.

Needs terraform and its AWS provider, as the tests do.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools import Server, terraform

from bench.processes import ROLECAST, measure, row
from rolecast.account.client import connect
from rolecast.composition.compose import compose
from rolecast.deployment.adoption import Adoption
from rolecast.deployment.planning import Deployment
from rolecast.deployment.target import TargetAccount, roles_of_account
from rolecast.rolefile.load import load

ROLES = 200
ACTIVITIES = (
    *("manage-ml-jobs", "manage-models", "manage-endpoints", "manage-pipelines"),
    *("manage-experiments", "search-and-visualize-experiments"),
)
DEPLOYMENT = "bench"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, _server() as ours, _server() as theirs:
        file = Path(folder) / "roles.yaml"
        file.write_text(_role_file(), encoding="utf-8")
        arguments = [str(file), "--deployment", DEPLOYMENT]
        environment = [f"{name}={value}" for name, value in ours.environment().items() if name.startswith("AWS_")]
        print(f"making {ROLES} roles with {len(ACTIVITIES)} policies each, twice ...", file=sys.stderr)
        _must(["env", *environment, ROLECAST, "apply", *arguments, "--yes"])
        again = _must(["env", *environment, ROLECAST, "apply", *arguments, "--yes"])
        row("a second apply", "no writing call" if again.startswith("No changes.") else "changes", "no writing call")
        calls = _calls(file, ours)
        row(f"rolecast plan of {ROLES} roles, calls", f"{calls / ROLES:.2f} a role", "at most 4 a role")

        real = terraform(Path(folder), {**os.environ, **theirs.environment()})
        (Path(folder) / "roles.tf.json").write_text(_must([ROLECAST, "build", str(file), "-f", "terraform"]))
        real.init()
        real.must("apply", "-input=false", "-auto-approve", "-no-color")
        theirs_environment = [
            f"{name}={value}" for name, value in theirs.environment().items() if name.startswith(("AWS_", "TF_"))
        ]
        planning, peer = measure(
            ["env", *environment, ROLECAST, "plan", *arguments],
            ["env", *theirs_environment, real.program, f"-chdir={folder}", "plan", "-input=false", "-no-color"],
            runs=1,
        )
        row("  time", f"{planning.seconds:.2f} s, {planning.megabytes:.0f} MB")
        row("  terraform plan", f"{peer.seconds:.2f} s, {peer.megabytes:.0f} MB")
        row("  ratio", f"{planning.seconds / peer.seconds:.3f} of its time", "at most 0.5")


def _calls(file: Path, server: Server) -> int:
    """How often one plan asks the account."""
    os.environ.update({name: value for name, value in server.environment().items() if name.startswith("AWS_")})
    connection = connect()
    home = TargetAccount(connection.account, connection.partition, connection.region)
    wanted = roles_of_account(compose(load(file)).values(), home)
    deployment = Deployment(DEPLOYMENT, file.name, wanted, is_named=True)
    assert deployment.plan(connection, Adoption()).changes == ()
    return connection.calls + 1  # and one to sign in


@contextmanager
def _server() -> Iterator[Server]:
    """A moto server in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            time.sleep(0.1)
        yield Server(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _must(command: list[str]) -> str:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[-4:])} failed:\n{done.stderr}")
    return done.stdout


def _role_file() -> str:
    lines = ["version: 1", 'account: "123456789012"', "region: us-east-1", "roles:"]
    for number in range(ROLES):
        lines.append(f"  role-{number:03}:\n    activities:")
        lines += [f"      {activity}:" for activity in ACTIVITIES]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
