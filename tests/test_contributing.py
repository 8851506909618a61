"""What CONTRIBUTING says about adding an activity, followed to the letter in a copy of the package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTIVITIES = ROOT / "src" / "rolecast" / "catalogue" / "activities"
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("\n## Add an activity\n")[2].partition("\n## ")[0]
ROLES = """\
version: 1
account: "123456789012"
region: eu-west-1
roles:
  reader:
    activities:
      read-prompts: {feature_group_names: [prompts]}
"""
INQUIRY = """
import json
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.verification import problems_of_activity
from tools.reference.activities import overview
activity = CATALOGUE.activity("read-prompts")
print(json.dumps({
    "last": CATALOGUE.activities()[-1].id,
    "problems": list(problems_of_activity(activity, CATALOGUE)),
    "listed": "(activities/read-prompts.md)" in overview(),
}))
"""


def copy(folder: Path) -> Path:
    """The package with one more activity: the nearest one, copied and changed as the section says."""
    source = folder / "src"
    shutil.copytree(ROOT / "src" / "rolecast", source / "rolecast", ignore=shutil.ignore_patterns("__pycache__"))
    number = max(yaml.safe_load(path.read_bytes())["number"] for path in ACTIVITIES.glob("*.yaml")) + 1
    text = (ACTIVITIES / "read-features.yaml").read_text(encoding="utf-8")
    for old, new in (
        (r"^number: .*", f"number: {number}"),
        (r"^title: .*", "title: Read Prompts"),
        (r"^policy: .*", "policy: SM_ReadPrompts"),
    ):
        text, count = re.subn(old, new, text, flags=re.MULTILINE)
        assert count == 1
    added = source / "rolecast" / "catalogue" / "activities" / "read-prompts.yaml"
    added.write_text(text, encoding="utf-8")
    return source


def run(source: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(ROOT)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(
    not (ROOT / "tools" / "reference").is_dir(),
    reason="needs tools/reference, which the repository has and the source distribution has not",
)
def test_an_activity_is_one_file(tmp_path: Path) -> None:
    """With that file alone it is listed last, keeps the catalogue's standard, has a row in the reference and builds."""
    source = copy(tmp_path)
    found = json.loads(run(source, "-c", INQUIRY))
    assert found == {"last": "read-prompts", "problems": [], "listed": True}
    built = json.loads(run(source, "-m", "rolecast", "build", "-", stdin=ROLES))
    (policy,) = built["roles"][0]["policies"]
    assert policy["name"] == "SM_ReadPrompts_sagemaker-reader"


def test_the_section_names_every_key_of_an_activity() -> None:
    """Who writes one finds each key that a file of the catalogue has."""
    used = {key for path in ACTIVITIES.glob("*.yaml") for key in yaml.safe_load(path.read_bytes())}
    assert [key for key in sorted(used) if f"`{key}`" not in SECTION] == []


def test_the_files_that_the_section_names_are_there() -> None:
    """Those of tests and of the catalogue that a new activity may need a line in."""
    named = re.findall(r"`((?:tests|src|tools|catalogue)/[\w/.-]+)`", SECTION)
    assert len(named) > 3
    homes = (ROOT, ROOT / "src" / "rolecast")
    assert [name for name in named if "ID" not in name and not any((home / name).exists() for home in homes)] == []
