"""Patterns with `*` and `?`, and matching.

A pattern is matched against the whole text, ARN or not: `*` also matches `/` and `:`. AWS does not document that for
colons, but its own templates rely on it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple


class Wildcard(Enum):
    ANY = "*"
    """Any characters, or none."""
    ONE = "?"
    """Exactly one character."""


Token = str | Wildcard
"""A part of a pattern: literal text or a wildcard."""


class Glob(NamedTuple):
    """The pieces before, between and after the `*` of a pattern. `last` is None if it has no `*`."""

    first: str
    between: tuple[str, ...] = ()
    last: str | None = None

    @property
    def pieces(self) -> tuple[str, ...]:
        return (self.first,) if self.last is None else (self.first, *self.between, self.last)


class Gapped(NamedTuple):
    """Literal runs at their offsets, with any characters between them: `a?c` has length 3, `a` at 0 and `c` at 2."""

    length: int
    runs: tuple[tuple[int, str], ...]


class GappedGlob(NamedTuple):
    """A pattern with `?`: the pieces between its `*`."""

    pieces: tuple[str | Gapped, ...]


Pattern = Glob | GappedGlob

EVERYTHING = Glob("", (), "")


@lru_cache(maxsize=8192)
def pattern(text: str) -> Pattern:
    """The pattern in `text`."""
    return from_tokens(tokens(text)) if "?" in text else _from_pieces(text.split("*"))


def from_tokens(sequence: Iterable[Token]) -> Pattern:
    pieces: list[list[Token]] = [[]]
    for token in sequence:
        if token is Wildcard.ANY:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return _from_pieces(list(map(_piece, pieces)))


def tokens(text: str) -> Iterator[Token]:
    """The literal texts and wildcards of `text`."""
    start = 0
    for index, character in enumerate(text):
        if character in "*?":
            if start < index:
                yield text[start:index]
            yield Wildcard(character)
            start = index + 1
    if start < len(text):
        yield text[start:]


def matches(pattern: Pattern, text: str) -> bool:
    """Whether the whole of `text` matches.

    The first and last piece are anchored; each piece between is searched for once, at its earliest position: that
    leaves the most text for the rest, so no backtracking is needed. Takes at most time proportional to the length of
    the text times that of the pattern, however many `*` there are.
    """
    if isinstance(pattern, GappedGlob):
        return _matches_gapped(pattern.pieces, text)
    first, last = pattern.first, pattern.last
    if last is None:
        return text == first
    if not text.startswith(first):
        return False
    position = len(first)
    for piece in pattern.between:
        position = text.find(piece, position)
        if position < 0:
            return False
        position += len(piece)
    return text.endswith(last, position)


def completed(pattern: str) -> str:
    """A Resource of an identity policy with `*` for missing parts of the ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    if pattern == "*" or (pattern.count(":") >= 5 and "${" not in pattern):
        return pattern
    if pattern.startswith("{{"):  # the value of the placeholder may have all parts
        return pattern
    return pattern + ":*" * (5 - _colons(pattern))


class WholeService(NamedTuple):
    """A Resource that covers every resource of a service. `service` is its prefix."""

    partition: Pattern
    service: str

    def covers(self, partition: str, service: str) -> bool:
        """Whether it covers a service. An empty `partition` means any."""
        return self.service == service and (not partition or matches(self.partition, partition))


def whole_service(text: str) -> WholeService | None:
    """The service that a complete Resource covers, as in `arn:aws:s3:::*` or `arn:aws:sagemaker:*:*:*`; None if it
    covers none.

    Region and account must be `*` or empty. AWS's reference requires `*` for an action without resource types, but its
    examples and managed policies also use these: s3:ListAllMyBuckets on `arn:aws:s3:::*` in
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html,
    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonWorkSpacesWebReadOnly.html
    """
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or any(part.strip("*") for part in parts[3:]) or not parts[5]:
        return None
    return WholeService(pattern(parts[1]), parts[2])


class ArnPattern(NamedTuple):
    """The pattern of an Arn operator: six patterns, one per part, or a single one for the whole ARN."""

    parts: tuple[Pattern, ...]


@lru_cache(maxsize=8192)
def arn_pattern(text: str) -> ArnPattern:
    """The pattern that an Arn operator compares with.

    AWS documents that the six parts are compared separately. Its page on SageMaker has `*key/volume-kms-key-12345` with
    ArnLike, which only works on the ARN as a whole; so here, every pattern with fewer parts is compared that way.
    https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html#sagemaker-condition-kms-nbi
    """
    return arn_from_tokens(tuple(tokens(text)))


def arn_from_tokens(sequence: tuple[Token, ...]) -> ArnPattern:
    parts: list[list[Token]] = [[]]
    for token in sequence:
        if isinstance(token, Wildcard):
            parts[-1].append(token)
            continue
        first, *rest = token.split(":", 6 - len(parts))
        parts[-1].append(first)
        parts.extend([text] for text in rest)
    return ArnPattern(tuple(map(from_tokens, parts)) if len(parts) == 6 else (from_tokens(sequence),))


def matches_arn(pattern: ArnPattern, text: str) -> bool:
    """Whether `text` is an ARN that matches part by part. The last part may contain colons.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return False
    return all(map(matches, pattern.parts, parts if len(pattern.parts) == 6 else (text,)))


def _piece(sequence: list[Token]) -> str | Gapped:
    offset = 0
    runs: list[tuple[int, str]] = []
    gaps = False
    for token in sequence:
        if isinstance(token, str):
            if runs and runs[-1][0] + len(runs[-1][1]) == offset:
                runs[-1] = (runs[-1][0], runs[-1][1] + token)
            elif token:
                runs.append((offset, token))
            offset += len(token)
        else:
            gaps = True
            offset += 1
    if gaps:
        return Gapped(offset, tuple(runs))
    return runs[0][1] if runs else ""


def _from_pieces(pieces: Sequence[str | Gapped]) -> Pattern:
    """The pattern with these pieces. `**` becomes `*`, so that equal patterns have one form."""
    if len(pieces) > 1:
        pieces = (pieces[0], *(piece for piece in pieces[1:-1] if piece), pieces[-1])
    plain = [piece for piece in pieces if isinstance(piece, str)]
    if len(plain) < len(pieces):
        return GappedGlob(tuple(pieces))
    return Glob(plain[0]) if len(plain) == 1 else Glob(plain[0], tuple(plain[1:-1]), plain[-1])


def _matches_gapped(pieces: tuple[str | Gapped, ...], text: str) -> bool:
    first, last = pieces[0], pieces[-1]
    position, end = _length(first), len(text) - _length(last)
    if len(pieces) == 1:
        return end == 0 and _is_at(first, text, 0)
    if position > end or not _is_at(first, text, 0) or not _is_at(last, text, end):
        return False
    for piece in pieces[1:-1]:
        position = _find(piece, text, position, end)
        if position < 0:
            return False
        position += _length(piece)
    return True


def _length(piece: str | Gapped) -> int:
    return len(piece) if isinstance(piece, str) else piece.length


def _is_at(piece: str | Gapped, text: str, position: int) -> bool:
    if isinstance(piece, str):
        return text.startswith(piece, position)
    return all(text.startswith(run, position + offset) for offset, run in piece.runs)


def _find(piece: str | Gapped, text: str, start: int, end: int) -> int:
    if isinstance(piece, str):
        return text.find(piece, start, end)
    for position in range(start, end - piece.length + 1):
        if _is_at(piece, text, position):
            return position
    return -1


def _colons(pattern: str) -> int:
    """The number of colons that separate parts of an ARN, without those inside `${...}`; at most 5."""
    depth = count = 0
    for before, character in pairwise(" " + pattern):
        if character == "{" and before == "$":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and not depth:
            count += 1
    return min(count, 5)
