"""Decisions a second, beside iam-simulate and PMapper's local simulation; the cost of more policies."""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.processes import node_peer, peer, row
from rolecast.composition.compose import compose
from rolecast.iam import decision as deciding
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.documents import Document
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.rolefile.load import parse

ACCOUNT = "123456789012"
SUBNET, GROUP = "subnet-0a1b2c3d4e5f67890", "sg-0a1b2c3d4e5f67890"
ROLE = f"""
version: 1
account: "{ACCOUNT}"
region: us-east-1
network: {{subnets: [{SUBNET}], security_groups: [{GROUP}]}}
roles:
  data-scientist:
    persona: data-scientist
    activities: {{s3-bucket-access: {{s3_buckets: [fraud-training]}}}}
"""
PEERS = Path(__file__).parent / "peers"
IAM_SIMULATE = "@cloud-copilot/iam-simulate@0.1.173"


class Timed(NamedTuple):
    seconds: float
    answers: str
    """`1` for each request that is allowed, else `0`."""


def main() -> None:
    documents, requests = case()
    count = len(requests)
    ours = _ours(documents, requests)
    row(f"decisions of {count:,} requests, one thread", f"{count / ours.seconds:,.0f} a second")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(as_json(documents, requests)), encoding="utf-8")
        modules = node_peer("iam-simulate", IAM_SIMULATE)
        pmapper = peer("pmapper", "principalmapper==1.1.5")
        for name, command, aim in (
            ("iam-simulate, unvalidated", ["node", str(PEERS / "iam_simulate.mjs"), modules, str(path)], 100),
            ("PMapper's local simulation", [pmapper, str(PEERS / "pmapper.py"), str(path)], 10),
        ):
            theirs = peer_answers(command)
            row(f"  {name}", f"{count / theirs.seconds:,.0f} a second")
            row("    ratio", f"{theirs.seconds / ours.seconds:,.0f} times faster", f"at least {aim}")
            same = sum(a == b for a, b in zip(ours.answers, theirs.answers, strict=True))
            row("    answers that agree", f"{same:,} of {count:,}")
    _curve(documents, requests)


def _ours(documents: Sequence[Mapping[str, Any]], requests: list[Request]) -> Timed:
    runs = []
    for _ in range(5):
        engine = _engine(documents)
        start = time.perf_counter()
        decisions = list(engine.decide_many(requests))
        runs.append(time.perf_counter() - start)
    return Timed(sorted(runs)[2], "".join("01"[decision.answer is Answer.ALLOW] for decision in decisions))


def peer_answers(command: list[str]) -> Timed:
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(3)]
    return Timed(sorted(run["seconds"] for run in runs)[1], runs[0]["answers"])


def _curve(documents: Sequence[Mapping[str, Any]], requests: list[Request]) -> None:
    """The same requests while ever more policies about other services are there."""
    other = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "SERVICE:Get*", "Resource": "arn:aws:SERVICE:*:*:thing/*"}],
    }
    for count in (1, 10, 100, 1000):
        more = [json.loads(json.dumps(other).replace("SERVICE", f"service{number}")) for number in range(count)]
        timed = _ours([*documents, *more], requests)
        row(f"  with {count} policies that cannot match", f"{len(requests) / timed.seconds:,.0f} a second")


def _engine(documents: Sequence[Mapping[str, Any]]) -> Engine:
    named = (NamedPolicy(f"p{number}", Document(document)) for number, document in enumerate(documents))
    return deciding.compile(Policies(identity=tuple(named)))


def case() -> tuple[list[Mapping[str, Any]], list[Request]]:
    """The data scientist's policies, and 10,000 requests of which about half are near misses."""
    role = compose(parse(ROLE))["data-scientist"].resolve()
    # iam-simulate refuses `:*/*` in a resource.
    documents = [json.loads(json.dumps(policy.document.json).replace(":*/*", ":*")) for policy in role.policies]
    chance = random.Random(20261124)  # noqa: S311  # a bench wants the same requests every time
    return documents, list(_requests(documents, chance, 10_000))


def _requests(documents: list[Mapping[str, Any]], chance: random.Random, count: int) -> Iterator[Request]:
    actions = sorted(
        {
            action
            for document in documents
            for statement in document["Statement"]
            for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        }
    )
    strangers = ["sagemaker:CreateEndpoint", "s3:DeleteBucket", "ec2:RunInstances", "iam:CreateRole"]
    for _ in range(count):
        action = chance.choice(actions if chance.random() < 0.9 else strangers)
        bucket = chance.choice(["fraud-training", "fraud-trainings"])
        resource = {
            "s3": chance.choice([f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/a/{chance.randrange(99)}"]),
            "iam": f"arn:aws:iam::{ACCOUNT}:role/{chance.choice(['sagemaker-data-scientist', 'administrator'])}",
        }.get(action.split(":")[0], f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:training-job/{chance.randrange(99)}")
        context: dict[str, str | tuple[str, ...]] = {}
        if chance.random() < 0.7:
            context["sagemaker:VpcSubnets"] = (chance.choice([SUBNET, "subnet-1"]),)
            context["sagemaker:VpcSecurityGroupIds"] = (GROUP,)
        if action == "iam:PassRole":
            context["iam:PassedToService"] = chance.choice(["sagemaker.amazonaws.com", "ec2.amazonaws.com"])
        yield Request(action, resource, context=context)


def as_json(documents: Sequence[Mapping[str, Any]], requests: list[Request]) -> dict[str, Any]:
    return {
        "account": ACCOUNT,
        "principal": f"arn:aws:sts::{ACCOUNT}:assumed-role/sagemaker-data-scientist/bench",
        "policies": documents,
        "requests": [
            {"action": request.action, "resource": request.resource, "context": dict(request.context)}
            for request in requests
        ],
    }


if __name__ == "__main__":
    main()
