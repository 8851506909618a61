"""The edits of a draft. Each returns the new text, and leaves everything else in the file as it is.

An edit raises InputError if it is impossible. It may well write invalid values: these are errors of the next draft, at
their settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rolecast.catalogue.persona import Persona
from rolecast.draft.draft import Draft
from rolecast.draft.passing import passed_roles, roles_for, trusted_services
from rolecast.iam import names
from rolecast.reading.faults import Fault, InputError, did_you_mean
from rolecast.rolefile import text
from rolecast.rolefile.text import Path
from rolecast.rolefile.writing import Pairs

CUSTOM_ROLE = "custom"
_CUSTOMIZATIONS: Mapping[str, Any] = {
    "network": {"subnets": [], "security_groups": []},
    "encryption": {"data_keys": [], "volume_keys": []},
    "narrowing": {},
}
_BEGINNING = "version: 1\nedition: corrected  # AWS's policies with their known faults fixed\n"
_LONGEST_PATH = 8
"""More steps than the path of any setting has."""
_MAY_BE_EMPTY = ("activities", "network", "encryption")
"""Settings in which an empty list is kept, so that an error says what is missing."""


def set_value(draft: Draft, path: list[str], value: str | bool | list[str]) -> str:
    """Sets the setting at `path`, that of a `DraftField`; removes it if the value is empty."""
    place = _place(draft, path)
    result = _with_own(draft, place)
    if value in ("", False) or (value == [] and not _may_be_empty(draft, place)):
        return text.remove(result, place)
    if place[-1] == "max_session_duration" and isinstance(value, str) and value.isascii() and value.isdigit():
        return text.put(result, place, int(value))
    return text.put(result, place, value)


def _may_be_empty(draft: Draft, place: Path) -> bool:
    """Whether an empty list stays in the file. An optional parameter is removed instead."""
    if place[0] == "roles" and place[2:3] == ("activities",) and place[3] in draft.catalogue.activity_ids:
        parameter = draft.catalogue.activity(str(place[3])).parameters.get(str(place[-1]))
        return parameter is None or parameter.default is None
    return bool(set(place) & set(_MAY_BE_EMPTY))


def set_pairs(draft: Draft, path: list[str], value: list[list[str]]) -> str:
    """Sets a mapping of texts, such as tags. Writes what was typed, even empty and equal keys."""
    place = _place(draft, path)
    result = _with_own(draft, place)
    pairs = [(pair[0], pair[1]) for pair in value if len(pair) == 2 and any(pair)]
    return text.put(result, place, Pairs(pairs)) if pairs else text.remove(result, place)


def choose_persona(draft: Draft, role: str, value: str) -> str:
    """Sets or removes the persona. Adds the parameters that its activities need, without values.

    Activities of the previous persona are removed unless their parameters have values.
    """
    _known(role, draft.keys, "role")
    path: Path = ("roles", role, "persona")
    if value:
        result = text.put(draft.text, path, _known(value, draft.catalogue.persona_ids, "persona"))
        preselected = draft.catalogue.persona(value).activities
    else:
        result, preselected = text.remove(draft.text, path), ()
    for choice in draft.choices(role):
        is_empty = choice.is_selected and choice.parameters and not any(field.value for _, field in choice.parameters)
        is_deselected = draft.value(*choice.path) is False
        if choice.activity.id not in preselected and ((choice.is_preselected and is_empty) or is_deselected):
            result = text.remove(result, choice.path)
    for activity in preselected:
        path = ("roles", role, "activities", activity)
        if draft.value(*path) in (None, False) and _parameters(draft, activity):
            result = text.put(result, path, _parameters(draft, activity))
    return _without_empty(result, role, draft)


def select(draft: Draft, role: str, activity: str, value: bool) -> str:
    """Selects or deselects an activity."""
    _known(role, draft.keys, "role")
    _known(activity, draft.catalogue.activity_ids, "activity")
    path: Path = ("roles", role, "activities", activity)
    persona = draft.persona(role)
    is_preselected = persona is not None and activity in draft.catalogue.persona(persona).activities
    if not value:
        return text.put(draft.text, path, False) if is_preselected else text.remove(draft.text, path)
    parameters = _parameters(draft, activity)
    if is_preselected and not parameters:
        return text.remove(draft.text, path)
    return text.put(draft.text, path, parameters or True)


def customize(draft: Draft, role: str, name: str, value: bool) -> str:
    """Switches network, encryption or narrowing on or off for one role."""
    _known(role, draft.keys, "role")
    _known(name, _CUSTOMIZATIONS, "customization")
    path: Path = ("roles", role, name)
    of_the_file = draft.value(name)
    if value:
        return text.remove(draft.text, path) if of_the_file else text.put(draft.text, path, _CUSTOMIZATIONS[name])
    return text.put(draft.text, path, False) if of_the_file else text.remove(draft.text, path)


def rename_role(draft: Draft, role: str, value: str) -> str:
    """Renames a role, also in the `pass_roles` of other roles."""
    _known(role, draft.keys, "role")
    _check_key(value, taken=[key for key in draft.keys if key != role])
    result = text.rename(draft.text, ("roles", role), value)
    for key in draft.keys:
        path: Path = ("roles", value if key == role else key, "pass_roles")
        passed = draft.value("roles", key, "pass_roles")
        if isinstance(passed, list) and role in passed:
            result = text.put(result, path, [value if each == role else each for each in passed])
    return result


def add_role(draft: Draft, role: str, persona: str) -> str:
    """Adds a role. It passes the roles of the file that its persona's activities need to pass."""
    _check_key(role, taken=draft.keys)
    if not persona:
        return text.put(_begun(draft), ("roles", role), {})
    _known(persona, draft.catalogue.persona_ids, "persona")
    activities = [*map(draft.catalogue.activity, draft.catalogue.persona(persona).activities)]
    result = text.put(_begun(draft), ("roles", role), {"persona": persona})
    if trusted := trusted_services(activities):
        result = text.put(result, ("roles", role, "trust"), {"services": trusted})
    passed = passed_roles(activities, _personas(draft))
    if passed.usual:
        result = text.put(result, ("roles", role, "pass_roles"), passed.usual)
    for activity in activities:
        parameters = _parameters(draft, activity.id)
        if activity.id in passed.own:
            parameters["pass_roles"] = passed.own[activity.id]
        if parameters:
            result = text.put(result, ("roles", role, "activities", activity.id), parameters)
    return result


def begin(draft: Draft, persona: str, account: str = "", region: str = "") -> str:
    """Adds the first roles of a file: the persona's and those that it passes; one empty role without a persona."""
    for name, value in (("account", account), ("region", region)):
        if value:
            draft = Draft(text.put(_begun(draft), (name,), value), draft.source)
    if not persona:
        return add_role(draft, CUSTOM_ROLE, "")
    _known(persona, draft.catalogue.persona_ids, "persona")
    for key, each in roles_for(draft.catalogue.persona(persona)).items():
        draft = Draft(add_role(draft, key, each.id), draft.source)
    return draft.text


def remove_role(draft: Draft, role: str) -> str:
    """Removes a role from the file."""
    return text.remove(draft.text, ("roles", role))


EDITS: Mapping[str, Callable[..., str]] = {
    "set": set_value,
    "pairs": set_pairs,
    "persona": choose_persona,
    "select": select,
    "customize": customize,
    "rename": rename_role,
    "add": add_role,
    "begin": begin,
    "remove": remove_role,
}
"""The edits by the names that the page uses."""


def _place(draft: Draft, path: list[str]) -> Path:
    """The path of a setting, at the top or inside an existing role. Raises InputError for any other path."""
    if path[:1] == ["roles"]:
        _known("/".join(path[1:2]), draft.keys, "role")
    if len(path) < (3 if path[:1] == ["roles"] else 1):
        raise InputError([Fault(None, "this is not the path of a setting")])
    return tuple(path)


def _begun(draft: Draft) -> str:
    """The text, with `version` if it lacks it."""
    if not draft.text.strip():
        return _BEGINNING
    return draft.text if draft.value("version") is not None else text.put(draft.text, ("version",), 1)


def _with_own(draft: Draft, path: Path) -> str:
    """The text in which the role has its own copy of an inherited mapping, so that part of it can be edited."""
    if path[0] != "roles" or len(path) < 4:
        return draft.text
    own = path[:3]
    of_the_file = draft.value(path[2])
    if isinstance(of_the_file, dict) and not isinstance(draft.value(*own), dict):
        return text.put(draft.text, own, of_the_file)
    return draft.text


def _parameters(draft: Draft, activity: str) -> dict[str, list[str]]:
    """The required parameters of an activity, without values."""
    parameters = draft.catalogue.activity(activity).parameters.values()
    return {parameter.name: [] for parameter in parameters if parameter.is_required}


def _personas(draft: Draft) -> dict[str, Persona]:
    """The personas of the file's roles, by the roles' keys."""
    named = {key: draft.persona(key) for key in draft.keys}
    return {key: draft.catalogue.persona(name) for key, name in named.items() if name in draft.catalogue.persona_ids}


def _without_empty(result: str, role: str, draft: Draft) -> str:
    """The text without an empty `activities`."""
    path: Path = ("roles", role, "activities")
    return text.remove(result, path) if Draft(result, draft.source).value(*path) == {} else result


def _check_key(key: str, taken: tuple[str, ...] | list[str]) -> None:
    if problem := names.role_name(key):
        raise InputError([Fault(None, f"`{key}` {problem}", "a role's key is the end of its name")])
    if key in taken:
        raise InputError([Fault(None, f"there is a role `{key}` already", "choose another name")])


def _known(value: str, known: tuple[str, ...] | Mapping[str, Any], noun: str) -> str:
    if value not in known:
        raise InputError([Fault(None, f"there is no {noun} `{value}`", did_you_mean(value, known))])
    return value


def accepts(edit: Callable[..., str], arguments: Mapping[str, Any]) -> bool:
    """Whether the edit accepts these arguments, which come from a request."""
    parameters = [*signature(edit).parameters.values()][1:]  # the first is the draft
    types = get_type_hints(edit)
    known = {parameter.name for parameter in parameters}
    needed = {parameter.name for parameter in parameters if parameter.default is Parameter.empty}
    is_typed = all(name in known and _is_of(value, types[name]) for name, value in arguments.items())
    return needed <= arguments.keys() and is_typed and len(arguments.get("path", ())) <= _LONGEST_PATH


def _is_of(value: Any, type: Any) -> bool:
    """Whether a JSON value has an edit's type: str, bool, a list of these, or a union."""
    if isinstance(type, UnionType):
        return any(_is_of(value, each) for each in get_args(type))
    if get_origin(type) is list:
        return isinstance(value, list) and all(_is_of(each, get_args(type)[0]) for each in value)
    return isinstance(value, type)
