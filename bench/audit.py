"""`audit` with its page beside cloudsplaining in the same run: whole processes on the details of an account,
CPU seconds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.accounts import write_details, write_quick_setup
from bench.processes import ROLECAST, measure, peer, row

CLOUDSPLAINING = "cloudsplaining==0.9.1"


def main(runs: int = 3) -> None:
    cloudsplaining = Path(peer("cloudsplaining", CLOUDSPLAINING)).parent / "cloudsplaining"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "audit.html"
        ours = ["sh", "-c", f'{ROLECAST} audit "$0" --format html > {page}']
        scan = [str(cloudsplaining), "scan", "--skip-open-report", "--output", folder, "--input-file"]
        quick, four_times = Path(folder) / "quick.json", Path(folder) / "quick-600.json"
        write_quick_setup(quick, 150)
        write_quick_setup(four_times, 600)
        of_quick, other_of_quick = measure([*ours, str(quick)], [*scan, str(quick)], runs=runs)
        of_more = measure([*ours, str(four_times)], runs=1)[0]
        for each in Path(folder).glob("*.html"):
            each.unlink()
        file, large = Path(folder) / "details.json", Path(folder) / "large.json"
        write_details(file, 1_000)
        write_details(large, 10_000)
        small, other = measure([*ours, str(file)], [*scan, str(file)], runs=runs)
        own_size = page.stat().st_size
        (their_size,) = (each.stat().st_size for each in Path(folder).glob("*.html") if each != page)
        big = measure([*ours, str(large)], runs=1)[0]
    row("audit of an account of 1,000 roles", f"{small.cpu:.2f} s CPU, {small.megabytes:.0f} MB")
    row("  cloudsplaining", f"{other.cpu:.2f} s CPU, {other.megabytes:.0f} MB")
    row("    ratio", f"{other.cpu / small.cpu:.1f} times faster", "at least 4")
    row("  page", f"{own_size / 1e6:.2f} MB", "less than 1 MB")
    row("    cloudsplaining's", f"{their_size / 1e6:.2f} MB, {their_size / own_size:.1f} times as large", "at least 5")
    row("audit of an account of 10,000 roles", f"{big.cpu:.2f} s CPU, {big.megabytes:.0f} MB", "at most 400 MB")
    row("  of 1,000", f"{big.cpu / small.cpu:.1f} times", "at most 12")
    row("audit of 150 roles of quick set-up", f"{of_quick.cpu:.2f} s CPU, {of_quick.megabytes:.0f} MB")
    row("  cloudsplaining", f"{other_of_quick.cpu:.2f} s CPU, {other_of_quick.megabytes:.0f} MB")
    row("    ratio", f"{other_of_quick.cpu / of_quick.cpu:.1f} times as fast")
    row("  of 600", f"{of_more.cpu:.2f} s CPU, {of_more.cpu / of_quick.cpu:.1f} times", "at most 4")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
