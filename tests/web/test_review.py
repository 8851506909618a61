"""The review leaves nothing out: what `check` and `test` say, what is wrong elsewhere, every setting, the way on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from tests.cli.conftest import Call, call, here
from tests.runs import IS_LONG
from tests.web.browser import Opener, enter
from tests.web.served import Served, serving

from rolecast.catalogue.library import CATALOGUE
from rolecast.rolefile.shape import role_shape

__all__ = ["call", "here"]  # fixtures

NETWORK = {"subnets": ["subnet-0a1b2c3d4e5f67890"], "security_groups": ["sg-0a1b2c3d4e5f67890"]}
COMPUTE = {
    "persona": "compute-role",
    "activities": {
        "access-required-aws-services": {
            "s3_buckets": ["data"],
            "ecr_repository_arns": ["arn:aws:ecr:eu-west-1:123456789012:repository/x"],
        }
    },
}
SCIENTIST = {
    "persona": "data-scientist",
    "pass_roles": ["compute"],
    "activities": {"s3-bucket-access": {"s3_buckets": ["data"]}},
}
RED = "rgb(164, 22, 26)"
Visit = Callable[..., tuple[Page, Served]]


def role_file(**roles: object) -> str:
    document = {"version": 1, "account": "123456789012", "region": "eu-west-1", "edition": "corrected", "roles": roles}
    return yaml.safe_dump(document, sort_keys=False)


def statement(action: str) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


@pytest.fixture
def visit(open_page: Opener, tmp_path: Path, request: pytest.FixtureRequest) -> Visit:
    """Opens a step of a role of a file with this text."""

    def visit(text: str | None, path: str = "", locale: str = "en-US") -> tuple[Page, Served]:
        file = tmp_path / "roles.yaml"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        opened = serving(file)
        server = opened.__enter__()
        request.addfinalizer(lambda: opened.__exit__(None, None, None))
        page = open_page(locale, expected="net::ERR_")
        enter(page, server, path)
        return page, server

    return visit


def go(page: Page, server: Served, path: str) -> None:
    page.goto(f"http://{server.host}{path}")
    page.wait_for_selector("html[data-version]")


def top(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box
    return box["y"]


def plain(message: str) -> str:
    return " ".join(message.replace("`", "").split())


def test_all_that_check_and_test_say(visit: Visit, here: Path, call: Call) -> None:
    """Of both roles, by severity, and above what the role can do."""
    policies = {"extra": statement("iam:*"), "own": statement("sagemaker:Create*")}
    compute = {
        **COMPUTE,
        "extra_policies": policies,
        "narrowing": {"network_isolation": True, "regions": ["eu-west-1"]},
    }
    expected = [{"action": "s3:GetObject", "resource": "arn:aws:s3:::OTHER/x"}]
    text = role_file(compute=compute, scientist={**SCIENTIST, "expect": {"allow": expected}})
    text = text.replace("edition: corrected", "edition: console")
    (here / "roles.yaml").write_text(text, encoding="utf-8")
    findings = json.loads(call("check", "--format", "json").out)["findings"]
    failed = json.loads(call("test", "--format", "json").out)["expectations"]
    page, server = visit(text)
    assert {finding["severity"] for finding in findings} >= {"security-warning", "warning", "suggestion"}
    for key in ("compute", "scientist"):
        go(page, server, f"/roles/{key}/review")
        own = [finding for finding in findings if finding["role"] == key]
        said = plain(page.locator("#main").inner_text())
        assert [finding["message"] for finding in own if plain(finding["message"]) not in said] == []
        levels = page.locator("#problems .finding, #light .finding").evaluate_all(
            "all => all.map(each => each.classList[1])"
        )
        assert len(levels) >= len({finding["message"] for finding in own}) > 0
        order = ["error", "expectation", "security-warning", "warning", "suggestion", "notice"]
        assert levels == sorted(levels, key=order.index)
        assert top(page.locator("#light")) < top(page.locator("#words"))
        promised = [each for each in own if each["rule"] == "broken-guardrail"]
        assert page.locator("#guardrails .finding").count() == len(promised)
        assert bool(promised) is (key == "compute")
    assert [each["met"] for each in failed] == [False]
    expect(page.locator("#problems")).to_contain_text(
        "s3:GetObject on arn:aws:s3:::OTHER/x is expected to be allowed. Answer: Denied"
    )
    for reason in failed[0]["reasons"]:
        expect(page.locator("#problems")).to_contain_text(plain(reason))
    expect(page.locator("#expectations")).to_have_text("Expectations met: 0 of 1")


def test_expectations_that_cannot_be_checked_are_not_called_met(visit: Visit) -> None:
    """Without an account nothing is known; what cannot exist is an error of the expectation."""
    expected = [{"action": "s3:GetObjct", "resource": "arn:aws:s3:::data/x"}]
    text = role_file(compute={**COMPUTE, "expect": {"allow": expected}})
    page, server = visit(text, "/roles/compute/review")
    expect(page.locator("#expectations")).to_contain_text("not been checked yet")
    expect(page.locator("#problems")).to_contain_text("s3:GetObjct")
    go(page, server, "/roles/compute/information")
    page.get_by_label("AWS account").fill("")
    expect(page.locator("html")).to_have_attribute("data-idle", "true")
    go(page, server, "/roles/compute/review")
    expect(page.locator("#expectations")).to_contain_text("not been checked yet")


def test_known_faults_are_counted_if_no_edition_is_stated(visit: Visit) -> None:
    """The choice of an edition ends the notice."""
    text = role_file(compute=COMPUTE, jobs={"pass_roles": ["compute"], "activities": {"manage-ml-jobs": {}}})
    page, _ = visit(text.replace("edition: corrected\n", ""), "/roles/jobs/review")
    count = len(CATALOGUE.activity("manage-ml-jobs").correction_names)
    known = page.locator("#light li").filter(has_text=f"have known faults ({count})")
    expect(known).to_have_count(1)
    page.locator("#step-information a").click()
    page.get_by_role("radio", name="Corrected").check()
    page.locator("#step-review a").click()
    expect(page.locator("#problems")).to_be_attached()
    expect(known).to_have_count(0)


def test_problems_of_another_role(visit: Visit) -> None:
    """They are named, counted in the list of roles, and linked, on every step; red is what is wrong."""
    broken = {**SCIENTIST, "activities": {"s3-bucket-access": {"s3_buckets": ["Not_A_Bucket"]}}}
    page, _ = visit(role_file(compute=COMPUTE, scientist=broken), "/roles/compute/information")
    count = page.locator('[id="role:scientist"] .count')
    expect(count).to_have_text("1")
    expect(count).to_have_css("color", RED)
    expect(page.locator('[id="role:compute"] .count')).to_have_count(0)
    page.locator("#step-review a").click()
    others = page.locator("#others")
    expect(others).to_contain_text("Not_A_Bucket is not a bucket name")
    expect(page.locator("#files-none")).to_contain_text("scientist")
    others.get_by_role("link", name="Go to activities.s3-bucket-access.s3_buckets").click()
    expect(page.locator("#heading")).to_have_text("ML activities")
    expect(page.locator("textarea:focus")).to_have_value("Not_A_Bucket")
    count.click()
    expect(page.locator("#problems")).to_contain_text("Not_A_Bucket")


def test_suggestions_are_not_red(visit: Visit) -> None:
    """There are some, and nothing to worry about."""
    page, _ = visit(role_file(compute=COMPUTE), "/roles/compute/review")
    expect(page.locator("#problems")).to_contain_text("No errors or warnings.")
    expect(page.locator("#light .finding .badge")).not_to_have_count(0)
    count = page.locator("#panel-findings .count")
    expect(count).not_to_have_css("color", RED)
    expect(page.locator(".wrong")).to_have_count(0)
    for badge in page.locator("#light .badge").all():
        expect(badge).not_to_have_css("color", RED)


MANY = {f"own-{number}": statement(f"s3:GetObject{'' if number else 'Acl'}") for number in range(21)}
LARGE = {"large": statement("s3:GetObject")}
LARGE["large"]["Statement"] = [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{'b' * 50}-{number}/*"}
    for number in range(60)
]


@pytest.mark.parametrize(
    ("policies", "marked", "numbers"),
    [(MANY, "#facts p.over", "22 / 20"), (LARGE, '[id="size:large"].over', "/ 6,144 over the limit")],
)
def test_a_number_over_its_quota(policies: dict[str, object], marked: str, numbers: str, visit: Visit) -> None:
    """It is marked, and what makes it fit is a button, beside the number and in the review."""
    page, server = visit(role_file(compute={**COMPUTE, "extra_policies": policies}), "/roles/compute/information")
    expect(page.locator(marked)).to_contain_text(numbers)
    expect(page.locator(marked)).to_have_css("color", RED)
    go(page, server, "/roles/compute/review")
    buttons = page.locator("#problems .remedies button")
    expect(buttons.first).to_be_visible()
    expect(page.locator("#facts .remedies button")).to_have_count(buttons.count())
    buttons.first.click()
    expect(page.locator(".over")).to_have_count(0)
    expect(page.locator(".remedies")).to_have_count(0)
    expect(page.locator("#problems .finding.error")).to_have_count(0)
    page.locator("#undo").click()
    expect(page.locator(marked)).to_be_visible()


def test_no_packing_fits(visit: Visit) -> None:
    """Then the way leads to the activities."""
    attached = [f"arn:aws:iam::123456789012:policy/own-{number}" for number in range(25)]
    page, _ = visit(role_file(compute={**COMPUTE, "additional_policies": attached}), "/roles/compute/review")
    expect(page.locator("#problems .remedies")).to_contain_text("No packing makes it fit.")
    page.locator("#problems .remedies a").click()
    expect(page.locator("#heading")).to_have_text("ML activities")


def test_a_limit_that_another_policy_lifts_is_no_limit(visit: Visit) -> None:
    """Each sentence says what its policy allows, and none that nothing else is allowed."""
    role = {**COMPUTE, "network": NETWORK, "additional_policies": ["AmazonSageMakerFullAccess"]}
    page, _ = visit(role_file(compute=role), "/roles/compute/review")
    words = page.locator("#words")
    expect(words).to_contain_text("AmazonSageMakerFullAccess")
    expect(page.locator("#panel")).to_contain_text("Attached: arn:aws:iam::aws:policy/AmazonSageMakerFullAccess")
    assert "only on" not in words.inner_text()
    assert "only in" not in words.inner_text()


def test_every_setting_is_shown(visit: Visit) -> None:
    """Each has its value and leads to its control, or to the text of the file if no form has it.

    A long run follows every link, others each third.
    """
    role = {
        **SCIENTIST,
        "description": "of the team",
        "network": NETWORK,
        "narrowing": {"instance_types": ["ml.g5.*"], "network_isolation": True},
        "permissions_boundary": "PowerUserAccess",
        "trust": {"confused_deputy": True, "services": ["sagemaker.amazonaws.com"]},
        "tags": {"team": "fraud"},
        "name": "whole-name",
    }
    page, server = visit(role_file(compute=COMPUTE, scientist=role), "/roles/scientist/review")
    said = {
        "persona": "Data Scientist",
        "account": "123456789012",
        "region": "eu-west-1",
        "edition": "Corrected",
        "network": "subnet-0a1b2c3d4e5f67890",
        "encryption": "off",
        "narrowing": "ml.g5.*",
        "permissions_boundary": "PowerUserAccess",
        "trust": "sagemaker.amazonaws.com",
        "pass_roles": "compute",
        "tags": "team: fraud",
        "packing": "One policy per activity",
        "name": "whole-name",
        "activities": "Run Studio Applications",
    }
    shown = page.locator("#settings [id^='setting:']").evaluate_all("all => all.map(each => each.id.slice(8))")
    assert sorted(shown) == sorted(role_shape(CATALOGUE).fields)
    for name, text in said.items():
        expect(page.locator(f'[id="setting:{name}"] dd').filter(has_text=text).first, name).to_be_visible()
    links = {
        "account": "#account",
        "edition": '[id="edition=corrected"]',
        "description": '[id="roles/scientist/description"]',
        "network": '[id="roles/scientist/network"]',
        "narrowing": "#more-information summary",
        "permissions_boundary": '[id="roles/scientist/permissions_boundary"]',
        "trust": "#more-policies summary",
        "tags": '[id="roles/scientist/tags:1:key"]',
        "pass_roles": '[id="roles/scientist/pass_roles"]',
        "path": '[id="roles/scientist/path"]',
        "name": "#panel",
    }
    for name, control in [*links.items()] if IS_LONG else [*links.items()][1::3]:
        go(page, server, "/roles/scientist/review")
        page.locator(f'[id="setting:{name}"] a').click()
        expect(page.locator(control), name).to_be_focused()
        expect(page.locator(control), name).to_be_in_viewport()


def test_the_last_step_has_a_way_on(visit: Visit, tmp_path: Path) -> None:
    """It saves; what is saved can be downloaded."""
    page, _ = visit(role_file(compute=COMPUTE), "/roles/compute/information")
    page.get_by_label("Description", exact=True).fill("to be saved")
    page.locator("#step-review a").click()
    finish = page.locator(".onward .primary")
    expect(finish).to_have_text("Save roles.yaml")
    finish.click()
    expect(page.locator("#file-state")).to_have_text("saved")
    assert "to be saved" in (tmp_path / "roles.yaml").read_text(encoding="utf-8")
    expect(finish).to_have_text("Download the files")
    finish.click()
    expect(page.locator("#files-heading")).to_be_in_viewport()


def test_the_console_s_personas_come_first(visit: Visit) -> None:
    """The others are one click away, and the one that is chosen is named even where they are closed."""
    page, _ = visit(None)
    operator = page.get_by_role("radio", name="Endpoint Operator")
    others = page.locator("#begin-others summary")
    expect(page.get_by_role("radio", name="MLOps Engineer", exact=False).first).to_be_visible()
    expect(operator).to_be_hidden()
    others.click()
    execution_roles = page.get_by_role("group", name="Execution roles")
    expect(execution_roles.get_by_role("radio", name="Pipeline Role")).to_be_visible()
    expect(execution_roles.get_by_role("radio", name="Endpoint Operator")).to_have_count(0)
    operator.check()
    page.get_by_role("button", name="Begin").click()
    others = page.locator("#persona-others summary")
    expect(operator).to_be_checked()
    expect(others).to_contain_text(": Endpoint Operator")
    page.get_by_role("radio", name="Custom role settings").check()
    expect(others).not_to_contain_text("Operator")


def test_custom_role_settings(visit: Visit) -> None:
    """No persona: for the first role, for a further one, and for one that had a persona."""
    page, _ = visit(None)
    page.get_by_role("radio", name="Custom role settings").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#role-name")).to_have_text("sagemaker-custom")
    expect(page.get_by_role("radio", name="Custom role settings")).to_be_checked()
    expect(page.locator("#preselected")).to_have_text("No activities are preselected.")
    page.get_by_text("Add a role").first.click()
    page.get_by_label("Name", exact=True).fill("second")
    page.locator("#add-persona").select_option("Custom role settings")
    page.locator("#add").get_by_role("button").click()
    expect(page.locator("#role-name")).to_have_text("sagemaker-second")
    page.locator('[id="persona=data-scientist"]').check()
    expect(page.locator("#preselected")).to_contain_text("Run Studio Applications")
    page.get_by_role("radio", name="Custom role settings").check()
    expect(page.locator("#preselected")).to_have_text("No activities are preselected.")
    page.get_by_role("link", name="Next").click()
    page.get_by_role("checkbox", name="Manage Models").check()
    page.locator("#panel-file").click()
    expect(page.locator("#panel")).to_contain_text("custom: {}")
    expect(page.locator("#panel")).to_contain_text("manage-models: true")
    expect(page.locator("#panel")).not_to_contain_text("persona")


@pytest.mark.parametrize("leave", ["the field", "the step"])
def test_an_error_is_not_red_before_its_field_was_visited(leave: str, visit: Visit) -> None:
    """What is missing is said in quiet words until somebody has been there, or has gone on."""
    page, _ = visit(None)
    page.locator('[id="begin=data-scientist"]').check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#heading")).to_have_text("ML activities")
    fields = page.locator("main textarea[data-new]")
    count = fields.count()
    assert count == 1
    expect(page.locator("main .needed").first).to_have_text("A value is required.")
    for nowhere in ("main .fault", "main [aria-invalid]", ".steps .count", ".wrong"):
        expect(page.locator(nowhere), nowhere).to_have_count(0)
    for key, missing in (("compute", "2"), ("data-scientist", "1")):
        expect(page.locator(f'[id="role:{key}"] .count')).to_have_text(missing)
    if leave == "the field":
        fields.first.focus()
        page.keyboard.press("Tab")
        expect(page.locator("main [aria-invalid]")).to_have_count(1)
        expect(page.locator(".steps .count [aria-hidden]")).to_have_text("1")
        expect(page.locator("main [aria-invalid]")).to_have_css("border-color", RED)
        expect(fields).to_have_count(count - 1)
        page.reload()
        expect(page.locator("main [aria-invalid]")).to_have_count(1)
    else:
        page.get_by_role("link", name="Next").click()
        expect(page.locator("#heading")).to_have_text("Additional policies and tags")
        expect(page.locator(".steps .count [aria-hidden]")).to_have_text("1")
        expect(page.locator('[id="role:data-scientist"] .count')).to_have_css("color", RED)
        expect(page.locator('[id="role:compute"] .count')).not_to_have_css("color", RED)
        page.get_by_role("link", name="Previous").click()
        expect(page.locator("main [aria-invalid]")).to_have_count(1)


def test_the_review_speaks_japanese(visit: Visit) -> None:
    """All but the messages of the checks."""
    expected = [{"action": "s3:GetObject", "resource": "arn:aws:s3:::OTHER/x"}]
    text = role_file(
        compute={
            **COMPUTE,
            "expect": {"allow": expected},
            "extra_policies": {"extra": statement("iam:*"), "own": statement("sagemaker:Create*")},
            "narrowing": {"network_isolation": True, "inter_container_encryption": True},
            "trust": {"confused_deputy": True},
        }
    )
    page, _ = visit(text, "/roles/compute/review", locale="ja-JP")
    expect(page.locator("#problems")).to_contain_text(
        "arn:aws:s3:::OTHER/x に対する s3:GetObject は許可される想定ですが、結果は拒否です。"
    )
    expect(page.locator("#problems .badge").first).to_have_text("満たされていない想定")
    expect(page.locator("#problems")).to_contain_text("セキュリティ警告")
    expect(page.locator("#setting\\:persona dd")).to_contain_text("Compute")
    expect(page.locator(".onward .primary")).to_have_text("ファイルのダウンロードへ")
    judge_guardrails(page, "守られません", "すべてのリクエストで守られます", "ポリシー own、ステートメント 1")
    expect(isolation(page)).to_contain_text("そこで絞り込むか")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    judge_guardrails(page, "Does not hold", "Holds for every request", "Policy own, statement 1")
    expect(isolation(page)).to_contain_text("narrow it there, or set guardrails: enforce to deny it")
    expect(isolation(page)).to_contain_text("CreateAutoMLJob")


def isolation(page: Page) -> Locator:
    return page.locator('[id="guardrail:narrowing.network_isolation"]')


def judge_guardrails(page: Page, broken: str, holding: str, statement: str) -> None:
    """Each setting with what is proved of it; what gets past it with the statement and the actions."""
    expect(isolation(page).locator(".badge")).to_have_text(broken)
    expect(isolation(page).locator(".finding details")).to_contain_text("sagemaker:CreateTrainingJob")
    expect(isolation(page)).to_contain_text(statement)
    deputy = page.locator('[id="guardrail:trust.confused_deputy"]')
    expect(deputy.locator(".badge")).to_have_text(holding)
    expect(deputy.locator(".finding")).to_have_count(0)
    expect(page.locator("#guardrails article")).to_have_count(3)
