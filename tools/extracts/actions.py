"""The names of all actions in one file, made from the services' files, so that `*` need not read these."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LEVELS = {"List": "L", "Read": "R", "Write": "W", "Tagging": "T", "Permissions management": "P", None: "-"}


def write(data: Path) -> None:
    """Writes actions.txt from services/*.json.

    A service is its prefix, a line for each ARN format of its actions' resource types, and a line for each action:
    its name, the letter of its access level, and the numbers of its formats. Formats of types that a request has to
    name come first. Services are separated by empty lines; actions are sorted without regard to case.
    """
    texts = [_service(path.stem, json.loads(path.read_bytes())) for path in sorted((data / "services").iterdir())]
    (data / "actions.txt").write_text("\n\n".join(texts) + "\n", encoding="ascii", newline="\n")


def _service(prefix: str, service: dict[str, Any]) -> str:
    numbers: dict[str, int] = {}
    rows = []
    for name, action in sorted(service["actions"].items(), key=lambda item: item[0].lower()):
        wanted = action.get("resources", {})
        types = sorted(wanted, key=lambda resource: wanted[resource] is not True)
        arns = [arn for resource in types for arn in service["resource_types"][resource]["arns"]]
        formats = dict.fromkeys(numbers.setdefault(arn, len(numbers)) for arn in arns)
        rows.append(" ".join([name, LEVELS[action.get("level")], *map(str, formats)]))
    return "\n".join([prefix, *numbers, *rows])
