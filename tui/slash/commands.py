"""What can be typed with a slash, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from tui.pages import PAGES


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: its name, what follows it ("[...]" where that may be left out), and what it does."""

    name: str
    argument: str
    about: str

    @property
    def usage(self) -> str:
        """As it is typed."""
        return f"/{self.name} {self.argument}".rstrip()

    @property
    def alone(self) -> bool:
        """Whether it can stand alone."""
        return not self.argument or self.argument.startswith("[")


COMMANDS = (
    Command("help", "", "keys and commands"),
    Command("new", "[scene]", "begin again, here or in another scene"),
    Command("scene", "", "what stands on the table, in words"),
    Command("replay", "[script]", "play opening, web42, book44, a script or session"),
    Command("undo", "[n]", "take the last turns back"),
    Command("redo", "[n]", "do again what was taken back"),
    Command("wrong", "", "the last answer was wrong: take it back"),
    Command("pick", "N", "that reading was meant: do it, and remember"),
    Command("meant", "SENTENCE", "the same in other words: do it, and remember"),
    Command("edit", "JSON", "the acts as JSON: do them, and remember"),
    Command("adapter", "[names]", "which are on the model; others on it, or none"),
    Command("resume", "[name]", "go on with a saved session"),
    Command("save", "[name]", "give this session a name"),
    Command("export", "FILE", "write the dialog to FILE.md or FILE.jsonl"),
    Command("quit", "", "leave"),
)
"""What is done in the chat itself."""

_OWN = {command.name for command in COMMANDS}
OPENING = tuple(Command(page.name, "", page.about) for page in PAGES if page.name not in _OWN and page is not PAGES[0])
"""Those that open another page."""

ALL = COMMANDS[:-1] + OPENING + COMMANDS[-1:]
"""All commands of the app, in the order in which they are listed."""

MOST_STEPS = 20
"""How many turns the action language can take back at once."""


def parse(text: str) -> tuple[str, str] | None:
    """The name and argument of a slash command, or None when the text is something said."""
    text = text.strip()
    if not text.startswith("/"):
        return None
    name, _, argument = text[1:].partition(" ")
    return name.lower(), argument.strip()


def parse_step(text: str) -> tuple[str, int | None] | None:
    """Which way and how many turns a `/undo [n]` or `/redo [n]` goes, or None when the text is no such thing."""
    name, number = parse(text) or ("", "")
    if name not in ("undo", "redo") or (number and not (number.isdecimal() and 1 <= int(number) <= MOST_STEPS)):
        return None
    return name, int(number) if number else None


def unknown(name: str) -> str:
    """What to say of a command that there is not: the nearest one, or all."""
    names = [command.name for command in ALL]
    close = get_close_matches(name, names, n=1, cutoff=0.5) or [one for one in names if name and name in one][:1]
    if close:
        (found,) = (command for command in ALL if command.name == close[0])
        return f"There is no /{name}. Did you mean {found.usage}? It does this: {found.about}."
    return f"There is no /{name}. The commands are {', '.join(f'/{one}' for one in names)}."
