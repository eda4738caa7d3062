"""`etaoin chat`: the conversation without the screen, for a plain terminal or for another program."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.backend import Backend
from tui.cli import wire
from tui.cli.parser import Parser, add_model, add_scene
from tui.errors import explain

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.session import Session, Turn

EXAMPLES = """
etaoin chat                                                talk, one line at a time
echo "pick up the red cube" | etaoin chat --json           one JSON object per line
printf 'what is in the box?\\n/new tower\\nhow many blocks are there?\\n' | etaoin chat --json
"""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin chat",
        "Talk without the screen: one utterance per line on stdin, one answer on stdout.\n"
        "The line `/new [SCENE]` begins again, here or in another scene, without loading the model again.\n\n"
        'With --json each answer is an object on one line: "utterance", "actions" (what the model emitted; [] for\n'
        'nothing), "reply", "ms" and "world" ("holding" and "objects", with positions and supports).',
        EXAMPLES,
    )
    p.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
    add_scene(p)
    add_model(p)
    return p


class Chat:
    """A session that can be begun again, with one model."""

    def __init__(self, backend: Backend, model: LanguageModel, scene: str) -> None:
        self._backend, self._model = backend, model
        self.scene = scene
        self.session: Session
        self.begin(scene)

    def begin(self, scene: str | None) -> None:
        """Begin again, in that scene or where it began before; keeps the old session when the scene is no good."""
        name = scene or self.scene
        self.session = self._backend.session(self._model, self._backend.scene(name))
        self.scene = name


def run(args: list[str], backend: Backend | None = None) -> int:
    """Answer every line of stdin; 0 whatever was said."""
    options = parser().parse_args(args)
    backend = backend or Backend()
    backend.scene(options.scene)  # first the quick check, then the model
    chat = Chat(backend, backend.model(options.model, options.adapter), options.scene)
    return _json(chat) if options.json else _plain(chat)


def lines() -> Iterator[str]:
    """The lines of stdin, without their ends; bytes that are no UTF-8 become replacement characters."""
    for number, raw in enumerate(sys.stdin.buffer):
        text = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if number == 0 else text


def new_scene(line: str) -> str | None:
    """The scene that a `/new` line names ("" for none), or None for anything else."""
    name, _, scene = line.strip().partition(" ")
    return scene.strip() if name == "/new" else None


def _json(chat: Chat) -> int:
    for line in lines():
        scene = new_scene(line)
        try:
            if scene is None:
                wire.emit(wire.turn(chat.session.say(line), line))
            else:
                chat.begin(scene or None)
                wire.emit({"new": chat.scene, "world": wire.world(chat.session.state)})
        except BrokenPipeError:
            raise
        except Exception as error:  # one line that goes wrong must not end the session
            problem = {"error": explain(error, f"answering {line[:200]!r}")}
            wire.emit(problem if scene is not None else {"utterance": line, **problem})
    return 0


def _plain(chat: Chat) -> int:
    """A `> ` prompt; when nobody sits there, what was said stands behind it, so that the output reads as a dialog."""
    typing = sys.stdin.isatty()
    if typing:
        print("Talk about the blocks on the table. /new [SCENE] begins again, ctrl+d leaves.")
    for line in _typed() if typing else lines():
        if not typing:
            print(f"> {_shown(line)}")
        scene = new_scene(line)
        try:
            if scene is None:
                _answer(chat.session.say(line))
            else:
                chat.begin(scene or None)
                print(f"(scene {chat.scene})")
        except BrokenPipeError:
            raise
        except Exception as error:
            print(f"({explain(error, f'answering {line[:200]!r}')})")
        sys.stdout.flush()
    return 0


def _typed() -> Iterator[str]:
    """What a person types, with the keys of a line editor where there is one."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  (importing it is what gives input() its keys)
    while True:
        try:
            yield input("> ")
        except EOFError:
            print()
            return
        except UnicodeDecodeError:
            yield ""


def _answer(turn: Turn) -> None:
    for line in turn.reply:
        print(_shown(line))


def _shown(text: str) -> str:
    """Without what could steer the terminal, in an encoding it has."""
    from tui.text import printable

    encoding = sys.stdout.encoding or "utf-8"
    return printable(text).encode(encoding, errors="replace").decode(encoding)
