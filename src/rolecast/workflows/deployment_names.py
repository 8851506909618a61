"""What a deployment is called. Who only names it need not be able to deploy."""

from __future__ import annotations

from pathlib import Path

from rolecast.deployment.ownership import deployment_name
from rolecast.reading.faults import Fault, InputError
from rolecast.rolefile.load import RoleFile


def deployment_of(rolefile: RoleFile, given: str | None) -> str:
    """The deployment's name: the given one, or the file's name. Raises InputError if it is invalid."""
    if given is None and rolefile.source in ("-", "standard input"):
        message = "a role file from standard input does not name the deployment"
        raise InputError([Fault(None, message, "pass one with `--deployment NAME`")])
    name = given or Path(rolefile.source).stem
    if problem := deployment_name(name):
        raise InputError([Fault(None, f"`{name}` {problem}", "pass one with `--deployment NAME`")])
    return name
