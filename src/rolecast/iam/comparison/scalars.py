"""Candidates for numbers, dates, addresses and binary values: one of each range that conditions treat alike."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from rolecast.iam import scalars
from rolecast.iam.comparison.budget import UndecidedError
from rolecast.iam.conditions import AddressValues, BinaryValues, ConditionValues, OrderedValues
from rolecast.iam.operators import ValueComparison

_START = datetime(1970, 1, 1, tzinfo=UTC)
_NOW = Fraction(1767225600)
"""1 January 2026, the date if there are no requirements."""


def candidates(comparison: ValueComparison, asked: Sequence[ConditionValues], but: Sequence[str]) -> Sequence[str]:
    """Representative texts: whatever results some value has for all of `asked`, a candidate not in `but` has the same.

    Raises UndecidedError if a value has no text that the engine reads as this value.
    """
    found: Iterable[str]
    match comparison:
        case ValueComparison.ADDRESS:
            networks = [each for values in asked if isinstance(values, AddressValues) for each in values.networks]
            others = [each for text in but if (each := scalars.network(text)) is not None]
            found = _addresses([*networks, *others])
        case ValueComparison.BINARY:
            known = {each for values in asked if isinstance(values, BinaryValues) for each in values.values}
            found = _binaries(known | {data for text in but if (data := scalars.binary(text)) is not None})
        case _:
            read, write = (scalars.date, _date) if comparison is ValueComparison.DATE else (scalars.number, _decimal)
            ends = {value for values in asked if isinstance(values, OrderedValues) for value in values.values}
            ends.update(value for text in but if (value := read(text)) is not None)
            usual = _NOW if comparison is ValueComparison.DATE else Fraction(1)
            found = [_written(value, read, write) for value in _between(sorted(ends), usual)]
    return tuple(dict.fromkeys(found))


def _written(value: Fraction, read: Callable[[str], Fraction | None], write: Callable[[Fraction], str]) -> str:
    text = write(value)
    if read(text) != value:
        raise UndecidedError("a condition compares a number or date that is too long to distinguish from others")
    return text


def _between(ends: Sequence[Fraction], usual: Fraction) -> Iterator[Fraction]:
    """Each end point, one value between neighbors, and one beyond each end."""
    if not ends:
        yield usual
        return
    yield from ends
    yield from (ends[-1] + 1, ends[0] - 1)
    for one, other in pairwise(ends):
        yield one + 1 if other - one > 1 else (one + other) / 2


def _decimal(number: Fraction) -> str:
    """The number without an exponent, exact if it has a finite number of digits."""
    digits = 0
    while number.denominator > 1 and digits < 100:
        number *= 10
        digits += 1
    text = str(abs(number.numerator)).rjust(digits + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def _date(moment: Fraction) -> str:
    if moment.denominator == 1:
        try:
            return (_START + timedelta(seconds=moment.numerator)).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
        except OverflowError:
            pass
    return _decimal(moment)


def _addresses(networks: Iterable[scalars.Network]) -> Iterator[str]:
    for version, bits, usual in ((4, 32, 0xCB00710A), (6, 128, 0x20010DB8 << 96 | 1)):
        own = [each for each in networks if each.version == version]
        starts = {0, *(int(each.network_address) for each in own), *(int(each.broadcast_address) + 1 for each in own)}
        ends = sorted(start for start in starts if start < 1 << bits)
        for start, end in pairwise([*ends, 1 << bits]):
            # Not the first address of a network, but one that a host may have.
            within = usual if start <= usual < end else min(start + 10, end - 1)
            yield str(ipaddress.IPv4Address(within) if version == 4 else ipaddress.IPv6Address(within))


def _binaries(known: Collection[bytes]) -> Iterator[str]:
    yield from (b64encode(each).decode() for each in sorted(known))
    other = next(data for number in range(len(known) + 1) if (data := b"%d" % number) not in known)
    yield b64encode(other).decode()
