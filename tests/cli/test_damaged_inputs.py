"""Role files, account details and cases with something wrong in them: read as far as they go, or an error with words.

`ROLECAST_EXAMPLES` says how many of each kind are tried.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import orjson
import yaml
from tests.damage import damaged, damaged_text
from tests.runs import case_count
from tests.sources.seeds import DETAILS

from rolecast.account.details import open_details
from rolecast.composition.compose import compose
from rolecast.iam import cases
from rolecast.reading.faults import Fault, InputError
from rolecast.recognition.roles import recognize
from rolecast.recognition.writing import role_file
from rolecast.rolefile.load import read

ROOT = Path(__file__).parents[2]
ROLE_FILES = [
    (ROOT / "examples" / name).read_text(encoding="utf-8") for name in ("minimal.json", "team.yaml", "everything.yaml")
]
CASES = [
    line
    for path in sorted((ROOT / "tests" / "iam" / "cases").iterdir())
    for line in path.read_text(encoding="utf-8").splitlines()
]
COUNT = case_count(40)
MARKS = ("", "!x ", "&a ", "*a ", "- ", ": ", "[", "}", "\t", "{{x", "|", "'", "\x00", "<<: ")


def faults_of(work: Callable[[], Iterable[Fault]]) -> list[Fault]:
    """What was found wrong, whether it ended the work or not."""
    try:
        return [*work()]
    except InputError as error:
        return [*error.faults]


def test_role_files() -> None:
    """With marks of YAML at wrong places, and with values of other kinds: roles, or errors with a message."""
    choose = random.Random("role files")  # noqa: S311 - no secret

    def work() -> Iterable[Fault]:
        assert compose(read(text, "roles.yaml")) is not None
        return ()

    for number in range(COUNT):
        text = ROLE_FILES[number % len(ROLE_FILES)]
        if choose.random() < 0.5:
            text = damaged_text(text, choose, MARKS)
        else:
            [text] = damaged(f"role file {number}", yaml.safe_load(text), 1)
        assert all(fault.message for fault in faults_of(work)), text


def test_account_details(tmp_path: Path) -> None:
    """Read, and written as a role file as far as a role file can hold what is there."""
    file = tmp_path / "details.json"

    def work() -> Iterable[Fault]:
        with open_details(str(file)) as details:
            roles = list(details.roles([name.lower() for name in details.role_names]))
            recognized, refused = recognize(roles)
            assert not recognized or read(role_file(recognized, details.account), "roles.yaml")
            return *details.faults, *refused

    for text in damaged("details", DETAILS, COUNT):
        file.write_bytes(text.encode(errors="surrogatepass"))
        assert all(fault.message for fault in faults_of(work)), text


def test_streams_of_cases() -> None:
    """A decision or an error for each line, which can be written; the lines beside it are decided as they are alone."""
    sound = CASES[0].encode()
    [alone] = cases.decide([sound])
    for number in range(COUNT):
        [text] = damaged(f"case {number}", json.loads(CASES[number % len(CASES)]), 1)
        lines = [line for line in text.encode(errors="surrogatepass").splitlines() if line.strip()]
        first, *decisions, last = cases.decide([sound, *lines, sound])
        assert first == last == alone
        assert len(decisions) == len(lines), text
        assert all(("error" in each) != ("decision" in each) for each in decisions), text
        assert orjson.dumps(decisions)
