"""A document that is not a valid policy by IAM's grammar.

## What it does
Reads each document by the grammar of its kind of policy (identity, trust or resource policy) and reports every
error: unknown elements or elements that do not go together, invalid actions and ARNs, unknown operators, characters
that IAM does not accept, duplicate `Sid` values.

## Why is this bad
IAM refuses such a document with one message, `MalformedPolicyDocument`, when it is created or attached.
Rolecast checks nothing more in such a document.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "ALLOW_WITH_NOT_PRINCIPAL",
    "DATA_TYPE_MISMATCH",
    "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
    "INVALID_ACTION",
    "INVALID_ARN_PREFIX",
    "INVALID_CONDITION_KEY_FORMAT",
    "INVALID_CONDITION_OPERATOR",
    "INVALID_EFFECT",
    "INVALID_POLICY_ELEMENT",
    "INVALID_PRINCIPAL_FORMAT",
    "INVALID_PRINCIPAL_KEY",
    "INVALID_VERSION",
    "MISSING_ACTION",
    "MISSING_EFFECT",
    "MISSING_PRINCIPAL",
    "MISSING_RESOURCE",
    "MISSING_STATEMENT",
    "NULL_WITH_IF_EXISTS",
    "RCP_SYNTAX_ERROR_PRINCIPAL",
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
    "SCP_SYNTAX_ERROR_PRINCIPAL",
    "UNIQUE_SIDS_REQUIRED",
    "UNSUPPORTED_ELEMENT_COMBINATION",
    "UNSUPPORTED_PRINCIPAL",
    "UNSUPPORTED_SID",
    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
)


def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.unread:
        for fault in policy.faults:
            yield Problem(fault.message, help=fault.help, place=fault.place, access_analyzer=fault.code)
