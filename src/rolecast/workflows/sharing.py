"""Work on many items, shared among the processor's cores where the system can copy a process that has one thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_AT_ONCE = 2_000
"""Items that are taken at a time, so that a large source is never held whole."""
_LEAST = 200
"""Fewer items are not worth a copy of the process."""


def shared(work: Callable[[Sequence[_Item]], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
    """What `work` returns for the items, some at a time, in their order. The results must pickle."""
    left = iter(items)
    while taken := list(islice(left, _AT_ONCE)):
        count = max(1, min(_cores(), len(taken) // _LEAST))
        if count > 1:  # what the first item makes this process import and keep, its copies have too
            yield work(taken[:1])
            del taken[0]
        parts = [taken[len(taken) * part // count : len(taken) * (part + 1) // count] for part in range(count)]
        others = [_Copy(work, part) for part in parts[1:]]
        yield work(parts[0])
        for other in others:
            yield other.result()


def _cores() -> int:
    """How many processes may work at the same time."""
    can_copy = hasattr(os, "sched_getaffinity") and threading.active_count() == 1
    return len(os.sched_getaffinity(0)) if can_copy else 1


class _Copy(Generic[_Item, _Result]):
    """A copy of this process that works on its part of the items."""

    def __init__(self, work: Callable[[Sequence[_Item]], _Result], items: Sequence[_Item]) -> None:
        import pickle  # few sources are that large

        self._work = work
        self._items = items
        self._read = pickle.loads
        reading, writing = os.pipe()
        self._process = os.fork()
        if not self._process:
            try:
                os.close(reading)
                with os.fdopen(writing, "wb") as pipe:
                    pickle.dump(work(items), pipe)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        self._reading = reading

    def result(self) -> _Result:
        """What it found. Where the copy failed, the work is done again here, and fails here for the same reason."""
        with os.fdopen(self._reading, "rb") as pipe:
            text = pipe.read()
        _, status = os.waitpid(self._process, 0)
        return self._work(self._items) if status else self._read(text)  # it is from a copy of this process
