"""`check` of all AWS managed policies, beside parliament in the same run."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path

from bench.processes import peer, row
from rolecast.checks.check import check
from rolecast.checks.subjects import of_document
from rolecast.iam import managed

PEER = Path(__file__).parent / "peers" / "parliament_check.py"


def main() -> None:
    documents = [document for _, document in managed.documents()]
    subjects = list(map(of_document, documents))
    check(subjects[0])  # loads the rules
    start = time.perf_counter()
    findings = sum(len(check(subject)) for subject in subjects)
    ours = time.perf_counter() - start
    row(f"check of {len(documents):,} AWS managed policies", f"{ours:.2f} s, {findings:,} findings")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.jsonl"
        file.write_text("\n".join(document.text for document in documents), encoding="utf-8")
        python = peer("parliament", "parliament==1.6.4", "setuptools<81")
        done = subprocess.run([python, str(PEER), str(file)], check=True, capture_output=True, text=True)
    theirs = json.loads(done.stdout)
    row("  parliament", f"{theirs['seconds']:.2f} s, {theirs['findings']:,} findings", f"crashes: {theirs['crashes']}")
    row("    ratio", f"{theirs['seconds'] / ours:.1f} times faster", "at least 5")


if __name__ == "__main__":
    main()
