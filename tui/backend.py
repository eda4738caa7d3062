"""What the application needs of the rooms below, each imported at first use.

The first picture appears before any of this is imported; tests put a fake in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.lm.interface import LanguageModel
    from agent.script import Script
    from agent.session import Session, Turn
    from world.scene import Scene

DEFAULT_MODEL = "nano"
DEFAULT_SCENE = "classic"


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    model: str = DEFAULT_MODEL
    adapter: str | None = None
    scene: str = DEFAULT_SCENE


class Backend:
    """The real rooms: models, scenes, scripts and sessions. Every method may raise an error made for the user."""

    def model(self, spec: str, adapter: str | None) -> LanguageModel:
        """Load a language model; takes from a fraction of a second (nano) to minutes."""
        from agent.lm.registry import load_model

        return load_model(spec, adapter)

    def scene(self, name: str) -> Scene:
        """Read and check a scene by name or path."""
        from world.scene import load_scene

        return load_scene(name)

    def session(self, model: LanguageModel | None, scene: Scene) -> Session:
        """Begin a conversation in a scene; without a model only given actions can be performed."""
        from agent.session import Session

        return Session(model, scene)

    def undo(self, session: Session) -> Turn:
        """Take the last turn back, without asking a model what "undo" means."""
        from agent.language.acts import Undo, Utterance

        return session.perform("/undo", Utterance(acts=(Undo(act="undo"),)))

    def script(self, name: str) -> Script:
        """Read a dialog script by name or path."""
        from agent.script import load_script

        return load_script(name)

    def same_reply(self, actual: Sequence[str], expected: str) -> bool:
        """Whether an answer is the one a script expects, case, punctuation and white space folded."""
        from agent.script import same_reply

        return same_reply(tuple(actual), expected)
