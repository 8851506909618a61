"""An index of many policies, each document once, that finds their statements about an action.

Roles of an account share most of their policies. The cost of a question depends on the number of distinct documents
with statements about its action, not on the number of roles.
"""

from __future__ import annotations

from rolecast.iam import openings
from rolecast.iam.actions import ActionIndex
from rolecast.iam.documents import Document
from rolecast.iam.statements import Statement


class PolicyIndex:
    """Documents by number. Equal documents have the same number."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._statements: list[tuple[int, int, Statement]] = []
        """The number of the document, the position of the statement in it, and the statement."""
        self._index = ActionIndex()
        self._found: tuple[str, dict[int, dict[int, Statement]]] = "", {}

    def __len__(self) -> int:
        """The number of distinct documents."""
        return len(self._numbers)

    def add(self, document: Document) -> int:
        """Adds a document and returns its number. An unknown document has no statements; an invalid one raises
        InputError.
        """
        key = document.text, document.type, tuple(sorted(document.open.items()))
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            if not openings.is_unknown(document):
                for place, statement in enumerate(document.statements):
                    self._index.add(len(self._statements), statement)
                    self._statements.append((number, place, statement))
            self._found = "", {}
        return number

    def about(self, action: str) -> dict[int, dict[int, Statement]]:
        """The statements about an action, by document number and position."""
        if self._found[0] != action:
            found: dict[int, dict[int, Statement]] = {}
            for entry in self._index.find(action):
                number, place, statement = self._statements[entry]
                found.setdefault(number, {})[place] = statement
            self._found = action, found
        return self._found[1]
