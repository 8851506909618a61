"""A trust policy with an action that does not belong in it or does not fit its principals.

## What it does
Reports actions in a trust policy that do not assume a role, and those for a different kind of principal:
`sts:AssumeRoleWithWebIdentity` for an AWS account or a SAML provider, `sts:AssumeRole` for an identity provider.

## Why is this bad
IAM refuses a trust policy with other actions than those of STS. With an action for a different kind of principal,
nobody can assume the role.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
      "Action": "sts:AssumeRoleWithSAML"
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html
- https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import ProviderKind, principals, provider_kind

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("MISMATCHED_ACTION_FOR_PRINCIPAL", "UNSUPPORTED_ACTION_IN_POLICY")
JAPANESE = {
    "{actions}: not allowed in a trust policy, whose actions assume a role": (
        "{actions}: 信頼ポリシーでは使用できません。使用できるのはロールを引き受けるアクションです"
    ),
    "{actions}: not an action of these principals": "{actions}: これらのプリンシパルのアクションではありません",
    "remove it": "削除してください",
    "use {names}": "{names} を使用してください",
}
_OF_PROVIDERS = {
    "sts:assumerolewithsaml": ProviderKind.SAML,
    "sts:assumerolewithwebidentity": ProviderKind.OIDC,
}
_OF_OTHERS = "sts:assumerole"
_BESIDE = frozenset({"sts:setcontext", "sts:setsourceidentity", "sts:tagsession"})


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        foreign, mismatched = [], []
        for number, written in enumerate(checked.actions):
            if written.is_pattern or written.folded in _BESIDE:
                continue
            if written.folded != _OF_OTHERS and written.folded not in _OF_PROVIDERS:
                foreign.append((number, written.text))
            elif not _may_ask(checked, written.folded):
                mismatched.append((number, written.text))
        if foreign:
            message = "{actions}: not allowed in a trust policy, whose actions assume a role"
            yield _problem(message, "remove it", foreign, checked, ACCESS_ANALYZER[1])
        if mismatched:
            message = "{actions}: not an action of these principals"
            yield _problem(message, _remedy(checked), mismatched, checked, ACCESS_ANALYZER[0])


def _problem(
    message: str, remedy: str | None, found: list[tuple[int, str]], checked: CheckedStatement, code: str
) -> Problem:
    texts = tuple(text for _, text in found)
    return Problem(message, checked, ("Action", found[0][0]), texts, remedy, access_analyzer=code)


def _may_ask(checked: CheckedStatement, action: str) -> bool:
    """Whether any principal of the statement is of the kind that the action is for."""
    named = checked.statement.principals
    if named is None or named.everyone:
        return True
    if action == _OF_OTHERS:
        return bool(principals(checked, "AWS") or principals(checked, "Service"))
    kinds = {provider_kind(text) for text in principals(checked, "Federated")}
    return None in kinds or _OF_PROVIDERS[action] in kinds  # `invalid-principal` reports unreadable ones


def _remedy(checked: CheckedStatement) -> str | None:
    """The actions for the principals."""
    kinds = {provider_kind(text) for text in principals(checked, "Federated")}
    names = [name for kind, name in _NAMES.items() if kind in kinds]
    if principals(checked, "AWS") or principals(checked, "Service"):
        names.append("sts:AssumeRole")
    return f"use {' or '.join(f'`{name}`' for name in names)}" if names else None


_NAMES = {ProviderKind.SAML: "sts:AssumeRoleWithSAML", ProviderKind.OIDC: "sts:AssumeRoleWithWebIdentity"}
