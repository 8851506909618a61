"""Comparisons of AWS's managed policies with each other and with mutants; the whole process, beside `build`."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.processes import ROLECAST, ROOT, measure, row
from rolecast.iam import managed
from rolecast.iam.comparison import Verdict, verdict
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies

Json = dict[str, Any]
_CHANCE = random.Random(20261127)  # noqa: S311  # a bench wants the same mutants every time


def main() -> None:
    documents = {name: document.json for name, document in managed.documents()}
    verdict(_side(documents["AdministratorAccess"]), _side(documents["SecurityAudit"]))  # loads the names of actions
    for what, pairs in (
        ("neighbours", ((documents[one], documents[other]) for one, other in pairwise(documents))),
        ("themselves, shuffled", ((each, _shuffled(each)) for each in documents.values())),
        ("themselves less an action", _changed(documents, _less)),
        ("themselves with a wider resource", _changed(documents, _wider)),
    ):
        _time(what, list(pairs))
    with tempfile.TemporaryDirectory() as folder:
        old, new = ROOT / "examples" / "team.yaml", Path(folder) / "new.yaml"
        new.write_text(old.read_text(encoding="utf-8").replace("fraud-training", "fraud-models", 1), encoding="utf-8")
        command = ["sh", "-c", f"{ROLECAST} compare {old} {new} >/dev/null || test $? -eq 11"]
        ours, build = measure(command, [ROLECAST, "build", str(old)])
    row("`rolecast compare` of two role files, whole process", f"{ours.seconds * 1e3:,.0f} ms, {ours.megabytes:.0f} MB")
    row("    ratio to `rolecast build`", f"{ours.seconds / build.seconds:.1f} times", "at most 2")


def _time(what: str, pairs: list[tuple[Json, Json]]) -> None:
    seconds, unknown = [], 0
    for one, other in pairs:
        sides = _side(one), _side(other)
        start = time.process_time()
        unknown += verdict(*sides) is Verdict.UNKNOWN
        seconds.append(time.process_time() - start)
    percentiles = statistics.quantiles(seconds, n=100)
    figures = (f"{each * 1e3:,.1f}" for each in (percentiles[49], percentiles[98], max(seconds)))
    aim = f"p99 at most 50 ms, none unknown: {unknown} are"
    row(f"{len(pairs):,} managed policies against {what}: p50 / p99 / max", f"{' / '.join(figures)} ms", aim)


def _side(document: Json) -> Policies:
    return Policies(identity=(NamedPolicy("own", Document(document)),))


def _statements(document: Json) -> list[Json]:
    found = document["Statement"]
    return [dict(each) for each in (found if isinstance(found, list) else [found])]


def _shuffled(document: Json) -> Json:
    statements = _statements(document)
    for statement in statements:
        for element in ("Action", "Resource"):
            if isinstance(statement.get(element), list):
                statement[element] = _CHANCE.sample(statement[element], len(statement[element]))
    _CHANCE.shuffle(statements)
    return {**document, "Statement": statements}


def _changed(documents: dict[str, Json], change: Callable[[Json], bool]) -> Iterator[tuple[Json, Json]]:
    """Each document with one that differs in a statement, if `change` finds one to change."""
    for document in documents.values():
        statements = _statements(document)
        if any(change(each) for each in _CHANCE.sample(statements, len(statements))):
            yield document, {**document, "Statement": statements}


def _less(statement: Json) -> bool:
    actions = statement.get("Action")
    if statement["Effect"] != "Allow" or not isinstance(actions, list) or len(actions) < 2:
        return False
    statement["Action"] = _CHANCE.sample(actions, len(actions) - 1)
    return True


def _wider(statement: Json) -> bool:
    if statement["Effect"] != "Allow" or statement.get("Resource", "*") == "*":
        return False
    statement["Resource"] = "*"
    return True


if __name__ == "__main__":
    main()
