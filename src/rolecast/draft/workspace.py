"""A draft with its file, its undo history, and a copy that survives the end of the program."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from rolecast.draft.draft import Draft
from rolecast.draft.visits import Visits
from rolecast.reading import texts
from rolecast.reading.faults import Fault, InputError
from rolecast.reading.files import make_private_folder, write_file

_MOST_STEPS_BACK = 100


class EditDescription(NamedTuple):
    """The name of an edit, the control or setting that it changes, and the role or file that it names.

    Edits of one setting with the same `spell`, a number for one stretch of typing, are undone together.
    """

    name: str
    about: str = ""
    subject: str = ""
    spell: int | None = None


class _Moment(NamedTuple):
    """A text of the draft and the edit that led to it; None for the first text."""

    text: str
    edit: EditDescription | None


class Workspace:
    """A draft of the role file at `path`, which need not exist.

    Every edit also saves the draft in `folder`, from where the next workspace for the file restores it. `version` grows
    with every change. Raises InputError if the file exists and is not a role file.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self.version = 1
        self._kept = folder / f"{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]}.json"
        self.saved = self._text_of_file()
        self.draft = Draft(self.saved or "", str(path))
        self.is_restored = self._restore()
        """Whether the draft is an unsaved one of an earlier workspace."""
        self._moments = [_Moment(self.draft.text, None)]
        self._now = 0
        self._saved_at: int | None = None if self.is_changed else 0
        """The index of the moment that was saved last; None if unknown."""
        self.visits = Visits(self.draft.keys)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Locks the draft for this program: with two drafts of one file, the second save would overwrite the first.

        Raises InputError if another program has locked it. Windows has no such locks, so nobody is refused there.
        """
        with ExitStack() as held:
            with suppress(OSError):  # if the folder cannot be written, the first edit reports it
                make_private_folder(self._kept.parent)
                if not _lock(held.enter_context(self._kept.with_suffix(".lock").open("w", encoding="utf-8"))):
                    remedy = "continue in its page, or stop it with Ctrl-C"
                    raise InputError([Fault(None, f"`{self.path}` is already being served", remedy)])
            yield

    @property
    def argument(self) -> str:
        """The path as a command-line argument: a leading hyphen would make it an option."""
        return f"./{self.path}" if str(self.path).startswith("-") else str(self.path)

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from the file as it was read or saved last."""
        return self.draft.text != (self.saved or "")

    @property
    def state(self) -> str:
        """How the draft relates to the file: absent, unchanged, changed or before_save."""
        if not self.is_changed:
            return "absent" if self.saved is None else "unchanged"
        return "before_save" if self.is_before_save else "changed"

    @property
    def is_overtaken(self) -> bool:
        """Whether another program has changed the file since it was read or saved."""
        try:
            return self._text_of_file() != self.saved
        except InputError:
            return True

    @property
    def before(self) -> Draft | None:
        """The draft before the last change."""
        return Draft(self._moments[self._now - 1].text, self.draft.source) if self.can_undo else None

    @property
    def last_edit(self) -> EditDescription | None:
        """The edit that led to the current draft, if it was made in this workspace."""
        return self._moments[self._now].edit

    def replace(self, text: str, edit: EditDescription) -> None:
        """Makes `text` the draft. Raises InputError, and changes nothing, if it is not a role file."""
        if text == self.draft.text:
            return
        draft = Draft(text, self.draft.source)
        if self._continues(edit):
            self._now -= 1
        self._forget_redo()
        if self._moments[self._now].text != text:
            self._add(_Moment(text, edit))
        self._become(draft)

    def _continues(self, edit: EditDescription) -> bool:
        """Whether the edit continues the last one. Saving in between ends that."""
        last = self.last_edit
        is_same = last is not None and (last.spell, last.about) == (edit.spell, edit.about)
        is_last = self._now == len(self._moments) - 1
        return edit.spell is not None and is_same and is_last and self._saved_at != self._now

    def _add(self, moment: _Moment) -> None:
        self._moments.append(moment)
        self._now += 1
        if len(self._moments) > _MOST_STEPS_BACK + 1:
            del self._moments[0]
            self._now -= 1
            self._saved_at = self._saved_at - 1 if self._saved_at else None

    def _forget_redo(self) -> None:
        del self._moments[self._now + 1 :]
        if self._saved_at is not None and self._saved_at > self._now:
            self._saved_at = None

    @property
    def can_undo(self) -> bool:
        return self._now > 0

    @property
    def can_redo(self) -> bool:
        return self._now + 1 < len(self._moments)

    @property
    def undo_passes_save(self) -> bool:
        """Whether the next undo leads to a draft from before the last save."""
        return self.can_undo and self._saved_at is not None and self._now <= self._saved_at

    @property
    def is_before_save(self) -> bool:
        """Whether undoing has led to a draft from before the last save."""
        return self._saved_at is not None and self._now < self._saved_at

    def undo(self) -> None:
        """Undoes the last change, if there is one."""
        if self.can_undo:
            self._step(-1)

    def redo(self) -> None:
        """Redoes the change that was undone last, if there is one."""
        if self.can_redo:
            self._step(1)

    def _step(self, by: int) -> None:
        self._now += by
        self._become(Draft(self._moments[self._now].text, self.draft.source))

    def notify(self) -> None:
        """Notifies all pages that something other than the draft has changed. Safe from any thread."""
        self.version += 1

    def save(self, *, over: bool = False) -> None:
        """Writes the draft to its file. Raises OSError if the file cannot be written.

        Raises InputError if another program has changed the file, unless `over` allows overwriting it.
        """
        if self.is_overtaken and not over:
            remedy = "overwrite it, or go back to what it contains"
            raise InputError([Fault(None, f"`{self.path}` was changed by another program", remedy)])
        write_file(self.path, self.draft.text)
        self.saved = self.draft.text
        self._saved_at = self._now
        self.is_restored = False
        self.version += 1
        self._kept.unlink(missing_ok=True)

    def revert(self) -> None:
        """Makes the file's content the draft; this can be undone. Raises InputError if the file is not a role file."""
        text = self._text_of_file()
        Draft(text or "", self.draft.source)  # raises before anything is changed
        self.saved = text
        self.is_restored = False
        if (text or "") == self.draft.text:
            self._become(self.draft)
        else:
            self.replace(text or "", EditDescription("revert"))

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
            return False  # missing or unreadable
        # Restores `saved` too, so that saving does not silently overwrite a file that has changed since.
        self.draft, self.saved = draft, saved
        return self.is_changed

    def _text_of_file(self) -> str | None:
        return texts.read_text(str(self.path))[0] if self.path.exists() else None


def _lock(file: IO[str]) -> bool:
    """Locks the file until it is closed; returns False if another program has locked it. Raises OSError."""
    if sys.platform == "win32":
        return True
    import fcntl  # does not exist on Windows

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
