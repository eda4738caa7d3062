"""Whether the present model reads examples as they say. Part of the page."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on

from tui.examples.row import Row
from tui.mind.messages import JobFailed, ModelReady
from tui.screens.data import messages as m
from tui.screens.data.base import DataPage
from tui.screens.data.table import LEARNED, NOT_YET, WAITING
from tui.text import compact, printable

if TYPE_CHECKING:
    from textual.message import Message
    from textual.message_pump import MessagePump

    from agent.lm.interface import LanguageModel
    from tui.mind.mind import Mind
    from tui.mind.worker import Job

MOST = 500
"""So many are tried at once at most."""


class Trying:
    """What is being tried, and how it went: `marks` by the number of a row.

    The model is asked about one row at a time, so that what is said in the chat meanwhile comes in between.
    """

    def __init__(self) -> None:
        self.marks: dict[int, str] = {}
        self._age = 0
        self._rows: deque[Row] = deque()
        self._job: Job | None = None

    @property
    def waiting(self) -> int:
        """How many are still to come."""
        return sum(mark == WAITING for mark in self.marks.values())

    def ask(self, mind: Mind, owner: MessagePump, rows: Sequence[Row]) -> int:
        """Have these tried, as far as they have an action; how many that are."""
        found = [row for row in rows if row.action and row.kept][:MOST]
        self._rows += [row for row in found if self.marks.get(row.number) != WAITING]
        self.marks |= {row.number: WAITING for row in found}
        if self._job is None:
            self._next(mind, owner)
        return len(found)

    def take(self, mind: Mind, owner: MessagePump, event: m.Tried) -> bool:
        """How one went, and on to the next; False if nobody waits for it any more."""
        if event.age != self._age:
            return False
        self.marks[event.number] = LEARNED if event.learned else NOT_YET
        self._next(mind, owner)
        return True

    def _next(self, mind: Mind, owner: MessagePump) -> None:
        row = self._rows.popleft() if self._rows else None
        self._job = mind.ask(owner, "trying an example", _Try(self._age, row)) if row else None

    def cancel(self) -> bool:
        """Ask no further; whether there was anything to ask."""
        busy = bool(self.waiting)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._age += 1
        self._rows.clear()
        self.marks = {number: mark for number, mark in self.marks.items() if mark != WAITING}
        return busy

    def forget(self) -> None:
        """The rows are others, or the model is."""
        self.cancel()
        self.marks = {}


class _Try:
    """One row, for the mind's thread."""

    def __init__(self, age: int, row: Row) -> None:
        self._age, self._row = age, row

    def __call__(self, model: LanguageModel, job: Job) -> Message:
        from agent.lm.prompt import Exchange
        from tui.examples.about import replayed

        row = self._row
        history = [Exchange(user, reply) for user, reply in replayed(row)]
        read = model.parse(history, row.say).utterance
        if read is None:
            return m.Tried(self._age, row.number, False, f"{NOT_YET} not yet: it can't read that.")
        if read.to_json() == row.action:
            return m.Tried(self._age, row.number, True, f"{LEARNED} learned: it reads exactly that.")
        read_as = compact(json.loads(read.to_json()))
        return m.Tried(self._age, row.number, False, f"{NOT_YET} not yet: it reads {read_as}")


class Trials(DataPage):
    """Asks the model about rows, and marks in the table how it went."""

    def __init__(self) -> None:
        super().__init__()
        self._trying = Trying()

    def action_try_it(self) -> None:
        """Does the present model read this one as it says?"""
        row = self.browser.row
        if row is not None:
            self._try([row])

    def action_try_all(self) -> None:
        """Does it read all that is shown?"""
        self._try(self.browser.table.rows)

    def _try(self, rows: Iterable[Row]) -> None:
        if not self._trying.ask(self.etaoin.mind, self, list(rows)):
            self.notify("There is no action here to compare with.", markup=False)
        self.browser.table.mark(self._trying.marks)

    @on(m.Tried)
    def tried(self, event: m.Tried) -> None:
        """How one went."""
        if not self._trying.take(self.etaoin.mind, self, event):
            return
        self.browser.table.mark(self._trying.marks)
        self.browser.tell_reading(event.number, event.reading)
        if not self._trying.waiting and len(self._trying.marks) > 1:
            marks = list(self._trying.marks.values())
            self.notify(f"The model reads {marks.count(LEARNED)} of {len(marks)} as they say.", markup=False)

    @on(JobFailed)
    def job_failed(self, event: JobFailed) -> None:
        """There is no model, or it failed: ask no further."""
        self._trying.cancel()
        self.browser.table.mark(self._trying.marks)
        self.notify(printable(event.why), severity="error", markup=False)

    @on(ModelReady)
    def model_ready(self) -> None:
        """Another model: what was tried is out of date."""
        self._trying.forget()
        self.browser.forget_readings()
        self.browser.table.mark({})
