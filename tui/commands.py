"""What can be typed with a slash, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: its name, what follows it, and what it does."""

    name: str
    argument: str
    about: str

    @property
    def usage(self) -> str:
        """As it is typed."""
        return f"/{self.name} {self.argument}".rstrip()


COMMANDS = (
    Command("help", "", "keys and commands"),
    Command("new", "[scene]", "begin again, here or in another scene"),
    Command("scene", "", "what stands on the table, in words"),
    Command("replay", "[script]", "play a dialog script: opening, web42, book44"),
    Command("undo", "", "take the last turn back"),
    Command("quit", "", "leave"),
)


def parse(text: str) -> tuple[str, str] | None:
    """The name and argument of a slash command, or None when the text is something said."""
    text = text.strip()
    if not text.startswith("/"):
        return None
    name, _, argument = text[1:].partition(" ")
    return name.lower(), argument.strip()
