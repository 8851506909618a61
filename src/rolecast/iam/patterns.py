"""Texts with `*` and `?`, and what they match.

A pattern is matched as one over the whole text, an ARN too: `*` crosses `/` and `:`. AWS does not say
so for the colons; its own templates rely on it.
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
    """Any characters, none too."""
    ONE = "?"
    """Exactly one character."""


Token = str | Wildcard
"""A piece of a pattern: literal text or a wildcard."""


class Glob(NamedTuple):
    """The pieces before, between and after the `*` of a pattern. `last` is None where it has no `*`."""

    first: str
    between: tuple[str, ...] = ()
    last: str | None = None

    @property
    def pieces(self) -> tuple[str, ...]:
        return (self.first,) if self.last is None else (self.first, *self.between, self.last)


class Gapped(NamedTuple):
    """Literal runs at their offsets, any character between them: `a?c` is 3 long with `a` at 0 and `c` at 2."""

    length: int
    runs: tuple[tuple[int, str], ...]


class GappedGlob(NamedTuple):
    """A pattern with `?`: the pieces between its `*`."""

    pieces: tuple[str | Gapped, ...]


Pattern = Glob | GappedGlob

EVERYTHING = Glob("", (), "")


@lru_cache(maxsize=8192)
def pattern(text: str) -> Pattern:
    """The pattern that `text` is."""
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

    The first and the last piece are anchored and each piece between is looked for once, as early as it
    can be: an earlier place leaves more for the rest, so there is nothing to try again. The work is at
    most the length of the text times the length of the pattern, however many `*` there are.
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
    """A Resource of an identity policy with `*` for the parts of an ARN that it lacks.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    if pattern == "*" or (pattern.count(":") >= 5 and "${" not in pattern):
        return pattern
    if pattern.startswith("{{"):  # what is still to be filled in may have them all
        return pattern
    return pattern + ":*" * (5 - _colons(pattern))


class WholeService(NamedTuple):
    """A Resource that covers every resource of a service. `service` is its prefix."""

    partition: Pattern
    service: str

    def covers(self, partition: str, service: str) -> bool:
        """Whether it covers a service. An empty `partition` is any."""
        return self.service == service and (not partition or matches(self.partition, partition))


def whole_service(text: str) -> WholeService | None:
    """The service that a complete Resource covers: `arn:aws:s3:::*` or `arn:aws:sagemaker:*:*:*`.

    Region and account must be `*` or empty. AWS's reference asks for `*` where an action has no resource types.
    Its own examples and managed policies also use these: s3:ListAllMyBuckets on `arn:aws:s3:::*` in
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html,
    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonWorkSpacesWebReadOnly.html
    """
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or any(part.strip("*") for part in parts[3:]) or not parts[5]:
        return None
    return WholeService(pattern(parts[1]), parts[2])


class ArnPattern(NamedTuple):
    """The pattern of an Arn operator: six patterns, one for each part, or one for the whole ARN."""

    parts: tuple[Pattern, ...]


@lru_cache(maxsize=8192)
def arn_pattern(text: str) -> ArnPattern:
    """The pattern that an Arn operator compares with.

    AWS says that the six parts are compared one by one. Its page on SageMaker has `*key/volume-kms-key-12345`
    with ArnLike, which only works on the ARN as a whole: so does every pattern of fewer parts here.
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
    """Whether `text` is an ARN whose six parts match one by one. The last part keeps its colons.

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
    """The pattern with these pieces. `**` is `*`, so that every pattern has one form."""
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
        return end == 0 and _stands_at(first, text, 0)
    if position > end or not _stands_at(first, text, 0) or not _stands_at(last, text, end):
        return False
    for piece in pieces[1:-1]:
        position = _find(piece, text, position, end)
        if position < 0:
            return False
        position += _length(piece)
    return True


def _length(piece: str | Gapped) -> int:
    return len(piece) if isinstance(piece, str) else piece.length


def _stands_at(piece: str | Gapped, text: str, position: int) -> bool:
    if isinstance(piece, str):
        return text.startswith(piece, position)
    return all(text.startswith(run, position + offset) for offset, run in piece.runs)


def _find(piece: str | Gapped, text: str, start: int, end: int) -> int:
    if isinstance(piece, str):
        return text.find(piece, start, end)
    for position in range(start, end - piece.length + 1):
        if _stands_at(piece, text, position):
            return position
    return -1


def _colons(pattern: str) -> int:
    """The colons that part an ARN: those inside of `${...}` are not counted."""
    depth = count = 0
    for before, character in pairwise(" " + pattern):
        if character == "{" and before == "$":
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and not depth:
            count += 1
    return min(count, 5)
