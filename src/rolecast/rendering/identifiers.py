"""Identifiers of a format's own resources. Each depends only on the name in AWS.

They do not depend on the rest of the role file or its order, so a resource that keeps its name in AWS is never taken
for another one. Names that differ only in case, which IAM treats as the same, have the same identifier. All other names
have different identifiers: if a plain identifier is ambiguous, part of a digest is appended.
"""

from __future__ import annotations

import hashlib
import re

_WORDS = re.compile(r"[a-z][a-z0-9]+(?:-[a-z][a-z0-9]+)*")
_HYPHENATED = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LIKE_A_DIGEST = re.compile(r"-?[0-9a-f]{8}\Z")


def snake_case(name: str) -> str:
    """`sagemaker-compute` is `sagemaker_compute`: for Terraform."""
    folded = name.lower()
    plain = re.sub("[^a-z0-9]", "_", folded)
    if _HYPHENATED.fullmatch(folded) and not _LIKE_A_DIGEST.search(folded):
        return plain
    return f"{plain if plain[0].isalpha() else f'_{plain}'}_{digest(folded)}"


def camel_case(name: str) -> str:
    """`sagemaker-compute` is `SagemakerCompute`: for CloudFormation."""
    folded = name.lower()
    words = joined_words(folded)
    return words if _WORDS.fullmatch(folded) and not _LIKE_A_DIGEST.search(folded) else f"{words}{digest(folded)}"


def joined_words(name: str) -> str:
    """`SM_CommonJobManagement` is `SMCommonJobManagement`. Not unique: other names give the same result."""
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", name))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
