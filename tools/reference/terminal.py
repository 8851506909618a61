"""The picture of a terminal in the README: what the commands print, run anew each time."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

_FILE = """\
version: 1
account: "123456789012"
region: eu-west-1
edition: corrected
roles:
  compute:
    activities:
      access-required-aws-services:
        s3_buckets: [fraud-training]
        ecr_repository_arns: [arn:aws:ecr:eu-west-1:123456789012:repository/fraud]
  mlops:
    persona: mlops-engineer
    pass_roles: [compute]
"""
_COMMANDS = (
    "rolecast build roles.yaml -f cloudformation -o roles.template.yaml",
    "rolecast can roles.yaml --role compute s3:GetObject arn:aws:s3:::fraud-training/train.csv",
    "rolecast can roles.yaml --role mlops s3:PutObject arn:aws:s3:::payroll/x",
    "rolecast build mistaken.yaml",
)
_CHARACTER, _LINE, _MARGIN = 8.4, 20, 16
_MOST_COLUMNS = 110


def picture() -> str:
    """An SVG, the text of which can be read and copied."""
    lines = [line for command in _outputs() for line in command]
    width = _MARGIN * 2 + round(_CHARACTER * _MOST_COLUMNS)
    height = _MARGIN * 2 + _LINE * len(lines)
    rows = "\n".join(
        f'<text x="{_MARGIN}" y="{_MARGIN + _LINE * (number + 0.75):g}"{_style(line)}>{escape(line, False)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-size="14"\n'
        '  font-family="ui-monospace, Menlo, Consolas, monospace" fill="#d6dbe5">\n'
        "<title>Rolecast on a terminal</title>\n<style>text { white-space: pre }</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="#1b1f27"/>\n{rows}\n</svg>\n'
    )


def _outputs() -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "roles.yaml").write_text(_FILE, encoding="utf-8")
        mistaken = _FILE.replace("mlops-engineer", "mlops-enginer").replace("[compute]", "[compte]")
        (Path(folder) / "mistaken.yaml").write_text(mistaken, encoding="utf-8")
        for command in _COMMANDS:
            done = subprocess.run(
                [sys.executable, "-m", "rolecast", *command.split()[1:]],
                cwd=folder,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            yield [part for line in (f"$ {command}", *done.stdout.splitlines(), "") for part in _folded(line)]


def _folded(line: str) -> Iterator[str]:
    """The line in parts that are no wider than the picture, as a terminal breaks it."""
    yield line[:_MOST_COLUMNS]
    for start in range(_MOST_COLUMNS, len(line), _MOST_COLUMNS):
        yield line[start : start + _MOST_COLUMNS]


def _style(line: str) -> str:
    if line.startswith("$ "):
        return ' fill="#ffffff" font-weight="bold"'
    return ' fill="#8fb8ff"' if line.lstrip().startswith("help:") else ""
