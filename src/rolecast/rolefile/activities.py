"""The shapes of references to the catalogue: activities with their parameters, and corrections."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.library import Catalogue
from rolecast.catalogue.parameters import TYPES
from rolecast.iam import names
from rolecast.reading.faults import Faults, did_you_mean
from rolecast.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from rolecast.reading.shapes import Field, ListOf, Record, Rule, Text


class ActivitiesShape(NamedTuple):
    """The activities of a role: selected with or without parameters, or deselected with `false`."""

    catalogue: Catalogue

    def read(self, node: Node, faults: Faults) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            remedy = "write one as `manage-ml-jobs:` or `manage-ml-jobs: false`"
            faults.add(node.place, "activities are needed here: a mapping from an activity to its parameters", remedy)
            return None
        return {key.text: self.read_one(key, value, faults) for key, value in node}

    def read_one(self, key: ScalarNode, value: Node, faults: Faults) -> Any:
        """An activity's parameters; False if it is deselected or unknown."""
        if key.text in self.catalogue.activity_ids:
            if isinstance(value, ScalarNode) and value.flag is False:
                return False
            if isinstance(value, ScalarNode) and (value.flag or value.is_null):
                value = MappingNode(value.source, value.line, value.column)  # selected, without parameters
            return _parameters(self.catalogue.activity(key.text)).read(value, faults)
        faults.add(key.place, f"there is no activity `{key.text}`", partial(self._remedy, key.text))
        return False

    def _remedy(self, word: str) -> str:
        return did_you_mean(word, self.catalogue.activity_ids) or "`rolecast activities` lists them"

    def schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for activity in self.catalogue.activities():
            parameters = _parameters(activity)
            flags = [False] if parameters.required else [True, False, None]
            choice = {"anyOf": [parameters.schema(), {"enum": flags}]}
            properties[activity.id] = {**choice, "description": activity.description["en"]}
        return {"type": "object", "properties": properties, "additionalProperties": False}


class CorrectionsShape(NamedTuple):
    """Names of corrections with their activity: `manage-ml-jobs/stop-transform-job`."""

    catalogue: Catalogue

    def read(self, node: Node, faults: Faults) -> list[str] | None:
        texts = ListOf(Text("a correction")).read(node, faults)
        if texts is not None and isinstance(node, SequenceNode):
            for item in node:
                if isinstance(item, ScalarNode) and not self._is_known(item.text):
                    faults.add(item.place, f"there is no correction `{item.text}`", partial(self._remedy, item.text))
        return texts

    def _remedy(self, word: str) -> str:
        return did_you_mean(word, self._names()) or "`rolecast show ACTIVITY --edition corrected` lists them"

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"enum": self._names()}, "uniqueItems": True}

    def _is_known(self, text: str) -> bool:
        activity, _, name = text.partition("/")
        return activity in self.catalogue.activity_ids and name in self.catalogue.activity(activity).correction_names

    def _names(self) -> list[str]:
        activities = self.catalogue.activities()
        return [f"{activity.id}/{name}" for activity in activities for name in activity.correction_names]


def _parameters(activity: Activity) -> Record:
    fields = {
        name: Field(
            parameter_list(parameter.type.id, parameter.most),
            parameter.description["en"],
            required=parameter.is_required,
        )
        for name, parameter in activity.parameters.items()
    }
    return Record(f"the activity `{activity.id}`", fields)


def parameter_list(type_id: str, most: int | None = None) -> ListOf:
    parameter_type = TYPES[type_id]
    rule: Rule = role_reference if type_id == "role" else parameter_type.rule
    return ListOf(Text(parameter_type.noun, parameter_type.pattern, rule), least=1, most=most)


def role_reference(text: str) -> str | None:
    """The rule for a key of the file or a role's ARN. Composition checks whether the key exists."""
    return names.role_arn(text) if text.startswith("arn:") else names.role_name(text)
