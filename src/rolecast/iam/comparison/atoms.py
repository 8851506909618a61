"""Splits statements into atoms: the requirements on one part of a request. Both sides share equal atoms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rolecast.iam import algebra, conditions, patterns
from rolecast.iam.algebra import Text
from rolecast.iam.clauses import Clause, Scope
from rolecast.iam.comparison import languages
from rolecast.iam.comparison.languages import Arns, PatternTexts, TextSet
from rolecast.iam.conditions import AbsenceTest, Test
from rolecast.iam.patterns import ArnPattern, Pattern, WholeService
from rolecast.iam.policies import Layer, LayeredStatement
from rolecast.iam.principals import Principal
from rolecast.iam.statements import Effect
from rolecast.iam.variables import TextTemplate, Variable

RESOURCE, ACTION = "resource", "action"
"""The parts of a request that are not condition keys, which have a colon."""


@dataclass(frozen=True, slots=True)
class Among:
    """Whether the resource or action matches one of some texts. The matches of `templates` depend on the context."""

    languages: frozenset[TextSet]
    templates: frozenset[TextTemplate] = frozenset()
    services: frozenset[WholeService] = frozenset()
    """The services for which the resource `*` matches too."""

    def has_star(self, scope: Scope) -> bool:
        """Whether the resource `*` matches, in the scope of a request."""
        return any(service.covers(*scope) for service in self.services)


EVERY_SERVICE = "*"
"""The prefix of actions of any service."""

Atom = Among | Test
Literal = int
"""The number of an atom; negative if the atom must not hold."""


class Atoms:
    """Atoms by number, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, Atom], int] = {}
        self._known: list[tuple[str, Atom]] = [("", Among(frozenset()))]
        self.written_keys: dict[str, str] = {}
        """The spelling of keys, by name in lower case."""
        self.written_actions: dict[str, str] = {}
        """The spelling of actions, by action in lower case."""

    def number(self, subject: str, atom: Atom) -> Literal:
        found = self._numbers.setdefault((subject, atom), len(self._known))
        if found == len(self._known):
            self._known.append((subject, atom))
        return found

    def __getitem__(self, literal: Literal) -> tuple[str, Atom]:
        """The part of the request and the atom of a literal."""
        return self._known[abs(literal)]

    def tests(self, key: str) -> list[Test]:
        """All tests of a key, from both sides."""
        return [atom for subject, atom in self._known if subject == key and not isinstance(atom, Among)]

    def resources(self) -> list[Among]:
        """All requirements on resources, from both sides."""
        return [atom for subject, atom in self._known if subject == RESOURCE and isinstance(atom, Among)]


@dataclass(frozen=True)
class Term:
    """A statement. It matches requests of its actions and principals for which all literals hold.

    Terms are equal if they match the same requests with the same effect in the same layer and level.
    """

    layer: Layer
    level: int
    effect: Effect
    actions: frozenset[Pattern]
    except_actions: bool
    principals: frozenset[Principal] | None
    except_principals: bool
    literals: frozenset[Literal]
    clause: Clause = field(compare=False)
    by_service: Mapping[str, Sequence[Pattern]] = field(compare=False)
    """`actions` by service prefix, with `EVERY_SERVICE` for those of all services."""

    @property
    def whole_services(self) -> frozenset[str]:
        """The prefixes of services whose requests for `*` its resources match."""
        resources = self.clause.resources
        return frozenset(each.service for each in resources.services) if resources else frozenset()

    def patterns(self, prefix: str) -> Sequence[Pattern]:
        """The patterns in `actions` that can match actions of a service."""
        own = self.by_service.get(prefix, ())
        return (*own, *self.by_service[EVERY_SERVICE]) if EVERY_SERVICE in self.by_service else own

    def is_about(self, action: str) -> bool:
        """Whether it is about an action, given in lower case."""
        own = self.patterns(action.partition(":")[0])
        return any(patterns.matches(pattern, action) for pattern in own) is not self.except_actions


def term(clause: Clause, entry: LayeredStatement, atoms: Atoms) -> Term | None:
    """The term of an entry; None if the statement matches no request."""
    statement, ref = entry.statement, entry.ref
    literals: set[Literal] = set()
    for literal in (_resource_literal(clause, entry, atoms), *(_test_literal(test, atoms) for test in clause.tests)):
        if literal is False:
            return None
        if literal is not True:
            literals.add(literal)
    if any(-literal in literals for literal in literals):
        return None
    texts = statement.actions if statement.actions is not None else statement.not_actions or ()
    by_service: dict[str, list[Pattern]] = {}
    for text in texts:
        folded_text = text.lower()
        atoms.written_actions.setdefault(folded_text, text)
        by_service.setdefault(folded_text.partition(":")[0], []).append(algebra.action(text))
    return Term(
        ref.layer,
        entry.level,
        ref.effect,
        frozenset(pattern for own in by_service.values() for pattern in own),
        statement.actions is None,
        None if clause.principals is None else frozenset(clause.principals),
        clause.except_principals,
        frozenset(literals),
        clause,
        by_service,
    )


def among(texts: Iterable[Text]) -> Among:
    """The resources that some texts match: ARNs part by part, other texts as a whole."""
    found: set[TextSet] = set()
    templates: set[TextTemplate] = set()
    for text in texts:
        if isinstance(text, TextTemplate):
            templates.add(folded(text))
        elif (language := resource(text)) is not None:
            found.add(language)
    return Among(frozenset(found), frozenset(templates))


def resource(pattern: Pattern) -> PatternTexts | Arns | None:
    """The resources that a pattern matches; None if no request can have one."""
    parts = algebra.symbols(pattern).split(":", 5)
    if len(parts) < 6:
        return PatternTexts(pattern)
    return next(iter(languages.arns(ArnPattern(tuple(map(languages.pattern, parts))))), None)


def folded(template: TextTemplate) -> TextTemplate:
    """The template with the keys of its variables in lower case."""
    parts = (part._replace(key=part.key.lower()) if isinstance(part, Variable) else part for part in template.parts)
    return TextTemplate(tuple(parts))


def _resource_literal(clause: Clause, entry: LayeredStatement, atoms: Atoms) -> Literal | bool:
    """The literal of a Resource or NotResource; True or False if it always or never holds."""
    statement = entry.statement
    texts = statement.resources if statement.resources is not None else statement.not_resources
    if texts is None or clause.resources is None:
        return True
    has_variables, is_completed = entry.has_variables, entry.ref.layer.is_completed
    meant = (algebra.resource(text, has_variables=has_variables, is_completed=is_completed) for text in texts)
    found = replace(among(meant), services=frozenset(clause.resources.services))
    is_exception = statement.resources is None
    if languages.EVERYTHING in found.languages:
        return not is_exception
    if not found.languages and not found.templates:
        return is_exception
    number = atoms.number(RESOURCE, found)
    return -number if is_exception else number


def _test_literal(test: Test, atoms: Atoms) -> Literal | bool:
    """The literal of a condition; True or False if it always or never holds."""
    for key in conditions.keys(test):
        atoms.written_keys.setdefault(key.lower(), key)
    if isinstance(test, AbsenceTest):
        if test.if_present == test.if_missing:
            return test.if_present
        absent = atoms.number(test.key, test._replace(if_missing=True, if_present=False))
        return absent if test.if_missing else -absent
    templates = sorted(set(map(folded, test.values.templates)), key=repr)
    return atoms.number(test.key, test._replace(values=test.values._replace(templates=tuple(templates))))
