"""Terraform's real AWS provider in one process for all runs: started anew it takes longer than most of what it does.

Terraform finds it by `TF_REATTACH_PROVIDERS`, as it finds one that runs in a debugger:
https://developer.hashicorp.com/terraform/plugin/debugging#running-terraform-with-a-provider-in-debug-mode
"""

from __future__ import annotations

import atexit
import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.companions import companion

_SETTINGS = {
    "aws_access_key_id": "AWS_ACCESS_KEY_ID",
    "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "aws_session_token": "AWS_SESSION_TOKEN",
    "endpoint_url": "AWS_ENDPOINT_URL",
    "region": "AWS_REGION",
}
"""What a run may say of its own in the environment, by the provider's name for it in a file."""
_ANNOUNCEMENT = "TF_REATTACH_PROVIDERS="


class Provider:
    """A provider that runs. It reads where to go whenever a run begins to use it: from a file, not its environment."""

    def __init__(self, program: Path) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._settings = Path(self._folder.name, "config")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
        given = {
            "AWS_CONFIG_FILE": str(self._settings),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "GOGC": "off",  # each run leaves a schema of 200 MB behind
            "GOMEMLIMIT": "1000MiB",
        }
        self._process = companion(
            str(program), "-debug", env={**kept, **given}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        atexit.register(self._end)
        assert self._process.stdout is not None
        announced = next(line for line in self._process.stdout if _ANNOUNCEMENT in line)
        self._address = announced.partition(_ANNOUNCEMENT)[2].strip().strip("'")

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """The environment of a run of Terraform that uses this provider for what `given` says."""
        lines = [f"{name} = {given[variable]}" for name, variable in _SETTINGS.items() if variable in given]
        self._settings.write_text("\n".join(["[default]", *lines, ""]), encoding="utf-8")
        return {**given, "TF_REATTACH_PROVIDERS": self._address}

    def _end(self) -> None:
        self._process.communicate()
        self._folder.cleanup()


running = cache(Provider)
