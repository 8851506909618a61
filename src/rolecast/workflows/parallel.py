"""Distributes work on many items over the processor's cores, by forking. Requires a process with a single thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_AT_ONCE = 2_000
"""The number of items to take at a time, so that a large source is never in memory as a whole."""
_LEAST = 200
"""With fewer items per process, forking is not worthwhile."""


def in_parallel(work: Callable[[Sequence[_Item]], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
    """The results of `work` for batches of the items, in order. Results must be picklable."""
    left = iter(items)
    while taken := list(islice(left, _AT_ONCE)):
        count = max(1, min(_cores(), len(taken) // _LEAST))
        if count > 1:  # children inherit what the first item imports and caches
            yield work(taken[:1])
            del taken[0]
        parts = [taken[len(taken) * part // count : len(taken) * (part + 1) // count] for part in range(count)]
        others = [_Child(work, part) for part in parts[1:]]
        yield work(parts[0])
        for other in others:
            yield other.result()


def _cores() -> int:
    """The number of processes that can work at the same time."""
    can_copy = hasattr(os, "sched_getaffinity") and threading.active_count() == 1
    return len(os.sched_getaffinity(0)) if can_copy else 1


class _Child(Generic[_Item, _Result]):
    """A forked child that works on some of the items."""

    def __init__(self, work: Callable[[Sequence[_Item]], _Result], items: Sequence[_Item]) -> None:
        import pickle  # rarely needed

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
        """The child's result. If the child failed, repeats the work here, to raise the same error."""
        with os.fdopen(self._reading, "rb") as pipe:
            text = pipe.read()
        _, status = os.waitpid(self._process, 0)
        return self._work(self._items) if status else self._read(text)  # written by our own child
