"""instance-types.txt: the instance types of SageMaker's API, which the condition key sagemaker:InstanceTypes has."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write(sagemaker: dict[str, Any], made: Path) -> None:
    """Writes a type a line, sorted. `sagemaker` is the model of the client."""
    enums = (shape["enum"] for shape in sagemaker["shapes"].values() if "enum" in shape)
    types = {text for enum in enums for text in enum if text.startswith("ml.") and text.count(".") == 2}
    text = "".join(f"{each}\n" for each in sorted(types))
    (made / "instance-types.txt").write_text(text, encoding="ascii", newline="\n")
