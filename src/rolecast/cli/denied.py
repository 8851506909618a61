"""`rolecast denied`"""

from __future__ import annotations

import difflib
import json
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from rolecast.access.additions import Additions
from rolecast.access.denials import advice
from rolecast.cli.languages import say, spoken_option
from rolecast.cli.output import format_option, write_json
from rolecast.cli.sources import source_option
from rolecast.cli.status import Status
from rolecast.cli.usage import MisuseError
from rolecast.cli.values import complete_role, variable_options
from rolecast.iam.decision import Answer
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.files import write_file
from rolecast.reading.texts import read_text
from rolecast.reading.widths import padded
from rolecast.rolefile.variables import Assigned
from rolecast.sources import contents
from rolecast.workflows.denying import Diagnosis, denied, fixed
from rolecast.workflows.inputs import fill_in

_USUAL = Path("roles.yaml")
_DECODING = (
    "the message has encoded details: `aws sts decode-authorization-message --encoded-message ...` prints them "
    "(it needs `sts:DecodeAuthorizationMessage`); pass its output to `rolecast denied`"
)


@click.command(
    "denied",
    epilog="""\b
Examples:
  rolecast denied "User: arn:aws:sts::123456789012:assumed-role/sagemaker-compute/SageMaker is not
      authorized to perform: s3:GetObject on resource: arn:aws:s3:::fraud-training/train.csv because
      no identity-based policy allows the s3:GetObject action"
  rolecast denied - roles.yaml < traceback.txt
  rolecast denied event.json roles.yaml --fix            # a CloudTrail record
  rolecast denied - account-details.json < message.txt
""",
)
@click.argument("message", required=False)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(readable=False, allow_dash=True))
@click.option(
    "--role",
    "key",
    metavar="KEY",
    shell_complete=complete_role,
    help="Role that was denied. Defaults to the role that the message names.",
)
@click.option("--profile", metavar="P", help="AWS profile of the account that the role is in. Makes read-only calls.")
@click.option("--fix", is_flag=True, help="Write the narrowest remedy for each denial to the role file.")
@spoken_option
@format_option
@source_option
@variable_options
def command(
    message: str | None,
    files: tuple[str, ...],
    key: str | None,
    profile: str | None,
    fix: bool,
    format: str,
    source: contents.SourceKind | None,
    assigned: Assigned,
) -> Status:
    """Explain an AccessDenied message and what would allow the request.

    MESSAGE is the error: an exception, a message from Studio or Canvas, a traceback, log lines, a CloudTrail record,
    or the output of `aws sts decode-authorization-message`; or a file that contains it. Defaults to standard input,
    as does `-`.

    FILE is a role file or anything else that contains roles. Defaults to roles.yaml if it exists. --profile reads the
    roles of an account. The role is found by the name in the message. Shows whether the role's policies deny the
    request as AWS does, and what would allow it, narrowest first: a value missing from a parameter, a correction, an
    activity, a separate statement, or a change of somebody else's policy.

    --fix writes the first remedy that the role file can hold, keeps comments and layout, and shows the difference;
    continue with `rolecast plan`. The exit status is 1 if the message contains no denial. With --fix it is 11 if the
    file cannot be changed so that it allows the request, and 13 if what it then allows depends on condition keys that
    the message does not give. Access keys and tokens in the message are never shown.
    """
    text = _message(message)
    if not files and profile is None and _USUAL.exists():
        files = (str(_USUAL),)
    if fix:
        return _fix(text, files, key, format)
    found = denied(text, *fill_in(files, assigned, source), role=key, source=source, profile=profile)
    _write(found, format)
    return Status.DONE


def _message(given: str | None) -> str:
    """The message's text. Raises MisuseError if there is none."""
    if given is None and sys.stdin is not None and sys.stdin.isatty():
        raise MisuseError("there is no message", "pass the message, a file with it, or `-` for standard input")
    if given in (None, "-"):
        return read_text("-")[0]
    assert given is not None
    return read_text(given)[0] if _is_file(given) else given


def _is_file(given: str) -> bool:
    """Whether it is a file, or can only be the name of one that does not exist: a message has spaces."""
    if re.fullmatch(r"\S{1,255}\.(json|jsonl|log|txt)", given):
        return True
    try:
        return "\n" not in given and Path(given).is_file()
    except (OSError, ValueError):  # too long to be a path
        return False


def _fix(message: str, files: tuple[str, ...], key: str | None, format: str) -> Status:
    if len(files) != 1 or not Path(files[0]).is_file():
        problem = f"{len(files)} files were given" if len(files) != 1 else f"`{files[0]}` is not a file"
        raise InputError([Fault(None, f"`--fix` changes one role file: {problem}", "name the role file")])
    path = Path(files[0])
    before, name = read_text(str(path))
    after, found = fixed(before, name, message, key)
    _write(found, format)
    if after != before:
        if not path.stat().st_mode & stat.S_IWUSR:  # writing would replace even a read-only file
            raise InputError([Fault(None, f"`{path}` is read-only: nothing was written", "make the file writable")])
        if read_text(str(path))[0] != before:
            raise InputError([Fault(None, f"`{path}` has changed meanwhile: nothing was written", "run it again")])
        write_file(path, after)
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm=""):
            click.echo(line, err=True)
        click.echo(say(f"changed {path}: continue with `rolecast plan {path}`"), err=True)
    if any(_is_unfixed(each) for each in found):
        return Status.DENIED
    return Status.UNKNOWN if any(_is_unsure(each) for each in found) else Status.DONE


def _is_unfixed(diagnosis: Diagnosis) -> bool:
    """Whether the request was denied and no fix was written."""
    is_allowed = diagnosis.response is not None and diagnosis.response.answer is Answer.ALLOW
    return not is_allowed and not any(each.edit for each in diagnosis.advice)


def _is_unsure(diagnosis: Diagnosis) -> bool:
    """Whether the written fix allows the request only under a condition."""
    written = next((each for each in diagnosis.advice if each.edit), None)
    return written is not None and bool(written.depends_on)


def _write(found: list[Diagnosis], format: str) -> None:
    if format == "json":
        write_json({"format_version": "1", "denials": [_describe(each) for each in found]})
        return
    for number, diagnosis in enumerate(found):
        if number:
            click.echo()
        for line in _lines(diagnosis):
            click.echo(line)


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    denial = diagnosis.denial
    on = f" on {denial.resource}" if denial.resource else ""
    yield say(f"denied: {denial.action or denial.operation or 'an action'}{on}")
    yield _labelled("to", denial.principal or "the message does not say")
    yield _labelled("AWS", advice.reported(denial))
    if said := diagnosis.verdict:
        yield _labelled("here", said)
        yield from (say(f"        {line}") for line in diagnosis.reasons)
    yield from (_labelled("note", note) for note in _notes(diagnosis))
    for number, each in enumerate(diagnosis.advice, 1):
        yield f"  {number}. {say(each.remedy.text)}"
        if each.also_allows is not None:
            yield say(f"     {each.also_allows.described}")
        if each.condition:
            yield say(f"     {each.condition}")
        if each.remedy.statement is not None:
            yield f"     {json.dumps(each.remedy.statement)}"


def _labelled(label: str, text: str) -> str:
    return f"  {padded(say(f'{label}:'), 5)} {say(text)}"


def _notes(diagnosis: Diagnosis) -> list[str]:
    return [*diagnosis.notes, *([_DECODING] if diagnosis.denial.is_encoded else [])]


def _describe(diagnosis: Diagnosis) -> dict[str, Any]:
    denial = diagnosis.denial
    return {
        "principal": denial.principal,
        "action": denial.action,
        "resource": denial.resource,
        "kind": denial.blame.value,
        "explicit": denial.is_explicit,
        "policy": denial.policy,
        "role": diagnosis.role,
        "decision": diagnosis.response.answer.value if diagnosis.response else None,
        "agrees": diagnosis.agrees,
        "reasons": [*map(say, diagnosis.reasons)],
        "notes": [*map(say, _notes(diagnosis))],
        "remedies": [
            {
                "kind": each.remedy.kind.value,
                "text": say(each.remedy.text),
                "edit": {"path": list(each.edit.path), "value": each.edit.value} if each.edit else None,
                "statement": each.remedy.statement,
                "also_allows": _count(each.also_allows),
                "depends_on": list(each.depends_on),
            }
            for each in diagnosis.advice
        ],
    }


def _count(also: Additions | None) -> dict[str, Any] | None:
    if also is None:
        return None
    return {"count": also.number, "services": list(also.services), "at_least": not also.is_whole}
