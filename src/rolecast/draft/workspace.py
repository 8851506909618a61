"""Where a draft changes: with the file that it is of, what was done, and a copy that outlives the program."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from rolecast.draft.draft import Draft
from rolecast.draft.steps import Step
from rolecast.reading import texts
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.files import make_private_folder, write_file

_MOST_STEPS_BACK = 100


class _Past(NamedTuple):
    """A text before an edit, and what the edit was about."""

    text: str
    about: str


class Workspace:
    """A draft of the role file at `path`, which need not exist.

    After every edit the draft is also in `folder`, from where the next workspace of the same file takes it up again.
    `version` grows with every change. Raises InputError where the file is there and is not a role file.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self.version = 1
        self._past: list[_Past] = []
        self._kept = folder / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}.json"
        self.saved = self._text_of_file()
        self.draft = Draft(self.saved or "", str(path))
        self.is_restored = self._restore()
        """Whether the draft is one that was not saved when the last workspace ended."""
        self._visited = {key: set(Step) for key in self.draft.keys}

    @property
    def argument(self) -> str:
        """The path as a command takes it: one that begins with a hyphen would be an option."""
        return f"./{self.path}" if str(self.path).startswith("-") else str(self.path)

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from the file as it was read or saved last."""
        return self.draft.text != (self.saved or "")

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody else has changed the file since."""
        try:
            return self._text_of_file() != self.saved
        except InputError:
            return True

    @property
    def before(self) -> Draft | None:
        """The draft before the last change."""
        return Draft(self._past[-1].text, self.draft.source) if self._past else None

    def replace(self, text: str, about: str) -> None:
        """Makes `text` the draft. Edits about the same thing, one after the other, are one change.

        Raises InputError, and changes nothing, where it is no role file.
        """
        if text == self.draft.text:
            return
        draft = Draft(text, self.draft.source)
        if not self._past or self._past[-1].about != about:
            self._past = [*self._past[1 - _MOST_STEPS_BACK :], _Past(self.draft.text, about)]
        self._become(draft)

    def undo(self) -> None:
        """Takes the last change back, if there is one."""
        if self._past:
            self._become(Draft(self._past.pop().text, self.draft.source))

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    def visit(self, role: str, step: Step) -> set[Step]:
        """Notes that the step of a role was seen. All that were; of a role that was there to begin with, all."""
        visited = self._visited.setdefault(role, set())
        visited.add(step)
        return visited

    def tell(self) -> None:
        """Lets whoever watches the version look again: something beside the draft has changed. From any thread."""
        self.version += 1

    def save(self, *, over: bool = False) -> None:
        """Writes the draft to its file. Raises OSError where it cannot be written.

        Raises InputError where somebody else has changed the file since, unless it is to be written `over`.
        """
        if self.is_overtaken and not over:
            remedy = "save over it, or go back to what is in it"
            raise InputError([Fault(None, f"`{self.path}` was changed by something else", remedy)])
        write_file(self.path, self.draft.text)
        self.saved = self.draft.text
        self.is_restored = False
        self.version += 1
        self._kept.unlink(missing_ok=True)

    def revert(self) -> None:
        """Goes back to what is in the file. It can be undone. Raises InputError where the file is no role file."""
        text = self._text_of_file()
        draft = Draft(text or "", self.draft.source)
        self._past = [*self._past[1 - _MOST_STEPS_BACK :], _Past(self.draft.text, "")]
        self.saved = text
        self.is_restored = False
        self._become(draft)

    def _become(self, draft: Draft) -> None:
        self.draft = draft
        self.version += 1
        self._keep()

    def _keep(self) -> None:
        if not self.is_changed:
            self._kept.unlink(missing_ok=True)
            return
        make_private_folder(self._kept.parent)
        kept = {"format_version": "1", "file": str(self.path.resolve()), "saved": self.saved, "text": self.draft.text}
        write_file(self._kept, json.dumps(kept), private=True)

    def _restore(self) -> bool:
        try:
            kept = json.loads(self._kept.read_text(encoding="utf-8"))
            draft, saved = Draft(kept["text"], self.draft.source), kept["saved"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, InputError):
            return False  # there is none, or none that can be read
        # With what was saved then, so that a file which has changed since is not written over unasked.
        self.draft, self.saved = draft, saved
        return self.is_changed

    def _text_of_file(self) -> str | None:
        return texts.read_text(str(self.path))[0] if self.path.exists() else None
