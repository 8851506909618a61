"""The least policy that reading an account's principals needs."""

from __future__ import annotations

from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION

_LISTINGS = ["iam:GetAccountAuthorizationDetails", "iam:ListRoles"]
"""Neither has resource types, so that only `*` matches.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""


def reading() -> Document:
    """What `live.read_principals` calls, and nothing else."""
    statement = {"Sid": "ReadPrincipals", "Effect": "Allow", "Action": _LISTINGS, "Resource": "*"}
    return Document({"Version": VERSION, "Statement": [statement]})
