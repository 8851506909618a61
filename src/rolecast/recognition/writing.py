"""Writes recognized roles as the text of a role file, with comments on its limits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from textwrap import indent
from typing import Any

import yaml

from rolecast.iam.partitions import REGIONS
from rolecast.recognition.settings import Recognized, Settings

_KNOWN_POLICIES = "Other policies that these roles attach, as they were when this file was written. Not deployed."
_NOUNS = {"description": "descriptions", "max_session_duration": "session lengths"}


def role_file(
    roles: Sequence[Recognized],
    account: str,
    region: str | None = None,
    unknown: Collection[str] = (),
    say: Callable[[str], str] = str,
) -> str:
    """The text of a role file with these roles.

    `region` is for roles whose policies name none. `unknown` are the settings that the source of the roles lacks. `say`
    translates comments.
    """
    return "".join(_parts(roles, _settings(roles, account, region), unknown, say))


def _settings(roles: Sequence[Recognized], account: str, region: str | None) -> Settings:
    regions = Counter(role.region for role in roles if role.region)
    usual = regions.most_common(1)[0][0] if regions else region
    unlisted = sorted({named for named in (usual, *regions) if named and named not in REGIONS})
    keys = {f"{account}:role{role.settings.get('path', '/')}{role.name}": role.key for role in roles}
    written = {}
    for role in roles:
        own = {"region": role.region} if role.region and role.region != usual else {}
        written[role.key] = {**own, **_with_keys(role.settings, keys)}
    known = {arn: document.json for role in roles for arn, document in role.known.items()}
    return {
        "version": 1,
        "account": account,
        **({"region": usual} if usual else {}),
        **({"unlisted_regions": unlisted} if unlisted else {}),
        "roles": written,
        **({"known_policies": known} if known else {}),
    }


def _with_keys(settings: Settings, keys: Mapping[str, str]) -> Settings:
    """The settings, with roles to pass as keys if they are in the same file."""
    passing = settings.get("pass_roles")
    named = {"pass_roles": [keys.get(arn.partition("::")[2], arn) for arn in passing]} if passing else {}
    return {**settings, **named}


def _parts(
    roles: Sequence[Recognized], settings: Mapping[str, Any], unknown: Collection[str], say: Callable[[str], str]
) -> Iterator[str]:
    if nouns := [noun for name, noun in _NOUNS.items() if name in unknown]:
        named = say(" and ".join(nouns))
        yield f"# {say(f'These roles may have {named} that are not known: add them.')}\n"
    yield _yaml({name: value for name, value in settings.items() if name not in ("roles", "known_policies")})
    yield "roles:\n"
    for role in roles:
        yield from (f"  # {say(note)}\n" for note in role.notes)
        yield indent(_yaml({role.key: settings["roles"][role.key]}), "  ")
    if known := settings.get("known_policies"):
        yield f"# {say(_KNOWN_POLICIES)}\n"
        yield _yaml({"known_policies": known})


def _yaml(value: Mapping[str, Any]) -> str:
    return _yaml_of(json.dumps(value))


@lru_cache(maxsize=1_024)  # the text written for the proof is written again for the user
def _yaml_of(text: str) -> str:
    """The value of a JSON text as YAML. It consists of plain mappings, lists and texts."""
    return str(yaml.dump(json.loads(text), Dumper=yaml.CSafeDumper, sort_keys=False, width=108, allow_unicode=True))
