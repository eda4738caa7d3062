"""Keys of a widget on a page where typing goes elsewhere."""

from __future__ import annotations

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget


async def claim(widget: Widget, event: events.Key) -> None:
    """Carry out the widget's own binding (or that of what it is in) at once.

    A key event goes up to the page before bindings are looked at, and a page may take what is printable as typing.
    """
    if not event.is_printable:
        return
    found = widget.screen.active_bindings.get(event.key)
    if found and found.enabled and not isinstance(found.node, Screen | App):
        event.stop()
        event.prevent_default()
        await widget.app.run_action(found.binding.action, found.node)
