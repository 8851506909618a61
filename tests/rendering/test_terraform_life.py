"""Terraform over the years: what is deployed, changed and deployed again, watched by an account after every call."""

from __future__ import annotations

import re
from pathlib import Path

from tests.deployment import backend
from tests.rendering.account import Account
from tests.rendering.life import CASES, Case
from tests.rendering.readback import found, wanted
from tests.runs import IS_LONG
from tests.tools import Terraform, terraform

from rolecast.rendering.formats import Format, render
from rolecast.role import Role

REGION = "eu-west-1"
USUAL = {
    *("another key that the role had before", "keys that change places", "another suffix", "fewest policies"),
    *("inline policies", "keys that differ in punctuation, the first gone", "corrected"),
    *("another path", "another case"),
}
"""What the real Terraform is asked to do in every run, by name; in a long run it is asked for every change."""
TRIED = [case for case in CASES if IS_LONG or case.name in USUAL]
FREE = [case for case in TRIED if not case.blocked]
BLOCKED = [case for case in TRIED if case.blocked]


def test_a_change_takes_nothing_that_stays(account: Account, tmp_path: Path) -> None:
    """Several kinds of change at once: it ends as the role files say, and a third apply has nothing to do.

    On the way no role that is in both versions goes, and none lacks for a moment what both grant. But for packed
    policies, between which statements move: Terraform updates them one by one.
    """
    before, after = _together(FREE)
    real = _real(account, tmp_path)
    _write(tmp_path, before)
    real.init()
    real.must("apply", "-input=false", "-auto-approve")
    _is_made(account, before)
    grants_before = backend.grants()
    account.moments.clear()

    _write(tmp_path, after)
    real.must("apply", "-input=false", "-auto-approve")
    _is_made(account, after)
    names = {role.name for role in before.values()} & {role.name for role in after.values()}
    names -= {name for name in names if FREE[int(name[1:].partition("-")[0])].moves}
    assert [*account.lapses(grants_before, backend.grants(), sorted(names))] == []
    again = real.run("plan", "-input=false", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout + again.stderr

    real.must("apply", "-destroy", "-refresh=false", "-input=false", "-auto-approve")
    assert backend.grants() == {}


def test_a_change_that_names_do_not_allow_is_refused(account: Account, tmp_path: Path) -> None:
    """Another path, or a name in another case: IAM has room for one of the two, and the one that is there stays."""
    before, after = _together(BLOCKED)
    real = _real(account, tmp_path)
    _write(tmp_path, before)
    real.init()
    real.must("apply", "-input=false", "-auto-approve")
    grants_before = backend.grants()
    account.moments.clear()
    _write(tmp_path, after)
    applied = real.run("apply", "-input=false", "-auto-approve")
    assert applied.returncode == 1
    for number in range(len(BLOCKED)):
        assert re.search(rf"creating IAM Role \(c{number}-.*EntityAlreadyExists", applied.stderr, re.IGNORECASE)
    assert [*account.lapses(grants_before, grants_before, sorted(grants_before))] == []


def _together(cases: list[Case]) -> tuple[dict[str, Role], dict[str, Role]]:
    pairs = [case.roles(f"c{number}-") for number, case in enumerate(cases)]
    before = {key: role for each, _ in pairs for key, role in each.items()}
    return before, {key: role for _, each in pairs for key, role in each.items()}


def _real(account: Account, folder: Path) -> Terraform:
    return terraform(folder, account.server.environment(REGION))


def _write(folder: Path, roles: dict[str, Role]) -> None:
    (folder / "roles.tf").write_text(render(roles, Format.HCL), encoding="utf-8")


def _is_made(account: Account, roles: dict[str, Role]) -> None:
    iam = account.server.client("iam", REGION)
    assert {role.name for role in roles.values()} == set(backend.grants())
    for role in roles.values():
        assert found(iam, role.name) == wanted(role)
