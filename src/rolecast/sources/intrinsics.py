"""CloudFormation's intrinsic functions in policy documents, replaced with their values or open texts.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rolecast.reading import json_text, nodes
from rolecast.reading.faults import Faults, InputError
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.role import PSEUDO_PARAMETERS
from rolecast.sources.embedding import relocate
from rolecast.sources.openings import Openings, text_at

_PSEUDO = {parameter: f"{{{{{name}}}}}" for name, parameter in PSEUDO_PARAMETERS.items()}
_NOTHING = "AWS::NoValue"
_PLACE = re.compile(r"\$\{([^}]*)\}")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")
_LONG = {"Ref": "Ref", "Condition": "Condition", "GetAtt": "Fn::GetAtt"}
_TEXTS = ("Action", "NotAction", "Resource", "NotResource")


class Branch(NamedTuple):
    """A node that applies only under conditions of the template: their names, and the value that each must have."""

    node: Node
    conditions: tuple[tuple[str, bool], ...] = ()


def expand_tag(tag: str, node: Node) -> Node | None:
    """The long form of a short tag such as `!Sub`, as a mapping with one key; None for any other tag."""
    name = tag.removeprefix("!")
    if not tag.startswith("!") or not name.isalnum():
        return None
    function = _LONG.get(name, f"Fn::{name}")
    return one_entry(node, function, node)


def function_of(node: Node) -> tuple[str, Node] | None:
    """The name and argument of the intrinsic function that a node is; None for any other node."""
    if isinstance(node, MappingNode) and len(node.entries) == 1:
        ((key, value),) = node
        if key.text == "Ref" or key.text.startswith("Fn::"):
            return key.text, value
    return None


class Intrinsics:
    """Evaluates the functions of one template, as far as possible before deployment."""

    def __init__(self, openings: Openings) -> None:
        self._openings = openings

    def choices(self, node: Node, conditions: tuple[tuple[str, bool], ...] = ()) -> Iterator[Branch]:
        """The items of a list, or a single value, each with the conditions of the `Fn::If`s around it."""
        if isinstance(node, SequenceNode):
            for item in node:
                yield from self.choices(item, conditions)
            return
        function, argument = function_of(node) or ("", node)
        if function == "Fn::If" and isinstance(argument, SequenceNode) and len(argument.items) == 3:
            name, yes, no = argument.items
            if isinstance(name, ScalarNode):
                yield from self.choices(yes, (*conditions, (name.text, True)))
                yield from self.choices(no, (*conditions, (name.text, False)))
                return
        if not is_nothing(node):
            yield Branch(node, conditions)

    def text(self, node: Node) -> str | None:
        """The text of a node, with `{{names}}` for its open parts; None for a list or mapping."""
        if isinstance(node, ScalarNode):
            return self._literal(node.text)
        function = function_of(node)
        if function is None:
            return None
        name, argument = function
        if name == "Ref" and isinstance(argument, ScalarNode):
            return self._reference(argument.text)
        if name == "Fn::Sub":
            return self._substituted(argument) or self._open(node)
        if name == "Fn::Join":
            return self._joined(argument) or self._open(node)
        return self._open(node)

    def document(self, choice: Branch) -> tuple[Node | None, list[Node]]:
        """The document that a node evaluates to, and the parts of it that are unknown.

        The document contains neither functions nor these parts; it is None if nothing else remains. A statement under a
        condition of the template gets that as an additional condition.
        """
        node: Node | None = choice.node
        if function_of(choice.node):
            node = self._inner(choice.node)
        if not isinstance(node, MappingNode):
            return node, [choice.node] if node is None else []
        unknown: list[Node] = []
        made = _like(node)
        for key, value in node:
            if key.text == "Statement" and not function_of(value):
                statements = self._statements(value, choice.conditions, unknown)
                if statements is None:
                    return None, unknown
                made.entries[key.text] = key, statements
            elif key.text.startswith("Fn::"):
                unknown.append(value)
            elif not function_of(value):
                made.entries[key.text] = key, value
            elif key.text != "Id":
                return None, [node]
        return made, unknown

    def _statements(self, node: Node, conditions: tuple[tuple[str, bool], ...], unknown: list[Node]) -> Node | None:
        """The known statements; None if all are unknown, which are appended to `unknown`."""
        if not isinstance(node, SequenceNode | MappingNode):
            return node
        made = SequenceNode(node.source, node.line, node.column)
        for item, where in self.choices(node, conditions):
            if _is_unknown(item):
                unknown.append(item)
            else:
                made.items.append(self._statement(item, where))
        if isinstance(node, MappingNode) and len(made.items) == 1:
            return made.items[0]
        return made if made.items or not unknown else None

    def _statement(self, node: Node, conditions: tuple[tuple[str, bool], ...]) -> Node:
        if not isinstance(node, MappingNode):
            return node
        made = _like(node)
        for key, value in node:
            if is_nothing(value) or (key.text == "Sid" and function_of(value)):
                continue
            made.entries[key.text] = key, self._element(key.text, value)
        if conditions:
            self._put_under(made, conditions)
        return made

    def _element(self, name: str, node: Node) -> Node:
        if name in _TEXTS:
            return self._texts(node)
        if name in ("Principal", "NotPrincipal"):
            if function_of(node):
                return one_entry(node, "AWS", self._texts(node))
            return self._values(node)
        if name == "Condition":
            if function_of(node):
                return self._open_condition(node)
            if isinstance(node, MappingNode):
                made = _like(node)
                for key, keys in node:
                    value = self._open_keys(keys) if function_of(keys) else self._values(keys)
                    made.entries[key.text] = key, value
                return made
        return node

    def _values(self, node: Node) -> Node:
        """A mapping whose values are texts."""
        if not isinstance(node, MappingNode):
            return self._texts(node)
        made = _like(node)
        for key, value in node:
            if not is_nothing(value):
                made.entries[key.text] = key, self._texts(value)
        return made

    def _texts(self, node: Node) -> Node:
        """A text, or a list of texts. A function that returns a list also becomes one open text."""
        if isinstance(node, SequenceNode):
            made = SequenceNode(node.source, node.line, node.column)
            made.items = [self._texts(item) for item in node if not is_nothing(item)]
            return made
        if isinstance(node, ScalarNode) and (node.is_null or node.flag is not None):
            return node
        text = self.text(node)
        return node if text is None else text_at(node, text)

    def _open_keys(self, node: Node) -> Node:
        token = self._open(node)
        return one_entry(node, token, text_at(node, token))

    def _open_condition(self, node: Node) -> Node:
        return one_entry(node, "StringEquals", self._open_keys(node))

    def _put_under(self, statement: MappingNode, conditions: tuple[tuple[str, bool], ...]) -> None:
        """Adds conditions of the template to those of a statement, in the form that `rolecast.iam.openings` reads."""
        for name, wanted in conditions:
            token = self._openings.token(f"the condition {name}", name)
            _, given = statement.entries.get("Condition", (None, _like(statement)))
            if not isinstance(given, MappingNode):
                return  # the grammar reports the error
            operator, value = "StringEquals", str(wanted).lower()
            if nodes.text(nodes.child(nodes.child(given, operator), token)) not in (None, value):
                operator = "StringEqualsIgnoreCase"  # under a condition and its opposite, a statement never exists
            key, compared = given.entries.get(operator, (text_at(statement, operator), _like(statement)))
            if isinstance(compared, MappingNode):
                merged, both = _like(given), _like(compared)
                both.entries = {**compared.entries, token: (text_at(statement, token), text_at(statement, value))}
                merged.entries = {**given.entries, operator: (key, both)}
                statement.entries["Condition"] = (text_at(statement, "Condition"), merged)

    def _inner(self, node: Node) -> Node | None:
        """The document in a text that is JSON; None if there is none."""
        text = self.text(node)
        if text is None or not text.lstrip().startswith("{"):
            return None
        try:
            root = json_text.read(text, node.source, Faults())
        except InputError:  # open parts may be more than a text
            return None
        return relocate(root, node)

    def _literal(self, text: str) -> str:
        return _DYNAMIC.sub(lambda found: self._openings.token(found[0][2:-2]), text) if "{{" in text else text

    def _reference(self, name: str) -> str:
        return _PSEUDO.get(name) or self._openings.token(f"!Ref {name}", name.removeprefix("AWS::"))

    def _substituted(self, argument: Node) -> str | None:
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html"""
        values: dict[str, str] = {}
        if isinstance(argument, SequenceNode) and len(argument.items) == 2:
            argument, given = argument.items
            for key, value in given if isinstance(given, MappingNode) else ():
                values[key.text] = self.text(value) or self._open(value)
        if not isinstance(argument, ScalarNode):
            return None

        def fill(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name.startswith("!"):
                return f"${{{found[1][1:]}}}"
            if name in values:
                return values[name]
            if "." in name:
                return self._openings.token(f"!GetAtt {name}", name)
            return self._reference(name)

        return _PLACE.sub(fill, self._literal(argument.text))

    def _joined(self, argument: Node) -> str | None:
        if not isinstance(argument, SequenceNode) or len(argument.items) != 2:
            return None
        between, items = argument.items
        if not isinstance(between, ScalarNode) or not isinstance(items, SequenceNode):
            return None
        texts = [self.text(item) for item in items if not is_nothing(item)]
        if None in texts or any(function_of(item) and _is_list(item) for item in items):
            return None
        return between.text.join(filter(None, texts))

    def _open(self, node: Node) -> str:
        return self._openings.token(short(node), _about(node))


def short(node: Node) -> str:
    """A node in the short form of a template, on one line."""
    function = function_of(node)
    if function:
        name, argument = function
        if name == "Fn::GetAtt" and isinstance(argument, SequenceNode):
            return f"!GetAtt {'.'.join(short(item) for item in argument)}"
        return f"!{name.removeprefix('Fn::')} {short(argument)}"
    if isinstance(node, ScalarNode):
        return " ".join(node.text.split())
    if isinstance(node, SequenceNode):
        return f"[{', '.join(map(short, node))}]"
    assert isinstance(node, MappingNode)
    return f"{{{', '.join(f'{key.text}: {short(value)}' for key, value in node)}}}"


def _about(node: Node) -> str:
    """The text that an open text is named after: the argument of its function."""
    function, argument = function_of(node) or ("", node)
    if function == "Fn::If" and isinstance(argument, SequenceNode) and argument.items:
        return f"if {short(argument.items[0])}"
    return re.sub(r"!\w+", "", short(argument))


def _is_unknown(statement: Node) -> bool:
    """Whether the effect of a statement is unknown, or functions may add unknown elements to it."""
    if not isinstance(statement, MappingNode):
        return False
    if function_of(statement):
        return True
    effect = _value(statement, "Effect")
    has_open_effect = effect is not None and function_of(effect) is not None
    return has_open_effect or any(key.startswith("Fn::") for key in statement.entries)


def is_nothing(node: Node) -> bool:
    """Whether a value is removed: `!Ref AWS::NoValue`."""
    function = function_of(node)
    return function is not None and function[0] == "Ref" and getattr(function[1], "text", None) == _NOTHING


def _is_list(node: Node) -> bool:
    """Whether a function returns several texts, which `Fn::Join` joins like the others."""
    function = function_of(node)
    return function is not None and function[0] in ("Fn::Split", "Fn::GetAZs", "Fn::Cidr")


def _value(node: MappingNode, name: str) -> Node | None:
    return node.entries[name][1] if name in node.entries else None


def _like(node: Node) -> MappingNode:
    return MappingNode(node.source, node.line, node.column)


def one_entry(place: Node, key: str, value: Node) -> MappingNode:
    """A mapping with one key, such as the long form of a function, at the position of a node."""
    made = _like(place)
    made.entries[key] = text_at(place, key), value
    return made
