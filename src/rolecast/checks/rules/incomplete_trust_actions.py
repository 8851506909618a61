"""A trust policy without an action that the statement needs.

## What it does
Reports an Allow of a trust policy for IAM Roles Anywhere without `sts:SetSourceIdentity` or `sts:TagSession`, and a
condition on `sts:SourceIdentity`, `aws:RequestTag`, `aws:TagKeys` or `sts:TransitiveTagKeys` without the action whose
requests carry the key.

## Why is this bad
IAM Roles Anywhere assumes roles with a source identity and tags, and the trust policy has to allow both. A condition on
a key of an action that the statement does not allow has no use: the request to tag the session is refused, or the
condition never holds.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "rolesanywhere.amazonaws.com"}, "Action": "sts:AssumeRole"}
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
      "Principal": {"Service": "rolesanywhere.amazonaws.com"},
      "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      "Condition": {
        "ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/TA_ID"}
      }
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity, listed
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.checks.trusting import principals

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("MISSING_ACTION_FOR_CONDITION_KEY", "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY")
JAPANESE = {
    "`{principal}` cannot assume the role without {missing}": (
        "`{principal}` は {missing} がないとこのロールを引き受けることができません"
    ),
    "add them": "追加してください",
    "`{key}` is set by `{action}`, which the statement does not allow": (
        "`{key}` は `{action}` で設定されますが、このステートメントはそれを許可していません"
    ),
    "add `{action}` to `{element}`": "`{element}` に `{action}` を追加してください",
}
_ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"
_NEEDED = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
_CARRIED = {
    "sts:sourceidentity": "sts:SetSourceIdentity",
    "sts:transitivetagkeys": "sts:TagSession",
    "aws:requesttag/": "sts:TagSession",
    "aws:tagkeys": "sts:TagSession",
}
"""The action that sets a key, by the beginning of the key."""


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.trusting:
        if _ROLES_ANYWHERE in principals(checked, "Service"):
            missing = tuple(action for action in _NEEDED if not checked.is_about(action.lower()))
            if missing:
                message = f"`{_ROLES_ANYWHERE}` cannot assume the role without {listed(missing)}"
                yield Problem(message, checked, (checked.element,), help="add them", access_analyzer=ACCESS_ANALYZER[1])
        for condition in checked.conditions:
            action = next((each for key, each in _CARRIED.items() if condition.key.startswith(key)), None)
            if action and condition.needs_key and not checked.is_about(action.lower()):
                message = f"`{condition.written.key}` is set by `{action}`, which the statement does not allow"
                remedy = f"add `{action}` to `{checked.element}`"
                yield Problem(message, checked, condition.path, help=remedy, access_analyzer=ACCESS_ANALYZER[0])
