"""What the parts of the page need of each other: `screen.py` puts the parts together."""

from __future__ import annotations

from pathlib import Path

from tui.screens.data.browser import Browser
from tui.screens.page import PageScreen


class DataPage(PageScreen):
    """A page with a list of sources and a browser in it."""

    @property
    def browser(self) -> Browser:
        """What shows a source."""
        return self.query_one(Browser)

    def refresh_list(self) -> None:
        """Look for sources again."""
        raise NotImplementedError

    def reopen(self) -> None:
        """Read the open source again, as it has changed."""
        raise NotImplementedError

    def open_file(self, path: Path) -> None:
        """Open a file, and remember it."""
        raise NotImplementedError
