"""The catalogue's pages show what the commands show, in both languages."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, call, here
from tests.web.asking import Asker

from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.groups import TITLES, grouped
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES
from rolecast.catalogue.persona import KINDS
from rolecast.catalogue.showing import Line, differences, folded, merge, shown_document
from rolecast.draft.workspace import Workspace
from rolecast.reading.languages import Language
from rolecast.web.app import create_app
from rolecast.web.languages import PageTexts

__all__ = ["call", "here"]  # fixtures

LANGUAGES = [*Language]
OWN = """
number: 100
title: <script>alert(1)</script>
description: {en: "<script>alert(2)</script> & <b>more</b>"}
sources: ["https://docs.aws.amazon.com/sagemaker/latest/dg/sms.html?a=<script>&b=\\"c"]
policy: Team_Labelling
statements:
  jobs:
    Effect: Allow
    Action: sagemaker:DescribeLabelingJob
    Resource: arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/*
must_allow:
  - action: sagemaker:DescribeLabelingJob
    resource: arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/a
must_not_allow:
  - action: s3:PutObject
    resource: arn:{{partition}}:s3:::a/b
"""
VOID = ("meta", "link", "input", "br")


class Page(HTMLParser):
    """The documents of a page by the form that they are of, its commands, and the cells of its tables.

    A cell is what it says, or what it is called where it has a picture.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.documents: dict[str, list[str]] = {}
        self.commands: list[str] = []
        self.rows: list[list[str]] = []
        self._open: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {"tag": tag, **{name: value or "" for name, value in attrs}}
        if given.get("class", "").startswith("line") and tag != "del" and self._form:
            self.documents.setdefault(self._form, []).append("")
        if given.get("class") == "command":
            self.commands.append("")
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if "aria-label" in given and self._in("td"):
            self.rows[-1][-1] += given["aria-label"]
        if tag not in VOID:
            self._open.append(given)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()["tag"] == tag, "every tag is closed, in order"

    def handle_data(self, data: str) -> None:
        classes = [each.get("class", "") for each in self._open]
        if self._form and any(each.startswith("line") for each in classes):
            if "sign" not in classes and not self._in("del"):
                self.documents[self._form][-1] += data
        elif "command" in classes:
            self.commands[-1] += data
        elif (self._in("td") or self._in("th")) and not any(each.get("role") == "img" for each in self._open):
            self.rows[-1][-1] += data.strip()

    def document(self, form: str) -> object:
        return json.loads("\n".join(self.documents[form]))

    @property
    def _form(self) -> str:
        return next((each["id"].removeprefix("form:") for each in self._open if each["tag"] == "article"), "")

    def _in(self, tag: str) -> bool:
        return any(each["tag"] == tag for each in self._open)


def asker(path: Path, language: str = "en") -> Asker:
    return Asker(create_app(Workspace(path, path.parent / "state"), allow_apply=False), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_an_activity_is_shown_in_all_its_forms(id: str, language: str, here: Path, call: Call) -> None:
    """Each form's document is that of the command beside it, and so are the policies' names."""
    activity = CATALOGUE.activity(id)
    answer = asker(Path("roles.yaml"), language).get(f"/activities/{id}")
    page = Page(answer.text)
    assert answer.status == 200
    assert list(page.documents) == sorted(
        ["+".join(form) or "plain" for form in activity.variants], key=lambda form: form == "domain-setup"
    )
    for form, command in zip(page.documents, page.commands, strict=True):
        shown = json.loads(call(*shlex.split(command)[1:]).out)
        assert page.document(form) == shown
        wanted = () if form == "plain" else tuple(map(Overlay, form.split("+")))
        assert shown == shown_document(activity, wanted)
        for name in activity.policy_names(wanted) or [str(activity.managed)]:
            assert f"<code>{name}</code>" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_an_activity_is_described(id: str, language: str, here: Path) -> None:
    """Its texts, parameters, requirements and sources, and its known faults with the requests that show them."""
    activity = CATALOGUE.activity(id)
    page = asker(Path("roles.yaml"), language).get(f"/activities/{id}")
    texts = PageTexts.of(Language(language))
    assert activity.description[language] in page.words
    for parameter in activity.parameters.values():
        assert parameter.description[language] in page.words
        assert texts(f"catalogue.rule_{parameter.type.id}") in page.words
        assert parameter.type.example in page.words
    for other in (other for alternatives in activity.requires for other in alternatives):
        assert f'<a href="/activities/{other}">' in page.text
    for source in (*activity.sources, *(each for fault in activity.corrections.values() for each in fault.sources)):
        assert f'<a href="{source}" rel="noreferrer">{source}</a>' in page.text
    decided = {name: texts(f"catalogue.{name}") for name in ("allowed", "denied")}
    rows = [row for row in Page(page.text).rows if row[-1] in decided.values()]
    trials = [
        (request, order)
        for fault in activity.corrections.values()
        for requests, order in (
            (fault.must_allow, ("denied", "allowed")),
            (fault.must_not_allow, ("allowed", "denied")),
        )
        for request in requests
    ]
    for row, (request, order) in zip(rows, trials, strict=True):
        assert row[0].startswith(request.action + request.resource.replace("{{partition}}", "aws"))
        assert row[2:] == [decided[each] for each in order]
    for fault in activity.corrections.values():
        assert fault.what[language] in page.words
        assert fault.why[language] in page.words


@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_every_correction_shows_what_it_changes(id: str, here: Path) -> None:
    """Each has lines that are added or removed, and tells the forms in which they are."""
    page = asker(Path("roles.yaml")).get(f"/activities/{id}").text
    parts = page.split('<section class="card known"')[1:]
    assert len(parts) == len(CATALOGUE.activity(id).corrections)
    assert [part for part in parts if '<ins class="line' not in part and '<del class="line' not in part] == []


def test_forms_are_a_matter_of_the_address(here: Path) -> None:
    """Each can be hidden and shown by a link; what there is none of is as if nothing had been asked for."""
    pages = asker(Path("roles.yaml"))
    every = list(Page(pages.get("/activities/manage-ml-jobs").text).documents)
    two = pages.get("/activities/manage-ml-jobs?variants=vpc%2Bkms,plain,nothing")
    assert list(Page(two.text).documents) == ["plain", "vpc+kms"]
    assert 'href="/activities/manage-ml-jobs?variants=plain,vpc,vpc%2Bkms"' in two.text
    one = pages.get("/activities/manage-ml-jobs?variants=vpc")
    assert list(Page(one.text).documents) == ["vpc"]
    assert 'id="toggle:vpc" href' not in one.text
    three = pages.get("/activities/manage-ml-jobs?variants=plain,vpc,kms")
    assert 'id="toggle:vpc+kms" href="/activities/manage-ml-jobs"' in three.text
    for nothing in ("", "nothing", "<script>"):
        assert list(Page(pages.get(f"/activities/manage-ml-jobs?variants={nothing}").text).documents) == every


def test_what_differs_from_the_plain_form_is_marked(here: Path) -> None:
    """With signs and words, not with colour alone; the plain form has none."""
    text = asker(Path("roles.yaml")).get("/activities/manage-ml-jobs?variants=plain,vpc").text
    plain, vpc = text.split('<article class="form"')[1:]
    assert '<ins class="line' not in plain
    gone = 'removed: </span><span aria-hidden="true">−</span></span>'
    assert f'{gone}<span class="indent">        </span>&#34;sagemaker:CreateTrainingJob&#34;,</del>' in vpc
    new = 'added: </span><span aria-hidden="true">+</span></span>'
    assert f'{new}<span class="indent">        </span>&#34;sagemaker:StopTransformJob&#34;,</ins>' in vpc


def test_policies_that_go_on_in_another(here: Path) -> None:
    """Each tells which of the statements are in it."""
    words = asker(Path("roles.yaml")).get("/activities/run-model-customization-jobs").words
    sizes = [
        len(each["Statement"]) for each in CATALOGUE.activity("run-model-customization-jobs").documents(()).values()
    ]
    assert f"SM_ModelCustomization statements 1 to {sizes[0]}" in words
    assert f"SM_ModelCustomizationServices statements {sizes[0] + 1} to {sum(sizes)}" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_activities(language: str, here: Path) -> None:
    """All of them by group, with parameters, what changes them, where they are from, and faults."""
    texts = PageTexts.of(Language(language))
    page = asker(Path("roles.yaml"), language).get("/activities")
    yes_or_no = {True: texts("catalogue.yes"), False: texts("catalogue.no")}
    expected = [
        [
            f"{activity.title}{activity.id}{activity.description[language]}",
            "".join(activity.parameters) or texts("base.none"),
            *(yes_or_no[activity.supports(overlay)] for overlay in Overlay),
            texts(f"catalogue.from_{activity.source}"),
            str(len(activity.corrections)),
        ]
        for members in grouped(CATALOGUE.activities()).values()
        for activity in members
    ]
    headings = [[TITLES[group][language]] for group in grouped(CATALOGUE.activities())]
    rows = Page(page.text).rows[1:]
    assert [row for row in rows if len(row) > 1] == expected
    assert [row for row in rows if len(row) == 1] == headings
    assert [each for each in CATALOGUE.activity_ids if f'href="/activities/{each}"' not in page.text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_personas_is_that_of_the_command(language: str, here: Path, call: Call) -> None:
    """People before execution roles, one tick for each activity that a persona preselects."""
    lines = [line.split("\t") for line in call("personas").out.splitlines()]
    told = [line for kind in ("People", "Execution roles") for line in lines if line[-1] == kind]
    page = asker(Path("roles.yaml"), language).get("/personas")
    kinds, head, *rows, foot = Page(page.text).rows
    assert kinds[1:] == [title[language] for title in KINDS.values()]
    assert head[1:] == [title for _, title, *_ in told]
    assert [row[0] for row in rows] == [activity.title for activity in CATALOGUE.activities()]
    tick = PageTexts.of(Language(language))("catalogue.preselected")
    for number, (_, _, activities, _) in enumerate(told, 1):
        selected = [CATALOGUE.activities()[index].id for index, row in enumerate(rows) if row[number] == tick]
        assert sorted(selected) == sorted(activities.split(", "))
        assert foot[number] == str(len(selected))


@pytest.mark.parametrize(
    ("id", "meant"), [("manage-ml-job", "manage-ml-jobs"), ("Manage-Models", "manage-models"), ("zzz", None)]
)
def test_an_unknown_activity(id: str, meant: str | None, here: Path) -> None:
    """Is not found; one that is near is a link."""
    answer = asker(Path("roles.yaml")).get(f"/activities/{id}")
    assert answer.status == 404
    assert f"There is no activity {id}." in answer.words
    assert ("Did you mean" in answer.words) == (meant is not None)
    if meant:
        assert f'<a href="/activities/{meant}">' in answer.text


@pytest.mark.parametrize("id", ["<script>alert(1)</script>", '"><script>', "%00", "../personas"])
def test_an_unknown_activity_is_no_html(id: str, here: Path) -> None:
    """Whatever was asked for."""
    answer = asker(Path("roles.yaml")).get(f"/activities/{id}")
    assert answer.status == 404
    assert "<script>" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_of_ones_own(language: str, here: Path, call: Call) -> None:
    """Its activities are listed and shown, with the command that shows them, and never become HTML."""
    folder = Path("team") / "activities"
    folder.mkdir(parents=True)
    (folder / "label-data.yaml").write_text(OWN, encoding="utf-8")
    path = Path("roles.yaml")
    path.write_text(
        'version: 1\naccount: "123456789012"\nregion: eu-west-1\ncatalogue: team\n'
        "roles:\n  a: {persona: mlops-engineer, activities: {label-data: true}}\n",
        encoding="utf-8",
    )
    pages = asker(path, language)
    shown = pages.get("/activities/label-data")
    page = Page(shown.text)
    for answer in (pages.get("/activities"), pages.get("/personas"), shown):
        assert answer.status == 200
        assert "<script>" not in answer.text
        assert "<b>" not in answer.text
        assert "<script>alert(1)</script>" in answer.words
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert '<span lang="en">&lt;script&gt;' in shown.text or language == "en"
    assert page.commands == ["rolecast show label-data --catalogue team --format json"]
    assert page.document("plain") == json.loads(call(*page.commands[0].split()[1:]).out)


def test_every_type_of_parameter_has_its_words() -> None:
    """In both languages; the English ones call it what messages call it."""
    japanese, english = PageTexts.of(Language.JA), PageTexts.of(Language.EN)
    for name, kind in TYPES.items():
        assert english(f"catalogue.type_{name}") == kind.noun
        assert all(
            (english(f"catalogue.rule_{name}"), japanese(f"catalogue.type_{name}"), japanese(f"catalogue.rule_{name}"))
        )


def test_differences_of_statements() -> None:
    """Statement by statement, without regard to commas; what is gone stands behind what was before it."""
    before: dict[str, Mapping[str, Any]] = {"a": {"Action": ["x", "y"]}, "gone": {"Action": "z"}}
    after: dict[str, Mapping[str, Any]] = {"new": {"Action": "n"}, "a": {"Action": ["x"]}}
    found = differences(before, after)
    assert list(found) == ["new", "a", "gone"]
    assert {line.symbol for line in found["new"]} == {"+"}
    assert {line.symbol for line in found["gone"]} == {"-"}
    assert [line for line in found["a"] if line.symbol != " "] == [Line("-", '    "y"')]
    assert merge(["a", "b", "c"], ["c", "a"]) == ["c", "a", "b"]


def test_lines_far_from_a_change_are_folded() -> None:
    """Two lines on both sides stay."""
    lines = [Line(" ", str(number)) for number in range(10)]
    lines[4] = Line("+", "4")
    assert [line.text or line.symbol for line in folded(lines)] == ["…", "2", "3", "4", "5", "6", "…"]
    assert folded([Line("-", "all")]) == (Line("-", "all"),)
