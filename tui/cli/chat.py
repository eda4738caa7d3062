"""`etaoin chat`: the conversation without the screen, for a plain terminal or for another program."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.backend import Backend
from tui.cli import wire
from tui.cli.parser import Parser, add_model, add_resume, add_scene
from tui.cli.plain import shown
from tui.errors import explain
from tui.slash.adapting import adapt, asked, told
from tui.slash.correcting import Correcting, Step, as_json

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.session import Session, Turn
    from agent.sessions.recorder import Recorder

EXAMPLES = """
etaoin chat                                                talk, one line at a time
echo "pick up the red cube" | etaoin chat --json           one JSON object per line
printf 'yoink the red cube\\n/wrong\\n/meant pick up the red cube\\n' | etaoin chat   put an answer right
etaoin chat --save towers                                  keep the session; later: --resume towers
printf 'what is in the box?\\n/new tower\\nhow many blocks are there?\\n' | etaoin chat --json
"""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin chat",
        "Talk without the screen: one utterance per line on stdin, one answer on stdout.\n"
        "The line `/new [SCENE]` begins again, here or in another scene, without loading the model again.\n"
        "`/wrong` marks the last answer wrong, takes it back and lists what else it could mean; `/pick N`,\n"
        "`/meant SENTENCE` or `/edit JSON` say what it should have been, do it, and keep it to learn from.\n"
        "`/adapter [NAME ...|none]` tells which adapters are on the model, or puts others on; the talk goes on.\n\n"
        'With --json each answer is an object on one line: "utterance", "actions" (what the model emitted; [] for\n'
        'nothing), "reply", "ms" and "world" ("holding" and "objects", with positions and supports).\n'
        'The commands that put an answer right answer with "corrected" (null after /wrong, with the "readings"),\n'
        '/adapter with "adapter", the names of those that are on.',
        EXAMPLES,
    )
    p.add_argument("--save", metavar="NAME", help="keep the session under this name (otherwise it is not kept)")
    add_resume(p)
    p.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
    add_scene(p)
    add_model(p)
    return p


class Chat:
    """A session that can be begun again, with one model; kept on disk when it has a name."""

    def __init__(
        self,
        backend: Backend,
        model: LanguageModel,
        scene: str,
        save: str | None = None,
        resume: str | None = None,
    ) -> None:
        """`resume` names a saved session to go on with ("" for the latest)."""
        self._backend, self._model = backend, model
        self.scene = scene
        self._opened = backend.scene(scene)
        self.session: Session
        self._correcting: Correcting
        self._recorder: Recorder | None = None
        self._unsaved = False
        if resume is None:
            self.begin(scene)
            if save is not None:
                self._save_as(save)
        else:
            self._resume(resume)

    def answer(self, text: str) -> Turn:
        """Answer an utterance, and keep the turn if the session is kept."""
        turn = self._correcting.say(text)
        if self._recorder is not None:
            self._keep(self._recorder)
        return turn

    def correct(self, text: str) -> Step | None:
        """Do what /wrong, /pick, /meant or /edit ask for; None for anything else."""
        step = self._correcting.step(text)
        if step is not None and self._recorder is not None:
            self._keep(self._recorder)
        return step

    def adapt(self, text: str) -> tuple[tuple[str, ...], str] | None:
        """Do what /adapter asks for: the names that are on, and a sentence about them; None for anything else."""
        names = asked(text)
        if names is None:
            return None
        on = adapt(self._model, names)
        return on, told(self._model, on)

    def _open(self, session: Session) -> None:
        self.session, self._correcting = session, Correcting(session, json=True)

    def begin(self, scene: str | None) -> None:
        """Begin again, in that scene or where it began before; keeps the old session when the scene is no good."""
        opened = self._opened if scene is None else self._backend.scene(scene)
        self._open(self._backend.session(self._model, opened))
        self.scene, self._opened = scene or self.scene, opened
        if self._recorder is not None:  # what is saved stays as it is, and the new session gets a name of its own
            self._recorder = self._backend.recorder(opened, self._name())

    def _name(self) -> str:
        return str(getattr(self._model, "name", ""))

    def _save_as(self, name: str) -> None:
        """Take the name at once, so that one that is taken is known before anything is said."""
        self._recorder = self._backend.recorder(self._opened, self._name())
        self._recorder.save(name, ())

    def _resume(self, name: str) -> None:
        store = self._backend.store()
        file = store.read(name or store.latest())
        restored = self._backend.restore(file, self._model)
        self._open(restored.session)
        self.scene, self._opened = file.scene.name, file.scene
        self._recorder = self._backend.recorder(file.scene, self._name(), file)
        for note in restored.notes:
            _warn(note)
        _warn(f"resumed {file.name}, {len(file.turns)} turns")

    def _keep(self, recorder: Recorder) -> None:
        """Write the turn to disk; where that fails, say so once and try again with the next."""
        try:
            note = recorder.record(self.session.turns)
        except Exception as error:  # the conversation is worth more than its copy
            if not self._unsaved:
                _warn(f"This session is not being saved: {explain(error, 'saving the session')}")
            self._unsaved = True
        else:
            self._unsaved = False
            if note:
                _warn(note)


def _warn(text: str) -> None:
    """Beside the answers, where no program takes it for one."""
    from tui.text import printable

    print(f"etaoin: {printable(text)}", file=sys.stderr)


def run(args: list[str], backend: Backend | None = None) -> int:
    """Answer every line of stdin; 0 whatever was said."""
    p = parser()
    options = p.parse_args(args)
    backend = backend or Backend()
    if options.save is not None and options.resume is not None:
        p.error("--resume goes on in the session's own file: leave --save out")
    backend.scene(options.scene)  # first the quick checks, then the model
    if options.resume:
        backend.store().read(options.resume)
    model = backend.model(options.model, options.adapter, options.quantize)
    chat = Chat(backend, model, options.scene, options.save, options.resume)
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
            if step := chat.correct(line):
                wire.emit(as_json(step))
            elif adapted := chat.adapt(line):
                wire.emit({"adapter": list(adapted[0])})
            elif scene is None:
                wire.emit(wire.turn(chat.answer(line), line))
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
        print("Talk about the blocks on the table. /new [SCENE] begins again, /wrong puts right, ctrl+d leaves.")
    for line in _typed() if typing else lines():
        if not typing:
            print(f"> {shown(line)}")
        scene = new_scene(line)
        try:
            if step := chat.correct(line):
                _answer(step.turn)
            elif adapted := chat.adapt(line):
                print(shown(f"({adapted[1]})"))
            elif scene is None:
                _answer(chat.answer(line))
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
        print(shown(line))
    for number, choice in enumerate(turn.choices, 1):
        print(shown(f"  {number}  {choice.text}"))
