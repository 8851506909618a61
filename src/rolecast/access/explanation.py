"""A role in plain words: who can assume it, what it can do and under which conditions, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rolecast.access import wording
from rolecast.access.holders import UserAsRole
from rolecast.access.origins import with_origin
from rolecast.access.phrases import Phrase
from rolecast.access.policies import policies_of
from rolecast.access.sentences import Said, outline, said, sentences
from rolecast.access.wording import quoted
from rolecast.catalogue.activity import ExampleRequest
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.iam import decision, openings, templates
from rolecast.iam import requests as iam_requests
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.names import arn_account
from rolecast.reading.languages import Language
from rolecast.role import AttachedPolicy, Recipe, Role


class Ability(NamedTuple):
    """What a role can do because of one activity or policy. `sentences` describe it, each without a full stop."""

    title: str
    text: str
    sentences: tuple[str, ...] = ()


class Explanation(NamedTuple):
    trust: tuple[str, ...]
    """Who can assume it, one sentence per kind of statement. Empty for a user."""
    abilities: tuple[Ability, ...]
    lacks: tuple[str, ...]
    """What the role cannot do although one might expect it."""


def explain(role: Role, language: Language, catalogue: Catalogue = CATALOGUE) -> Explanation:
    """Explains a resolved role. Activities that are not in the catalogue are shown by id."""
    return Explanation(
        () if isinstance(role, UserAsRole) else _document(role.trust_policy, language),
        tuple(_abilities(role, language, catalogue)),
        tuple(_lacks(role, language, catalogue)),
    )


def text_of(texts: Mapping[str, str], language: Language) -> str:
    """The text in the given language, or in English if there is no translation."""
    return texts.get(language, texts["en"])


def _abilities(role: Role, language: Language, catalogue: Catalogue) -> Iterator[Ability]:
    by_activity, own = _by_origin(role, language)
    for name, statements in by_activity.items():
        yield Ability(*_head(name, language, catalogue), _sentences(statements, language))
    attached = {policy.name: policy for policy in role.attached}
    for name in role.recipe.activities if role.recipe else ():
        if name in catalogue.activity_ids and (managed := catalogue.activity(name).managed):
            outlined = _outline(attached.pop(managed, None), language)
            yield Ability(*_head(name, language, catalogue), (_MANAGED.say(language, name=quoted(managed)), *outlined))
    for name, texts in own.items():
        yield Ability(name, _OWN.say(language), texts)
    for other in attached.values():
        text = _AWS_ATTACHED if arn_account(other.arn) == "aws" else _ATTACHED
        yield Ability(other.name, text.say(language), _outline(other, language))


def _by_origin(role: Role, language: Language) -> tuple[dict[str, list[Said]], dict[str, tuple[str, ...]]]:
    """The role's statements by activity and, for statements of no activity, as sentences by policy."""
    by_activity: dict[str, list[Said]] = {}
    own: dict[str, tuple[str, ...]] = {}
    for policy in role.policies:
        if policy.document.faults or not policy.activities:
            own[policy.name] = _document(policy.document, language)
            continue
        rest = []
        for statement, origins in zip(said(policy.document), policy.origins, strict=True):
            for name in origins:
                by_activity.setdefault(name, []).append(statement)
            if not origins:
                rest.append(statement)
        if rest:
            own[policy.name] = _sentences(rest, language)
    return by_activity, own


def _document(document: Document, language: Language) -> tuple[str, ...]:
    """Every statement of a document as a sentence, or the reason why there are none."""
    if openings.is_unknown(document):
        return (
            _UNKNOWN.say(language, text=", ".join(document.open[name] for name in sorted(openings.names(document)))),
        )
    if document.faults:
        return (_UNREADABLE.say(language, fault=document.faults[0].message),)
    return _sentences(said(document), language)


def _sentences(statements: Iterable[Said], language: Language) -> tuple[str, ...]:
    return tuple(wording.sentence(each, language) for each in sentences(statements))


def _outline(policy: AttachedPolicy | None, language: Language) -> tuple[str, ...]:
    """A summary of a managed policy, or the reason why there is none."""
    document = policy.document if policy else None
    if document is None or openings.is_unknown(document):
        return (_UNKNOWN_TEXT.say(language),)
    if document.faults:
        return (_UNREADABLE.say(language, fault=document.faults[0].message),)
    return tuple(wording.outline(outline(said(document)), language))


def _head(name: str, language: Language, catalogue: Catalogue) -> tuple[str, str]:
    if name in catalogue.flow_ids:
        flow = catalogue.flow(name)
        return flow.title, text_of(flow.description, language)
    if name not in catalogue.activity_ids:
        return name, _UNKNOWN_ACTIVITY.say(language)
    known = catalogue.activity(name)
    return known.title, with_origin(text_of(known.description, language), known.source, language)


def _lacks(role: Role, language: Language, catalogue: Catalogue) -> Iterator[str]:
    recipe = role.recipe
    for name in recipe.preselected if recipe else ():
        if recipe and name not in recipe.activities:
            yield _UNTICKED.say(language, title=_head(name, language, catalogue)[0])
    if boundary := role.permissions_boundary:
        outlined = _LATER.say(language).join(_outline(boundary, language))
        yield _BOUNDARY.say(language, name=quoted(boundary.name), outline=outlined)
    if recipe:
        yield from _uncorrected(role, recipe, language, catalogue)


def _uncorrected(role: Role, recipe: Recipe, language: Language, catalogue: Catalogue) -> Iterator[str]:
    """The requests that the role denies because of errors in the console edition."""
    engine = decision.compile(policies_of(role))
    for activity in (catalogue.activity(name) for name in recipe.activities if name in catalogue.activity_ids):
        variant = activity.effective(recipe.overlays)
        for correction in activity.corrections.values():
            name = f"{activity.id}/{correction.name}"
            asked = [request for request in correction.must_allow if variant in request.variants]
            if name not in recipe.corrections and any(_is_refused(role, engine, request) for request in asked):
                why = text_of(correction.why, language)
                yield _UNCORRECTED.say(language, title=activity.title, why=why, correction=quoted(name))


def _is_refused(role: Role, engine: Engine, request: ExampleRequest) -> bool:
    """Whether the role is denied the request for reasons other than values of parameters."""
    resource, context = (templates.fill(part, role.environment.values) for part in (request.resource, request.context))
    if templates.names_in([resource, context]):
        return True
    answer = engine.decide(iam_requests.Request(request.action, resource, context=context)).answer
    return answer in (Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY)


def lines(explanation: Explanation, language: Language) -> Iterator[str]:
    """The explanation as lines of plain text."""
    if explanation.trust:
        yield f"{_TRUST.say(language)}:"
        yield from (f"  - {sentence}" for sentence in explanation.trust)
        yield ""
    yield f"{_CAN.say(language)}:"
    for ability in explanation.abilities:
        yield f"  {ability.title}"
        yield f"    {ability.text}"
        yield from (f"    - {sentence}" for sentence in ability.sentences)
    if not explanation.abilities:
        yield f"  {_NO_POLICIES.say(language)}"
    yield ""
    yield f"{_CANNOT.say(language)}:"
    yield from (f"  - {lack}" for lack in explanation.lacks)
    if not explanation.lacks:
        yield f"  {_NO_GAPS.say(language)}"


_TRUST = Phrase("Who can assume it", "引き受けられるプリンシパル")
_CAN = Phrase("What it can do", "できること")
_NO_POLICIES = Phrase("Nothing: it has no policies.", "ポリシーがないため、何もできません。")
_CANNOT = Phrase("What it cannot do", "できないこと")
_NO_GAPS = Phrase("No known gaps.", "既知の不足はありません。")
_OWN = Phrase("A policy of the role itself.", "ロール独自のポリシー。")
_ATTACHED = Phrase("An attached managed policy, in short.", "アタッチされたマネージドポリシーの概要。")
_AWS_ATTACHED = Phrase(
    "An attached AWS managed policy, in short. AWS may change it.",
    "アタッチされた AWS マネージドポリシーの概要。内容は AWS が変更することがあります。",
)
_MANAGED = Phrase(
    "attaches the AWS managed policy {name}, which AWS may change",
    "AWS マネージドポリシー {name} をアタッチ。内容は AWS が変更することがあります",
)
_UNKNOWN_TEXT = Phrase("its text is not available here", "ポリシーの内容はここでは確認できません")
_UNKNOWN = Phrase("not known here: {text}", "ここでは確認できません: {text}")
_UNREADABLE = Phrase("it cannot be read: {fault}", "読み取れません: {fault}")
_UNKNOWN_ACTIVITY = Phrase("An activity from the team's own catalogue.", "チーム独自のアクティビティ。")
_UNTICKED = Phrase(
    "{title}: part of the persona, but not selected", "{title}: ペルソナに含まれますが、選択が解除されています"
)
_BOUNDARY = Phrase(
    "Everything outside its permissions boundary {name}: {outline}",
    "アクセス許可の境界 {name} の範囲外のすべて: {outline}",
)
_LATER = Phrase("; ", "；")
_UNCORRECTED = Phrase(
    "{title}: {why} The correction {correction} fixes it", "{title}: {why}修正 {correction} で解消できます"
)
