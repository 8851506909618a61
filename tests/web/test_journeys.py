"""From an empty file to every format, in a real browser: for each persona, and in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from tests.cli.conftest import Call, call, here
from tests.runs import IS_LONG, mostly_long
from tests.web.browser import Opener, axe, enter
from tests.web.served import Served, serving

from rolecast.catalogue.activity import ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.reading.languages import Language
from rolecast.rendering.formats import BESIDE_ROLES, Format
from rolecast.web.languages import PageTexts

__all__ = ["call", "here"]  # fixtures

PERSONAS = [
    *(persona.id for persona in CATALOGUE.personas() if persona.source is ActivitySource.CONSOLE),
    "endpoint-operator",
    "hyperpod-node-role",
]
"""AWS's, and of the others one for people and one whose activities have optional parameters."""
JOURNEYS = [(persona, Language.EN) for persona in PERSONAS] + [(PERSONAS[0], Language.JA)]
USUAL = [JOURNEYS[0], ("data-scientist-2026", Language.EN), ("endpoint-operator", Language.EN), JOURNEYS[-1]]
"""Those of every run: a long one makes them all."""
WARNED = {("data-scientist-2026", "data-scientist"): "escalation-by-passed-role"}
"""What the review warns of, by persona and role: here AWS's policy for Canvas, which passes any role."""
LOCALES = {Language.EN: "en-US", Language.JA: "ja-JP"}


def visit(
    open_page: Opener, address: str, locale: str = "en-US", expected: str = r"net::ERR_|403 \(Forbidden\)"
) -> Page:
    """The page at the address. That the server may end before it does, or start again, is no fault of the page."""
    page = open_page(locale, expected=expected)
    page.goto(address)
    page.wait_for_selector("html[data-version]")
    return page


def settled(page: Page) -> None:
    """Waits until what was typed has been answered."""
    expect(page.locator("html")).to_have_attribute("data-idle", "true")


def mend(page: Page, t: PageTexts) -> None:
    """Goes through a role's activities and does what the page asks for: one click, or the example that it shows."""
    page.get_by_role("link", name=t("wizard.next")).click()
    expect(page.locator("#heading")).to_have_text(t("steps.activities"))
    while (unmet := page.locator(".unmet button")).count():
        count = unmet.count()
        unmet.first.click()
        expect(page.locator(".unmet button")).not_to_have_count(count)
    missing = page.locator("textarea[data-new], textarea[aria-invalid]")
    for number in range(missing.count()):
        field = missing.first
        field.fill(field.get_attribute("placeholder") or "")
        settled(page)
        assert number < 50
    expect(page.locator("main .fault")).to_have_count(0)


def take_away(page: Page, address: str) -> bytes:
    """What a link of the review downloads."""
    with page.expect_download() as download:
        page.locator(f'a[href="{address}"]').click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize(("persona", "language"), mostly_long(JOURNEYS, USUAL))
def test_a_persona_s_whole_journey(persona: str, language: Language, here: Path, call: Call, open_page: Opener) -> None:
    """What is taken away in the end is what `rolecast build` makes of the file that was saved."""
    t = PageTexts.of(language)
    file = here / "roles.yaml"

    def built(*options: str) -> bytes:
        done = call("build", file.name, *options)
        assert done.status == 0, done.err
        return done.out.encode()

    with serving(file) as server:
        page = visit(open_page, server.address, locale=LOCALES[language])
        expect(page.locator("#heading")).to_have_text(t("start.title"))
        page.get_by_label(t("information.account")).fill("123456789012")
        page.get_by_label(t("information.region")).fill("us-east-1")
        if CATALOGUE.persona(persona).source is not ActivitySource.CONSOLE:
            page.locator("#begin-others summary").click()
        page.get_by_role("radio", name=re.compile(re.escape(CATALOGUE.persona(persona).title))).and_(
            page.locator(f'[value="{persona}"]')
        ).check()
        page.get_by_role("button", name=t("start.begin")).click()
        expect(page.locator("#heading")).to_have_text(t("steps.information"))
        expect(page.locator("#preselected")).to_contain_text(
            CATALOGUE.activity(CATALOGUE.persona(persona).activities[0]).title
        )
        keys = page.locator(".rolelist a:not(.count)").all_inner_texts()
        for key in keys:
            page.locator(".rolelist").get_by_role("link", name=key, exact=True).click()
            expect(page.locator("#role-name")).to_have_text(f"sagemaker-{key}")
            mend(page, t)
            for step in ("policies", "review"):
                page.get_by_role("link", name=t("wizard.next")).click()
                expect(page.locator("#heading")).to_have_text(t(f"steps.{step}"))
            if (persona, key) in WARNED:
                expect(page.get_by_text(f"rolecast rule {WARNED[persona, key]}")).to_be_visible()
            else:
                expect(page.get_by_text(t("review.no_problems"))).to_be_visible()
        page.get_by_role("button", name=t("file.save"), exact=True).click()
        expect(page.locator("#file-state")).to_have_text(t("file.unchanged"))
        assert take_away(page, "/files/role-file") == file.read_bytes()
        is_first = (persona, language) == JOURNEYS[0]  # every persona's files are those of test_downloads.py
        for each in (each for each in Format if each not in BESIDE_ROLES) if is_first else (Format.JSON,):
            if is_first:
                page.wait_for_timeout(150)  # Chromium drops what is more than ten downloads of a page in a second
            assert take_away(page, f"/files/{each}") == built("-f", each.value), each
            if len(keys) == 1 or each not in (Format.JSON, Format.TERRAFORM):
                continue
            alone = take_away(page, f"/files/{each}?role={keys[-1]}")
            assert alone == built("-f", each.value, "--role", keys[-1]), each


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "roles.yaml"
    path.write_text(
        """\
# Roles of the fraud team.
version: 1
account: "123456789012"   # production
region: us-east-1
edition: corrected
roles:
  # What jobs run with.
  compute:
    persona: compute-role
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]   # theirs
        ecr_repository_arns: [arn:aws:ecr:us-east-1:123456789012:repository/fraud]
  data-scientist:
    persona: data-scientist
    pass_roles: [compute]
    activities:
      s3-bucket-access: {s3_buckets: [fraud-training]}
""",
        encoding="utf-8",
    )
    return path


def at(server: Served, path: str, page: Page) -> None:
    page.goto(f"http://{server.host}{path}")
    page.wait_for_selector("html[data-version] #heading")


def test_the_draft_outlives_the_page_and_the_server(file: Path, open_page: Opener) -> None:
    """A reload in the middle, and a server that was stopped and started again."""
    before = file.read_text(encoding="utf-8")
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.get_by_label("Description").fill("half of a sent")
        settled(page)
        page.reload()
        expect(page.get_by_label("Description")).to_have_value("half of a sent")
    with serving(file) as server:
        page = visit(open_page, server.address)
        expect(page.get_by_label("Description")).to_have_value("half of a sent")
        expect(page.locator("#restored")).to_be_visible()
        assert file.read_text(encoding="utf-8") == before
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#restored")).to_have_count(0)
        expect(page.locator("#file-state")).to_have_text("saved")
    assert file.read_text(encoding="utf-8") == before.replace(
        "repository/fraud]\n", "repository/fraud]\n    description: half of a sent\n"
    )


def test_two_tabs_show_the_same_draft(file: Path, open_page: Opener) -> None:
    """An edit in one is seen in the other, each at its own step; what is being typed is left alone."""
    with serving(file) as server:
        one = visit(open_page, server.address)
        two = one.context.new_page()
        at(server, "/roles/compute/activities", two)
        one.get_by_label("Description").fill("of both tabs")
        two.get_by_label("The buckets with data and results.").fill("fraud-training\nfraud-results")
        settled(two)
        two.locator("#panel-file").click()
        expect(two.locator("#panel")).to_contain_text("description: of both tabs")
        one.locator("#panel-file").click()
        expect(one.locator("#panel")).to_contain_text("fraud-results")
        expect(one.get_by_label("Description")).to_have_value("of both tabs")
        assert two.url.endswith("/roles/compute/activities?panel=file")


def test_back_and_forth(file: Path, open_page: Opener) -> None:
    """The browser's own buttons go through the steps, and nothing that was typed is gone."""
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.get_by_label("Description").fill("kept")
        settled(page)
        for step in ("ML activities", "Additional policies and tags", "Review"):
            page.get_by_role("link", name="Next").click()
            expect(page.locator("#heading")).to_have_text(step)
        page.go_back()
        expect(page.locator("#heading")).to_have_text("Additional policies and tags")
        page.go_back()
        page.go_back()
        expect(page.locator("#heading")).to_have_text("Role information")
        expect(page.get_by_label("Description")).to_have_value("kept")
        page.go_forward()
        expect(page.locator("#heading")).to_have_text("ML activities")


def test_a_late_answer_does_not_bring_a_left_page_back(file: Path, open_page: Opener) -> None:
    """Whoever types and goes on at once stays where they have gone, and what was typed is kept."""
    delay = """() => {
      const real = window.fetch
      window.fetch = async (address, how) => {
        const answer = await real(address, how)
        if (how?.method === 'POST') await new Promise((ready) => setTimeout(ready, 400))
        return answer
      }
    }"""
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.evaluate(delay)
        page.get_by_label("Description").fill("typed in haste")
        page.get_by_role("link", name="Next").click()
        settled(page)
        expect(page.locator("#heading")).to_have_text("ML activities")
        expect(page.locator("#heading")).to_be_focused()
        assert page.url.endswith("/roles/compute/activities")
        page.go_back()
        expect(page.get_by_label("Description")).to_have_value("typed in haste")


def test_a_new_role_s_steps_open_one_after_the_other(file: Path, open_page: Opener) -> None:
    """As in the console: those that were not seen are no links yet."""
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.get_by_text("Add a role").first.click()
        page.get_by_label("Name", exact=True).fill("engineer")
        page.locator("#add-persona").select_option("mlops-engineer")
        page.locator("#add").get_by_role("button").click()
        expect(page.locator("#role-name")).to_have_text("sagemaker-engineer")
        assert page.url.endswith("/roles/engineer/information")
        expect(page.locator(".steps a")).to_have_count(1)
        page.get_by_role("link", name="Next").click()
        expect(page.locator(".steps a")).to_have_count(2)
        page.locator("#panel-file").click()
        expect(page.locator("#panel")).to_contain_text("pass_roles: [compute]")


BAD_VALUES = {
    "information": [
        ("AWS account", "12345", "`12345` is not an account"),
        ("Region", "mars-north-1", "`mars-north-1` is not a region"),
        ("Description", "a\u2028b", "U+2028"),
        ("Name prefix", "a b", "is not a name prefix"),
        ("Allowed instance types", "g5.large", "`g5.large` is not an instance type"),
        ("Allowed regions", "moon", "`moon` is not a region"),
    ],
    "policies": [
        ("Managed policies to attach", "AmazonSageMakerFulAccess", "did you mean `AmazonSageMakerFullAccess`?"),
        ("Permissions boundary", "NoSuchPolicy", "AWS has no managed policy `NoSuchPolicy`"),
        ("Services that may assume the role", "sagemaker", "`sagemaker`"),
        ("Accounts, users and roles that may assume the role", "somebody", "`somebody`"),
        ("Maximum session duration, in seconds", "two hours", "`two hours`"),
        ("Path", "no-slash", "`no-slash`"),
        ("Policy suffix", "a b", "is not a policy suffix"),
    ],
    "activities": [
        ("The buckets to work in.", "Not_A_Bucket", "`Not_A_Bucket` is not a bucket name"),
        ("Roles that this role may pass to SageMaker", "compte", "did you mean `compute`?"),
    ],
}


@pytest.mark.parametrize("step", ["information", "activities", "policies"])
def test_a_bad_value_is_told_at_its_field(step: str, file: Path, open_page: Opener) -> None:
    """The field is marked, describes itself by the message, and is counted in its step; mending it ends all that."""
    with serving(file) as server:
        page = open_page(expected="net::ERR_")
        enter(page, server, f"/roles/data-scientist/{step}")
        page.locator("details.card").evaluate_all("all => all.forEach(each => { each.open = true })")
        for label, value, message in BAD_VALUES[step]:
            field = page.get_by_label(label, exact=True)
            before = field.input_value()
            field.fill(value)
            expect(field).to_have_attribute("aria-invalid", "true")
            faults = page.locator(f'[id="{(field.get_attribute("aria-describedby") or "").split()[-1]}"]')
            expect(faults).to_contain_text(message.replace("`", ""))
            expect(page.locator(f"#step-{step} .count").first).to_be_visible()
            field.fill(before)
            expect(field).not_to_have_attribute("aria-invalid", "true")
            expect(page.locator(".steps .count")).to_have_count(0)


def test_markup_in_a_value_is_text(file: Path, open_page: Opener) -> None:
    """Wherever it is shown again: the field, the preview, the file, the messages."""
    evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.get_by_label("Description").fill(evil)
        page.get_by_label("AWS account").fill(evil)
        settled(page)
        page.locator("#panel-file").click()
        expect(page.locator("#panel")).to_contain_text("onerror")
        expect(page.locator("main .fault").first).to_contain_text("<img")
        assert page.locator("main img, #panel img, main script, #panel script").count() == 0


def test_comments_stay_and_another_file_is_opened(file: Path, tmp_path: Path, open_page: Opener) -> None:
    """Saving changes the lines that were edited; opening a wrong file changes nothing and says why."""
    before = file.read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(before.replace("data-scientist:", "analyst:"), encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("- a list\n", encoding="utf-8")
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.locator("#open").set_input_files(wrong)
        page.get_by_role("button", name="Replace the draft").click()
        expect(page.locator(".filebar .fault")).to_contain_text("a mapping")
        page.locator("#open").set_input_files(other)
        page.get_by_role("button", name="Replace the draft").click()
        expect(page.locator(".rolelist")).to_contain_text("analyst")
        page.locator("#undo").click()
        expect(page.locator(".rolelist")).to_contain_text("data-scientist")
        at(server, "/roles/compute/activities", page)
        page.get_by_label("The buckets with data and results.").fill("fraud-training\nfraud-results")
        settled(page)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#file-state")).to_have_text("saved")
    assert file.read_text(encoding="utf-8") == before.replace(
        "[fraud-training]   #", "[fraud-training, fraud-results]   #"
    )


def test_a_file_that_something_else_changed_is_not_written_over_unasked(file: Path, open_page: Opener) -> None:
    """The page says so; saving is refused until it is asked for."""
    with serving(file) as server:
        page = visit(open_page, server.address)
        page.get_by_label("Description").fill("ours")
        settled(page)
        file.write_text(file.read_text(encoding="utf-8") + "# theirs\n", encoding="utf-8")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".filebar .fault")).to_contain_text("was changed by another program")
        assert file.read_text(encoding="utf-8").endswith("# theirs\n")
        page.get_by_role("button", name="Overwrite the file").click()
        expect(page.locator("#file-state")).to_have_text("saved")
    assert "description: ours" in file.read_text(encoding="utf-8")


def test_the_preview_follows_and_tells_what_changed(file: Path, open_page: Opener) -> None:
    """What the last change added and removed, the count against the quota, and where statements come from."""
    with serving(file) as server:
        page = open_page(expected="net::ERR_")
        enter(page, server, "/roles/data-scientist/activities")
        count = page.locator("#attached-count")
        expect(count).to_have_text("6 / 20")
        page.get_by_role("checkbox", name="Manage Models").uncheck()
        expect(count).to_have_text("5 / 20")
        page.locator("#panel-changes").click()
        expect(page.locator("#panel")).to_contain_text("- policy SM_ModelManagement_sagemaker-data-scientist")
        page.locator("#panel-policies").click()
        expect(page.locator("#panel .origin").first).to_have_text("From Run Studio Applications")
        page.get_by_role("checkbox", name="Manage Models").check()
        expect(count).to_have_text("6 / 20")


def test_the_language_is_the_browser_s_until_another_is_chosen(file: Path, open_page: Opener) -> None:
    """The choice stays."""
    with serving(file) as server:
        page = visit(open_page, server.address, locale="ja-JP")
        expect(page.locator("#heading")).to_have_text("ロール情報")
        page.get_by_role("button", name="English").click()
        expect(page.locator("#heading")).to_have_text("Role information")
        page.reload()
        expect(page.locator("#heading")).to_have_text("Role information")
        assert page.locator("html").get_attribute("lang") == "en"


def test_a_role_by_keyboard_alone(tmp_path: Path, open_page: Opener) -> None:
    """From the address to the review without a mouse."""
    with serving(tmp_path / "roles.yaml") as server:
        page = visit(open_page, server.address)
        keyboard = page.keyboard

        def reach(selector: str) -> None:
            for _ in range(400):
                if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
                    return
                keyboard.press("Tab")
            raise AssertionError(f"{selector} cannot be reached")

        reach("#begin-account")
        keyboard.type("123456789012")
        keyboard.press("Tab")
        keyboard.type("us-east-1")
        keyboard.press("Tab")
        keyboard.press("ArrowDown")
        keyboard.press("ArrowDown")
        reach("#begin button")
        keyboard.press("Enter")
        expect(page.locator("#role-name")).to_have_text("sagemaker-compute")
        reach("#next")
        keyboard.press("Enter")
        expect(page.locator("#heading")).to_be_focused()
        reach("textarea[data-new]")
        keyboard.type("fraud-training")
        settled(page)
        reach("textarea[data-new]")
        keyboard.type("arn:aws:ecr:us-east-1:123456789012:repository/fraud")
        settled(page)
        for _ in range(2):
            reach("#next")
            keyboard.press("Enter")
            expect(page.locator("#heading")).to_be_focused()
        expect(page.get_by_text("No errors or warnings.")).to_be_visible()


STEPS = [f"/roles/compute/{step}" for step in ("information", "activities", "policies", "review")]
PANELS = [
    f"/roles/data-scientist/information?panel={panel}"
    for panel in ("changes", "findings", "question", "denied", "file")
]
CATALOGUE_PAGES = ["/activities", "/activities/manage-ml-jobs", "/personas", "/nowhere"]


FULLEST = [STEPS[1], CATALOGUE_PAGES[1]]
"""The pages of every kind of control and of text: in every run narrow and in dark colours too."""


@pytest.mark.parametrize("language", Language)
def test_everybody_can_use_it(language: Language, file: Path, open_page: Opener) -> None:
    """No serious finding of axe-core on any page, with faults and without, and nothing wider than a phone.

    A long run looks at every page narrow and in dark colours too, and at every step in each language.
    """
    is_first = language is Language.EN  # the others have the same pages, with other words
    with serving(file) as server:
        page = visit(open_page, server.address, LOCALES[language], expected=r"net::ERR_|404 \(Not Found\)")
        for path in [*STEPS, *CATALOGUE_PAGES, *PANELS]:
            at(server, path, page)
            if is_first or path in (STEPS if IS_LONG else STEPS[1:2]):
                part = "#panel" if path in PANELS else "html"
                everywhere = is_first and (IS_LONG or path in FULLEST)
                assert axe(page, part, everywhere=everywhere, contrast=is_first) == [], path
            page.set_viewport_size({"width": 390, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            page.set_viewport_size({"width": 1280, "height": 900})
        at(server, "/roles/compute/activities", page)
        page.locator("textarea").first.fill("Not_A_Bucket")
        expect(page.locator("textarea[aria-invalid]")).to_have_count(1)
        assert axe(page, ".activity:has([aria-invalid])", everywhere=is_first, contrast=is_first) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_bad_value_in_every_field(tmp_path: Path, open_page: Opener) -> None:
    """Everything is switched on and selected: each field of each step tells of a value that it cannot have.

    A long run tries every field, others each fourth.
    """
    file = tmp_path / "roles.yaml"
    kinds: dict[str, str] = {}  # of each kind of value, an activity that takes one
    for each in CATALOGUE.activity_ids:
        for parameter in CATALOGUE.activity(each).parameters.values():
            kinds.setdefault(str(parameter.type), each)
    activities: dict[str, dict[str, list[str]]] = {
        each: {name: [] for name in CATALOGUE.activity(each).parameters} for each in {*kinds.values()}
    }
    role = {"studio_id": "x", "pass_roles": ["one"], "activities": activities}
    document = {
        "version": 1,
        "network": {"subnets": [], "security_groups": []},
        "encryption": {"data_keys": [], "volume_keys": []},
        "roles": {"one": role},
    }
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    seen = 0
    with serving(file) as server:
        page = visit(open_page, server.address)
        for step in ("information", "activities", "policies"):
            at(server, f"/roles/one/{step}", page)
            page.locator("details.card").evaluate_all("all => all.forEach(each => { each.open = true })")
            fields = page.locator("main input[type=text]:not(#rename), main textarea")
            names = fields.evaluate_all("fields => fields.map(field => field.id)")
            seen += len(names)
            for name in names if IS_LONG else names[::4]:
                field = page.locator(f'[id="{name}"]')
                pair = name.removesuffix(":value") if name.endswith(":value") else None
                if pair:  # a value without a key is none
                    page.locator(f'[id="{pair}:key"]').fill("key")
                field.fill("\u0007")
                setting = re.sub(r":(key|value)$", "", name)
                faults = page.locator(f'[id="{setting}:faults"] .fault')
                expect(faults.filter(has_not_text="this list is empty").first, f"{step}: {name}").to_be_visible()
                field.fill("")
                if pair:
                    page.locator(f'[id="{pair}:key"]').fill("")
                settled(page)
    assert seen > 20 + len(kinds)
