"""The packages and their imports are those that docs/explanation/architecture.md lists."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "architecture.md"


def table() -> dict[str, set[str]]:
    """What each package may import, by the page."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {package: set(re.findall(r"`(\w+)`", cell)) for package, cell in rows}


@cache
def imports() -> dict[str, set[str]]:
    """What each package imports, by its code. `__init__` and `__main__` of the whole are at the top."""
    graph = grimp.build_graph("rolecast")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in graph.modules - {"rolecast", "rolecast.__main__"}:
        package = module.split(".")[1]
        imported = graph.find_modules_directly_imported_by(module) - {"rolecast"}
        found[package] |= {each.split(".")[1] for each in imported} - {package}
    return found


def test_the_page_lists_every_package() -> None:
    """And none that is not there."""
    assert set(table()) == set(imports()) == {path.stem for path in packages()}


def packages() -> list[Path]:
    source = PAGE.parents[2] / "src" / "rolecast"
    return [
        path for path in source.iterdir() if (path.is_dir() or path.suffix == ".py") and not path.name.startswith("_")
    ]


@pytest.mark.parametrize("package", sorted(table()))
def test_a_package_imports_what_the_page_says(package: str) -> None:
    """Nothing else, and the page promises nothing that is not used."""
    assert imports()[package] == table()[package]


def test_imports_flow_one_way() -> None:
    """No package imports, by whatever way, one that imports it."""
    reached: dict[str, set[str]] = {}

    def reach(package: str, way: tuple[str, ...]) -> set[str]:
        assert package not in way, f"a circle: {' -> '.join((*way, package))}"
        if package not in reached:
            below = imports()[package]
            reached[package] = below.union(*(reach(each, (*way, package)) for each in below))
        return reached[package]

    for package in table():
        reach(package, ())


def test_no_modules_import_each_other() -> None:
    """By whatever way, late imports included."""
    graph = grimp.build_graph("rolecast", cache_dir=None)
    left = {module: set(graph.find_modules_directly_imported_by(module)) - {module} for module in graph.modules}
    while ready := {module for module, imported in left.items() if not imported}:
        left = {module: imported - ready for module, imported in left.items() if module not in ready}
    assert sorted(left) == []


DOORS = ("iam", "sources", "catalogue")
"""Packages that read policies as JSON: the language, what people have, and templates that only become policies."""
WRITERS = {
    "access/remedies.py": "templates of the catalogue",
    "composition/notices.py": "templates of the catalogue",
    "guardrails/denials.py": "statements that it has just written",
    "rendering/scp.py": "statements that it has just written",
    "workflows/denying.py": "a statement that it has just written",
}
"""Modules that look into the JSON of what is not a policy document, with what that is."""
ELEMENTS = {"Statement", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal", "NotPrincipal"}


def lookups(tree: ast.AST) -> Iterator[int]:
    """The lines in which a mapping is asked for an element of a policy by its name."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str(name)), ctx=ast.Load()) if name in ELEMENTS:
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=str(name)), *_]) if (
                name in ELEMENTS
            ):
                yield node.lineno
            case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In() | ast.NotIn()]) if name in ELEMENTS:
                yield node.lineno


def test_policies_are_read_at_the_doors_alone() -> None:
    """Behind them nobody looks for elements of a policy in JSON: a document has typed statements."""
    source = PAGE.parents[2] / "src" / "rolecast"
    found = {
        path.relative_to(source).as_posix(): lines
        for path in source.rglob("*.py")
        if path.relative_to(source).parts[0] not in DOORS
        and (lines := [*lookups(ast.parse(path.read_text(encoding="utf-8")))])
    }
    assert {path: lines for path, lines in found.items() if path not in WRITERS} == {}
    assert found.keys() == WRITERS.keys()


def test_a_lookup_is_seen() -> None:
    """In each of its forms, and nothing else."""
    asks = ('x["Action"]', 'x.get("Condition", {})', '"Statement" in x', '"NotAction" not in x')
    does_not = ('x["Action"] = 1', 'x["action"]', '{"Action": x}', 'x == "Action"')
    assert [bool([*lookups(ast.parse(text))]) for text in (*asks, *does_not)] == [True] * 4 + [False] * 4
