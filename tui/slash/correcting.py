"""Corrections as they are typed: /wrong, /pick, /meant and /edit, in the app and without the screen alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tui.errors import UserError
from tui.slash.commands import parse

if TYPE_CHECKING:
    from agent.corrections import Correction, Corrector, Marked
    from agent.language.acts import Utterance
    from agent.session import Session, Turn

PUT_RIGHT = ("pick", "meant", "edit")
"""The commands that say what should have been done."""
COMMANDS = ("wrong", *PUT_RIGHT)
_LANGUAGE = "docs/action-language.md"


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a command: a turn to show, and what was marked or corrected."""

    turn: Turn
    marked: Marked | None = None
    correction: Correction | None = None


class Correcting:
    """A session whose last turn can be put right; each correction is kept in the user's file."""

    def __init__(self, session: Session, *, json: bool = False) -> None:
        """`json`: /wrong tells the action as JSON too, where there is no other way to see it."""
        self.session = session
        self._json = json
        self._corrector: Corrector | None = None

    def say(self, text: str) -> Turn:
        """Answer an utterance that may be put right later."""
        return self._open().say(text)

    def step(self, text: str) -> Step | None:
        """Do what a correcting command asks for; None when the text is something else. Raises UserError."""
        name, argument = parse(text) or ("", "")
        if name not in COMMANDS:
            return None
        from agent.corrections import CorrectionError

        corrector = self._open()
        try:
            if name == "wrong":
                return self._marked(corrector.mark())
            act = {"pick": corrector.pick, "meant": corrector.meant, "edit": corrector.edit}[name]
            turn, correction = act(argument)
        except CorrectionError as error:
            raise UserError(str(error)) from None
        return Step(replace(turn, reply=(*turn.reply, self._keep(correction))), None, correction)

    def _open(self) -> Corrector:
        if self._corrector is None:
            from agent.corrections import Corrector

            self._corrector = Corrector(self.session)
        return self._corrector

    def _keep(self, correction: Correction) -> str:
        """Writes a correction down; what to say about it. A full disk must not undo what was put right."""
        from agent.corrections import append_correction
        from agent.english.restate import restate
        from tui.paths import corrections_file

        try:
            append_correction(corrections_file(), correction)
        except OSError as error:
            return f"(This correction could not be kept: {error}. It is done all the same.)"
        return f"(Kept: “{correction.say}” means “{restate(correction.acts)}”. `etaoin data corrections` lists all.)"

    def _marked(self, marked: Marked) -> Step:
        from agent.english.restate import restate

        turn = marked.turn
        lines = [f"Marked wrong{' and taken back' if marked.undone else ''}: “{turn.utterance}”"]
        if turn.actions is not None and turn.failed is None:
            lines.append(f"It was read as: {(told if self._json else restate)(turn.actions)}")
        if marked.others:
            lines.append("It could also be read as:")
            lines += [f"  {number}  {restate(one)}" for number, one in enumerate(marked.others, 1)]
        pick = "/pick and its number, " if marked.others else ""
        lines.append(f"Type {pick}/meant and the same in other words, or /edit and the acts as JSON ({_LANGUAGE}).")
        shown = replace(
            turn, reply=tuple(lines), actions=None, failed="marked wrong", plans=(), choices=(),
            state=self.session.state,
        )  # fmt: skip
        return Step(shown, marked)


def told(utterance: Utterance) -> str:
    """An action in plain English and as JSON."""
    from agent.english.restate import restate

    return f"{restate(utterance)}   {utterance.to_json()}"


def as_json(step: Step) -> dict[str, Any]:
    """What `etaoin chat --json` answers to a correcting command."""
    from tui.cli import wire

    if step.marked is not None:
        from agent.english.restate import restate

        readings = [
            {"n": number, "text": restate(one), "actions": acts_of(one)}
            for number, one in enumerate(step.marked.others, 1)
        ]
        turn = step.marked.turn
        wrong = {"utterance": turn.utterance, "actions": wire.acts(turn), "undone": step.marked.undone}
        return {"corrected": None, "wrong": {**wrong, "readings": readings}, "world": wire.world(step.turn.state)}
    assert step.correction is not None
    one = step.correction
    corrected = {"utterance": one.say, "actions": acts_of(one.acts), "wrong": acts_of(one.wrong), "how": one.how}
    return {
        "corrected": corrected, "reply": "\n".join(step.turn.reply[:-1]), "kept": step.turn.reply[-1],
        "world": wire.world(step.turn.state),
    }  # fmt: skip


def acts_of(utterance: Utterance | None) -> list[Any] | None:
    """The acts as plain data."""
    import json

    return None if utterance is None else list(json.loads(utterance.to_json())["acts"])
