"""`rolecast decide`"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from rolecast.cli.status import Status
from rolecast.iam import cases
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.texts import missing_file


@click.command(
    "decide",
    epilog="""\b
Examples:
  rolecast decide cases.jsonl > decisions.jsonl
  echo '{"policies": {"identity": [{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Action": "s3:Get*", "Resource": "*"}]}]}, "request": {"action": "s3:GetObject",
    "resource": "arn:aws:s3:::b/o"}}' | tr -d '\\n' | rolecast decide
""",
)
@click.argument("cases", default="-", type=click.Path(readable=False, allow_dash=True))
def command(cases: str) -> Status:
    """Evaluate requests, each against the policies given with it.

    Reads one JSON case per line from CASES: policies, a request and, optionally, the expected decision. Defaults to
    standard input. Writes one decision per line; for a malformed line it writes an error and continues. The exit
    status is 1 if a line is malformed, and 10 if a decision is not as expected.
    """
    malformed = unexpected = False
    write = sys.stdout.buffer.write
    for decision in _decisions(cases):
        malformed = malformed or "error" in decision
        unexpected = unexpected or decision.get("as_expected") is False
        write(orjson.dumps(decision, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()
    return Status.FAILED if malformed else Status.FINDINGS if unexpected else Status.DONE


def _decisions(path: str) -> Iterator[dict[str, object]]:
    if path == "-" and (sys.stdin is None or sys.stdin.closed):
        raise InputError([Fault(None, "standard input is closed", "name a file, or pipe one in")])
    try:
        if path == "-":
            yield from cases.decide(sys.stdin.buffer)
            return
        with Path(path).open("rb") as lines:
            yield from cases.decide(lines)
    except FileNotFoundError:
        raise InputError([missing_file(path)]) from None
