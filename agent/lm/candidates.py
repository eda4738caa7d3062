"""Several readings of one utterance: the most probable answers under a grammar, best first.

The greedy answer comes first, as always. Only where its probability leaves room for others does a best-first search
follow: each place where a writer chose is a fork, worth the probability of what came before it times that of a token
not chosen; the worthiest forks are taken, up to so many at a time, and written greedily to their ends, all of them in
one forward a step where the model can read a tree. No way on can be more probable than its beginning, so the search is
over when no fork is worth more than the worst reading that is kept.

Readings are compared by the model's own probability, before masking: dividing each token's by what the grammar allows
there would favour those who painted themselves into a corner (Park et al. 2024, arXiv:2405.21047).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from agent.lm.decoding import MAX_TOKENS, Decoded, GrammarDecoder, Writer
from agent.lm.interface import LogitsModel, TreeModel
from agent.lm.interrupt import check

if TYPE_CHECKING:
    from agent.lm.interface import Logits

SURE = 0.98
"""Readings that make up so much of all probability need no company."""
WORTH = 1 / 400
"""A reading so much less probable than the best one found is none."""
THOROUGH = 1 / 50_000
"""The same where something is known that the model does not see, so that it may be sure and wrong."""
ROUNDS = 40
"""Forwards after the greedy answer's: about four times its length. A model that reads no trees gets less for them."""


def k_best(
    decoder: GrammarDecoder,
    model: LogitsModel,
    prompt: Sequence[int],
    k: int,
    max_tokens: int = MAX_TOKENS,
    *,
    rounds: int = ROUNDS,
    thorough: bool = False,
) -> list[Decoded]:
    """The at most `k` most probable answers to `prompt`, best first, of different texts; the greedy one among them.

    Fewer where the first ones are `SURE` together, the rest not `WORTH` it, or the `rounds` (forwards after the greedy
    answer's) used up. Those that reach the bound are left out; if all do, the greedy one comes alone. `thorough`: the
    search goes on however sure the model is.
    """
    greedy = decoder.write(model, prompt, max_tokens)
    bound = min(max_tokens, model.context - len(prompt))
    search = _Search(decoder, model, list(prompt), k, bound, thorough=thorough)
    search.finish(_Branch(greedy, list(range(len(prompt), len(prompt) + len(greedy.ids)))))
    if k > 1:
        search.run(rounds)
    best = search.best()
    first = greedy.result()
    if first.complete and all(one.text != first.text for one in best):
        best[-1:] = [first]
    return best or [first]


@dataclass(slots=True)
class _Branch:
    """A writer, the places in the model's cache of what it wrote, and what of it the model has yet to read."""

    writer: Writer
    places: list[int]
    pending: list[int] = field(default_factory=list)


class _Search:
    """The forks not taken, the branches being written, and the readings found."""

    def __init__(
        self, decoder: GrammarDecoder, model: LogitsModel, prompt: list[int], k: int, bound: int, *, thorough: bool
    ) -> None:
        self._sure, self._least = (1.0, THOROUGH) if thorough else (SURE, WORTH)
        self._decoder, self._model, self._prompt, self._k, self._bound = decoder, model, prompt, k, bound
        self._width = k if isinstance(model, TreeModel) else 1
        self._forks: list[tuple[float, int, int, _Branch, int]] = []
        self._active: list[_Branch] = []
        self._found: dict[str, Decoded] = {}
        self._next = len(prompt) + max(model.length - len(prompt), 0)

    def best(self) -> list[Decoded]:
        return sorted(self._found.values(), key=lambda one: -one.logprob)[: self._k]

    def run(self, rounds: int) -> None:
        for _ in range(rounds):
            check()
            if self._mass() > self._sure:
                break
            self._take()
            if not self._active:
                break
            for branch, logits in self._read():
                writer = branch.writer
                chosen = writer.choose(logits)
                if not writer.over:
                    branch.pending = [chosen, *writer.force()]
                self._offer(branch, len(writer.forks) - 1)
                if writer.over:
                    self._keep(branch)
            worth = self._worth()
            self._active = [one for one in self._active if not one.writer.over and one.writer.logprob > worth]

    def finish(self, branch: _Branch) -> None:
        """Takes in a finished writer, and all its forks."""
        self._keep(branch)
        self._offer(branch, 0)

    def _keep(self, branch: _Branch) -> None:
        made = branch.writer.result()
        if made.complete and (made.text not in self._found or self._found[made.text].logprob < made.logprob):
            self._found[made.text] = made

    def _mass(self) -> float:
        return sum(math.exp(one.logprob) for one in self._found.values())

    def _worth(self) -> float:
        """What a way on must be worth, as a logarithm."""
        best = self.best()
        if not best:
            return -math.inf
        least = best[0].logprob + math.log(self._least)
        return max(least, best[-1].logprob) if len(best) == self._k else least

    def _offer(self, branch: _Branch, since: int) -> None:
        """Puts the tokens not chosen at a branch's forks, from the one numbered `since` on, among the ways to go."""
        worth = self._worth()
        for fork in branch.writer.forks[since:]:
            top = fork.logits.max()
            floor = max(worth - fork.logprob, math.log(self._least))
            total = float(top) + math.log(float(np.exp(fork.logits - top).sum()))
            for token in np.flatnonzero(fork.logits > total + floor).tolist():
                if token != fork.chosen:
                    logprob = fork.logprob + float(fork.logits[token]) - total
                    heapq.heappush(self._forks, (-logprob, len(self._forks), token, branch, fork.length))

    def _take(self) -> None:
        """Begins new branches at the worthiest forks."""
        while self._forks and len(self._active) < self._width:
            negative, _, token, parent, length = heapq.heappop(self._forks)
            if -negative < self._worth():
                self._forks.clear()
                return
            writer = self._decoder.writer(self._bound)
            if not writer.repeat([*parent.writer.ids[:length], token], -negative):
                continue
            branch = _Branch(writer, parent.places[:length])
            if not writer.over:
                branch.pending = [token, *writer.force()]
            if writer.over:
                self._keep(branch)
            else:
                self._active.append(branch)

    def _read(self) -> Iterator[tuple[_Branch, Logits]]:
        """Has the model read what is pending; each branch and the logits after it."""
        model = self._model
        if not isinstance(model, TreeModel):
            for branch in self._active:
                check()
                yield branch, model.prefill([*self._prompt, *branch.writer.ids])
            return
        ids: list[int] = []
        after: list[int] = []
        last = []
        for branch in self._active:
            for token in branch.pending:
                after.append(branch.places[-1] if branch.places else len(self._prompt) - 1)
                branch.places.append(self._next)
                ids.append(token)
                self._next += 1
            last.append(len(ids) - 1)
        yield from zip(self._active, model.grow(ids, after, last), strict=True)
