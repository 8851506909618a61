"""Anyone with an account at an identity provider can assume the role.

## What it does
Reports an Allow of a trust policy for an OpenID Connect provider without a condition that says whose tokens are
accepted. For providers that give tokens to anyone, such as GitHub Actions, GitLab, HCP Terraform and Buildkite, that is
a condition on `sub` or another claim about the caller, with a value that is more than a wildcard. A value that accepts
any service account of an EKS cluster is reported too. For other providers any condition on a claim is enough.

## Why is this bad
`aud` names the service that a token is for, not the workload that it was issued to: every repository on GitHub can get
a token for `sts.amazonaws.com`. Without a condition on the subject, each of them can assume the role.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
      }
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:example/models:ref:refs/heads/main"
        }
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
- https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rolecast.checks.conditions import CheckedCondition
from rolecast.checks.findings import Severity
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import claims, oidc_provider, principals
from rolecast.iam.operators import ValueComparison
from rolecast.iam.variables import PLACE

SEVERITY = Severity.SECURITY_WARNING
ACCESS_ANALYZER = (
    "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    "VARIABLE_USAGE_TOO_PERMISSIVE",
    "WILDCARD_USAGE_TOO_PERMISSIVE",
)
JAPANESE = {
    "every repository on GitHub can assume the role": (
        "GitHub のすべてのリポジトリがこのロールを引き受けることができます"
    ),
    "every project on GitLab can assume the role": (
        "GitLab のすべてのプロジェクトがこのロールを引き受けることができます"
    ),
    "every organization of HCP Terraform can assume the role": (
        "HCP Terraform のすべての組織がこのロールを引き受けることができます"
    ),
    "every organization of Buildkite can assume the role": (
        "Buildkite のすべての組織がこのロールを引き受けることができます"
    ),
    "every pod of the cluster can assume the role": "クラスターのすべての Pod がこのロールを引き受けることができます",
    "anyone with a token from `{provider}` can assume the role": (
        "`{provider}` のトークンを持つすべてのユーザーがこのロールを引き受けることができます"
    ),
    "`{value}` of `{key}` does not restrict whose tokens are accepted": (
        "`{key}` の `{value}` では、誰のトークンを対象とするか決まりません"
    ),
    "add conditions on `{first}` and `{second}`": "`{first}` と `{second}` の条件を追加してください",
    "add a condition on `{key}`, such as `{example}`": "`{key}` の条件を追加してください。例: `{example}`",
    "name the caller, such as `{example}`": "`{example}` のように呼び出し元を指定してください",
}


class _Public(NamedTuple):
    """A provider whose tokens anyone can get, and the format of its subjects.

    `host` and `named` are expressions.
    """

    host: str
    everybody: str
    subject: str
    """An example of a subject that names one of its customers."""
    named: str
    """What a pattern of subjects begins with that names one."""


# What the subjects look like: https://docs.github.com/en/actions/reference/security/oidc,
# https://docs.gitlab.com/ci/secrets/id_token_authentication/,
# https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration,
# https://buildkite.com/docs/pipelines/security/oidc/aws and AWS's page on service accounts of EKS.
_PUBLIC = (
    _Public(
        r"token\.actions\.githubusercontent\.com",
        "every repository on GitHub",
        "repo:OWNER/REPOSITORY:ref:refs/heads/main",
        r"repo:[^*?/:]+/|(?:repository|org|enterprise)\w*:[^*?/:]+[/:]",
    ),
    _Public(
        r"gitlab\.com",
        "every project on GitLab",
        "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
        r"project_path:[^*?/]+/",
    ),
    _Public(
        r"app\.terraform\.io",
        "every organization of HCP Terraform",
        "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:*",
        r"organization:[^*?:]+:",
    ),
    _Public(
        r"agent\.buildkite\.com",
        "every organization of Buildkite",
        "organization:ORGANIZATION:pipeline:PIPELINE:*",
        r"organization:[^*?:]+:",
    ),
    _Public(
        r"oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/id/.+",
        "every pod of the cluster",
        "system:serviceaccount:NAMESPACE:NAME",
        r"system:serviceaccount:[^*?:]+:",
    ),
)
# Claims of the providers above that identify the caller like `sub`.
_NAMING = frozenset(
    {
        *("sub", "repository", "repository_id", "repository_owner", "repository_owner_id", "job_workflow_ref"),
        *("namespace_id", "namespace_path", "project_id", "project_path", "terraform_organization_id"),
        *("organization_id", "organization_slug", "pipeline_id", "enterprise", "enterprise_id"),
    }
)


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        for text in principals(checked, "Federated"):
            if provider := oidc_provider(text):
                yield from _of_provider(checked, provider)


def _of_provider(checked: CheckedStatement, provider: str) -> Iterator[Problem]:
    needed = claims(checked, provider)
    public = next((each for each in _PUBLIC if re.fullmatch(each.host, provider)), None)
    if public is None:
        if not needed:
            message = f"anyone with a token from `{provider}` can assume the role"
            remedy = f"add conditions on `{provider}:aud` and `{provider}:sub`"
            yield Problem(message, checked, ("Principal",), help=remedy, access_analyzer=ACCESS_ANALYZER[0])
        return
    if not _NAMING & needed.keys():
        code = ACCESS_ANALYZER[1 if "github" in provider else 0]
        remedy = f"add a condition on `{provider}:sub`, such as `{public.subject}`"
        message = f"{public.everybody} can assume the role"
        yield Problem(message, checked, ("Principal",), help=remedy, access_analyzer=code)
    elif wide := _wide_values(needed, public):
        condition, number, value = wide
        is_variable = "${" in value and not PLACE.sub("", value).strip("*?:/")
        code = ACCESS_ANALYZER[2 if is_variable else 3]
        message = f"`{value}` of `{condition.written.key}` does not restrict whose tokens are accepted"
        remedy = f"name the caller, such as `{public.subject}`"
        yield Problem(message, checked, (*condition.path, number), help=remedy, access_analyzer=code)


def _wide_values(
    needed: Mapping[str, list[CheckedCondition]], public: _Public
) -> tuple[CheckedCondition, int, str] | None:
    """A value that accepts any caller, if no condition on another claim identifies one."""
    wide = None
    for claim, conditions in needed.items():
        if claim not in _NAMING:
            continue
        for condition in conditions:
            found = next(
                (
                    (condition, number, value)
                    for number, value in enumerate(condition.written.values)
                    if _is_wide(value, claim, condition, public)
                ),
                None,
            )
            if found is None:
                return None
            wide = wide or found
    return wide


def _is_wide(value: str, claim: str, condition: CheckedCondition, public: _Public) -> bool:
    if "${" in value:
        return not PLACE.sub("", value).strip("*?:/")
    if condition.operator.comparison is not ValueComparison.TEXT_PATTERN or not ("*" in value or "?" in value):
        return False
    if claim == "sub":
        return re.match(public.named, value) is None
    return "/" not in re.split(r"[*?]", value)[0]  # an owner or group that is fully named
