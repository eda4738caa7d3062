"""Writing what is shown to a file, and copying one example. Part of the page."""

from __future__ import annotations

import json
import os
from pathlib import Path

from textual import on, work

from tui.errors import explain
from tui.examples.row import Row
from tui.screens.data import messages as m
from tui.screens.data.base import DataPage
from tui.screens.data.dialogs import typed_path
from tui.text import printable
from tui.widgets.dialogs import Ask, Confirm


class Exports(DataPage):
    """Takes examples elsewhere."""

    def action_export(self) -> None:
        """Ask where to, and write what is shown."""
        rows = list(self.browser.table.rows)
        if not rows:
            self.notify("There is nothing to write: no row is shown.", markup=False)
            return

        def check(text: str) -> str | None:
            path = typed_path(text)
            if not text or os.path.isdir(path):
                return "Give a file, such as mine.jsonl."
            return None if os.path.isdir(path.parent) else f"There is no folder {path.parent}."

        def take(text: str | None) -> None:
            if text is None:
                return
            path = typed_path(text)
            if not os.path.exists(path):
                self._writes(path, rows)
                return

            def write_over(yes: bool | None) -> None:
                if yes:
                    self._writes(path, rows)

            self.app.push_screen(Confirm(f"{path} is there already. Write over it?", "Write over it"), write_over)

        self.app.push_screen(Ask(f"Write the {len(rows):,} rows that are shown to which file?", "", check), take)

    @work(thread=True, group="writing", description="writing", exit_on_error=False)
    def _writes(self, path: Path, rows: list[Row]) -> None:
        from tui.examples.export import write

        try:
            count = write(path, rows)
        except Exception as error:  # a disk can fail in any way
            self.post_message(m.Written(explain(error, f"writing {path}"), failed=True))
        else:
            left = len(rows) - count
            less = f"; {left:,} without anything to learn were left out" if left else ""
            self.post_message(m.Written(f"{count:,} examples in {path}{less}."))

    @on(m.Written)
    def written(self, event: m.Written) -> None:
        """Say so."""
        self.notify(printable(event.text), severity="error" if event.failed else "information", markup=False)

    def action_copy(self) -> None:
        """The example under the cursor as JSON."""
        from tui.examples.export import line

        if self.browser.row is not None:
            self.app.copy_to_clipboard(json.dumps(line(self.browser.row), ensure_ascii=False))
            self.notify("Copied.", markup=False)
