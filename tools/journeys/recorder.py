"""Runs the scripts against the stand-in and writes down every call that boto3 makes, whoever asks it to.

A recording has no paths, times or sizes of the machine: running the scripts again gives the same files.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SCRIPTS, RECORDINGS = FOLDER / "scripts", FOLDER / "recordings"
_LONGEST = 200
_CHANGING = (
    (re.compile(r"\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-\d{3}|(?<![0-9a-z])(?:\d{10}|\d{13,14})(?![0-9a-z])"), "time"),
    (re.compile(r"(?<!key/)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32,64}\b"), "id"),
)
_AWS = re.compile(r"^https://[^/]+\.amazonaws\.com(?=/|$)")
# What people put into a job, and no permission depends on.
_CONTENT = {"HyperParameters", "StaticHyperParameters", "Environment", "Body", "ClientRequestToken", "ClientToken"}


class Recorder:
    """Keeps the calls of one script."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    @contextmanager
    def recording(self) -> Iterator[None]:
        """As long as it lasts, every client's calls are kept and told to the server by name."""
        from botocore.client import BaseClient

        original = BaseClient._make_api_call

        def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
            service = client.meta.service_model.service_name
            self.calls.append({"service": service, "operation": operation, "parameters": cleaned(parameters)})
            client.meta.events.register("before-call", _named, unique_id="journeys")
            return original(client, operation, parameters)

        BaseClient._make_api_call = call
        try:
            yield
        finally:
            BaseClient._make_api_call = original


def _named(model: Any, params: dict[str, Any], **_: Any) -> None:
    params["headers"]["X-Journey-Operation"] = f"{model.service_model.service_name} {model.name}"
    # The SDK makes some clients with an endpoint of AWS's; nothing is to leave this machine.
    params["url"] = _AWS.sub(os.environ["AWS_ENDPOINT_URL"], params["url"])


def cleaned(value: Any) -> Any:
    """What of a call's parameters is the same in each run and may matter to a permission."""
    if isinstance(value, dict):
        cleaned_members = {
            str(name): cleaned(each)
            for name, each in value.items()
            if name not in _CONTENT and isinstance(each, str | int | float | list | tuple | dict)
        }
        return {name: each for name, each in sorted(cleaned_members.items()) if each not in ({}, [], "")}
    if isinstance(value, list | tuple):
        return [cleaned(each) for each in value]
    if isinstance(value, str):
        for pattern, word in _CHANGING:
            value = pattern.sub(word, value)
        return value if len(value) <= _LONGEST else ""
    return value


def main(ids: list[str]) -> int:
    names = ids or sorted(path.stem for path in SCRIPTS.glob("[!_]*.py"))
    with tempfile.TemporaryDirectory() as home:
        _prepare(Path(home))
        from tools.journeys.stand_in import StandIn, served

        stand_in = StandIn()
        with served(stand_in) as address:
            os.environ["AWS_ENDPOINT_URL"] = address
            failed = [name for name in names if not _record(name, stand_in)]
    print(f"{len(names) - len(failed)} of {len(names)} journeys recorded")
    return 1 if failed else 0


def _prepare(home: Path) -> None:
    """An account that is nobody's, no files of this user's, and no word to the SDK's makers."""
    settings = home / "sagemaker.yaml"
    settings.write_text(
        "SchemaVersion: '1.0'\nSageMaker: {PythonSDK: {Modules: {TelemetryOptOut: true}}}\n", encoding="utf-8"
    )
    os.environ |= {
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAGEMAKER_ADMIN_CONFIG_OVERRIDE": str(settings),
        "SAGEMAKER_USER_CONFIG_OVERRIDE": str(settings),
    }
    os.chdir(home)
    sys.path.insert(0, str(FOLDER.parents[1]))


def _record(name: str, stand_in: Any) -> bool:
    from moto.core.base_backend import BackendDict

    script = importlib.import_module(f"tools.journeys.scripts.{name}")
    BackendDict.reset()
    stand_in.forget(getattr(script, "ANSWERS", {}))
    if prepare := getattr(script, "prepare", None):
        with Recorder().recording():  # only so that the server knows the operations
            prepare()
    recorder = Recorder()
    try:
        with recorder.recording():
            script.run()
    except Exception:
        traceback.print_exc()
        print(f"{name}: failed after {len(recorder.calls)} calls", file=sys.stderr)
        return False
    lines = [json.dumps(call, sort_keys=True, ensure_ascii=False) for call in _without_repeats(recorder.calls)]
    (RECORDINGS / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return True


def _without_repeats(calls: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each different call once, in the order of the first: waiting asks the same again and again."""
    seen: set[str] = set()
    for call in calls:
        text = json.dumps(call, sort_keys=True)
        if text not in seen:
            seen.add(text)
            yield call


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
