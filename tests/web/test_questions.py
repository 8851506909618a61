"""The question box answers what `rolecast can` answers, of the role as it is now."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.cli.conftest import Call, call, here
from tests.cli.test_questions import OBJECT, QUESTIONS, ROLE_ARN, ROLES
from tests.web.asking import Answer, Asker

from rolecast.draft.workspace import Workspace
from rolecast.web.app import create_app

__all__ = ["call", "here"]  # fixtures

PAGE = "/roles/data-scientist/information"
WORDS = {"yes": "Allowed", "no": "Denied", "unknown": "Unknown"}


@pytest.fixture
def asker(here: Path) -> Asker:
    return serving(ROLES)


def serving(text: str, language: str = "en") -> Asker:
    path = Path("roles.yaml")
    path.write_text(text, encoding="utf-8")
    return Asker(create_app(Workspace(path, Path("state")), allow_apply=False), language)


def asked(action: str, resource: str = "", *pairs: tuple[str, str]) -> str:
    context = [item for key, value in pairs for item in (("key", key), ("value", value))]
    return f"{PAGE}?{urlencode([('panel', 'question'), ('action', action), ('resource', resource), *context])}"


def asked_of(arguments: list[str]) -> str:
    """The address of what a command asks with these arguments."""
    action, *resources, context = [*arguments, ""] if "--context" not in arguments else [*arguments[:-2], arguments[-1]]
    pairs = [(context.partition("=")[0], context.partition("=")[2])] if context else []
    return asked(action, next(iter(resources), ""), *pairs)


def answer_of(page: Answer) -> list[str]:
    """The lines under the form."""
    _, _, rest = page.text.partition('id="question-answer"')
    answer = rest.partition("</section>")[0].partition(">")[2]
    lines = re.findall(r"<(?:li|p)[^>]*>(.*?)</(?:li|p)>", answer, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in lines]


def rows_of(page: Answer) -> list[tuple[str, str]]:
    """The keys and values that stand in the form."""
    keys = re.findall(r'name="key" value="([^"]*)"', page.text)
    return list(zip(keys, re.findall(r'name="value" value="([^"]*)"', page.text), strict=True))


# The page asks of its own role, and has no way to say that a key is absent.
ALSO_THERE = [name for name, (arguments, _) in QUESTIONS.items() if not {"--role", "--absent"} & set(arguments)]


@pytest.mark.parametrize("question", ALSO_THERE)
def test_the_answer_is_that_of_the_command(question: str, asker: Asker, call: Call) -> None:
    """The same verdict, the same reasons in the same order, the same further needs."""
    arguments, _ = QUESTIONS[question]
    told = call("can", "roles.yaml", "--role", "data-scientist", *arguments).out.splitlines()
    answer = answer_of(asker.get(asked_of(arguments)))
    verdict, _, _ = told[0].partition(":")
    some = "Allowed on these under conditions:" if "under conditions" in told[0] else "Allowed on any of these:"
    expected = WORDS.get(verdict, some)
    assert answer[0].startswith(expected)
    # How to give a key that is missing, each says in its own way.
    said = [line.strip() for line in told[1:] if not line.strip().startswith("help: add `--context")]
    assert said == [line for line in answer[1:] if not line.startswith(("The keys", "The answer depends on the keys"))]


def test_keys_that_the_answer_depends_on_are_ready_to_be_filled_in(asker: Asker) -> None:
    """And once one is, the answer is known."""
    page = asker.get(asked("iam:PassRole", ROLE_ARN))
    assert answer_of(page)[0].startswith("Unknown iam:PassRole")
    assert rows_of(page) == [("iam:PassedToService", ""), ("", "")]
    pair = ("iam:PassedToService", "sagemaker.amazonaws.com")
    page = asker.get(asked("iam:PassRole", ROLE_ARN, pair, ("", "")))
    assert answer_of(page)[0].startswith("Allowed")
    assert rows_of(page) == [pair, ("", "")]


def test_a_key_without_a_value_is_not_given(asker: Asker) -> None:
    """The row is kept as it is, and does not come twice."""
    page = asker.get(asked("iam:PassRole", ROLE_ARN, ("iam:passedtoservice", "")))
    assert answer_of(page)[0].startswith("Unknown")
    assert rows_of(page) == [("iam:passedtoservice", ""), ("", "")]


def test_the_answer_follows_the_role(asker: Asker) -> None:
    """The question stays in the address, so an edit answers with the new answer."""
    question = asked("s3:GetObject", OBJECT)
    assert answer_of(asker.get(question))[0].startswith("Allowed")
    path = ["roles", "data-scientist", "activities", "s3-bucket-access", "s3_buckets"]
    page = asker.post(question, edit="set", about="x", path=path, value=["another"])
    assert answer_of(page)[0].startswith("Denied")


@pytest.mark.parametrize(
    ("address", "id", "fault"),
    [
        (asked("s3:GetObjct"), "question-action", "there is no action s3:GetObjct did you mean s3:GetObject ?"),
        (asked("s3:Get*"), "question-action", "s3:Get* is not a single action an action is service:Name"),
        (asked("s3:"), "question-action", "s3: is not a single action"),
        (asked("s3:GetObject", "bucket"), "question-resource", "bucket is not a resource it is an ARN, or *"),
        (asked("s3:GetObject", "", ("", "x")), "question-context:1", "the value x has no condition key"),
    ],
)
def test_what_is_no_question_is_told_at_its_field(asker: Asker, address: str, id: str, fault: str) -> None:
    """With what to do about it, and no answer."""
    page = asker.get(address)
    assert page.status == 200
    assert answer_of(page) == []
    told = re.findall(f'<div id="{id}:faults"[^>]*>(.*?)</div>', page.text, re.DOTALL)[0]
    assert " ".join(unescape(re.sub(r"<[^>]+>", " ", told)).split()).startswith(fault)
    field = re.findall(f'<input[^>]* aria-describedby="[^"]*{id}:faults"[^>]*>', page.text)[0]
    assert 'aria-invalid="true"' in field


def test_a_newer_action_is_said_to_be_one(asker: Asker) -> None:
    """The service reference is as old as the release."""
    answer = answer_of(asker.get(asked("sagemaker:Zzzqqqxxx")))
    assert answer[0] == "The service reference does not have this action; it may be newer."
    assert answer[1].startswith("Denied")


def test_a_role_without_an_account_says_what_it_needs(here: Path) -> None:
    """ARNs of the role and the session are part of the question."""
    asker = serving(ROLES.replace('account: "123456789012"\n', ""))
    answer = answer_of(asker.get(asked("s3:GetObject", OBJECT)))
    assert answer == ["Before you can test access, the role file needs: account"]


def test_a_role_with_faults_is_not_asked(here: Path) -> None:
    """What is left out of it, a boundary perhaps, would make the answer wrong."""
    asker = serving(ROLES.replace("s3_buckets: [fraud-training]", "s3_buckets: []"))
    for action in ("sagemaker:Search", "s3:GetObject"):
        assert answer_of(asker.get(asked(action))) == ["You can test access once the role's errors are fixed."]


def test_nothing_asked_is_a_form(asker: Asker) -> None:
    """With one empty row."""
    page = asker.get(f"{PAGE}?panel=question")
    assert answer_of(page) == []
    assert rows_of(page) == [("", "")]


def test_a_question_never_becomes_markup(asker: Asker) -> None:
    """Whatever stands in the address is text."""
    page = asker.get(asked('<script>"', "arn:<b>", ("<i>", '"><u>')))
    assert not re.search(r'<script>"|<b>|<i>|<u>', page.text)


def test_both_languages(here: Path) -> None:
    """The verdict too."""
    page = serving(ROLES, "ja").get(asked("s3:GetObject", OBJECT))
    assert answer_of(page)[0].startswith("許可 s3:GetObject")


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        (
            "sagemaker:CreateTra",
            ["sagemaker:CreateTrainingJob", "sagemaker:CreateTransformJob"],
        ),
        ("SAGEMAKER:createtrans", ["sagemaker:CreateTransformJob"]),
        ("athen", ["athena:"]),
        ("nothing:", []),
        ("nothing", []),
    ],
)
def test_actions_are_completed(asker: Asker, prefix: str, names: list[str]) -> None:
    """From the service reference, in any case; before the colon, services."""
    found = json.loads(asker.get(f"/actions?{urlencode({'prefix': prefix})}").body)
    assert [name for name in names if name not in found] == []
    assert all(name.lower().startswith(prefix.lower()) for name in found)


def test_completion_is_limited(asker: Asker) -> None:
    """A service has hundreds."""
    assert len(json.loads(asker.get("/actions?prefix=sagemaker:").body)) == 50
    assert len(json.loads(asker.get("/actions").body)) == 50


@pytest.mark.parametrize("question", ALSO_THERE)
def test_a_japanese_page_answers_in_japanese(question: str, here: Path) -> None:
    """Nothing of an answer, nor of why there is none, is marked as English."""
    page = serving(ROLES, "ja").get(asked_of(QUESTIONS[question][0]))
    assert page.status == 200
    assert 'lang="en"' not in page.text.partition('id="question"')[2].partition("</section>")[0]
