"""The page plans and applies as the commands do, only where it may, and one thing at a time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, call, here
from tests.deployment import backend
from tests.deployment.conftest import owner, proxy, running_proxy, world
from tests.deployment.proxy import Fault, Plan, Proxy
from tests.deployment.scenarios import allow, role_file
from tests.deployment.test_drift import TRUST
from tests.deployment.world import World
from tests.web.asking import Answer, Asker
from tests.web.served import serving

from rolecast.deployment import execute
from rolecast.deployment.plan import to_text
from rolecast.draft.workspace import EditDescription, Workspace
from rolecast.reading.faults import InputError
from rolecast.web.app import create_app
from rolecast.web.applying import Applying

__all__ = ["call", "here", "owner", "proxy", "running_proxy", "world"]  # fixtures

ONE = role_file({"one": [allow("s3:GetObject")]})
TWO = role_file({"one": [allow("s3:PutObject")]})
PAGE = "/roles/full/review"


@pytest.fixture
def workspace(here: Path) -> Workspace:
    Path("roles.yaml").write_text(ONE, encoding="utf-8")
    return Workspace(Path("roles.yaml"), Path("state"))


@pytest.fixture
def asker(workspace: Workspace, world: World) -> Iterator[Asker]:
    """The pages that may apply, before an empty account."""
    yield Asker(create_app(workspace, allow_apply=True))
    finish()


def finish() -> None:
    """Waits until nothing is being planned or applied."""
    for thread in threading.enumerate():
        if thread.name == "rolecast account":
            thread.join()


def planned(asker: Asker) -> Answer:
    asker.post(PAGE, edit="plan", about="make-plan")
    finish()
    return asker.get(PAGE)


def applied(asker: Asker, word: str = "yes") -> Answer:
    """The page once the apply has ended; where it was refused, the answer."""
    answer = asker.post(PAGE, edit="apply", about="apply", word=word)
    finish()
    return answer if "apply:refused" in answer.text or "aria-invalid" in answer.text else asker.get(PAGE)


def section(page: Answer) -> str:
    return page.text.partition('id="applying"')[2].partition("</section>")[0]


def words_of(page: Answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section(page))).split())


def drawn(page: Answer, id: str = "plan") -> str:
    text = re.findall(f'<pre [^>]*id="{id}"[^>]*><code>(.*?)</code>', page.text, re.DOTALL)[0]
    return unescape(re.sub(r"<[^>]+>", "", text))


def listed(page: Answer) -> list[str]:
    """What roles gain and lose."""
    listing = page.text.partition('id="plan-access"')[2].partition("</ul>")[0]
    return [unescape(line) for line in re.findall("<li>(.*?)</li>", listing)]


def test_without_permission_there_are_commands_alone(workspace: Workspace, world: World, proxy: Proxy) -> None:
    """And no way around it: whoever posts by hand is refused, and nothing is asked of AWS."""
    asker = Asker(create_app(workspace, allow_apply=False))
    page = asker.get(PAGE)
    assert "This page changes nothing in AWS" in words_of(page)
    assert re.findall("<code>(.*?)</code>", section(page)) == [
        "rolecast plan roles.yaml -o roles.plan.json",
        "rolecast apply roles.plan.json",
    ]
    assert "data-edit" not in section(page)
    for body in ({"edit": "plan"}, {"edit": "apply", "word": "yes"}):
        for address in (PAGE, "/"):
            refused = asker.post(address, **body)
            assert refused.status == 403
            assert "rolecast serve is started with --allow-apply" in refused.words
    assert proxy.calls == []


def test_the_plan_is_the_commands(workspace: Workspace, asker: Asker, call: Call, proxy: Proxy) -> None:
    """The same changes, and the same JSON as `rolecast plan -o` keeps; nothing is written."""
    printed = call("plan", "roles.yaml", "-o", "roles.plan.json").out
    page = planned(asker)
    drawing, _, access = printed.partition("Access:\n")
    assert drawn(page) == drawing
    assert listed(page) == [line.strip() for line in access.splitlines()]
    assert proxy.writes == []
    applying = Applying(workspace, is_allowed=True)
    applying.begin_plan()
    finish()
    assert applying.plan is not None
    assert to_text(applying.plan.plan) == Path("roles.plan.json").read_text(encoding="utf-8")


def test_what_roles_gain_and_lose_is_shown(asker: Asker, workspace: Workspace, call: Call) -> None:
    """With a request for each; a plan that changes no access has no such lines."""
    planned(asker)
    assert "<h3>What the roles gain and lose" not in applied(asker).text
    workspace.replace(TWO, EditDescription("open"))
    page = planned(asker)
    [line] = listed(page)
    assert line.startswith("sagemaker-full: gains 1 action of s3, e.g. s3:PutObject on ")
    assert "; loses 1 action of s3, e.g. s3:GetObject on " in line
    assert section(page).index('id="plan-access"') < section(page).index('id="apply"')


def test_the_plan_is_applied(asker: Asker, call: Call) -> None:
    """After a typed yes; each step is shown, and then there is nothing left to do."""
    planned(asker)
    page = applied(asker)
    assert "Done. The account matches the plan." in words_of(page)
    steps = drawn(page, "progress").splitlines()
    assert steps[0].endswith("create role sagemaker-full")
    assert [line.split("]")[0] for line in steps] == [f"[{n}/{len(steps)}" for n in range(1, len(steps) + 1)]
    assert call("plan", "roles.yaml", "--detailed-exitcode").status == 0
    page = planned(asker)
    assert drawn(page).startswith("No changes.")
    assert 'id="apply"' not in page.text


def test_the_draft_is_planned_saved_or_not(asker: Asker, workspace: Workspace) -> None:
    """What is on disk is not looked at."""
    workspace.replace(TWO, EditDescription("open"))
    planned(asker)
    applied(asker)
    assert "s3:PutObject" in json.dumps(backend.state())
    assert Path("roles.yaml").read_text(encoding="utf-8") == ONE


@pytest.mark.parametrize("word", ["", "y", "YES", "no", "yes please"])
def test_only_yes_is_accepted(asker: Asker, proxy: Proxy, word: str) -> None:
    """As on a terminal; the field says so."""
    planned(asker)
    page = applied(asker, word)
    assert "only yes will be accepted" in words_of(page)
    assert re.search('<input[^>]*id="apply-word"[^>]*aria-invalid="true"', page.text)
    assert proxy.writes == []


def test_a_plan_of_another_draft_is_not_applied(asker: Asker, workspace: Workspace, proxy: Proxy) -> None:
    """Neither offered nor done once the role file has changed; undoing the change makes it good again."""
    planned(asker)
    workspace.replace(TWO, EditDescription("open"))
    page = asker.get(PAGE)
    assert "The role file has changed since this plan was created" in words_of(page)
    assert 'id="apply"' not in page.text
    refused = applied(asker)
    assert "the role file has changed since the plan was made make the plan again" in words_of(refused)
    assert proxy.writes == []
    workspace.undo()
    assert "Done." in words_of(applied(asker))


def test_a_plan_of_another_state_is_not_applied(asker: Asker, world: World, proxy: Proxy) -> None:
    """Whatever somebody else has done to the account meanwhile."""
    planned(asker)
    world.iam.create_role(RoleName="sagemaker-full", AssumeRolePolicyDocument=TRUST)
    page = applied(asker)
    assert "the account has changed since the plan was made: role sagemaker-full" in words_of(page)
    assert proxy.writes == []


def test_there_is_nothing_to_apply_without_a_plan(asker: Asker, proxy: Proxy) -> None:
    """By hand either."""
    assert "there is no plan make it first" in words_of(applied(asker))
    assert proxy.calls == []


def test_faults_and_conflicts_are_told(asker: Asker, workspace: Workspace, world: World) -> None:
    """There is no plan then."""
    world.iam.create_role(RoleName="sagemaker-full", AssumeRolePolicyDocument=TRUST)
    page = planned(asker)
    assert "sagemaker-full" in re.findall('id="plan:made:faults".*?</div>', page.text, re.DOTALL)[0]
    assert 'id="plan"' not in page.text
    workspace.replace('{"version": 1, "roles": {"full": {"persona": "nobody"}}}', EditDescription("open"))
    assert "nobody" in re.findall('id="plan:made:faults".*?</div>', planned(asker).text, re.DOTALL)[0]


def test_credentials_that_are_missing(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the plan, and for the apply, which can be tried again with the same plan."""
    with monkeypatch.context() as changed:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            changed.delenv(name)
        assert "there are no AWS credentials" in words_of(planned(asker))
    planned(asker)
    with monkeypatch.context() as changed:
        changed.delenv("AWS_ACCESS_KEY_ID")
        changed.delenv("AWS_SECRET_ACCESS_KEY")
        assert "there are no AWS credentials" in words_of(applied(asker))
    assert "Done." in words_of(applied(asker))


def test_credentials_of_another_account(
    asker: Asker, world: World, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan names its account."""
    planned(asker)
    for name, value in world.server.environment(account="111122223333").items():
        if name.startswith("AWS_") and name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    page = applied(asker)
    assert "the plan is for account 123456789012, but the credentials are for account 111122223333" in words_of(page)
    assert proxy.writes == []


def test_boto3_is_an_extra(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """How to get it is said."""
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert "boto3 is not installed in a checkout of Rolecast, run pip install '.[aws]'" in words_of(planned(asker))


def test_an_apply_that_stops_says_what_was_done_and_what_not(asker: Asker, call: Call, proxy: Proxy) -> None:
    """In the command's words; a new plan goes on from there."""
    planned(asker)
    proxy.plan = Plan(Fault.DENIED, len(proxy.calls) + 5, lasts=True)
    page = applied(asker)
    words = words_of(page)
    assert "AWS refuses" in words
    assert "Not done" in words
    assert "(attempted)" in words
    assert 'id="apply"' not in page.text
    proxy.plan = None
    planned(asker)
    assert "Done." in words_of(applied(asker))
    assert call("plan", "roles.yaml", "--detailed-exitcode").status == 0


def test_what_is_unforeseen_ends_it_too(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing hangs; where it was is one line for the terminal."""
    planned(asker)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as changed:
        changed.setattr(execute, "_do", fails)
        assert "an unexpected error occurred" in words_of(applied(asker))
    assert capsys.readouterr().err.startswith("error: apply: ZeroDivisionError")
    planned(asker)
    assert "Done." in words_of(applied(asker))


def test_two_tabs_cannot_both_apply(
    asker: Asker, workspace: Workspace, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one apply is under way there is no second and no plan; pages show how far it is, and learn of each step."""
    planned(asker)
    begun, go_on = threading.Event(), threading.Event()
    real = execute._do

    def slow(step: Any, done: Any, connection: Any) -> None:
        if len(done) == 1:
            begun.set()
            assert go_on.wait(30)
        real(step, done, connection)

    monkeypatch.setattr(execute, "_do", slow)
    before = workspace.version
    assert "Applying the plan" in words_of(asker.post(PAGE, edit="apply", about="apply", word="yes"))
    assert begun.wait(30)
    assert workspace.version == before + 2
    for body in ({"edit": "apply", "about": "apply", "word": "yes"}, {"edit": "plan", "about": "make-plan"}):
        page = asker.post(PAGE, **body)
        assert "a plan is being made or applied already" in words_of(page)
        assert len(drawn(page, "progress").splitlines()) == 2
        assert 'id="apply"' not in page.text
        assert re.search('<button[^>]*id="make-plan"[^>]*disabled', page.text)
    go_on.set()
    finish()
    assert "Done." in words_of(asker.get(PAGE))
    assert len([call for call in proxy.writes if "CreateRole" in str(call)]) == 1


def test_an_apply_is_carried_through_when_the_server_is_stopped(here: Path, world: World, proxy: Proxy) -> None:
    """The process ends once it is done, and not in the middle."""
    file = here / "roles.yaml"
    file.write_text(ONE, encoding="utf-8")
    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    with serving(file, "--allow-apply", environment=aws, is_fork=False) as served:

        def stop() -> None:
            """Behind the first step; goes on when a server that did not wait would have ended."""
            proxy.after_writing = None
            served.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                served.process.wait(3)

        headers = [served.log_in(), ("Origin", f"http://{served.host}"), ("Content-Type", "application/json")]
        served.ask(PAGE, "POST", headers, json.dumps({"edit": "plan"}))
        deadline = time.monotonic() + 60
        while 'id="plan"' not in served.ask(PAGE, "GET", headers[:1])[2]:
            assert time.monotonic() < deadline
        proxy.after_writing = stop
        assert served.ask(PAGE, "POST", headers, json.dumps({"edit": "apply", "word": "yes"}))[0] == 200
        served.process.wait(60)
    assert drawn(planned(Asker(create_app(Workspace(file, here), allow_apply=True)))).startswith("No changes.")


def test_roles_of_other_accounts_are_told_of(asker: Asker, workspace: Workspace) -> None:
    """They are left out, as on the command line."""
    value = json.loads(ONE)
    value["roles"]["elsewhere"] = {"account": "111122223333"}
    workspace.replace(json.dumps(value), EditDescription("open"))
    assert "skipped, because they belong to other accounts than 123456789012: elsewhere" in words_of(planned(asker))


def test_a_file_whose_name_is_no_deployments(here: Path, world: World) -> None:
    """The deployment is called like the file, so that page and command mean the same one."""
    Path("fraud team.yaml").write_text(ONE, encoding="utf-8")
    applying = Applying(Workspace(Path("fraud team.yaml"), Path("state")), is_allowed=True)
    applying.begin_plan()
    finish()
    assert applying.faults[0].message.startswith("`fraud team` is not a valid deployment name")
    with pytest.raises(InputError, match="there is no plan"):
        applying.begin_apply("yes")


def test_both_languages(workspace: Workspace, world: World) -> None:
    """All but the plan's own words."""
    asker = Asker(create_app(workspace, allow_apply=True), "ja")
    assert "この計画をそのまま適用するには yes と入力してください" in words_of(planned(asker))
    assert "完了しました" in words_of(applied(asker))
