"""A resource to which none of its statement's actions applies.

## What it does
Compares each ARN of a statement's `Resource` with the resource types of its actions, and reports an ARN whose type
exists in its service but is not used by any of the actions.

## Why is this bad
The ARN grants nothing, although it was written to grant something: `s3:ListBucket` on `arn:aws:s3:::raw-data/images`
lists nothing, since a bucket's name has no slash.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": ["arn:aws:s3:::raw-data", "arn:aws:s3:::features/images"]
    }
  ]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::raw-data"},
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::features",
      "Condition": {"StringLike": {"s3:prefix": "images/*"}}
    }
  ]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from rolecast.checks.actions import resource_types, written_action
from rolecast.checks.findings import Severity
from rolecast.checks.matching import matched_types
from rolecast.checks.statements import CheckedStatement, Problem
from rolecast.checks.subjects import Subject
from rolecast.iam import formats
from rolecast.iam.statements import Texts

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "`{arn}`: no action of the statement applies to resources of this type": (
        "`{arn}`: このタイプのリソースを対象とするアクションがステートメントにないため、一致しません"
    ),
    "`{arn}`: no action of the statement applies to the resource type `{type}`": (
        "`{arn}`: リソースタイプ `{type}` を対象とするアクションがステートメントにないため、一致しません"
    ),
    "remove it, or add actions for it": "削除するか、対応するアクションを追加してください",
}


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        if checked.is_scoped and all(written.actions for written in checked.actions):
            yield from _in_statement(checked)


def _in_statement(checked: CheckedStatement) -> Iterator[Problem]:
    types = _types(checked.statement.actions or ())
    if not any(types[prefix] & matched_types(checked, prefix) for prefix in types):
        return  # nothing matches, which `mismatched-action` reports
    for number, resource in enumerate(checked.statement.resources or ()):
        if any(wanted & formats.types(prefix, resource) for prefix, wanted in types.items()):
            continue
        owner = formats.parts(resource)[2]
        kinds = sorted(formats.types(owner, resource)) if formats.is_service(owner) else []
        if kinds:
            message = f"`{resource}`: no action of the statement applies to {_kinds(kinds)}"
            needs = tuple(written.text for written in checked.actions)
            remedy = "remove it, or add actions for it"
            yield Problem(message, checked, ("Resource", number), help=remedy, needs=needs)


@lru_cache(maxsize=4_096)  # the roles of an account share many lists of actions
def _types(actions: Texts) -> Mapping[str, frozenset[str]]:
    """The resource types that any of the actions can be limited to, by service."""
    found: dict[str, frozenset[str]] = {}
    for written in map(written_action, actions):
        found[written.prefix] = found.get(written.prefix, frozenset()) | resource_types(written.text)
    return found


def _kinds(kinds: list[str]) -> str:
    return f"the resource type `{kinds[0]}`" if len(kinds) == 1 else "resources of this type"
