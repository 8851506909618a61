"""Role files of the tests: a team's, before and after a change of everything that can change, and full roles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Statement = dict[str, Any]

BEFORE = """
version: 1
account: "123456789012"
region: us-east-1
roles:
  people:
    description: What the team works with.
    path: /ml/
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
      search-and-visualize-experiments:
    extra_policies:
      reading:
        Version: "2012-10-17"
        Statement:
          - {Sid: Objects, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shared/*"}
          - {Sid: Topics, Effect: Allow, Action: "sns:Publish", Resource: "*"}
          - {Sid: NotThese, Effect: Deny, Action: "sns:Publish", Resource: "arn:aws:sns:us-east-1:123456789012:secret"}
      writing:
        Version: "2012-10-17"
        Statement:
          - {Sid: Queues, Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}
          - {Sid: Writing, Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::shared/*"}
    additional_policies: ["arn:aws:iam::123456789012:policy/outside-1"]
    permissions_boundary: arn:aws:iam::123456789012:policy/limit
    tags: {team: a, stage: one}
  jobs:
    packing: inline
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
      manage-experiments:
"""

AFTER = """
version: 1
account: "123456789012"
region: us-east-1
roles:
  people:
    description: What the team works with now.
    path: /ml/
    max_session_duration: 7200
    trust: {confused_deputy: true}
    activities:
      s3-bucket-access: {s3_buckets: [raw, clean]}
      query-athena-workgroups: {workgroup_names: [primary]}
    extra_policies:
      reading:
        Version: "2012-10-17"
        Statement:
          - {Sid: Topics, Effect: Allow, Action: "sns:Publish", Resource: "*"}
          - {Sid: Writing, Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::shared/*"}
      writing:
        Version: "2012-10-17"
        Statement:
          - {Sid: Queues, Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}
          - {Sid: Objects, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shared/*"}
    additional_policies: ["arn:aws:iam::123456789012:policy/outside-2"]
    tags: {team: b}
  trainers:
    packing: inline
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
"""


def role_file(
    policies: Mapping[str, list[Statement]], attached: list[str] | None = None, *, packing: str = "per-activity"
) -> str:
    """A role file with one role that has these policies of its own, and others attached."""
    documents = {name: {"Version": "2012-10-17", "Statement": statements} for name, statements in policies.items()}
    role = {"extra_policies": documents, "additional_policies": attached or [], "packing": packing}
    return json.dumps({"version": 1, "account": "123456789012", "region": "us-east-1", "roles": {"full": role}})


def allow(action: str | list[str], resource: str | list[str] = "*") -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def objects(action: str, count: int, bucket: str = "bucket") -> Statement:
    """A long statement: about 45 characters for each of `count` resources."""
    return allow(action, [f"arn:aws:s3:::{bucket}-of-the-whole-team-{number:04}/*" for number in range(count)])


_OUTSIDE = [f"arn:aws:iam::123456789012:policy/outside-{number}" for number in (1, 2)]
_KEPT = {
    f"kept-{number}": [allow("sns:Publish", f"arn:aws:sns:us-east-1:123456789012:{number}")] for number in range(6)
}
MOVED, ALSO_MOVED = allow("s3:GetObject", "arn:aws:s3:::moved/*"), allow("sqs:SendMessage")

FULL_BEFORE = role_file({**_KEPT, "old-1": [MOVED], "old-2": [ALSO_MOVED, allow("sqs:PurgeQueue")]}, _OUTSIDE)
"""Ten managed policies, which is the quota."""
FULL_AFTER = role_file({**_KEPT, "new-1": [MOVED], "new-2": [ALSO_MOVED, allow("sqs:ListQueues")]}, _OUTSIDE)
