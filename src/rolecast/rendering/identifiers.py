"""Names that a format gives to its own things. Each follows from the name in AWS alone.

So they stay whatever else a role file has and in whatever order, and a thing that keeps its name in AWS is never taken
for another one. Names that IAM takes for the same, because they differ in case alone, have the same identifier; others
never do: what a plain identifier cannot tell apart has some of a digest behind it.
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
    """`SM_CommonJobManagement` is `SMCommonJobManagement`, which other names may be too."""
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", name))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
