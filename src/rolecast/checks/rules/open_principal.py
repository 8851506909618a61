"""Access for anyone.

## What it does
Reports an Allow of a trust or resource policy whose principal is `*`, and whose conditions do not limit who that is: by
the caller's account, organization or ARN, the source of a call, a VPC or an endpoint, an address, a token's claims. A
condition that anyone can meet does not count: any organization, a role name in any account, a tag.

## Why is this bad
Every AWS account can assume the role or use the resource.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "*"},
      "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import limits_any, names_everyone
from rolecast.iam.statements import PolicyType

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = ("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",)
JAPANESE = {
    "anyone in any AWS account can assume the role": (
        "すべての AWS アカウントのすべてのユーザーが、このロールを引き受けることができます"
    ),
    "anyone in any AWS account can use the resource": (
        "すべての AWS アカウントのすべてのユーザーが、このリソースを使用できます"
    ),
    "name the principals, or add a condition on `aws:PrincipalOrgID` or `aws:PrincipalAccount`": (
        "プリンシパルを指定するか、`aws:PrincipalOrgID` または `aws:PrincipalAccount` の条件を追加してください"
    ),
}
# Keys whose values cannot be chosen in a foreign account, unlike tags, names and types of principals. External IDs can,
# but only those who know them can use them.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
_WHO = (
    *("aws:principalaccount", "aws:principalarn", "aws:principalorg", "aws:principalisawsservice"),
    *("aws:principalservicename", "aws:sourcearn", "aws:sourceaccount", "aws:sourceorg", "aws:sourceowner"),
    *("aws:sourceip", "aws:sourcevpc", "aws:vpce", "aws:userid", "aws:federatedprovider"),
    *("s3:dataaccesspoint", "kms:calleraccount", "lambda:functionurlauthtype", "sts:externalid", "sns:endpoint"),
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.naming_principals:
        if not checked.is_allow or checked.policy.type not in (PolicyType.TRUST, PolicyType.RESOURCE):
            continue
        if names_everyone(checked) and not limits_any(checked, *_WHO):
            is_trust = checked.policy.type is PolicyType.TRUST
            does = "assume the role" if is_trust else "use the resource"
            message = f"anyone in any AWS account can {does}"
            remedy = "name the principals, or add a condition on `aws:PrincipalOrgID` or `aws:PrincipalAccount`"
            code = ACCESS_ANALYZER[0] if is_trust else None
            yield Problem(message, checked, ("Principal",), help=remedy, access_analyzer=code)
