"""An invalid principal.

## What it does
Looks at each principal of a trust or resource policy: the ARN of a user, role, session or account root with an account
of 12 digits; a service principal in lower case with a DNS suffix of AWS; an identity provider, in a trust policy, by
its ARN or its domain. Groups and identity providers are not AWS principals.

## Why is this bad
IAM refuses the policy, or the principal matches nobody.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker"}, "Action": "sts:AssumeRole"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import listed_principals, provider_kind
from rolecast.iam import service_principals
from rolecast.iam.partitions import PARTITIONS
from rolecast.iam.statements import PolicyType
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
    "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
    "INVALID_PRINCIPAL_FORMAT",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
)
JAPANESE = {
    "`{text}` is not a service principal": "`{text}` はサービスプリンシパルではありません",
    "a service principal ends in `.amazonaws.com`": "サービスプリンシパルは `.amazonaws.com` で終わります",
    "`{text}` is an identity provider, which is allowed in trust policies only": (
        "`{text}` は ID プロバイダーです。信頼ポリシーでのみ使用できます"
    ),
    "`{text}` is not an identity provider": "`{text}` は ID プロバイダーではありません",
    "use its ARN, such as `arn:aws:iam::111122223333:saml-provider/NAME`": (
        "`arn:aws:iam::111122223333:saml-provider/NAME` のような ARN を使用してください"
    ),
    "`{text}` is not a complete ARN": "`{text}` は ARN の要素が足りません",
    "an ARN is `arn:partition:iam::account:resource`": "ARN の形式は `arn:partition:iam::account:resource` です",
    "`{text}` has the unknown partition `{partition}`": ("`{text}` のパーティション `{partition}` は存在しません"),
    "`{text}` is not the ARN of a user, role, session or account": (
        "`{text}` はユーザー、ロール、セッション、アカウントのいずれの ARN でもありません"
    ),
    "`{text}` has an invalid account: `{account}`": "`{text}` のアカウント `{account}` が無効です",
    "an account has 12 digits": "アカウント ID は 12 桁です",
    "`{text}` is an identity provider, not an AWS principal": (
        "`{text}` は ID プロバイダーであり、AWS プリンシパルではありません"
    ),
    'write `{"Federated": ...}`': '`{"Federated": ...}` と書いてください',
    "`{text}` is a group, which cannot be a principal": (
        "`{text}` はグループです。グループはプリンシパルに指定できません"
    ),
    "name its users, or a role": "グループのユーザーまたはロールを指定してください",
}
_PARTITIONS = tuple(partition.id for partition in PARTITIONS)
_KINDS = ("root", "user", "role", "assumed-role", "federated-user")
_OPEN = re.compile(r"\$\{|\{\{|<")  # another rule reports placeholders
_DOMAIN = r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/\S*)?"

_Fault = tuple[str, str | None, str]
"""Message, help and code."""


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.naming_principals:
        for kind, text, path in listed_principals(checked):
            if text == "*" or _OPEN.search(text):
                continue
            if fault := _fault(kind, text, checked.policy.type):
                message, remedy, code = fault
                yield Problem(f"`{text}` {message}", checked, path, help=remedy, access_analyzer=code)


def _fault(kind: str, text: str, type: PolicyType) -> _Fault | None:
    match kind:
        case "AWS":
            return _aws(text)
        case "Service":
            if service_principals.is_formed(text):
                return None
            meant = service_principals.similar(text)
            remedy = f"did you mean `{meant}`?" if meant else "a service principal ends in `.amazonaws.com`"
            return "is not a service principal", remedy, "INVALID_SERVICE_PRINCIPAL_FORMAT"
        case "Federated" if type is not PolicyType.TRUST:
            message = "is an identity provider, which is allowed in trust policies only"
            return message, None, "FEDERATED_PRINCIPAL_NOT_SUPPORTED"
        case "Federated" if provider_kind(text) is None and not re.fullmatch(_DOMAIN, text):
            remedy = "use its ARN, such as `arn:aws:iam::111122223333:saml-provider/NAME`"
            return "is not an identity provider", remedy, "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"
    return None


def _aws(text: str) -> _Fault | None:
    if not text.startswith("arn:"):  # an account, or the ID of a user or role
        return None
    parts = text.split(":", 5)
    if len(parts) < 6:
        message, remedy = "is not a complete ARN", "an ARN is `arn:partition:iam::account:resource`"
        return message, remedy, "INVALID_PRINCIPAL_FORMAT"
    found = _part(*parts[1:])
    return (*found, "INVALID_PRINCIPAL_FORMAT") if found else None


def _part(partition: str, service: str, region: str, account: str, rest: str) -> tuple[str, str | None] | None:
    """The problem with a part of an ARN, and the remedy."""
    kind = rest.partition("/")[0]
    if partition not in _PARTITIONS:
        return f"has the unknown partition `{partition}`", did_you_mean(partition, _PARTITIONS)
    if service not in ("iam", "sts") or region:
        return "is not the ARN of a user, role, session or account", None
    if not re.fullmatch(r"\d{12}|cloudfront", account, re.ASCII):
        return f"has an invalid account: `{account}`", "an account has 12 digits"
    if kind in ("oidc-provider", "saml-provider"):
        return "is an identity provider, not an AWS principal", 'write `{"Federated": ...}`'
    if kind == "group":
        return "is a group, which cannot be a principal", "name its users, or a role"
    if kind not in _KINDS or (rest != "root" and rest == kind):
        return "is not the ARN of a user, role, session or account", did_you_mean(kind, _KINDS)
    return None
