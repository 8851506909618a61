"""The commands that deploy a template, as the comment at its top."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import PurePosixPath

from rolecast.reading.texts import STANDARD_INPUT
from rolecast.rendering import marks
from rolecast.rendering.environment import Blanks, common_environment
from rolecast.rendering.intrinsics import parameter_id
from rolecast.role import Role

_PLACEHOLDER = "STACK"
_LONGEST = 128
_CONTINUED = " \\\n#   "
_COMMON_NAMES = ("roles", "role", "rolecast", "sagemaker", "iam", "main", STANDARD_INPUT)


def heading(roles: Sequence[Role], source: str, file: str, part: str | None) -> str:
    """The command that deploys the template in `file`.

    `part` is the role's key if the role file's other roles have separate templates.
    """
    command = (
        f"aws cloudformation deploy{_region(roles)} --stack-name {_stack(source, part)}",
        f"  --template-file {_argument(file)} --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset",
    )
    needed = [parameter_id(each.name) for each in Blanks.of(roles).variables.values() if not each.default]
    given = (f"  --parameter-overrides {' '.join(f'{name}=VALUE' for name in needed)}",) if needed else ()
    return _commented(source, (*command, *given))


def adoption_heading(roles: Sequence[Role], source: str, file: str, listed: str, part: str | None) -> str:
    """The commands that import the resources in the file `listed` into the template in `file`.

    `part` as in `heading`.
    """
    where = f"{_region(roles)} --stack-name {_stack(source, part)} --change-set-name adopt"
    create = (
        f"aws cloudformation create-change-set{where} --change-set-type IMPORT",
        f"  --template-body file://{_argument(file)} --resources-to-import file://{_argument(listed)}",
        "  --capabilities CAPABILITY_NAMED_IAM",
    )
    return _commented(source, create, (f"aws cloudformation execute-change-set{where}",))


def _argument(text: str) -> str:
    """The text as one word for the shell, safe in a comment."""
    return shlex.quote(marks.plain(text))


def _region(roles: Sequence[Role]) -> str:
    region = common_environment(roles, "template").region
    return f" --region {region}" if region else ""


def _commented(source: str, *commands: Sequence[str]) -> str:
    choose = f"# {_PLACEHOLDER}: a name of your own. Role files that share a stack delete each other's roles.\n"
    lines = "".join(f"#   {_CONTINUED.join(command)}\n" for command in commands)
    mark = marks.line("cloudformation", source)
    return f"# {mark}\n#\n{lines}{'' if _own_name(source) else choose}\n"


def _stack(source: str, part: str | None) -> str:
    """The name of the stack. Each template needs its own, since two in one stack would delete each other's roles.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    name = _own_name(source) or _PLACEHOLDER
    return f"{name}-{_hyphenated(part)}"[:_LONGEST] if part else name[:_LONGEST]


def _own_name(source: str) -> str | None:
    """A stack name from the role file's name; None if that is a common one."""
    stem = PurePosixPath(source).stem
    name = _hyphenated(stem)
    return name if name[:1].isalpha() and source != marks.UNNAMED and stem.lower() not in _COMMON_NAMES else None


def _hyphenated(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
