"""Any model as author, asked in plain English: the prompts of Self-Instruct (Wang et al. 2023, appendix), for blocks.

Such a model need never have seen an action. It writes sentences and, from a few examples, actions; what its sentences
mean is read by nano, so that the round trip is between two models that share nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agent.language.acts import Utterance
from agent.lm.interface import ModelError, Sampling, WritingModel
from agent.lm.parsing import GrammarModel, validated
from training.self_instruct.drawing import Chances, draw_action
from training.self_instruct.tasks import Kind, Task, seed_tasks

if TYPE_CHECKING:
    import numpy as np

Reader = Callable[[str], Utterance | None]

_ASKED: dict[Kind, str] = {
    "command": "Come up with a series of orders that people give to a robot arm, which moves coloured toy blocks and "
    "pyramids on a table and puts them in a box:",
    "question": "Come up with a series of questions that people ask a robot about the coloured toy blocks and "
    "pyramids on its table, and about the box:",
    "statement": "Come up with a series of things that people tell a robot about the coloured toy blocks and pyramids "
    "on its table: what belongs to them, what things are called, what is where:",
    "talk": "Come up with a series of short remarks that people make to a friendly robot:",
}
_WORDED = "A robot reads sentences as actions, which are written in JSON. Say each action in plain English:"
_MEANT = "A robot that moves toy blocks reads sentences as actions, which are written in JSON. Some actions:"
_NUMBER = re.compile(r"^\s*(?:\d+[.)]\s*|[-*]\s+)")
_TOKENS, _ACTION_TOKENS = 48, 160


class PromptedAuthor:
    """An author by prompts alone. `read` is what reads its sentences; `own` the pairs that show it actions."""

    shown = 8
    alike = False

    def __init__(self, model: WritingModel, read: Reader, chances: Chances, own: Sequence[Task] = ()) -> None:
        self._model, self._read, self._chances = model, read, chances
        self._own = tuple(own) or seed_tasks()

    @classmethod
    def load(
        cls, spec: str, adapter: str | None, reader: Path, chances: Chances, quantize: str | None = None
    ) -> PromptedAuthor:
        """The model that `load_model` gives for `spec`; nano in the folder `reader` reads. Raises ModelError."""
        from agent.lm.registry import load_model
        from training.self_instruct.nano_author import load_reader, surely_read

        model = load_model(spec, adapter, quantize=quantize)
        if not isinstance(model, WritingModel):
            raise ModelError(
                f"{spec} can't be an author",
                "it reads sentences, but writes none",
                "Name a model that writes, or nano with the author's adapter",
            )
        nano, _ = load_reader(reader)
        return cls(model, lambda sentence: surely_read(nano, sentence), chances)

    def propose(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> str:
        """One more sentence at the end of a numbered list."""
        lines = [f"{number}. {task.say}" for number, task in enumerate(examples, 1)]
        prompt = "\n".join([_ASKED[kind], "", *lines, f"{len(lines) + 1}."])
        return self._line(prompt, self._chances.temperature, r)

    def read(self, instruction: str) -> Utterance | None:
        """What the reader makes of a sentence."""
        return self._read(instruction)

    def propose_meaning(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> Utterance | None:
        """One more action at the end of a list, under the grammar where the model's logits are at hand."""
        lines = [f"Action: {task.meaning.to_json()}" for task in examples]
        prompt = "\n".join([_MEANT, "", *lines, "Action:"])
        if isinstance(self._model, GrammarModel):
            text = self._drawn(self._model, f"{prompt} ", r)
        else:
            sampling = self._sampling(self._chances.temperature, _ACTION_TOKENS, r)
            text = "".join(self._model.complete(prompt, sampling, ("\n",))).strip()
        return None if text is None else validated(text)

    def words(self, meaning: Utterance, r: random.Random) -> str:
        """A sentence after examples of actions and their words, the nearest last."""
        acts = {act.act for act in meaning.acts}
        near = [task for task in self._own if task.act in acts and task.meaning != meaning]
        far = [task for task in self._own if task.act not in acts]
        shown = [*r.sample(far, min(3, len(far))), *r.sample(near, min(5, len(near)))]
        lines = [f"Action: {task.meaning.to_json()}\nSentence: {task.say}\n" for task in shown]
        prompt = "\n".join([_WORDED, "", *lines, f"Action: {meaning.to_json()}\nSentence:"])
        return self._line(prompt, 0.5 * self._chances.temperature, r)

    def _line(self, prompt: str, temperature: float, r: random.Random) -> str:
        """What the model goes on with, up to the end of the line, without number and quotes."""
        pieces = self._model.complete(prompt, self._sampling(temperature, _TOKENS, r), ("\n",))
        line = _NUMBER.sub("", "".join(pieces).strip().split("\n")[0])
        return line.strip().strip('"“”').strip()

    def _sampling(self, temperature: float, tokens: int, r: random.Random) -> Sampling:
        return Sampling(tokens, temperature, self._chances.top_p, r.getrandbits(31))

    def _drawn(self, model: GrammarModel, prompt: str, r: random.Random) -> str | None:
        import numpy as np

        ids = model.decoder.tokens.tokenize_str(prompt)
        if len(ids) + _ACTION_TOKENS // 2 > model.model.context:
            return None
        rng: np.random.Generator = np.random.default_rng(r.getrandbits(64))
        return draw_action(model.model, model.decoder, ids, self._chances, rng, _ACTION_TOKENS)
