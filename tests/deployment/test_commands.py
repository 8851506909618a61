"""The commands: what they print and where, what they ask, and how they exit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call, call, here, terminal
from tests.deployment import backend
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.scenarios import allow, role_file
from tests.deployment.test_drift import TRUST
from tests.deployment.world import World

__all__ = ["call", "here", "terminal"]  # fixtures

ROLE = "sagemaker-full"
ONE = role_file({"one": [allow("s3:GetObject")]})
TWO = role_file({"one": [allow("s3:PutObject")]})


@pytest.fixture
def file(here: Path, world: World) -> Path:
    """The role file, in an empty folder that is the current one, and an empty account."""
    path = here / "roles.yaml"
    path.write_text(ONE, encoding="utf-8")
    return path


def test_plan_and_apply_by_hand_over(call: Call, file: Path, proxy: Proxy, snapshot: SnapshotAssertion) -> None:
    """A plan that is kept is the one that is applied; progress and what was written go to standard error."""
    planned = call("plan", "-o", "x.plan.json")
    assert planned == snapshot(name="plan")
    assert json.loads(Path("x.plan.json").read_text())["format_version"] == "1"
    assert proxy.writes == []
    assert call("apply", "x.plan.json", "--yes") == snapshot(name="apply")
    assert call("apply", "x.plan.json", "--yes") == snapshot(name="apply again")


def test_the_exit_status_says_whether_something_would_change(call: Call, file: Path) -> None:
    """Twelve, as `drift` has it, and only where it is asked for."""
    assert call("plan").status == 0
    assert call("plan", "--detailed-exitcode").status == 12
    assert call("apply", "--yes").status == 0
    assert call("plan", "--detailed-exitcode").status == 0


def test_apply_without_changes_asks_nothing(call: Call, file: Path) -> None:
    """There is nothing to say yes to."""
    call("apply", "--yes")
    done = call("apply")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("No changes.")


def test_drift_exits_with_12(call: Call, file: Path, world: World, snapshot: SnapshotAssertion) -> None:
    """And the plan that it keeps puts everything back."""
    call("apply", "--yes")
    assert call("drift").status == 0
    before = backend.state()
    world.iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=TRUST)
    assert call("drift", "-o", "restore.json") == snapshot
    assert json.loads(call("drift", "--format", "json").out)["changes"][0]["drift"] is True
    assert call("apply", "restore.json", "--yes").status == 0
    assert backend.state() == before


def test_destroy(call: Call, file: Path, snapshot: SnapshotAssertion) -> None:
    """What goes, and then nothing."""
    call("apply", "--yes")
    assert call("destroy", "--yes") == snapshot
    assert backend.state() == {}
    assert call("destroy").status == 0


@pytest.mark.parametrize("command", ["apply", "destroy"])
def test_nothing_is_changed_where_nobody_can_be_asked(call: Call, file: Path, proxy: Proxy, command: str) -> None:
    """In a script, `--yes` has to say so."""
    if command == "destroy":
        call("apply", "--yes")
        proxy.calls.clear()
    done = call(command)
    expected = "error: cannot ask for confirmation (not a terminal)\n  help: pass `--yes`\n"
    assert (done.status, done.err) == (1, expected)
    assert proxy.writes == []


@pytest.mark.parametrize("answer", ["", "y", "YES", "no"])
def test_only_yes_is_accepted(terminal: Call, file: Path, proxy: Proxy, answer: str) -> None:
    """Anything else stops it."""
    done = terminal("apply", answers=[answer])
    assert "Do this in the account 123456789012? Only 'yes' will be accepted: " in done.out
    assert done.status == 130
    assert proxy.writes == []


def test_yes_on_a_terminal(terminal: Call, file: Path) -> None:
    """Then it is done."""
    done = terminal("apply", answers=["yes"])
    assert done.status == 0, done.out
    assert f"role {ROLE}" in backend.state()


def test_colours_on_a_terminal(terminal: Call, file: Path) -> None:
    """Green for what is made; none where NO_COLOR is set."""
    assert "\x1b[32m+ role" in terminal("plan").out
    assert "\x1b[" not in terminal("plan", NO_COLOR="1").out


def test_json_is_the_plan(call: Call, file: Path) -> None:
    """To standard output, and nothing else there."""
    plan = json.loads(call("plan", "--format", "json").out)
    assert (plan["format_version"], plan["kind"], plan["deployment"]) == ("1", "plan", "roles")


def test_the_deployment_is_called_like_the_file(call: Call, file: Path, here: Path) -> None:
    """Unless a name is given; standard input has none."""
    (here / "fraud team.yaml").write_text(ONE, encoding="utf-8")
    refused = call("plan", "fraud team.yaml").err
    assert refused.startswith("`fraud team` is not a valid deployment name: at most 64 letters, digits and `._-`")
    assert "\n  help: pass one with `--deployment NAME`\n" in refused
    assert call("plan", "fraud team.yaml", "--deployment", "fraud").status == 0
    done = call("plan", "-", stdin=ONE)
    assert done.err.startswith("a role file from standard input does not name the deployment\n")
    assert call("plan", "-", "--deployment", "fraud", stdin=ONE).status == 0


def test_conflicts_are_faults(call: Call, file: Path, world: World, snapshot: SnapshotAssertion) -> None:
    """All at once, with what to do; drift shows them instead."""
    world.policy("one")
    world.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=TRUST)
    for command in (["plan"], ["apply", "--yes"]):
        assert call(*command) == snapshot(name=command[0])
    assert call("drift") == snapshot(name="drift")


def test_an_apply_that_stops_says_what_was_done_and_what_not(
    call: Call, file: Path, proxy: Proxy, snapshot: SnapshotAssertion
) -> None:
    """And it goes on from there."""
    proxy.plan = Plan(Fault.DENIED, 10, lasts=True)
    assert call("apply", "--yes") == snapshot(name="stopped")
    proxy.plan = None
    assert call("apply", "--yes") == snapshot(name="again")


def test_an_apply_that_is_interrupted_says_so_too(
    call: Call, file: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control-C between two calls."""
    from rolecast.deployment import execute

    real = execute._do

    def interrupted(step: Any, done: Any, connection: Any) -> None:
        if len(done) == 1:
            raise KeyboardInterrupt
        real(step, done, connection)

    monkeypatch.setattr(execute, "_do", interrupted)
    done = call("apply", "--yes")
    assert done.status == 130
    assert (
        "error: stopped by the user\nDone:\n  create role sagemaker-full\nNot done:\n  create policy one (tried)"
        in done.err
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"kind": "plan", "format_version": "2"}', "x.json:1:36: the plan has the format 2; this release"),
        ('{"kind": "plan", "format_version": "1"}', "x.json:1:1: a plan needs `given`"),
    ],
)
def test_a_plan_that_cannot_be_read(call: Call, here: Path, proxy: Proxy, text: str, message: str) -> None:
    """One of a later release, or one that was cut."""
    (here / "x.json").write_text(text, encoding="utf-8")
    done = call("apply", "x.json", "--yes")
    assert done.status == 1
    assert message in done.err
    assert proxy.calls == []


def test_a_plan_takes_no_options_of_its_own_making(call: Call, file: Path) -> None:
    """It has its deployment and its adoptions in it."""
    call("plan", "-o", "x.json")
    assert call("apply", "x.json", "--deployment", "y").status == 2
    assert call("apply", "x.json", "--adopt", "y").status == 2


def test_a_role_file_in_json_is_no_plan(call: Call, here: Path, world: World) -> None:
    """It is told apart by what is in it."""
    (here / "roles.json").write_text(ONE, encoding="utf-8")
    assert call("apply", "roles.json", "--yes").status == 0
    assert f"role {ROLE}" in backend.state()


def test_roles_of_other_accounts_are_left_out_and_told_of(call: Call, here: Path, world: World) -> None:
    """One file may have roles of several accounts: each apply sees to those of its credentials."""
    value = json.loads(ONE)
    value["roles"]["elsewhere"] = {"account": "111122223333"}
    (here / "roles.yaml").write_text(json.dumps(value), encoding="utf-8")
    done = call("apply", "--yes")
    assert done.status == 0
    message = "skipped, because they belong to other accounts than 123456789012: elsewhere"
    assert f"notice: roles.yaml: {message}\n" in done.err
    assert [name for name in backend.state() if name.startswith("role ")] == [f"role {ROLE}"]


def test_boto3_is_not_imported_before_it_is_needed(here: Path) -> None:
    """It takes half a second, and is an extra."""
    program = "import sys; from rolecast.cli.main import run; run(['plan', '--help']); print('boto3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
