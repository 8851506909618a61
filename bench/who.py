"""Ten questions of who may, over an account of 1,000 roles, beside iam-simulate in the same run: whole processes, CPU
seconds, everything counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.accounts import ACCOUNT, write_details
from bench.decide import IAM_SIMULATE
from bench.processes import ROOT, measure, node_peer, row

_PEERS = Path(__file__).parent / "peers"
_BUCKET = "arn:aws:s3:::team-000-data-00000"
_HOME = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}"
QUESTIONS = [
    {"action": action, "resource": resource}
    for action, resource in (
        ("s3:ListBucket", _BUCKET),
        ("s3:GetBucketLocation", _BUCKET),
        ("s3:PutBucketPolicy", _BUCKET),
        ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/00000007-0000-0000-0000-000000000000"),
        ("sagemaker:CreateTrainingJob", f"{_HOME}:training-job/team-00000-a"),
        ("sagemaker:ListModels", "*"),
        ("sagemaker:Search", "*"),
        ("logs:DescribeLogGroups", "*"),
        ("cloudwatch:PutMetricData", "*"),
        ("ec2:RunInstances", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0123456789abcdef0"),
    )
]


def main(runs: int = 3) -> None:
    modules = f"{node_peer('iam-simulate', IAM_SIMULATE)}/node_modules"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "details.json"
        write_details(file, 1_000)
        asked = [str(file), json.dumps(QUESTIONS)]
        ours = ["env", f"PYTHONPATH={ROOT / 'src'}", sys.executable, str(_PEERS / "rolecast_who.py"), *asked]
        theirs = ["node", str(_PEERS / "iam_simulate_who.mjs"), modules, *asked]
        answers = [json.loads(subprocess.check_output(command)) for command in (ours, theirs)]
        if answers[0] != answers[1]:
            raise RuntimeError(f"the answers differ: {answers[0]}, iam-simulate {answers[1]}")
        own, other = measure(ours, theirs, runs=runs)
    row("ten questions of who may, over 1,000 roles", f"{own.cpu:.2f} s CPU, {own.megabytes:.0f} MB")
    row("  iam-simulate", f"{other.cpu:.2f} s CPU, {other.megabytes:.0f} MB")
    row("    ratio", f"{other.cpu / own.cpu:.1f} times faster", "at least 20")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
