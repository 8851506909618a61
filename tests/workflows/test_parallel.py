"""Work that is shared among cores: the same results in the same order, and the same errors."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.sources.seeds import DETAILS

from rolecast.workflows import checking, parallel

ITEMS = range(4_700)


def sums(items: Sequence[int]) -> tuple[int, int, int]:
    """The process, the first item and the sum."""
    return os.getpid(), items[0], sum(items)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_cores", lambda: 2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
@pytest.mark.usefixtures("two_cores")
def test_each_core_has_a_part() -> None:
    """Some are taken at a time; the first comes alone, of the others each process has a half, all in their order."""
    found = list(parallel.in_parallel(sums, ITEMS))
    assert [first for _, first, _ in found] == [0, 1, 1_000, 2_000, 2_001, 3_000, 4_000, 4_001, 4_350]
    assert sum(total for *_, total in found) == sum(ITEMS)
    assert [process == os.getpid() for process, *_ in found] == [True, True, False] * 3


@pytest.mark.usefixtures("two_cores")
def test_few_items_stay_in_one_process() -> None:
    """They are not worth a copy; of none there is nothing."""
    assert [each[0] for each in parallel.in_parallel(sums, range(399))] == [os.getpid()]
    assert list(parallel.in_parallel(sums, [])) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
@pytest.mark.usefixtures("two_cores")
def test_a_copy_that_fails() -> None:
    """Its part is done again in the process itself, which raises what there is to raise."""
    own = os.getpid()

    def ends(items: Sequence[int]) -> int:
        if os.getpid() != own:
            os._exit(7)
        return len(items)

    def raises(items: Sequence[int]) -> int:
        if items[0] > 1:
            raise ValueError(items[0])
        return 0

    assert list(parallel.in_parallel(ends, range(401))) == [1, 200, 200]
    with pytest.raises(ValueError, match="201"):
        list(parallel.in_parallel(raises, range(401)))


def test_a_process_with_threads_is_not_copied() -> None:
    """A lock that another thread holds would stay locked in the copy for ever."""
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert [each[0] for each in parallel.in_parallel(sums, range(1_000))] == [os.getpid()]
    finally:
        stop.set()
        other.join()


@pytest.mark.parametrize("cores", [1, 3])
def test_an_account_is_checked_alike_on_any_number_of_cores(
    cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The findings and their order are the same as those that each role has alone."""
    monkeypatch.setattr(parallel, "_cores", lambda: cores)
    monkeypatch.setattr(parallel, "_LEAST", 5)
    names = [f"role-{number:02}" for number in range(21)]
    file = tmp_path / "details.json"
    file.write_text(details(*names), encoding="utf-8")
    found = checking.check(file)
    for name in names:
        alone = [(each.rule, each.message) for each in checking.check(details(name)) if each.target.role == name]
        assert [(each.rule, each.message) for each in found if each.target.role == name] == alone != []


def details(*names: str) -> str:
    """An account with roles of these names, whose policies name other resources."""
    account: dict[str, Any] = DETAILS
    role = json.dumps(account["RoleDetailList"][0])
    roles = [json.loads(role.replace("role/r", f"role/{name}").replace("data/", f"{name}/")) for name in names]
    for name, each in zip(names, roles, strict=True):
        each["RoleName"] = name
    return json.dumps(account | {"RoleDetailList": roles})
