"""The line at the bottom of every page: the keys, and what they do there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class Keys(Footer):
    """Textual's footer, made in half the time.

    Each key of that begins as a compact one, is then told that it is not, and gets its styles three times. Keys change
    with the focus, so this is felt.
    """

    def compose(self) -> ComposeResult:
        """The keys, from the start as they are to be."""
        for key in super().compose():
            if isinstance(key, FooterKey):
                key.set_reactive(FooterKey.compact, self.compact)
            yield key
