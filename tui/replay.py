"""A dialog script being played: how far it is and what comes next. Plain state; the screen draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.script import Script, ScriptTurn


class Replay:
    """One pass through a script: say a turn, hear whether the answer is the script's, go on unless paused."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.results: tuple[bool, ...] = ()
        self.paused = False
        self.waiting = False

    @property
    def over(self) -> bool:
        """Whether every turn has been answered."""
        return len(self.results) >= len(self.script.turns)

    def next(self) -> ScriptTurn | None:
        """The turn to say now, or None while an answer is awaited and when the script is over."""
        if self.waiting or self.over:
            return None
        self.waiting = True
        return self.script.turns[len(self.results)]

    def heard(self, same: bool) -> ScriptTurn:
        """Take in an answer; the turn it belongs to."""
        turn = self.script.turns[len(self.results)]
        self.results = (*self.results, same)
        self.waiting = False
        return turn

    def summary(self) -> str:
        """What came of it, in one line."""
        total, done, same = len(self.script.turns), len(self.results), sum(self.results)
        if not self.over:
            return f"{self.script.name}: stopped after {done} of {total}; {same} as in the script"
        return f"{self.script.name}: {same}/{total} as in the script"
