"""Why an utterance could not be grounded; the dialog puts each into words."""

from __future__ import annotations

from dataclasses import dataclass

from agent.language.descriptions import Clause, Description, Noun
from world.goals import Reason


class Problem(Exception):  # noqa: N818 - these are turns of the conversation, not errors of the program
    """Something that stops an utterance from being understood or carried out."""


@dataclass(eq=False)
class UnknownWord(Problem):
    """A word that is neither in the language nor taught nor a name."""

    word: str


@dataclass(eq=False)
class Ambiguous(Problem):
    """A definite description that fits several things, none of them just spoken of."""

    noun: Noun
    candidates: tuple[str, ...]


@dataclass(eq=False)
class UnclearRelation(Problem):
    """A clause whose relation can be read in several ways that differ here; `clauses` are the readings."""

    clause: Clause
    readings: tuple[str, ...]


@dataclass(eq=False)
class NoSuch(Problem):
    """A description that fits nothing here, or fewer things than were asked for (`found`)."""

    what: Description
    found: int = 0


@dataclass(eq=False)
class NoReferent(Problem):
    """A pronoun with nothing to refer to."""

    word: str


@dataclass(eq=False)
class Impossible(Problem):
    """A goal that the planner found no way to."""

    reason: Reason


@dataclass(eq=False)
class Unsupported(Problem):
    """Something well-formed that this agent has no way to do; `what` names it in English."""

    what: str
