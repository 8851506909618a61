"""`rolecast activities`"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from rolecast.access.phrases import Phrase
from rolecast.catalogue import groups
from rolecast.catalogue.activity import Activity, Overlay
from rolecast.catalogue.library import Catalogue
from rolecast.cli.languages import language_option
from rolecast.cli.output import format_option, write_json, write_notices, write_table
from rolecast.cli.values import catalogue_option, complete_action
from rolecast.reading.languages import Language

_HEADERS = (
    Phrase("activity", "アクティビティ"),
    Phrase("title", "タイトル"),
    Phrase("policy", "ポリシー"),
    Phrase("parameters", "パラメータ"),
    Phrase("VPC", "VPC"),
    Phrase("KMS", "KMS"),
    Phrase("requires", "前提条件"),
    Phrase("from", "由来"),
    Phrase("group", "グループ"),
    Phrase("privileged", "特権"),
)
_ON_TERMINAL = ("activity", "VPC", "KMS", "from", "privileged")
_GRANTING_ON_TERMINAL = ("activity", "title", "edition")
_EDITION = Phrase("edition", "エディション")
_YES = Phrase("yes", "対応")
_MANAGED = Phrase("AWS managed: {name}", "AWS マネージドポリシー: {name}")
_OR = Phrase(" or ", " または ")
_AND = Phrase(" and ", "、")
_ACTION = Phrase("action `{name}`", "アクション `{name}`")
_NOT_GRANTED = Phrase("no activity grants it", "許可するアクティビティはありません")


@click.command(
    "activities",
    epilog="""\b
Examples:
  rolecast activities
  rolecast activities --granting sagemaker:InvokeEndpoint
  rolecast activities --format json | jq -r '.activities[].id'
""",
)
@click.option(
    "--granting", metavar="ACTION", shell_complete=complete_action, help="List only activities that grant the action."
)
@format_option
@language_option
@catalogue_option
def command(granting: str | None, format: str, lang: Language, catalogue: Catalogue) -> None:
    """List the ML activities of the catalogue.

    One line per activity: id, title, policies, parameters, VPC conditions, KMS conditions, requirements, origin,
    group and privileges. The origin is console (Role Manager, which AWS has closed), documentation (AWS describes the
    activity but has not published its policy), rolecast or own. A privileged activity can open data to other
    accounts, spend money or grant permissions to others. With --granting, the last column is the edition that grants
    the action.

    On a terminal, a table of the most important columns, by group; `rolecast show` has the rest.
    """
    if granting is not None:
        _write_grants(granting, format, lang, catalogue)
        return
    activities = catalogue.activities()
    if format == "json":
        write_json({"format_version": "1", "activities": [_describe(activity) for activity in activities]})
        return
    titles = [texts[lang] for texts in groups.TITLES.values()]
    group = next(header.say(lang) for header in _HEADERS if header.en == "group")
    rows = (_row(activity, lang) for activity in activities)
    write_table(_translated(_HEADERS, lang), rows, _chosen(_HEADERS, _ON_TERMINAL, lang), (group, titles))


def _translated(headers: Iterable[Phrase], lang: Language) -> list[str]:
    return [header.say(lang) for header in headers]


def _chosen(headers: Iterable[Phrase], names: Sequence[str], lang: Language) -> list[str]:
    return _translated((header for header in headers if header.en in names), lang)


def _write_grants(action: str, format: str, lang: Language, catalogue: Catalogue) -> None:
    from rolecast.catalogue import coverage  # slow: reads the statements of all activities
    from rolecast.role import Notice

    known = coverage.known_action(action)
    found = list(coverage.grants(known, catalogue.activities()))
    reason = coverage.exceptions().get(known)
    if format == "json":
        described = [{**_describe(grant.activity), "editions": grant.editions} for grant in found]
        why = None if reason is None else {"reason": reason.text, "sources": reason.sources}
        write_json({"format_version": "1", "action": known, "activities": described, "exception": why})
        return
    rows = [(*_row(grant.activity, lang), _AND.say(lang).join(grant.editions)) for grant in found]
    headers = (*_HEADERS, _EDITION)
    write_table(_translated(headers, lang), rows, _chosen(headers, _GRANTING_ON_TERMINAL, lang))
    about = _ACTION.say(lang, name=known)
    if reason is not None:
        write_notices([Notice("exception", reason.text[lang].rstrip(".。"))], about)
    elif not found:
        write_notices([Notice("not-granted", _NOT_GRANTED.say(lang))], about)


def _row(activity: Activity, lang: Language) -> tuple[str, ...]:
    return (
        activity.id,
        activity.title,
        ", ".join(activity.policy_names(())) or _MANAGED.say(lang, name=str(activity.managed)),
        ", ".join(activity.parameters),
        _YES.say(lang) if activity.supports(Overlay.VPC) else "",
        _YES.say(lang) if activity.supports(Overlay.KMS) else "",
        ", ".join(_OR.say(lang).join(alternatives) for alternatives in activity.requires),
        activity.source,
        groups.TITLES[activity.group][lang],
        ", ".join(activity.privileges),
    )


def _describe(activity: Activity) -> dict[str, object]:
    return {
        "id": activity.id,
        "title": activity.title,
        "description": activity.description,
        "source": activity.source,
        "group": activity.group,
        "privileged": {str(name): text for name, text in activity.privileges.items()},
        "closed": activity.closed,
        "policy": activity.policy,
        "continued": list(activity.continued),
        "managed": activity.managed,
        "parameters": {
            name: {
                "type": parameter.type.id,
                "console_name": parameter.console_name,
                "default": parameter.default,
                **parameter.description,
            }
            for name, parameter in activity.parameters.items()
        },
        "vpc": activity.supports(Overlay.VPC),
        "kms": activity.supports(Overlay.KMS),
        "unkept": {str(name): text for name, text in activity.unkept.items()},
        "requires": activity.requires,
        "trusted_by": activity.trusted_by,
        "passes": [passed._asdict() for passed in activity.passes],
        "sources": activity.sources,
    }
