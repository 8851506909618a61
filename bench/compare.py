"""Comparisons of AWS's managed policies with each other, with mutants and with what they were; texts beside z3, and
requests beside iam-simulate; the whole process, beside `build`.
"""

from __future__ import annotations

import ast
import gc
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import decide
from bench.processes import ROLECAST, ROOT, measure, node_peer, peer, row, wheel_member
from rolecast.iam import managed, patterns
from rolecast.iam.comparison import Budget, Verdict, texts, verdict
from rolecast.iam.comparison.languages import PatternTexts
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies

Json = dict[str, Any]
_CHANCE = random.Random(20261127)  # noqa: S311  # a bench wants the same mutants every time


def main() -> None:
    documents = {name: document.json for name, document in managed.documents()}
    gc.freeze()  # a process that compares two policies holds two
    verdict(_side(documents["AdministratorAccess"]), _side(documents["SecurityAudit"]))  # loads the names of actions
    for what, pairs in (
        ("neighbours", ((documents[one], documents[other]) for one, other in pairwise(documents))),
        ("themselves, shuffled", ((each, _shuffled(each)) for each in documents.values())),
        ("themselves less an action", _changed(documents, _less)),
        ("themselves with a wider resource", _changed(documents, _wider)),
    ):
        _time(what, list(pairs))
    for version in ("4.0.0", "5.0.20"):  # of 2022 and 2024
        older = _older(version)
        common = [(older[name], document) for name, document in documents.items() if name in older]
        _time(f"what moto {version} has of them", common)
    _beside_z3()
    _beside_iam_simulate()
    with tempfile.TemporaryDirectory() as folder:
        old, new = ROOT / "examples" / "team.yaml", Path(folder) / "new.yaml"
        new.write_text(old.read_text(encoding="utf-8").replace("fraud-training", "fraud-models", 1), encoding="utf-8")
        command = ["sh", "-c", f"{ROLECAST} compare {old} {new} >/dev/null || test $? -eq 11"]
        ours, build = measure(command, [ROLECAST, "build", str(old)])
    row("`rolecast compare` of two role files, whole process", f"{ours.seconds * 1e3:,.0f} ms, {ours.megabytes:.0f} MB")
    row("    ratio to `rolecast build`", f"{ours.seconds / build.seconds:.1f} times", "at most 2")


def _older(version: str) -> dict[str, Json]:
    """The managed policies that a version of moto has."""
    [assignment] = ast.parse(wheel_member(f"moto=={version}", "moto/iam/aws_managed_policies.py")).body
    assert isinstance(assignment, ast.Assign)
    policies: dict[str, Json] = json.loads(ast.literal_eval(assignment.value))
    return {name: policy["Document"] for name, policy in policies.items()}


def _beside_z3() -> None:
    """Is there a text in all of up to three patterns and in none of up to five others?"""
    problems = [
        [
            ["".join(_CHANCE.choices("aab:*?*", k=_CHANCE.randint(1, 6))) for _ in range(_CHANCE.randint(1, most))]
            for most in (3, 5)
        ]
        for _ in range(200)
    ]
    start = time.perf_counter()
    ours = "".join("01"[_text(inside, outside) is not None] for inside, outside in problems)
    seconds = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problems.json"
        path.write_text(json.dumps(problems), encoding="utf-8")
        command = [peer("z3", "z3-solver"), str(decide.PEERS / "z3_texts.py"), str(path)]
        theirs = decide.peer_answers(command)
    row(f"{len(problems)} texts in some patterns and not in others", f"{seconds * 1e3:,.0f} ms")
    row("  z3", f"{theirs.seconds * 1e3:,.0f} ms, {theirs.answers.count('?')} not decided")
    row("    ratio", f"{theirs.seconds / seconds:,.0f} times faster")
    same = sum(one == other for one, other in zip(ours, theirs.answers, strict=True))
    row("    answers that agree", f"{same} of {len(problems) - theirs.answers.count('?')}")


def _text(inside: list[str], outside: list[str]) -> str | None:
    one, other = ([PatternTexts(patterns.pattern(each)) for each in some] for some in (inside, outside))
    return texts.find([[each] for each in one], other, Budget())


def _beside_iam_simulate() -> None:
    """A role whose bucket was widened: a proof over all requests, and 1,000 requests tried on both sides."""
    documents, requests = decide.case()
    wider = [json.loads(json.dumps(each).replace("s3:::fraud-training", "s3:::fraud-*")) for each in documents]
    narrow, wide = (_role([*each]) for each in (documents, wider))
    start = time.perf_counter()
    found = verdict(narrow, wide)
    seconds = time.perf_counter() - start
    row("a role with a wider bucket, over all requests", f"{seconds * 1e3:,.1f} ms: {found.value}")
    modules = node_peer("iam-simulate", decide.IAM_SIMULATE)
    tried = []
    with tempfile.TemporaryDirectory() as folder:
        for number, side in enumerate((documents, wider)):
            path = Path(folder) / f"{number}.json"
            path.write_text(json.dumps(decide.as_json(side, requests[:1_000])), encoding="utf-8")
            tried.append(decide.peer_answers(["node", str(decide.PEERS / "iam_simulate.mjs"), modules, str(path)]))
    theirs = sum(each.seconds for each in tried)
    gained = sum(pair == ("0", "1") for pair in zip(*(each.answers for each in tried), strict=True))
    row("  iam-simulate, 1,000 requests on both sides", f"{theirs * 1e3:,.0f} ms: {gained} gained")
    row("    ratio", f"{theirs / seconds:,.0f} times faster")


def _role(documents: Sequence[Mapping[str, Any]]) -> Policies:
    return Policies(identity=tuple(NamedPolicy(f"p{number}", Document(each)) for number, each in enumerate(documents)))


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
