"""The least-privilege policy for reading an account's principals."""

from __future__ import annotations

from rolecast.iam.documents import Document
from rolecast.iam.statements import VERSION

_LISTINGS = ["iam:GetAccountAuthorizationDetails", "iam:ListRoles"]
"""They support no resource types, so only `*` matches.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""


def reading() -> Document:
    """A policy that allows exactly the calls of `live.read_principals`."""
    statement = {"Sid": "ReadPrincipals", "Effect": "Allow", "Action": _LISTINGS, "Resource": "*"}
    return Document({"Version": VERSION, "Statement": [statement]})
