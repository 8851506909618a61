"""Numbers, dates, addresses and binary data in conditions. Parsers return None for invalid texts.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import binascii
import ipaddress
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # few conditions have numbers or dates
    from fractions import Fraction

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NUMBER = r"(?a)[+-]?\d{1,100}(?:\.\d{1,100})?(?:[eE][+-]?\d{1,3})?"
# https://www.w3.org/TR/NOTE-datetime
_DATE = r"""(?ax)
        (?P<year>\d{4}) (?: -(?P<month>\d\d) (?: -(?P<day>\d\d)
        (?: T(?P<hour>\d\d):(?P<minute>\d\d) (?: :(?P<second>\d\d) (?: \.(?P<fraction>\d{1,9}) )? )?
            (?P<zone> Z | [+-]\d\d:\d\d )?
        )? )? )?"""
_EPOCH = r"(?a)-?\d{1,15}(?:\.\d{1,9})?"
_START = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str) -> Fraction | None:
    """The exact value of an integer or decimal."""
    from fractions import Fraction

    return Fraction(text) if re.fullmatch(_NUMBER, text) else None


def date(text: str) -> Fraction | None:
    """Seconds since 1970 from an ISO 8601 date in the W3C format, or from that number itself.

    Four digits are a year. A time without a zone is in UTC. AWS documents neither.
    """
    from fractions import Fraction

    found = re.fullmatch(_DATE, text)
    if found is None:
        return Fraction(text) if re.fullmatch(_EPOCH, text) else None
    year, month, day, hour, minute, second = (int(found[name] or least) for name, least in _LEAST)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC) - _START - _offset(found["zone"])
    except (ValueError, OverflowError):
        return None
    return Fraction(moment // timedelta(seconds=1)) + Fraction(f"0.{found['fraction'] or 0}")


def network(text: str) -> Network | None:
    """A range of addresses in CIDR notation (host bits are ignored), or a single address."""
    base, slash, length = text.partition("/")
    if slash and not (length.isascii() and length.isdigit() and len(length) <= 3):
        return None
    if address(base) is None:
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def address(text: str) -> Address | None:
    """An IPv4 or IPv6 address."""
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def binary(text: str) -> bytes | None:
    """The bytes of a base64 text."""
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


_LEAST = (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone == "Z":
        return timedelta()
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    return -offset if zone[0] == "-" else offset
