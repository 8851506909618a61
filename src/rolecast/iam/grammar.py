"""The grammar of IAM policies. Reports all errors of a document at once.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

import orjson

from rolecast.iam import operators
from rolecast.iam.kept import Kept
from rolecast.iam.refusals import NAMES, PRINCIPAL_TYPES, Path, Refusals, kind_of, quoted
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
from rolecast.reading.faults import did_you_mean, shortened
from rolecast.reading.nodes import Node


def read(
    value: object,
    policy_type: PolicyType = PolicyType.IDENTITY,
    source: str = "policy",
    node: Node | None = None,
    open: Collection[str] = (),
) -> Content:
    """The content of a document's JSON value. Raises InputError with all errors.

    `source` is the document's name in messages. If `node` is the text that the value was read from, errors have
    positions in it. A text with one of the `{{names}}` in `open` can have any value, so its form is not checked.
    """
    reader = _Reader(node, policy_type, source, frozenset(open))
    content = reader.document(value)
    reader.faults.raise_any()
    assert content is not None
    return content


class _Rules(NamedTuple):
    """The grammar's requirements for a type of policy."""

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
    # ECR's repository policies have no Resource; several services accept any text as a Sid, one even duplicates.
    PolicyType.RESOURCE: _Rules(principal="needed", resource="optional", id=True, any_sid=True),
    PolicyType.TRUST: _Rules(principal="needed", resource="refused", id=True),
}
_DOCUMENT_ELEMENTS = ("Version", "Id", "Statement")
_STATEMENT_ELEMENTS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
)
_SID = re.compile(r"[A-Za-z0-9]*")
# IAM rejects wildcards before the colon ("action vendors must not contain wildcards"), and a second colon.
_ACTION = re.compile(r"\*|\*:\*|[A-Za-z0-9-]+:[^\s:]+")
# ARNs of CloudFront origin access identities contain spaces.
_AWS_PRINCIPAL = re.compile(r"\*|\d{12}|[A-Z0-9]{16,128}|arn:[^*?]+")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_KEPT: Kept[tuple[bytes, PolicyType], Statement] = Kept(4_096)
"""Valid statements by their JSON."""


class _Reader(Refusals):
    """Reads one document. Omits invalid parts; the result is discarded if there are errors."""

    def __init__(self, root: Node | None, policy_type: PolicyType, source: str, open: frozenset[str]) -> None:
        super().__init__(root, policy_type, source, open)
        self._rules = _RULES[policy_type]

    def document(self, value: object) -> Content | None:
        if isinstance(value, str) and self.is_open(value):
            self.add(None, (), f"the text of this policy is not known: {shortened(value)}")
            return None
        if not isinstance(value, Mapping):
            self.add("DATA_TYPE_MISMATCH", (), f"a policy must be a mapping with a `Statement`, not {kind_of(value)}")
            return None
        self.check_elements(value, (), "an element of a policy", _DOCUMENT_ELEMENTS)
        version = self.text(value, "Version", ())
        if version is not None and version not in VERSIONS:
            self.add(
                "INVALID_VERSION",
                ("Version",),
                f"there is no version `{shortened(version)}`",
                f"the current one is `{VERSION}`",
            )
        identifier = self.text(value, "Id", ())
        if identifier is not None and not self._rules.id:
            message = f"`Id` is not allowed in {NAMES[self.type]}"
            self.add("INVALID_POLICY_ELEMENT", ("Id",), message, "remove it", of_key=True)
        statements = self._statements(value)
        return Content(statements, version, identifier, isinstance(value.get("Statement"), Mapping))

    def _statements(self, value: Mapping[str, Any]) -> tuple[Statement, ...]:
        if "Statement" not in value:
            self.add("MISSING_STATEMENT", (), "this policy has no `Statement`")
            return ()
        given = value["Statement"]
        if isinstance(given, Mapping):
            statements = [self._statement(given, ("Statement",))]
        elif isinstance(given, list | tuple) and given:
            statements = [self._kept(item, ("Statement", index)) for index, item in enumerate(given)]
        else:
            if given in ([], ()):
                self.add("MISSING_STATEMENT", ("Statement",), "`Statement` is empty")
            else:
                message = f"`Statement` must be a list of statements, not {kind_of(given)}"
                self.add("DATA_TYPE_MISMATCH", ("Statement",), message)
            return ()
        if not self._rules.any_sid:
            self._check_unique_sids(statements)
        return tuple(statement for statement in statements if statement is not None)

    def _check_unique_sids(self, statements: list[Statement | None]) -> None:
        sids = [statement.sid for statement in statements if statement and statement.sid]
        if len(set(sids)) == len(sids):
            return
        seen: set[str] = set()
        for index, statement in enumerate(statements):
            if statement and statement.sid:
                if statement.sid in seen:
                    message = f"duplicate `Sid` `{shortened(statement.sid)}`"
                    self.add("UNIQUE_SIDS_REQUIRED", ("Statement", index, "Sid"), message)
                seen.add(statement.sid)

    def _kept(self, value: object, where: Path) -> Statement | None:
        """The same as `_statement`, with a cache for the many documents that share statements."""
        key = None if self._open else _key(value)
        if key is None:
            return self._statement(value, where)
        if known := _KEPT.get((key, self.type)):
            return known
        before = len(self.faults) + self.faults.more
        statement = self._statement(value, where)
        if statement is not None and len(self.faults) + self.faults.more == before:
            _KEPT[key, self.type] = statement
        return statement

    def _statement(self, value: object, where: Path) -> Statement | None:
        if not isinstance(value, Mapping):
            self.add("DATA_TYPE_MISMATCH", where, f"a statement must be a mapping, not {kind_of(value)}")
            return None
        self.check_elements(value, where, "an element of a statement", _STATEMENT_ELEMENTS)
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
            _is_empty(value.get("Condition")),
        )

    def _effect(self, value: Mapping[str, Any], where: Path) -> Effect | None:
        if "Effect" not in value:
            self.add("MISSING_EFFECT", where, "this statement has no `Effect`", "write `Allow` or `Deny`")
            return None
        given = value["Effect"]
        if given == "Allow":
            return Effect.ALLOW
        if given == "Deny":
            return Effect.DENY
        remedy = did_you_mean(given, ("Allow", "Deny")) if isinstance(given, str) else None
        code = "INVALID_EFFECT" if isinstance(given, str) else "DATA_TYPE_MISMATCH"
        self.add(code, (*where, "Effect"), f"`Effect` must be `Allow` or `Deny`, not {quoted(given)}", remedy)
        return None

    def _sid(self, value: Mapping[str, Any], where: Path) -> str | None:
        sid = self.text(value, "Sid", where)
        if sid is not None and not self._rules.any_sid and not _SID.fullmatch(sid):
            message = f"`{shortened(sid)}` is not a valid `Sid`"
            self.add("UNSUPPORTED_SID", (*where, "Sid"), message, "use A-Z, a-z and 0-9")
        return sid

    def _principal_element(self, value: Mapping[str, Any], where: Path, effect: Effect | None) -> str | None:
        name = self._either(value, where, "Principal", "NotPrincipal", needed=self._rules.principal == "needed")
        if name is None:
            return None
        if self._rules.principal == "refused":
            code = "SCP_SYNTAX_ERROR_PRINCIPAL" if self.type is PolicyType.SCP else "UNSUPPORTED_PRINCIPAL"
            self.refuse(code, (*where, name), "remove it: the principal is the identity that the policy is attached to")
            return None
        if name == "NotPrincipal" and self.type is PolicyType.RCP:
            remedy = 'write `"Principal": "*"` and a condition on aws:PrincipalArn'
            self.refuse("RCP_SYNTAX_ERROR_PRINCIPAL", (*where, name), remedy)
            return None
        if name == "NotPrincipal" and self.type is PolicyType.TRUST:
            remedy = "name who is trusted as `Principal`"
            self.refuse("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", (*where, name), remedy)
        elif name == "NotPrincipal" and effect is Effect.ALLOW:
            remedy = "name who is allowed as `Principal`"
            message = "`NotPrincipal` is allowed with `Deny` only"
            self.add("ALLOW_WITH_NOT_PRINCIPAL", (*where, name), message, remedy, of_key=True)
        return name

    def _resource_element(self, value: Mapping[str, Any], where: Path) -> str | None:
        name = self._either(value, where, "Resource", "NotResource", needed=self._rules.resource == "needed")
        if name is not None and self._rules.resource == "refused":
            remedy = "remove it: the resource is the role itself"
            self.refuse("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", (*where, name), remedy)
            return None
        return name

    def _either(
        self, value: Mapping[str, Any], where: Path, name: str, opposite: str, *, needed: bool = True
    ) -> str | None:
        if name in value:
            if opposite in value:
                message = f"this statement has both `{name}` and `{opposite}`"
                self.add(
                    "UNSUPPORTED_ELEMENT_COMBINATION", (*where, opposite), message, "keep one of the two", of_key=True
                )
            return name
        if opposite in value:
            return opposite
        if needed:
            self.add(f"MISSING_{name.upper()}", where, f"this statement has neither `{name}` nor `{opposite}`")
        return None

    def _texts(self, value: object, where: Path, element: str) -> Texts:
        """The texts of an Action, a Resource or one type of principal, after checking each."""
        if type(value) is str:
            self._check_entry(value, where, element)
            return Single((value,))
        if not isinstance(value, list | tuple):
            self.add(
                "DATA_TYPE_MISMATCH", where, f"`{element}` must be a string or a list of strings, not {kind_of(value)}"
            )
            return ()
        for index, item in enumerate(value):
            if type(item) is str:
                self._check_entry(item, (*where, index), element)
            else:
                self.add(
                    "DATA_TYPE_MISMATCH", (*where, index), f"`{element}` must be a list of strings, not {kind_of(item)}"
                )
        return tuple(value)

    def _check_entry(self, text: str, where: Path, element: str) -> None:
        self.check_characters(text, where)
        if self.is_open(text):
            return
        if element in ("Action", "NotAction"):
            if not _ACTION.fullmatch(text):
                remedy = "an action is `*` or `service:Name`, with wildcards in the name only"
                self.add("INVALID_ACTION", where, f"`{shortened(text)}` is not an action", remedy)
        elif element in ("Resource", "NotResource"):
            # Resource policies have other forms, such as API Gateway's `execute-api:/stage/*`.
            if text != "*" and not text.startswith("arn:") and self.type is not PolicyType.RESOURCE:
                self.add("INVALID_ARN_PREFIX", where, f"`{shortened(text)}` is not a resource", "use `*` or an ARN")
        else:
            self._check_principal(text, where, element)

    def _check_principal(self, text: str, where: Path, kind: str) -> None:
        if text == "*" and kind != "Service":
            return
        if "*" in text or "?" in text:
            remedy = "wildcards are not allowed in a principal; name it in full, or use a condition"
            self.add("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", where, f"`{shortened(text)}` is not a principal", remedy)
        elif kind == "AWS" and not _AWS_PRINCIPAL.fullmatch(text):
            remedy = "use an account, `*`, or the ARN of a role, a user or a session"
            self.add("INVALID_PRINCIPAL_FORMAT", where, f"`{shortened(text)}` is not an AWS principal", remedy)

    def _principals(self, value: object, where: Path) -> Principals:
        if value == "*":
            return Principals(everyone=True)
        if self.type is PolicyType.RCP:
            message, remedy = '`Principal` is `"*"` in a resource control policy', "use a condition to name some"
            self.add("RCP_SYNTAX_ERROR_PRINCIPAL", where, message, remedy)
        elif not isinstance(value, Mapping):
            remedy = 'write `{"AWS": ...}` or `{"Service": ...}`'
            self.add(
                "INVALID_PRINCIPAL_FORMAT",
                where,
                f'`{where[-1]}` must be `"*"` or a mapping, not {quoted(value)}',
                remedy,
            )
        else:
            self.check_elements(value, where, "a type of principal", PRINCIPAL_TYPES)
            known = [name for name in value if name in PRINCIPAL_TYPES]
            entries = tuple((name, self._texts(value[name], (*where, name), name)) for name in known)
            return Principals(everyone=False, entries=entries)
        return Principals(everyone=False)

    def _conditions(self, value: Mapping[str, Any], where: Path) -> tuple[Condition, ...]:
        if "Condition" not in value:
            return ()
        given, where = value["Condition"], (*where, "Condition")
        if not isinstance(given, Mapping):
            self.add("DATA_TYPE_MISMATCH", where, f"`Condition` must be a mapping of operators, not {kind_of(given)}")
            return ()
        conditions: list[Condition] = []
        for name, keys in given.items():
            if operators.operator(name) is None:
                code = "NULL_WITH_IF_EXISTS" if name.endswith("NullIfExists") else "INVALID_CONDITION_OPERATOR"
                remedy = operators.similar(name)
                self.add(code, (*where, name), f"there is no operator `{shortened(name)}`", remedy, of_key=True)
            if not isinstance(keys, Mapping):
                message = f"`{shortened(name)}` must be a mapping of keys to values, not {kind_of(keys)}"
                self.add("DATA_TYPE_MISMATCH", (*where, name), message)
                continue
            folded: dict[str, str] = {}
            for key, values in keys.items():
                self._check_key(key, (*where, name, key), folded)
                conditions.append(Condition(name, key, self._condition_values(values, (*where, name, key))))
        return tuple(conditions)

    def _check_key(self, key: str, where: Path, folded: dict[str, str]) -> None:
        """Checks a key. Keys ignore case, so two that differ only in case are duplicates."""
        vendor, colon, name = key.partition(":")
        if not (vendor and colon and name) and not self.is_open(key):
            message = f"`{shortened(key)}` is not a condition key"
            self.add("INVALID_CONDITION_KEY_FORMAT", where, message, "a key is `service:name`", of_key=True)
        self.check_characters(key, where, of_key=True)
        first = folded.setdefault(key.lower(), key)
        if first != key:
            message = f"`{shortened(key)}` and `{shortened(first)}` are the same key"
            remedy = "put their values in one list"
            self.add("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", where, message, remedy, of_key=True)

    def _condition_values(self, value: object, where: Path) -> Texts:
        if isinstance(value, list | tuple):
            return tuple(self._condition_value(item, (*where, index)) for index, item in enumerate(value))
        return Single((self._condition_value(value, where),))

    def _condition_value(self, value: object, where: Path) -> str:
        if isinstance(value, str):
            self.check_characters(value, where)
            return value
        if isinstance(value, bool | int | float):
            try:
                return Bare(json.dumps(value, allow_nan=False))
            except ValueError:
                self.add("DATA_TYPE_MISMATCH", where, "this number cannot be written in JSON")
                return ""
        message = f"a condition value must be a string, a number, true or false, not {kind_of(value)}"
        self.add("DATA_TYPE_MISMATCH", where, message)
        return ""


def _is_empty(condition: object) -> bool:
    """Whether a Condition, or an operator in it, is a mapping without keys."""
    return isinstance(condition, Mapping) and (not condition or any(keys == {} for keys in condition.values()))


def bare(text: str) -> str:
    """A number without quotes, as written; any other text unchanged."""
    return Bare(text) if _JSON_NUMBER.fullmatch(text) else text


def _key(value: object) -> bytes | None:
    """A key that is equal for equal statements; None for a value that cannot have one."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS)  # rejects Bare, whose text differs
    except TypeError:
        return None
    return None if b"null" in text else text  # also the encoding of infinite numbers
