"""What the author learns: nano's companion, an adapter that writes what nano reads.

Three tasks, told apart by nano's own marks, each with the answer's end mark after it:

    <|act|>MEANING<|user|>                     -> words for a meaning (nano's reading, the other way round)
    <|user|> one<|user|> two<|user|>           -> one more sentence of the same kind
    <|act|>ONE<|act|>TWO<|act|>                -> one more meaning of the same kind

The examples are the generator's, so that no sentence of a test suite is among them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from agent.lm.prompt import ACT, USER, clean

SHOWN = 3
"""Examples of its kind that the author sees before it proposes another."""
_REMEMBERED = 64


def words_prompt(action: str) -> str:
    """The prompt that asks for words for a meaning, canonical JSON."""
    return f"{ACT}{action}{USER}"


def sentence_prompt(examples: Sequence[str]) -> str:
    """The prompt that asks for one more sentence like these."""
    return "".join(f"{USER}{written(example)}" for example in examples) + USER


def meaning_prompt(examples: Sequence[str]) -> str:
    """The prompt that asks for one more meaning like these, canonical JSON each."""
    return "".join(f"{ACT}{example}" for example in examples) + ACT


def written(sentence: str) -> str:
    """A sentence as the author writes it."""
    return f" {clean(sentence).lower()}"


def author_examples(seed: int, n: int, *, exclude: str = "") -> Iterator[tuple[str, str]]:
    """A source (training.data): `n` (prompt, completion) pairs, half of them words, a quarter each of the others."""
    from training.data import kept_out
    from training.generate import generate

    r = random.Random(seed)
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    made = 0
    # More are generated than used: those that answer something that was said before mean nothing alone.
    for example in generate(seed, 4 * n + 64, exclude=kept_out(exclude) if exclude else ()):
        kind = example.actions.acts[0].act
        if kind in ("fragment", "choose"):
            continue
        action, said = example.actions.to_json(), example.utterance
        shown = known[kind]
        task = r.random()
        if task < 0.5:
            yield words_prompt(action), written(said)
        elif len(shown) < SHOWN:
            shown.append((said, action))
            continue
        else:
            some = r.sample(shown, r.randint(1, SHOWN))
            if task < 0.75:
                yield sentence_prompt([one for one, _ in some]), written(said)
            else:
                yield meaning_prompt([one for _, one in some]), action
        shown.append((said, action))
        del shown[:-_REMEMBERED]
        made += 1
        if made == n:
            return
