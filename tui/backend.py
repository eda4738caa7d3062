"""What the application needs of the rooms below, each imported at first use.

The first picture appears before any of this is imported; tests put a fake in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.slash.commands import parse_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.lm.interface import LanguageModel
    from agent.script import Script
    from agent.session import Session, Turn
    from agent.sessions.record import SessionFile
    from agent.sessions.recorder import Recorder
    from agent.sessions.restore import Restored
    from agent.sessions.store import Store
    from world.scene import Scene

DEFAULT_MODEL = "nano"
DEFAULT_SCENE = "classic"


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line.

    `resume` names a saved session to go on with ("" for the latest). `keep` says that each turn is to be saved, in the
    user's own folder: only the program itself does that, not a test or a picture of the application. `quantize` is the
    number format in which transformers loads the model.
    """

    model: str = DEFAULT_MODEL
    adapter: str | Sequence[str] | None = None
    scene: str = DEFAULT_SCENE
    resume: str | None = None
    keep: bool = False
    quantize: str | None = None


class Backend:
    """The real rooms: models, scenes, scripts and sessions. Every method may raise an error made for the user."""

    def model(self, spec: str, adapter: str | Sequence[str] | None, quantize: str | None = None) -> LanguageModel:
        """Load a language model; takes from a fraction of a second (nano) to minutes.

        `adapter` names one or several, kept ones or folders; None: the one in use for this model, "none": none at all.
        `quantize` is the number format of one that transformers loads; None: int8 on a GPU, else fp32.
        """
        from agent.lm.registry import load_model
        from training.adapters import adapter_folders
        from tui.paths import adapters_folder

        return load_model(spec, adapter_folders(adapter, spec, adapters_folder()), quantize=quantize)

    def scene(self, name: str) -> Scene:
        """Read and check a scene by name or path."""
        from world.scene import load_scene

        return load_scene(name)

    def session(self, model: LanguageModel | None, scene: Scene) -> Session:
        """Begin a conversation in a scene; without a model only given actions can be performed."""
        from agent.session import Session

        return Session(model, scene)

    def undo(self, session: Session, n: int | None = None) -> Turn:
        """Take the last turn (or the last `n`) back, without asking a model what "undo" means."""
        from agent.language.acts import Undo, Utterance

        return session.perform(f"/undo {n or ''}".rstrip(), Utterance(acts=(Undo(act="undo", n=n),)))

    def redo(self, session: Session, n: int | None = None) -> Turn:
        """Do again what was taken back last, or the last `n` of it."""
        from agent.language.acts import Redo, Utterance

        return session.perform(f"/redo {n or ''}".rstrip(), Utterance(acts=(Redo(act="redo", n=n),)))

    def step(self, session: Session, text: str) -> Turn | None:
        """Do what a /undo or /redo asks for, with or without a number; None when the text is something else."""
        asked = parse_step(text)
        if asked is None:
            return None
        name, n = asked
        go = self.undo if name == "undo" else self.redo
        return go(session) if n is None else go(session, n)

    def script(self, name: str) -> Script:
        """Read a dialog script by name or path; a saved session, or an exported one, is a script too."""
        from agent.script import load_script, script_names

        if name not in script_names():
            store = self.store()
            if name.endswith(".jsonl") or name in store.names():
                from agent.sessions.restore import as_script

                return as_script(store.read(name))
        return load_script(name)

    def script_scene(self, script: Script) -> Scene:
        """The scene of a script: by its name, or the one that a session brings along."""
        if not hasattr(script, "opening"):
            return self.scene(script.scene)
        from world.scene import parse_scene

        return parse_scene(script.opening)

    def store(self) -> Store:
        """The user's saved sessions."""
        from agent.sessions.store import Store
        from tui.paths import sessions_folder

        return Store(sessions_folder())

    def restore(self, file: SessionFile, model: LanguageModel | None) -> Restored:
        """Go through a saved session again, up to where it ended."""
        from agent.sessions.restore import restore

        return restore(file, model)

    def recorder(self, scene: Scene, model: str, file: SessionFile | None = None, name: str | None = None) -> Recorder:
        """What keeps a session on disk: a new one in this scene, or one that was read from `file`."""
        from agent.sessions.recorder import Recorder

        return Recorder.resumed(self.store(), file, model) if file else Recorder(self.store(), scene, model, name)

    def export(self, path: str, scene: Scene, model: str, turns: Sequence[Turn]) -> str:
        """Write a session that is going on to a file; where it is then."""
        import time
        from pathlib import Path

        from agent.sessions.export import export_to
        from agent.sessions.record import SessionFile

        target = Path(path).expanduser()
        created = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        export_to(SessionFile.of(target.stem, scene, model, created, turns), target)
        return str(target.resolve())

    def same_reply(self, actual: Sequence[str], expected: str) -> bool:
        """Whether an answer is the one a script expects, case, punctuation and white space folded."""
        from agent.script import same_reply

        return same_reply(tuple(actual), expected)
