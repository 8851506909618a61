"""The rules of IAM for names, paths, descriptions, tags, accounts and ARNs.

Each rule returns what is wrong with a text, to be appended to the text, or None if it is valid.
Patterns and lengths: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html,
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
"""

from __future__ import annotations

import re

NAME_PATTERN = r"[A-Za-z0-9_+=,.@-]+"
PATH_PATTERN = r"/|/[\x21-\x7f]+/"
ACCOUNT_PATTERN = r"[0-9]{12}"
# Letters, digits and separators of any script, without line breaks and tabs.
TAG_PATTERN = r"[\w \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000.:/=+\-@]*"

_DESCRIPTION_PATTERN = r"[\t\n\r\x20-\x7e\xa1-\xff]*"
_ROLE_ARN = r"arn:(aws[a-z-]*):iam::([0-9]{12}):role(/(?:[\x21-\x7e]+/)?)([A-Za-z0-9_+=,.@-]{1,64})"
_POLICY_ARN = r"arn:(aws[a-z-]*):iam::([0-9]{12}|aws):policy(/(?:[\x21-\x7e]+/)?)([A-Za-z0-9_+=,.@-]{1,128})"
_PRINCIPAL_ARN = r"arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:(?:root|(?:user|role|assumed-role|federated-user)/\S+)"
_SERVICE = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?"


def role_name(text: str) -> str | None:
    return _name(text, 64)


def policy_name(text: str) -> str | None:
    return _name(text, 128)


def path(text: str) -> str | None:
    if len(text) > 512:
        return f"has {len(text)} characters; a path has at most 512"
    if not re.fullmatch(PATH_PATTERN, text):
        return "is not a path: it begins and ends with `/`, without spaces"
    return None


def description(text: str) -> str | None:
    """A role's description. Rejects typographic dashes and quotes, as IAM does."""
    if len(text) > 1000:
        return f"has {len(text):,} characters; a description has at most 1,000"
    return refused_character(text, _DESCRIPTION_PATTERN)


def tag_key(text: str) -> str | None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"""
    if not 1 <= len(text) <= 128:
        return f"has {len(text)} characters; a tag key has 1 to 128"
    if text.lower().startswith("aws:"):
        return "begins with `aws:`, which AWS reserves"
    return refused_character(text, TAG_PATTERN)


def tag_value(text: str) -> str | None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"""
    if len(text) > 256:
        return f"has {len(text)} characters; a tag value has at most 256"
    return refused_character(text, TAG_PATTERN)


def account(text: str) -> str | None:
    if re.fullmatch(ACCOUNT_PATTERN, text):
        return None
    digits = text.replace("-", "")  # the console shows 1234-5678-9012
    if re.fullmatch(ACCOUNT_PATTERN, digits):
        return f"is not an account: write `{digits}`"
    return "is not an account: it has 12 digits"


def role_arn(text: str) -> str | None:
    if re.fullmatch(_ROLE_ARN, text):
        return None
    return "is not the ARN of a role, such as `arn:aws:iam::123456789012:role/name`"


def policy_arn(text: str) -> str | None:
    if re.fullmatch(_POLICY_ARN, text):
        return None
    return "is not the ARN of a managed policy, such as `arn:aws:iam::123456789012:policy/name`"


def principal(text: str) -> str | None:
    """An AWS principal of a trust policy: an account, or the ARN of its root, a user, a role or a session.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    if "*" in text:
        return "would let anyone assume the role: name an account, a user or a role"
    if re.fullmatch(ACCOUNT_PATTERN, text) or re.fullmatch(_PRINCIPAL_ARN, text):
        return None
    return "is neither an account of 12 digits nor the ARN of a user, a role or an account's root"


def service_principal(text: str) -> str | None:
    return None if re.fullmatch(_SERVICE, text) else "is not a service principal, such as `sagemaker.amazonaws.com`"


def arn_name(arn: str) -> str:
    """The name of a role, user or policy without its path."""
    return arn.rpartition("/")[2]


def arn_partition(arn: str) -> str:
    return arn.split(":", 5)[1]


def arn_region(arn: str) -> str:
    return arn.split(":", 5)[3]


def arn_account(arn: str) -> str:
    """The account in an ARN; empty for other texts, such as an open variable."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) > 4 else ""


def refused_character(text: str, pattern: str) -> str | None:
    """Names the first character that `pattern`, a single repeated class, does not match; None if it matches all."""
    matched = re.match(pattern, text)
    end = matched.end() if matched else 0
    if end == len(text):
        return None
    return f"has `{text[end]}` (U+{ord(text[end]):04X}) as character {end + 1}, which IAM does not accept"


def _name(text: str, most: int) -> str | None:
    if not text:
        return "is empty"
    if len(text) > most:
        return f"has {len(text)} characters; the name has at most {most}"
    if not re.fullmatch(NAME_PATTERN, text):
        return "is not a name in IAM: letters, digits and `_+=,.@-`"
    return None
