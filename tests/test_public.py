"""What `import rolecast` offers: exactly this, and each name only when it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import rolecast

TEAM = Path(__file__).parents[1] / "examples" / "team.yaml"
PUBLIC = [
    *(
        "AccountError",
        "Answer",
        "Audit",
        "ComparedSources",
        "Diagnosis",
        "Document",
        "Environment",
        "Explained",
        "Fault",
        "Finding",
        "Format",
        "InputError",
    ),
    *("SourceKind", "Notice", "Outcome", "Place", "Plan", "Policy", "Response", "Role", "RoleFile", "RolecastError"),
    *("SearchResult", "Severity", "Suppression", "UnresolvedError", "Verdict", "__version__"),
    *(
        "audit",
        "can",
        "check",
        "compare",
        "compose",
        "denied",
        "explain",
        "granted",
        "load",
        "plan",
        "render",
        "test",
        "who",
    ),
]


def test_all_is_exact() -> None:
    """Nothing more, nothing less; sorted, and each with a module behind it."""
    assert rolecast.__all__ == sorted(PUBLIC)
    assert rolecast._MODULES.keys() == set(rolecast.__all__) - {"__version__"}
    for name, module in rolecast._MODULES.items():
        found = getattr(rolecast, name)
        assert found is getattr(import_module(module), name)
        assert getattr(found, "__module__", module) == module
        assert found.__doc__


def test_dir_and_star_offer_all() -> None:
    """For people who look around in an interactive Python."""
    assert set(rolecast.__all__) <= set(dir(rolecast))
    offered: dict[str, object] = {}
    exec("from rolecast import *", offered)  # noqa: S102 - nothing else shows what a star imports
    assert set(offered) - {"__builtins__"} == set(rolecast.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As with every module."""
    with pytest.raises(AttributeError, match="module 'rolecast' has no attribute 'laod'"):
        rolecast.laod  # noqa: B018


def test_the_main_job_in_three_lines() -> None:
    """As the module's own documentation shows it."""
    roles = rolecast.compose(rolecast.load(TEAM))
    document = json.loads(rolecast.render(roles, "json"))
    assert [role["key"] for role in document["roles"]] == list(roles) == ["compute", "data-scientist"]
    assert rolecast.render(roles, rolecast.Format.TERRAFORM) == rolecast.render(roles, "terraform")


def test_errors_are_one_family() -> None:
    """Everything that is raised on purpose can be caught by one name."""
    with pytest.raises(rolecast.RolecastError) as raised:
        rolecast.load("no such file")
    assert isinstance(raised.value, rolecast.InputError)
    assert raised.value.faults == (rolecast.Fault(None, "there is no file `no such file`"),)
    assert issubclass(rolecast.UnresolvedError, rolecast.RolecastError)


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import rolecast", []),
        ("import rolecast; rolecast.Place", ["rolecast.reading", "rolecast.reading.faults"]),
    ],
)
def test_a_name_is_imported_when_it_is_used(code: str, modules: list[str]) -> None:
    """Importing the package costs nothing but itself."""
    shown = f"{code}; import sys; print(*sorted(name for name in sys.modules if name.startswith('rolecast.')))"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert done.stdout.split() == modules


def test_the_package_is_typed() -> None:
    """Type checkers read its annotations."""
    assert (Path(rolecast.__file__).parent / "py.typed").is_file()
