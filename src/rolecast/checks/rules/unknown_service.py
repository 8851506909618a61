"""An action of a service that AWS does not have.

## What it does
Looks up the prefix of each action in the service reference that Rolecast ships (`rolecast --version` shows its date).
It has neither services that AWS has launched since nor services that AWS has closed.

## Why is this bad
IAM accepts any prefix, and the statement then allows or denies nothing.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sagemakr:ListModels", "Resource": "*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "sagemaker:ListModels", "Resource": "*"}]
}
```

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.services import prefixes
from rolecast.reading.faults import did_you_mean

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = ("INVALID_SERVICE", "INVALID_SERVICE_IN_ACTION")
JAPANESE = {
    "there is no service `{prefix}`: {texts}": "サービス `{prefix}` は存在しません: {texts}",
}
# Prefixes of keys for identity providers and certain services.
_OTHER_KEYS = frozenset({"aws", "catalog", "deepracer", "saml"})


def find(subject: Subject) -> Iterator[Problem]:
    for checked in subject.statements:
        unknown: dict[str, list[tuple[int, str]]] = {}
        for number, written in checked.unknown:
            if written.service is None and not written.is_everything:
                unknown.setdefault(written.prefix, []).append((number, written.text))
        for prefix, found in unknown.items():
            texts = tuple(text for _, text in found)
            path = (checked.element, found[0][0])
            message = f"there is no service `{prefix}`: {{actions}}"
            code = ACCESS_ANALYZER[1]
            yield Problem(message, checked, path, texts, _similar(prefix), access_analyzer=code)
        for condition in checked.conditions:
            prefix = condition.key.partition(":")[0]
            if _is_unknown(prefix):
                message, remedy = f"there is no service `{prefix}`: `{condition.written.key}`", _similar(prefix)
                yield Problem(message, checked, condition.path, help=remedy, access_analyzer=ACCESS_ANALYZER[0])


def _is_unknown(prefix: str) -> bool:
    """Whether the prefix of a condition key is neither a service nor the host of an identity provider."""
    return "." not in prefix and prefix not in prefixes() and prefix not in _OTHER_KEYS


@lru_cache(maxsize=1_024)
def _similar(prefix: str) -> str | None:
    return did_you_mean(prefix, prefixes())
