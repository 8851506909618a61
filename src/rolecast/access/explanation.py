"""A role in plain words: what it can do, by activity, what its conditions demand, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rolecast.access.demands import Language, demands, listing
from rolecast.access.policies import policies_of
from rolecast.catalogue.activity import Request, Source
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.iam import decision, templates
from rolecast.iam import requests as iam_requests
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.writing import statement_json
from rolecast.role import Recipe, Role


class Ability(NamedTuple):
    """What a role can do by one activity or policy. `limits` are sentences without a full stop."""

    title: str
    text: str
    limits: tuple[str, ...] = ()


class Explanation(NamedTuple):
    abilities: tuple[Ability, ...]
    lacks: tuple[str, ...]
    """What it cannot do that somebody might expect of it, and where it says so little."""


def explain(role: Role, language: Language, catalogue: Catalogue = CATALOGUE) -> Explanation:
    """`role` must be resolved. What is not in the catalogue is told by its id."""
    return Explanation(
        tuple(_abilities(role, language, catalogue)),
        tuple(_lacks(role, role.recipe, language, catalogue)) if role.recipe else (),
    )


def text_of(texts: Mapping[str, str], language: Language) -> str:
    """The text in the language; in English where there is none."""
    return texts.get(language, texts["en"])


def _abilities(role: Role, language: Language, catalogue: Catalogue) -> Iterator[Ability]:
    words = _WORDS[language]
    for name, statements in _statements(role).items():
        yield Ability(*_head(name, language, catalogue), tuple(_limits(statements, language)))
    ticked = role.recipe.activities if role.recipe else ()
    told: set[str] = set()
    for name in ticked:
        if name in catalogue.activity_ids and (managed := catalogue.activity(name).managed):
            told.add(managed)
            yield Ability(*_head(name, language, catalogue), (words["managed"].format(managed),))
    others = [policy.name for policy in role.attached if policy.name not in told]
    if others:
        yield Ability(words["attached"], words["as_documented"].format(listing(others, language)))


def _head(name: str, language: Language, catalogue: Catalogue) -> tuple[str, str]:
    words = _WORDS[language]
    if not name:
        return words["own"], words["own_text"]
    if name in catalogue.flow_ids:
        flow = catalogue.flow(name)
        return flow.title, text_of(flow.description, language)
    if name not in catalogue.activity_ids:
        return name, words["unknown"]
    known = catalogue.activity(name)
    text = text_of(known.description, language)
    if known.source is Source.DOCUMENTATION:
        text = f"{text}{words['gap']}{words['documented']}"
    return known.title, text


def _statements(role: Role) -> dict[str, list[Mapping[str, Any]]]:
    """The statements of the role's own policies by the activities that they are of; `` for the user's own."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for policy in role.policies:
        statements = map(statement_json, policy.document.statements)
        for statement, origins in zip(statements, policy.origins, strict=True):
            for name in origins or ("",):
                found.setdefault(name, []).append(statement)
    return found


def _limits(statements: list[Mapping[str, Any]], language: Language) -> Iterator[str]:
    """What resources and conditions leave of the actions, a sentence for each that are limited together."""
    words = _WORDS[language]
    alternatives: dict[tuple[str, str], list[str]] = {}
    for statement in statements:
        actions = _as_list(statement.get("Action", statement.get("NotAction", [])))
        only = [*demands(statement.get("Condition", {}), language)]
        if named := _named(actions, _as_list(statement.get("Resource", []))):
            only.insert(0, words["on"].format(listing(named, language)))
        if only:
            told = listing([_short(action) for action in actions], language)
            alternatives.setdefault((statement["Effect"], told), []).append(words["and"].join(only))
    for (effect, told), found in alternatives.items():
        yield words["denied" if effect == "Deny" else "only"].format(told, words["or"].join(dict.fromkeys(found)))


def _short(action: str) -> str:
    """The action without its service, unless that says it all."""
    name = action.partition(":")[2]
    return action if name in ("", "*") else name


def _named(actions: list[str], resources: list[str]) -> list[str]:
    """The resources that a person named: buckets, repositories, roles, keys and the like."""
    services = {action.partition(":")[0] for action in actions}
    if not services & {"s3", "ecr", "iam", "kms", "athena", "kendra"}:
        return []
    named = (resource.split(":", 5)[5] if resource.startswith("arn:aws:s3:") else resource for resource in resources)
    return [name.removesuffix("/*") for name in named if name != "*"]


def _lacks(role: Role, recipe: Recipe, language: Language, catalogue: Catalogue) -> Iterator[str]:
    words = _WORDS[language]
    for name in recipe.preselected:
        if name not in recipe.activities:
            yield words["unticked"].format(_head(name, language, catalogue)[0])
    if role.permissions_boundary:
        yield words["boundary"].format(role.permissions_boundary.name)
    engine = decision.compile(policies_of(role))
    for activity in (catalogue.activity(name) for name in recipe.activities if name in catalogue.activity_ids):
        variant = activity.effective(recipe.overlays)
        for correction in activity.corrections.values():
            name = f"{activity.id}/{correction.name}"
            asked = [request for request in correction.must_allow if variant in request.variants]
            if name not in recipe.corrections and any(_is_refused(role, engine, request) for request in asked):
                yield words["uncorrected"].format(activity.title, text_of(correction.why, language), name)


def _is_refused(role: Role, engine: Engine, request: Request) -> bool:
    """Whether the whole role is refused it. Where the request names parameters, other values would be asked for."""
    resource, context = (templates.fill(part, role.environment.values) for part in (request.resource, request.context))
    if templates.names_in([resource, context]):
        return True
    answer = engine.decide(iam_requests.Request(request.action, resource, context=context)).answer
    return answer in (Answer.IMPLICIT_DENY, Answer.EXPLICIT_DENY)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_WORDS = {
    Language.EN: {
        "can": "What it can do",
        "cannot": "What it cannot do",
        "nothing": "Nothing is known that it should have and has not.",
        "boundary": "Whatever its permissions boundary `{}` does not allow",
        "and": ", ",
        "or": "; or ",
        "gap": " ",
        "only": "{}: only {}",
        "denied": "{}: never {}",
        "on": "on {}",
        "managed": "by AWS's managed policy `{}`, which changes as AWS changes it",
        "attached": "Attached policies",
        "as_documented": "What is in {}.",
        "own": "Policies of the role file's own",
        "own_text": "What they say.",
        "unknown": "An activity of the team's own.",
        "documented": "From AWS's documentation: the console's own policy for it is not public.",
        "unticked": "{}: the persona has it, and it is unticked",
        "uncorrected": "{}: {} The correction `{}` mends it",
    },
    Language.JA: {
        "can": "できること",
        "cannot": "できないこと",
        "nothing": "本来あるべきで欠けているものは知られていません。",
        "boundary": "アクセス許可の境界 `{}` が許可しないすべて",
        "and": "、かつ",
        "or": "場合、または",
        "gap": "",
        "only": "{}: {}場合のみ",
        "denied": "{}: {}場合は常に拒否",
        "on": "対象が {} である",
        "managed": "AWS 管理ポリシー `{}` による。内容は AWS の更新に従います",
        "attached": "アタッチされたポリシー",
        "as_documented": "{} の内容のとおり。",
        "own": "ロールファイル独自のポリシー",
        "own_text": "その記述のとおり。",
        "unknown": "チーム独自のアクティビティ。",
        "documented": "AWS のドキュメントに基づきます。コンソールが生成するポリシーは公開されていません。",
        "unticked": "{}: ペルソナに含まれますが、選択が解除されています",
        "uncorrected": "{}: {}修正 `{}` で直せます",
    },
}


def lines(explanation: Explanation, language: Language) -> Iterator[str]:
    """The explanation as lines of plain text."""
    words = _WORDS[language]
    yield f"{words['can']}:"
    for ability in explanation.abilities:
        yield f"  {ability.title}"
        yield f"    {ability.text}"
        yield from (f"    - {limit}" for limit in ability.limits)
    yield ""
    yield f"{words['cannot']}:"
    yield from (f"  - {lack}" for lack in explanation.lacks)
    if not explanation.lacks:
        yield f"  {words['nothing']}"
