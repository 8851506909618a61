"""moto without what it does anew at every call and whenever it is emptied: a call takes half the time, a reset a tenth.

As a program it is moto's server.
"""

from __future__ import annotations

import copy
import gc
import sys
from functools import cache
from typing import Any

from moto.core import responses
from moto.core.utils import method_names_from_class
from moto.iam.models import IAMBackend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.settings import load_iam_aws_managed_policies

_read_policies = IAMBackend._init_aws_policies


def hasten() -> None:
    """Keeps what follows from moto's code and data alone."""
    find_backend = DomainDispatcherApplication.get_backend_for_host
    for owner, name, function in (
        (DomainDispatcherApplication, find_backend.__name__, cache(find_backend)),
        (responses, method_names_from_class.__name__, cache(method_names_from_class)),
        (IAMBackend, _read_policies.__name__, _policies),
    ):
        setattr(owner, name, function)


def _policies(backend: IAMBackend) -> list[Any]:
    """AWS's managed policies; each counts what it is attached to."""
    is_loaded = load_iam_aws_managed_policies()
    return [*map(copy.copy, _policies_of(backend.region_name, backend.account_id))] if is_loaded else []


@cache
def _policies_of(partition: str, account: str) -> list[Any]:
    backend: Any = IAMBackend.__new__(IAMBackend)
    backend.region_name, backend.account_id = partition, account
    return [*_read_policies(backend)]


if __name__ == "__main__":
    from moto.server import main

    hasten()
    gc.set_threshold(100_000, 50, 100)  # to look for garbage is most of what it takes to be emptied
    main(sys.argv[1:])
