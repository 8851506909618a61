"""The grammar of IAM policies: a document is read with all its faults at once.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

from rolecast.iam import operators, templates
from rolecast.iam.statements import (
    VERSION,
    VERSIONS,
    Bare,
    Condition,
    Content,
    Effect,
    PolicyType,
    Principals,
    Single,
    Statement,
    Texts,
)
from rolecast.reading import nodes
from rolecast.reading.faults import Faults, Help, did_you_mean
from rolecast.reading.nodes import Node


def read(
    value: object,
    policy_type: PolicyType = PolicyType.IDENTITY,
    source: str = "policy",
    node: Node | None = None,
    open: Collection[str] = (),
) -> Content:
    """What the JSON value of a document says. Raises InputError with every error.

    `source` is what messages call it. Where the value was read from the text that is `node`, errors have its places.
    A text with one of the `{{names}}` that are `open` may be anything, so its form is not judged.
    """
    reader = _Reader(node, policy_type, source, frozenset(open))
    content = reader.document(value)
    reader.faults.raise_any()
    assert content is not None
    return content


class _Rules(NamedTuple):
    """What the grammar asks of a type of policy."""

    principal: Literal["needed", "refused"]
    resource: Literal["needed", "optional", "refused"]
    id: bool
    any_sid: bool = False


_ATTACHED = _Rules(principal="refused", resource="needed", id=False)
_RULES = {
    PolicyType.IDENTITY: _ATTACHED,
    PolicyType.BOUNDARY: _ATTACHED,
    PolicyType.SESSION: _ATTACHED,
    PolicyType.SCP: _ATTACHED,
    PolicyType.RCP: _Rules(principal="needed", resource="needed", id=False),
    # ECR's repository policies have no Resource; several services take any text as a Sid, and one more than once.
    PolicyType.RESOURCE: _Rules(principal="needed", resource="optional", id=True, any_sid=True),
    PolicyType.TRUST: _Rules(principal="needed", resource="refused", id=True),
}
_NAMES = {
    PolicyType.IDENTITY: "an identity policy",
    PolicyType.BOUNDARY: "a permissions boundary",
    PolicyType.SESSION: "a session policy",
    PolicyType.SCP: "a service control policy",
    PolicyType.RCP: "a resource control policy",
    PolicyType.RESOURCE: "a resource policy",
    PolicyType.TRUST: "a trust policy",
}
_DOCUMENT_ELEMENTS = ("Version", "Id", "Statement")
_STATEMENT_ELEMENTS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
)
_PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
_FOREIGN_CHARACTER = re.compile(r"[^\t\n\r -ÿ]")
_SID = re.compile(r"[A-Za-z0-9]*")
# IAM refuses wildcards before the colon ("action vendors must not contain wildcards"), and a second colon.
_ACTION = re.compile(r"\*|\*:\*|[A-Za-z0-9-]+:[^\s:]+")
# The ARN of a CloudFront origin access identity has spaces.
_AWS_PRINCIPAL = re.compile(r"\*|\d{12}|[A-Z0-9]{16,128}|arn:[^*?]+")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")

_Path = tuple[str | int, ...]


class _Reader:
    """Reads one document. What is at fault is left out of the result, which is then thrown away."""

    def __init__(self, root: Node | None, policy_type: PolicyType, source: str, open: frozenset[str]) -> None:
        self.faults = Faults()
        self._open = open
        self._root = root
        self._source = source
        self._type = policy_type
        self._rules = _RULES[policy_type]

    def document(self, value: object) -> Content | None:
        if isinstance(value, str) and self._is_open(value):
            self._add((), f"the text of this policy is not known: {_short(value)}")
            return None
        if not isinstance(value, Mapping):
            self._add((), f"a policy is a mapping with a `Statement`, not {_kind(value)}")
            return None
        self._check_elements(value, (), "element of a policy", _DOCUMENT_ELEMENTS)
        version = self._text(value, "Version", ())
        if version is not None and version not in VERSIONS:
            self._add(("Version",), f"there is no version `{_short(version)}`", f"the current one is `{VERSION}`")
        identifier = self._text(value, "Id", ())
        if identifier is not None and not self._rules.id:
            self._add(("Id",), f"`Id` has no place in {_NAMES[self._type]}", "remove it", of_key=True)
        statements = self._statements(value)
        return Content(statements, version, identifier, isinstance(value.get("Statement"), Mapping))

    def _statements(self, value: Mapping[str, Any]) -> tuple[Statement, ...]:
        if "Statement" not in value:
            self._add((), "this policy has no `Statement`")
            return ()
        given = value["Statement"]
        if isinstance(given, Mapping):
            statements = [self._statement(given, ("Statement",))]
        elif isinstance(given, list | tuple) and given:
            statements = [self._statement(item, ("Statement", index)) for index, item in enumerate(given)]
        else:
            problem = "is empty" if given in ([], ()) else f"is a list of statements, not {_kind(given)}"
            self._add(("Statement",), f"`Statement` {problem}")
            return ()
        if not self._rules.any_sid:
            self._check_unique_sids(statements)
        return tuple(statement for statement in statements if statement is not None)

    def _check_unique_sids(self, statements: list[Statement | None]) -> None:
        counts = Counter(statement.sid for statement in statements if statement and statement.sid)
        if len(counts) == sum(counts.values()):
            return
        seen: set[str] = set()
        for index, statement in enumerate(statements):
            if statement and statement.sid:
                if statement.sid in seen:
                    self._add(("Statement", index, "Sid"), f"`{_short(statement.sid)}` is already another `Sid`")
                seen.add(statement.sid)

    def _statement(self, value: object, where: _Path) -> Statement | None:
        if not isinstance(value, Mapping):
            self._add(where, f"a statement is a mapping, not {_kind(value)}")
            return None
        self._check_elements(value, where, "element of a statement", _STATEMENT_ELEMENTS)
        effect = self._effect(value, where)
        principal = self._principal_element(value, where, effect)
        action = self._either(value, where, "Action", "NotAction")
        resource = self._resource_element(value, where)
        texts = {
            name: self._texts(value[name], (*where, name), name) for name in (action, resource) if name is not None
        }
        principals = self._principals(value[principal], (*where, principal)) if principal else None
        return Statement(
            effect or Effect.DENY,
            self._sid(value, where),
            texts.get("Action"),
            texts.get("NotAction"),
            texts.get("Resource"),
            texts.get("NotResource"),
            principals if principal == "Principal" else None,
            principals if principal == "NotPrincipal" else None,
            self._conditions(value, where),
        )

    def _effect(self, value: Mapping[str, Any], where: _Path) -> Effect | None:
        if "Effect" not in value:
            self._add(where, "this statement has no `Effect`", "write `Allow` or `Deny`")
            return None
        given = value["Effect"]
        if given == "Allow":
            return Effect.ALLOW
        if given == "Deny":
            return Effect.DENY
        remedy = did_you_mean(given, ("Allow", "Deny")) if isinstance(given, str) else None
        self._add((*where, "Effect"), f"`Effect` is `Allow` or `Deny`, not {_quoted(given)}", remedy)
        return None

    def _sid(self, value: Mapping[str, Any], where: _Path) -> str | None:
        sid = self._text(value, "Sid", where)
        if sid is not None and not self._rules.any_sid and not _SID.fullmatch(sid):
            self._add((*where, "Sid"), f"`{_short(sid)}` is no `Sid`", "use letters A-Z and digits alone")
        return sid

    def _principal_element(self, value: Mapping[str, Any], where: _Path, effect: Effect | None) -> str | None:
        name = self._either(value, where, "Principal", "NotPrincipal", needed=self._rules.principal == "needed")
        if name is None:
            return None
        if self._rules.principal == "refused":
            remedy = "remove it: the principal is whoever the policy is attached to"
            self._add((*where, name), f"`{name}` has no place in {_NAMES[self._type]}", remedy, of_key=True)
            return None
        if name == "NotPrincipal" and self._type is PolicyType.RCP:
            remedy = 'write `"Principal": "*"` and a condition on aws:PrincipalArn'
            self._add((*where, name), f"`{name}` has no place in {_NAMES[self._type]}", remedy, of_key=True)
            return None
        if name == "NotPrincipal" and effect is Effect.ALLOW:
            remedy = "name who is allowed as `Principal`"
            self._add((*where, name), "`NotPrincipal` goes with `Deny` alone", remedy, of_key=True)
        return name

    def _resource_element(self, value: Mapping[str, Any], where: _Path) -> str | None:
        name = self._either(value, where, "Resource", "NotResource", needed=self._rules.resource == "needed")
        if name is not None and self._rules.resource == "refused":
            remedy = "remove it: the resource is the role itself"
            self._add((*where, name), f"`{name}` has no place in {_NAMES[self._type]}", remedy, of_key=True)
            return None
        return name

    def _either(
        self, value: Mapping[str, Any], where: _Path, name: str, opposite: str, *, needed: bool = True
    ) -> str | None:
        if name in value:
            if opposite in value:
                message = f"this statement has both `{name}` and `{opposite}`"
                self._add((*where, opposite), message, "keep one of the two", of_key=True)
            return name
        if opposite in value:
            return opposite
        if needed:
            self._add(where, f"this statement has neither `{name}` nor `{opposite}`")
        return None

    def _texts(self, value: object, where: _Path, element: str) -> Texts:
        """The texts of an Action, a Resource or of one type of principal, each checked."""
        if type(value) is str:
            self._check_entry(value, where, element)
            return Single((value,))
        if not isinstance(value, list | tuple):
            self._add(where, f"`{element}` is a text or a list of texts, not {_kind(value)}")
            return ()
        for index, item in enumerate(value):
            if type(item) is str:
                self._check_entry(item, (*where, index), element)
            else:
                self._add((*where, index), f"`{element}` lists texts, not {_kind(item)}")
        return tuple(value)

    def _check_entry(self, text: str, where: _Path, element: str) -> None:
        self._check_characters(text, where)
        if self._is_open(text):
            return
        if element in ("Action", "NotAction"):
            if not _ACTION.fullmatch(text):
                remedy = "an action is `*` or `service:Name`; a wildcard may stand in the name alone"
                self._add(where, f"`{_short(text)}` is no action", remedy)
        elif element in ("Resource", "NotResource"):
            # Resource policies know other forms, such as API Gateway's `execute-api:/stage/*`.
            if text != "*" and not text.startswith("arn:") and self._type is not PolicyType.RESOURCE:
                self._add(where, f"`{_short(text)}` is no resource", "a resource is `*` or an ARN")
        elif element == "AWS":
            if not _AWS_PRINCIPAL.fullmatch(text):
                remedy = "name an account, a role, a user, a session or `*`; a wildcard may not stand in a name"
                self._add(where, f"`{_short(text)}` is no AWS principal", remedy)
        elif text != "*" and ("*" in text or "?" in text):
            self._add(where, f"a wildcard may not stand in a principal, as in `{_short(text)}`")

    def _principals(self, value: object, where: _Path) -> Principals:
        if value == "*":
            return Principals(everyone=True)
        if self._type is PolicyType.RCP:
            self._add(where, '`Principal` is `"*"` in a resource control policy', "use a condition to name some")
        elif not isinstance(value, Mapping):
            remedy = 'write `{"AWS": ...}` or `{"Service": ...}`'
            self._add(where, f'`{where[-1]}` is `"*"` or a mapping, not {_quoted(value)}', remedy)
        else:
            self._check_elements(value, where, "type of principal", _PRINCIPAL_TYPES)
            known = [name for name in value if name in _PRINCIPAL_TYPES]
            entries = tuple((name, self._texts(value[name], (*where, name), name)) for name in known)
            return Principals(everyone=False, entries=entries)
        return Principals(everyone=False)

    def _conditions(self, value: Mapping[str, Any], where: _Path) -> tuple[Condition, ...]:
        if "Condition" not in value:
            return ()
        given, where = value["Condition"], (*where, "Condition")
        if not isinstance(given, Mapping):
            self._add(where, f"`Condition` is a mapping of operators, not {_kind(given)}")
            return ()
        conditions: list[Condition] = []
        for name, keys in given.items():
            if operators.operator(name) is None:
                self._add(
                    (*where, name), f"there is no operator `{_short(name)}`", operators.similar(name), of_key=True
                )
            if not isinstance(keys, Mapping):
                self._add((*where, name), f"`{_short(name)}` is a mapping of keys to values, not {_kind(keys)}")
                continue
            folded: dict[str, str] = {}
            for key, values in keys.items():
                self._check_key(key, (*where, name, key), folded)
                conditions.append(Condition(name, key, self._condition_values(values, (*where, name, key))))
        return tuple(conditions)

    def _check_key(self, key: str, where: _Path, folded: dict[str, str]) -> None:
        """Keys are compared without regard to case, so two that differ in case alone are one key twice."""
        vendor, colon, name = key.partition(":")
        if not (vendor and colon and name) and not self._is_open(key):
            self._add(where, f"`{_short(key)}` is no condition key", "a key is `service:name`", of_key=True)
        self._check_characters(key, where, of_key=True)
        first = folded.setdefault(key.lower(), key)
        if first != key:
            message = f"`{_short(key)}` and `{_short(first)}` are the same key"
            self._add(where, message, "put their values in one list", of_key=True)

    def _condition_values(self, value: object, where: _Path) -> Texts:
        if isinstance(value, list | tuple):
            return tuple(self._condition_value(item, (*where, index)) for index, item in enumerate(value))
        return Single((self._condition_value(value, where),))

    def _condition_value(self, value: object, where: _Path) -> str:
        if isinstance(value, str):
            self._check_characters(value, where)
            return value
        if isinstance(value, bool | int | float):
            try:
                return Bare(json.dumps(value, allow_nan=False))
            except ValueError:
                self._add(where, "this number cannot be written in JSON")
                return ""
        self._add(where, f"a condition value is a text, a number, true or false, not {_kind(value)}")
        return ""

    def _is_open(self, text: str) -> bool:
        return bool(self._open) and not self._open.isdisjoint(templates.names_in(text))

    def _text(self, value: Mapping[str, Any], name: str, where: _Path) -> str | None:
        given = value.get(name)
        if name not in value or type(given) is str:
            if given is not None:
                self._check_characters(given, (*where, name))
            return given
        self._add((*where, name), f"`{name}` is a text, not {_kind(given)}")
        return None

    def _check_characters(self, text: str, where: _Path, *, of_key: bool = False) -> None:
        found = _FOREIGN_CHARACTER.search(text)
        if found:
            message = f"the character U+{ord(found[0]):04X} may not stand in a policy"
            self._add(where, message, "IAM takes U+0020 to U+00FF, tabs and line ends", of_key=of_key)

    def _check_elements(self, value: Mapping[str, Any], where: _Path, what: str, known: Texts) -> None:
        for name in map(str, value):
            if name not in known:
                self._add(
                    (*where, name), f"`{_short(name)}` is no {what}", partial(did_you_mean, name, known), of_key=True
                )

    def _add(self, where: _Path, message: str, help: Help = None, *, of_key: bool = False) -> None:
        if self._root is not None:
            self.faults.add(nodes.place(self._root, where, of_key=of_key), message, help)
        else:
            self.faults.add(None, f"{self._source}{_path_text(where)}: {message}", help)


def _path_text(where: _Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{_short(str(step))}" for step in where)


def bare(text: str) -> str:
    """A number without quotes keeps the text that was typed."""
    return Bare(text) if _JSON_NUMBER.fullmatch(text) else text


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return "a text" if type(value) is str else "a number"


def _quoted(value: object) -> str:
    return f"`{_short(value)}`" if type(value) is str else _kind(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
