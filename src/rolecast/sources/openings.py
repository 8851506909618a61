"""The open texts of one source: names for expressions whose values are unknown."""

from __future__ import annotations

import re

from rolecast.iam import templates
from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.reading.nodes import Node, ScalarNode, plain_value
from rolecast.role import LONGEST_ENVIRONMENT, AttachedPolicy

_WORD = re.compile(r"(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)[0-9]*|[0-9]+")
_LONGEST = 40


class Openings:
    """Names expressions, such as `{{training_bucket}}` for `!Ref TrainingBucket`. The same expression always has the
    same name.

    `known` maps each name to its expression, in the form of `Document.open`.
    """

    def __init__(self) -> None:
        self.known: dict[str, str] = {name: f"the {name.replace('_', ' ')}" for name in LONGEST_ENVIRONMENT}
        self._names: dict[str, str] = {}

    def token(self, expression: str, about: str | None = None) -> str:
        """The `{{name}}` of an expression. The name consists of the words in `about`."""
        if expression not in self._names:
            self._names[expression] = self._free(_name(about or expression))
            self.known[self._names[expression]] = expression
        return f"{{{{{self._names[expression]}}}}}"

    def has_open(self, text: str) -> bool:
        """Whether a text contains an expression, other than the account or the region."""
        return not (templates.names_in([text]) & self.known.keys()) <= LONGEST_ENVIRONMENT.keys()

    def document(self, node: Node, type: PolicyType, source: str) -> Document:
        return Document.of_node(node, type, source, self.known)

    def unknown(self, expression: str, place: Node, type: PolicyType, source: str) -> Document:
        """A document that is unknown as a whole."""
        return self.document(text_at(place, self.token(expression)), type, source)

    def _free(self, name: str) -> str:
        if name not in self.known:
            return name
        number = 2
        while f"{name}_{number}" in self.known:
            number += 1
        return f"{name}_{number}"


def attached(text: str, document: Document | None = None) -> AttachedPolicy:
    """The managed policy with an ARN. A `text` that is not an ARN is taken as its name."""
    arn = text if text.count(":") >= 5 else f"arn:{{{{partition}}}}:iam::{{{{account}}}}:policy/{text}"
    return AttachedPolicy(arn, document)


def session_seconds(node: Node | None) -> int:
    """The maximum session duration of a role in seconds, or IAM's default."""
    value = plain_value(node) if isinstance(node, ScalarNode) else None
    return value if isinstance(value, int) else 3_600


def text_at(node: Node, text: str) -> ScalarNode:
    """A text at the position of a node."""
    return ScalarNode(node.source, node.line, node.column, text, plain=False)


def _name(text: str) -> str:
    words = "_".join(_WORD.findall(text)).lower()[:_LONGEST].strip("_")
    return words if words[:1].isalpha() else f"text_{words}".rstrip("_")
