"""An account that is watched while a tool changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.backends import get_backend
from tests.rendering.account import Account


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An empty account."""
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
    get_backend("iam").reset()
    account = Account()
    account.start()
    yield account
    account.stop()
    monkeypatch.undo()
    get_backend("iam").reset()
