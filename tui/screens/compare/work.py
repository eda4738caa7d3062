"""What the page that compares does with files, for a thread: models to choose from, sentences of suites, votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tui.errors import UserError
from tui.screens.compare.messages import Chosen, Drawn, Offered, Voted

if TYPE_CHECKING:
    from training.compare.answers import Answer
    from training.compare.prompts import Prompt


def look(root: Path, model: str) -> Offered:
    """The models there are to choose from; `model` is the chat's."""
    from agent.lm.interface import ModelError

    try:
        return Offered(offered(root, model))
    except ModelError as error:  # without adapters there is still something to ask
        return Offered(tuple(dict.fromkeys((model, "nano"))), f"{error}.")


def paired(names: Sequence[str], *, unasked: bool = False) -> Chosen:
    """The models of these names. Raises UserError."""
    from training.compare.answers import pairs_of
    from training.compare.errors import CompareError

    try:
        return Chosen(tuple(pairs_of(list(dict.fromkeys(names)))), unasked)
    except CompareError as error:
        raise UserError(str(error)) from error


def offered(root: Path, model: str) -> tuple[str, ...]:
    """The models to choose from, by name: the chat's, nano, and each with the kept adapters that fit
    it, the newest first.

    Reads headers and hashes weights: for a thread. Damaged adapters are left out; the page of adapters shows them.
    """
    from agent.lm.interface import ModelError
    from training import adapters

    names = dict.fromkeys((model, "nano"))
    entries = [entry for entry in adapters.entries(root) if entry.info and "+" not in entry.name]
    for entry in sorted(entries, key=lambda one: -one.info.written if one.info else 0.0):
        assert entry.info is not None  # so it was chosen
        try:
            base = model if adapters.why_not(entry.info, model) is None else adapters.model_for([entry.info])
            if base != "nano" or adapters.why_not(entry.info, "nano") is None:
                names[f"{base}+{entry.name}"] = None
        except ModelError:
            continue
    return tuple(names)


def draw(number: float) -> Drawn:
    """The sentence at this place, from 0 up to 1, of those in all suites whose right action is known."""
    from training.evaluate.suite import load_suite, suite_names

    items = [(item, suite) for suite in suite_names() for item in load_suite(suite) if item.gold]
    return Drawn(*items[int(number * len(items))])


def keep_vote(path: Path, prompt: Prompt, answers: Sequence[Answer], best: int | None, now: str) -> Voted:
    """Write a vote for the answer at place `best`, or for a tie, behind the others. Raises UserError and OSError."""
    from agent.lm.interface import Sampling
    from training.compare.errors import CompareError
    from training.compare.votes import append_vote, read_votes, standings, vote_of

    try:
        append_vote(path, vote_of(prompt, answers, best, asdict(Sampling()), now))
        return Voted(tuple(standings(read_votes(path)[0])))
    except CompareError as error:
        raise UserError(str(error)) from error
