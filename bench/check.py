"""`check` beside parliament and cloudsplaining in the same run: all AWS managed policies, and whole accounts."""

from __future__ import annotations

import gc
import json
import subprocess
import tempfile
import time
from pathlib import Path

from bench.accounts import write_details
from bench.processes import ROLECAST, measure, peer, row
from rolecast.checks.check import check, check_each
from rolecast.checks.subjects import of_document
from rolecast.iam import managed

PEER = Path(__file__).parent / "peers" / "parliament_check.py"
PARLIAMENT = ("parliament==1.6.4", "setuptools<81")


def main() -> None:
    check_accounts()
    check_managed_policies()


def check_managed_policies() -> None:
    documents = [document for _, document in managed.documents()]
    subjects = list(map(of_document, documents))
    check(subjects[0])  # loads the rules
    gc.set_threshold(100_000)  # as the command does
    start = time.perf_counter()
    findings = sum(map(len, check_each(subjects)))
    ours = time.perf_counter() - start
    row(f"check of {len(documents):,} AWS managed policies", f"{ours:.2f} s, {findings:,} findings")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.jsonl"
        file.write_text("\n".join(document.text for document in documents), encoding="utf-8")
        python = peer("parliament", *PARLIAMENT)
        done = subprocess.run([python, str(PEER), str(file)], check=True, capture_output=True, text=True)
    theirs = json.loads(done.stdout)
    row("  parliament", f"{theirs['seconds']:.2f} s, {theirs['findings']:,} findings", f"crashes: {theirs['crashes']}")
    row("    ratio", f"{theirs['seconds'] / ours:.1f} times faster", "at least 5")


def check_accounts() -> None:
    """Whole processes on one file of account details: 1,000 roles beside both peers, and ten times as many."""
    parliament = Path(peer("parliament", *PARLIAMENT)).parent / "parliament"
    cloudsplaining = Path(peer("cloudsplaining", "cloudsplaining==0.9.1")).parent / "cloudsplaining"
    with tempfile.TemporaryDirectory() as folder:
        file, large = Path(folder) / "details.json", Path(folder) / "large.json"
        write_details(file, 1_000)
        write_details(large, 10_000)
        ours = ["sh", "-c", f'{ROLECAST} check "$0" || test $? -eq 10']
        small, their, other = measure(
            [*ours, str(file)],
            ["sh", "-c", f"{parliament} --auth-details-file {file} || true"],  # it fails where it finds something
            [str(cloudsplaining), "scan", "--skip-open-report", "--input-file", str(file), "--output", folder],
            runs=3,
        )
        big = measure([*ours, str(large)], runs=1)[0]
    row(
        "check of an account of 1,000 roles",
        f"{small.seconds:.2f} s, {small.megabytes:.0f} MB",
        "at most 200 MB, a process",
    )
    for name, run in (("parliament", their), ("cloudsplaining", other)):
        row(f"  {name}", f"{run.seconds:.2f} s, {run.megabytes:.0f} MB")
        row("    ratio", f"{run.seconds / small.seconds:.1f} times faster", "at least 5")
    row("check of an account of 10,000 roles", f"{big.seconds:.2f} s, {big.megabytes:.0f} MB")
    row("  of 1,000", f"{big.seconds / small.seconds:.1f} times", "at most 12")


if __name__ == "__main__":
    main()
