"""Texts of a CloudFormation template. Intrinsic functions stand for values that are known only at deployment.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from rolecast.iam.documents import Document
from rolecast.reading.faults import Fault, InputError
from rolecast.rendering import identifiers
from rolecast.rendering.environment import Blanks, CommonEnvironment, Several, rewrite
from rolecast.role import PSEUDO_PARAMETERS, Environment

_PLAIN_VARIABLE = re.compile(r"\$\{(?=[A-Za-z][A-Za-z0-9:/._-]*\})")
_DYNAMIC_REFERENCE = re.compile(r"\{\{resolve:")

_GIVE = "give its value with `--set`, or build another format"


class Intrinsic(NamedTuple):
    """An intrinsic function in its short form, such as `!Ref`."""

    tag: str
    argument: str | list[Any]


@dataclass(frozen=True)
class TemplateTexts:
    """Converts texts with places and variables to intrinsic functions."""

    blanks: Blanks
    environment: CommonEnvironment

    @cached_property
    def ids(self) -> dict[str, str]:
        """The logical ids of the parameters, by variable. No id of a resource ends like them."""
        return {name: parameter_id(name) for name in self.blanks.variables}

    @cached_property
    def _references(self) -> dict[str, str]:
        return {**PSEUDO_PARAMETERS, **self.ids}

    def document(self, document: Document) -> Any:
        return rewrite(document.json, self.text, gather=self._gathered)

    def text(self, text: str) -> Any:
        """The text with references for its places and variables; unchanged if it has none."""
        if "{{" not in text:
            return text
        parts = self.blanks.pieces(verbatim(text))
        if len(parts) == 1:
            return text
        if several := self.blanks.list_in(parts):
            return Several(several, parts)
        if len(parts) == 3 and not parts[0] and not parts[2]:
            return Intrinsic("!Ref", self._references[parts[1]])
        if any("$" in _PLAIN_VARIABLE.sub("", part) for part in parts[::2]):
            # Sub would interpret the other `$` too; Join interprets nothing.
            joined = [
                Intrinsic("!Ref", self._references[part]) if index % 2 else part for index, part in enumerate(parts)
            ]
            return Intrinsic("!Join", ["", [part for part in joined if part]])
        literals = [_PLAIN_VARIABLE.sub("${!", part) for part in parts[::2]]
        parameters = [f"${{{self._references[name]}}}" for name in parts[1::2]]
        return Intrinsic("!Sub", "".join(a + b for a, b in zip(literals, [*parameters, ""], strict=True)))

    def _gathered(self, items: Sequence[Any]) -> Intrinsic:
        """A list in which some items expand to the values of a parameter: a text that is split at commas."""
        if len(items) == 1 and not items[0].item[0] and not items[0].item[-1]:
            return Intrinsic("!Ref", self.ids[items[0].variable])
        texts = [self._joined(item) if isinstance(item, Several) else item for item in items]
        for text in texts:
            if isinstance(text, str) and "," in text:
                raise InputError([Fault(None, f"CloudFormation cannot add the values of a list to `{text}`", _GIVE)])
        whole = texts[0] if len(texts) == 1 else Intrinsic("!Join", [",", texts])
        return Intrinsic("!Split", [",", whole])

    def _joined(self, several: Several) -> Intrinsic:
        """The expanded items as one text, separated by commas."""
        at = several.item.index(several.variable)
        before, after = (self._known(several, part) for part in (several.item[:at], several.item[at + 1 :]))
        values = Intrinsic("!Join", [f"{after},{before}", Intrinsic("!Ref", self.ids[several.variable])])
        return (
            Intrinsic("!Join", ["", [part for part in (before, values, after) if part]]) if before or after else values
        )

    def _known(self, several: Several, parts: Sequence[str]) -> str:
        """The text before or after a list's value. It must be known, because a delimiter of Join cannot be a function.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html
        """
        known = Environment(self.environment.account, self.environment.region).values
        names = {*self._references} - known.keys()
        if missing := [part for part in parts if part in names]:
            name = missing[0]
            message = f"CloudFormation cannot put the list `{several.variable}` beside `{{{{{name}}}}}`"
            needed = "account" if name == "account" else "region"
            is_place = name in PSEUDO_PARAMETERS
            raise InputError([Fault(None, message, f"give the role file its `{needed}:`" if is_place else _GIVE)])
        text = "".join(known[part][0] if part in known else part for part in parts)
        if "," in text:
            raise InputError([Fault(None, f"CloudFormation cannot put a list into `{text}`", _GIVE)])
        return text


def parameter_id(name: str) -> str:
    """The logical id of the parameter for a variable."""
    words = identifiers.joined_words(name)
    # A digest distinguishes `a_1` from `a1`, and a parameter from a role or policy.
    is_plain = re.fullmatch(r"[a-z]+[0-9]*(_[a-z]+[0-9]*)*", name) and not words.endswith(("Role", "Policy"))
    return words if is_plain else f"{words}{identifiers.digest(name)}"


def verbatim(text: str) -> str:
    """The text unchanged. Raises InputError if CloudFormation would interpret a part of it."""
    if _DYNAMIC_REFERENCE.search(text):
        message = f"CloudFormation would interpret a part of `{text}` as a dynamic reference"
        raise InputError([Fault(None, message, "write it without `{{resolve:`, or build another format")])
    return text
