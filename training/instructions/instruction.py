"""One instruction: what a model is shown, what it should write, and what it must be held out together with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.lm.prompt import ACT, AGENT, USER, Exchange, render_prompt, render_talk
from training.generate.exclude import fold


class InstructionsError(Exception):
    """Instruction data can't be used. `str()` of it says what happened, why, and what to do next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        super().__init__(f"{what}: {why}. {next_step}")
        self.what, self.why, self.next_step = what, why, next_step


@dataclass(frozen=True, slots=True)
class Instruction:
    """A prompt and its completion, both as the tokenizer gets them.

    prompt: what `agent.lm.prompt` renders; completion: a space and an answer, or the canonical JSON of an action, both
    without the model's end mark; source: where it is from; group: all with the same are trained on or held out
    together; times: how often an epoch shows it.
    """

    prompt: str
    completion: str
    source: str
    group: str
    times: int = 1

    @property
    def is_action(self) -> bool:
        """Whether the completion is an action of the blocks world; otherwise it is a free answer."""
        return self.prompt.endswith(ACT)

    @property
    def said(self) -> str:
        """What the user said last."""
        return self.prompt.rpartition(USER)[2].removesuffix(ACT).removesuffix(AGENT).strip()


def talk(
    history: Sequence[Exchange], utterance: str, answer: str, *, source: str, context: str = "", group: str = ""
) -> Instruction:
    """An instruction to be answered freely. Its group is that of its text unless another is given."""
    if not utterance.strip():
        utterance, context = context, ""
    text = f"{utterance}\n\n{context}" if context.strip() else utterance
    return Instruction(render_talk(history, utterance, context), completed(answer), source, group or group_of(text))


def reading(history: Sequence[Exchange], utterance: str, action: str, *, source: str, group: str = "") -> Instruction:
    """An instruction of the blocks world: `action` is the canonical JSON of what the utterance means."""
    return Instruction(render_prompt(history, utterance), action, source, group or group_of(utterance))


def completed(answer: str) -> str:
    """An answer as a completion: in the very spelling that it has in the history of the next turn."""
    spelled = render_talk((), answer)[len(USER) : -len(AGENT)]
    return spelled if spelled.strip() else ""


def group_of(text: str) -> str:
    """The group of a text: its words; two that differ in case and marks only are held out together."""
    return fold(text) or text.strip()
