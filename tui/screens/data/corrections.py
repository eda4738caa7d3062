"""What can be done with the user's corrections: changed, added, taken out, put back. Part of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on, work

from tui.errors import explain
from tui.examples import corrections as kept
from tui.screens.data import messages as m
from tui.screens.data.base import DataPage
from tui.screens.data.meaning_dialog import Meaning, Said
from tui.text import printable
from tui.widgets.dialogs import Confirm

if TYPE_CHECKING:
    from agent.corrections import Correction


class Corrected(DataPage):
    """A page with a browser in it that may show the corrections."""

    _removed: tuple[Correction, ...] = ()
    _stamp: tuple[int, int] = (0, 0)

    @property
    def mine(self) -> bool:
        """Whether the corrections are shown."""
        source = self.browser.source
        return source is not None and source.kind == "corrections"

    def _one(self) -> Correction | None:
        """The correction under the cursor."""
        from agent.corrections import Correction

        row = self.browser.row
        return row.origin if row is not None and isinstance(row.origin, Correction) else None

    def action_edit(self) -> None:
        """Give the correction under the cursor another meaning."""
        row, one = self.browser.row, self._one()
        if row is None or one is None:
            self.notify("There is no correction here to edit. Press a to add one.", markup=False)
            return

        def save(said: Said | None) -> None:
            if said is not None and said.action != row.action:
                how = said.how
                self._change(
                    lambda path: kept.change(path, one, said.action, how),
                    f"Kept: “{one.say}” means that from now on.",
                )

        self.app.push_screen(Meaning(row.say, row.action, row.history), save)

    def action_add(self) -> None:
        """Add a sentence and what it means."""

        def save(said: Said | None) -> None:
            if said is not None:
                self._change(lambda path: kept.add(path, said.say, said.action), f"Kept: “{said.say}”.")

        self.app.push_screen(Meaning(), save)

    def action_remove(self) -> None:
        """Take the correction under the cursor out, after asking."""
        one = self._one()
        if one is None:
            self.notify("There is no correction here to delete.", markup=False)
            return

        def remove(yes: bool | None) -> None:
            if yes:
                self._change(
                    lambda path: kept.remove(path, one),
                    f"Forgotten: “{one.say}”. Press u to put it back.",
                    removed=one,
                )

        question = f"Forget what you said “{printable(one.say, 80)}” means?"
        self.app.push_screen(Confirm(question, "Forget it", "Keep it"), remove)

    def action_undo(self) -> None:
        """Put back what was taken out last."""
        if not self._removed:
            self.notify("Nothing was deleted here.", markup=False)
            return
        one = self._removed[-1]
        self._removed = self._removed[:-1]
        self._change(lambda path: kept.put_back(path, one), f"Put back: “{one.say}”.")

    def _change(self, work: Callable[..., object], text: str, removed: Correction | None = None) -> None:
        self._changes(work, text, removed)

    @work(thread=True, group="changing", exit_on_error=False)
    def _changes(self, change: Callable[..., object], text: str, removed: Correction | None) -> None:
        from tui.paths import corrections_file

        try:
            change(corrections_file())
        except Exception as error:  # a disk can fail in any way
            self.post_message(m.Changed(explain(error, "changing the corrections"), failed=True))
        else:
            self.post_message(m.Changed(text, removed))

    @on(m.Changed)
    def changed(self, event: m.Changed) -> None:
        """Say so, and read the file again."""
        event.stop()
        self.notify(printable(event.text, 300), severity="error" if event.failed else "information", markup=False)
        if event.removed is not None:
            self._removed = (*self._removed, event.removed)
        if event.failed:
            return
        self.refresh_list()
        if self.mine:
            self._look_again()
            self.reopen()

    def _look_again(self) -> bool:
        """Whether the file was changed since, perhaps by somebody else."""
        source = self.browser.source
        if source is None or source.path is None:
            return False
        before, self._stamp = self._stamp, kept.stamp(source.path)
        return before != self._stamp
