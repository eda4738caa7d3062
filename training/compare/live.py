"""One model's answer while somebody watches: the words as they come, then what the world made of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.lm.interface import LanguageModel, Sampling, WritingModel
from agent.lm.interrupt import Interrupted
from agent.lm.progress import Heard, overheard
from agent.session import Session
from training.compare.answers import Answer, Explain, failed, plainly
from training.compare.counting import counted

if TYPE_CHECKING:
    from agent.language.acts import Utterance
    from training.compare.prompts import Prompt
    from training.evaluate.suite import Task
    from world.scene import Scene


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer and what is known of it.

    action: what was understood, where it was about the blocks; exact: whether that is the action of the suite's item
    (None: there is none); wrong: what should have come of it and did not, in words (None: nothing was expected).
    """

    answer: Answer
    action: Utterance | None = None
    exact: bool | None = None
    wrong: tuple[str, ...] | None = None

    @property
    def right(self) -> bool | None:
        """Whether everything that was expected came of it; None where nothing was."""
        return None if self.wrong is None else not self.wrong


def answer_live(
    name: str,
    model: LanguageModel,
    prompt: Prompt,
    sampling: Sampling,
    scene: Scene,
    heard: Heard,
    *,
    item: Task | None = None,
    free: bool = False,
    explain: Explain | None = None,
) -> Outcome:
    """What `training.compare.answers.ask` gives, told to `heard` as it is written; with `item` it is scored, too.

    With `free`, a model that writes answers freely; all others, and all for an item of a suite, answer in a
    conversation of their own about `scene` (or the item's), after what is said before in it. Whoever calls can stop it
    (`agent.lm.interrupt`): then, and only then, it raises Interrupted.
    """
    begin = time.perf_counter()
    try:
        with overheard(heard):
            counting = counted(model)
            if free and item is None and isinstance(counting, WritingModel):
                text = "".join(counting.answer((), prompt.text, sampling, context=prompt.context))
                return Outcome(_answer(name, text, counting.tokens, begin))
            session = Session(counting, scene if item is None else item.start())
            for before in () if item is None else item.setup:
                if before.gold is None:
                    session.say(before.say)
                else:
                    session.perform(before.say, before.gold)
            start, counting.tokens, begin = session.state, 0, time.perf_counter()
            turn = session.say(prompt.text)
    except Interrupted:
        raise
    except Exception as error:  # libraries raise what they like, and the other models' answers must not be lost
        return Outcome(failed(name, error, "answering", time.perf_counter() - begin, explain or plainly))
    answer = _answer(name, "\n".join(turn.reply), counting.tokens, begin)
    if item is None:
        return Outcome(answer, turn.actions)
    exact = None if item.gold is None else turn.actions == item.gold
    wrong = tuple(item.failures(start, turn.state, " ".join(turn.reply)))
    return Outcome(answer, turn.actions, exact, wrong)


def _answer(name: str, text: str, tokens: int, begin: float) -> Answer:
    seconds = time.perf_counter() - begin
    return Answer(name, text.encode("utf-8", "ignore").decode(), tokens, seconds)
