"""One source, to browse in: its rows in a table, filtered and sorted, the one under the cursor in full, statistics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Select, Static
from textual.worker import get_current_worker

from tui import pauses
from tui.errors import explain
from tui.examples.filters import KEPT, LENGTHS, REJECTED, Filter, chosen
from tui.examples.row import Row
from tui.examples.sources import Source, generate, nothing, read
from tui.screens.data import messages as m
from tui.screens.data.detail import Detail
from tui.screens.data.statistics import StatisticsView
from tui.screens.data.table import ExampleTable
from tui.text import printable

PAGE = 500
"""Rows that are read, or made, at a time."""
FIRST = 2000
"""Examples of the generator that there are to begin with."""
SEARCHED = 20_000
"""So many are made at most to find what a filter asks for."""
LARGE = 20_000
"""Rows that the collector of garbage had better leave alone."""
_PAUSE = 0.08


class Browser(Vertical):
    """Reads in threads, and shows what there is so far."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.source: Source | None = None
        self.rows: list[Row] = []
        self.wanted = Filter()
        self.readings: dict[int, str] = {}
        self.trouble = ""
        self.reading = False
        self._age = 0
        self._endless: Iterator[Row] | None = None
        self._order, self._backwards = "number", False
        self._acts: set[str] = set()
        self._reasons: set[str] = set()
        self._kept = 0
        self._sifting = self._tallying = False
        self._again: bool | None = None
        self._offered: dict[str, list[str]] = {}
        self._about: m.Explored | None = None
        self._soon: Timer | None = None
        self._next: Timer | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Horizontal(id="title"):
            yield Static(id="name")
            yield Static(id="count")
        yield Static(id="about")
        with Horizontal(id="filters"):
            yield Input(placeholder="find …", compact=True, id="text")
            yield _choice("act", ["any act"], [""])
            yield _choice("verdict", ["kept or not"], [""])
            yield _choice("length", ["any length", *LENGTHS], ["", *LENGTHS])
        with Container(id="main"):
            yield ExampleTable(id="table")
            yield Detail(id="detail")
            yield StatisticsView(id="statistics")

    @property
    def table(self) -> ExampleTable:
        """The rows that are shown."""
        return self.query_one(ExampleTable)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.table.row

    # Reading.

    def open(self, source: Source, keep: bool = False) -> None:
        """Show a source from its beginning; `keep` the filter and the place, as it is the same again."""
        same = self.source is not None and self.source.key == source.key
        self._age += 1
        self.source, self.rows, self.trouble, self.readings = source, [], "", {}
        self._acts, self._reasons, self._kept = set(), set(), 0
        self._endless = generate(source.seed) if source.kind == "generated" else None
        self.table.tried = {}
        if not keep:
            self._order, self._backwards = "number", False
            if not same:
                self._clear()
            self.table.show([])
        self.set_class(source.kind == "suite", "-suite")
        self._read(FIRST if source.kind == "generated" else 0, keep)

    def reopen(self) -> None:
        """Read the source again, as it has changed."""
        if self.source is not None:
            self.open(self.source, keep=True)

    def _read(self, most: int, whole: bool = False) -> None:
        """Have rows read; `whole`: show nothing before the last is there, so that nothing flickers."""
        assert self.source is not None
        self.reading = True
        self._tell()
        self._reads(self._age, self.source, self._endless, most, whole)

    @work(thread=True, group="reading", description="reading", exclusive=True, exit_on_error=False)
    def _reads(self, age: int, source: Source, endless: Iterator[Row] | None, most: int, whole: bool) -> None:
        worker = get_current_worker()
        try:
            rows = read(source) if endless is None else islice(endless, most)
            found: list[Row] = []
            for row in pauses.breathing(rows):
                found.append(row)
                if len(found) == PAGE and not whole:
                    self.post_message(m.Read.of(age, found, False))
                    found = []
                if worker.is_cancelled:
                    return
            self.post_message(m.Read.of(age, found, True))
        except Exception as error:  # a file can hold anything; the page says so
            self.post_message(m.Unread(age, explain(error, f"reading {source.title}")))

    @on(m.Read)
    def read(self, event: m.Read) -> None:
        """More rows."""
        event.stop()
        if event.age == self._age:
            self.rows += event.rows
            self._acts |= event.acts
            self._reasons |= event.reasons
            self._kept += event.kept
            self.reading = not event.last
            if event.last and len(self.rows) > LARGE:
                pauses.settled()
            self._sift(keep=True)

    @on(m.Unread)
    def unread(self, event: m.Unread) -> None:
        """There are none."""
        event.stop()
        if event.age == self._age:
            self.reading, self.trouble = False, event.why
            self._sift(keep=True)

    @on(ExampleTable.NearEnd)
    def near_end(self, event: ExampleTable.NearEnd) -> None:
        """The generator goes on, unless nearly all it makes is filtered out."""
        event.stop()
        endless = self.source is not None and self.source.kind == "generated"
        if endless and self.table.near_end and not self.reading and self.rows and not self.trouble:
            if self.wanted and len(self.rows) >= SEARCHED:
                return
            self._read(2 * PAGE)

    # Filtering.

    def _clear(self) -> None:
        self.wanted = Filter()
        with self.prevent(Input.Changed, Select.Changed):
            self.query_one("#text", Input).value = ""
            for select in self.query(Select):
                select.value = ""

    def show_all(self) -> bool:
        """Take the filter off; whether there was one."""
        if not self.wanted:
            return False
        self._clear()
        self._sift()
        return True

    @on(Input.Changed, "#text")
    def typed(self, event: Input.Changed) -> None:
        """Filter once the typing pauses."""
        event.stop()
        self.wanted = replace(self.wanted, text=event.value)
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_PAUSE, self._sift)

    @on(Input.Submitted, "#text")
    def entered(self, event: Input.Submitted) -> None:
        """To what was found."""
        event.stop()
        self.table.focus()

    @on(Select.Changed)
    def selected(self, event: Select.Changed) -> None:
        """Filter by what was chosen."""
        event.stop()
        self.wanted = replace(self.wanted, **{str(event.select.id): str(event.value)})
        self._sift()

    @on(ExampleTable.Sorted)
    def sort(self, event: ExampleTable.Sorted) -> None:
        """Sort by a column; again, and it is the other way round."""
        event.stop()
        self._backwards = event.order == self._order and not self._backwards
        self._order = event.order
        self._sift()

    def turn(self) -> str:
        """Sort by the next column; which."""
        orders = ["number", "say", "meaning", "act", "words"]
        if self._reasons:
            orders.append("reason")
        at = orders.index(self._order) if self._order in orders else 0
        self._order, self._backwards = orders[(at + 1) % len(orders)], False
        self._sift()
        return self._order

    def _sift(self, keep: bool = False) -> None:
        """Have the rows filtered and sorted, by one thread at a time: threads that compute slow each other down."""
        if not self.wanted and self._order == "number" and not self._backwards:
            self._shown(self.rows, keep)
            return
        self._tell()
        if self._sifting:
            self._again = keep if self._again is None else keep and self._again
            return
        self._sifting = True
        self._sifts(self._age, list(self.rows), self.wanted, self._order, self._backwards, keep)

    # Without a description the decorator would spell out all that it is given, row by row.
    @work(thread=True, group="sifting", description="sifting", exit_on_error=False)
    def _sifts(self, age: int, rows: list[Row], wanted: Filter, order: str, backwards: bool, keep: bool) -> None:
        self.post_message(m.Sifted(age, chosen(pauses.breathing(rows), wanted, order, backwards), keep))

    @on(m.Sifted)
    def sifted(self, event: m.Sifted) -> None:
        """Show them, unless something else is wanted by now."""
        event.stop()
        self._sifting = False
        again, self._again = self._again, None
        if again is not None:
            self._sift(again)
        elif event.age == self._age and (self.wanted or self._order != "number" or self._backwards):
            self._shown(event.rows, event.keep)

    def _shown(self, rows: list[Row], keep: bool) -> None:
        acts, reasons = sorted(self._acts), sorted(self._reasons)
        self._offer("act", ["any act", *acts], ["", *acts])
        verdicts = [KEPT, REJECTED, *reasons] if reasons else []
        names = ["kept", "turned down", *(f"✗ {reason}" for reason in reasons)] if reasons else []
        self._offer("verdict", ["kept or not", *names], ["", *verdicts])
        self.query_one("#verdict").display = bool(reasons)
        table = self.table
        table.order, table.backwards = self._order, self._backwards
        table.show(rows, keep)
        self._tell()
        self._count()

    def _offer(self, name: str, labels: list[str], values: list[str]) -> None:
        """Offer these in one of the lists, and keep what is chosen."""
        select: Select[str] = self.query_one(f"#{name}", Select)
        options = [(Content(printable(label, 40)), value) for label, value in zip(labels, values, strict=True)]
        if self._offered.get(name) == values:
            return
        self._offered[name] = values
        chosen = getattr(self.wanted, name)
        with select.prevent(Select.Changed):
            select.set_options(options)
            select.value = chosen if chosen in values else ""
        if chosen not in values:
            self.wanted = replace(self.wanted, **{name: ""})

    def _tell(self) -> None:
        """The title, how many there are, and what there is to say where there are none."""
        source = self.source
        if source is None:
            return
        shown, total = len(self.table.rows), len(self.rows)
        more = " …" if self.reading else "+" if source.kind == "generated" else ""
        judged = f" · {self._kept:,} kept" if self._kept < total else ""
        count = f"{shown:,} of {total:,}{more}" if self.wanted else f"{total:,}{more}{judged}"
        self.query_one("#name", Static).update(Content(printable(source.title, 200)))
        self.query_one("#count", Static).update(Content(count))
        about = Content(printable(source.about, 400))
        if self.trouble and self.rows:
            about = Content.assemble((printable(self.trouble), "$error"))
        self.query_one("#about", Static).update(about)
        empty = not shown
        self.set_class(empty, "-empty")
        self.table.say_nothing(printable(nothing(source, total, self.reading, self.trouble)) if empty else "")

    # The row under the cursor.

    @on(ExampleTable.Marked)
    def marked(self, event: ExampleTable.Marked) -> None:
        """Show it at once, and what is behind it when the cursor rests."""
        if self._next is not None:
            self._next.stop()
        known = self._about if self._about is not None and self._about.row is event.row else None
        self._show(known.about if known else None)
        if event.row is not None and known is None:
            row = event.row
            self._next = self.set_timer(_PAUSE, lambda: self._explores(row))

    def _show(self, about: Any = None) -> None:
        row = self.row
        self.query_one(Detail).show(row, about, self.readings.get(row.number, "") if row else "")

    @work(thread=True, group="exploring", description="exploring", exclusive=True, exit_on_error=False)
    def _explores(self, row: Row) -> None:
        from tui.examples.about import About, about

        try:
            self.post_message(m.Explored(row, about(row)))
        except Exception as error:  # an example from a file may be anything
            self.post_message(m.Explored(row, About(world=(explain(error, "looking into an example"),))))

    @on(m.Explored)
    def explored(self, event: m.Explored) -> None:
        """What is behind it is known."""
        event.stop()
        if event.row is self.row:
            self._about = event
            self._show(event.about)

    def tell_reading(self, number: int, reading: str) -> None:
        """What the present model makes of a row."""
        self.readings[number] = reading
        if self.row is not None and self.row.number == number:
            self._show(self._about.about if self._about is not None and self._about.row is self.row else None)

    def forget_readings(self) -> None:
        """The model is another one."""
        if self.readings:
            self.readings = {}
            self._show(self._about.about if self._about is not None and self._about.row is self.row else None)

    # Statistics.

    @property
    def counting(self) -> bool:
        """Whether the statistics are open."""
        return self.has_class("-counting")

    def count(self, on: bool) -> None:
        """Open or close the statistics."""
        self.set_class(on, "-counting")
        self._count()
        (self.query_one(StatisticsView) if on else self.table).focus()

    def _count(self) -> None:
        if self.counting and not self._tallying:
            self._tallying = True
            self._counts(self._age, list(self.table.rows))

    @work(thread=True, group="counting", description="counting", exit_on_error=False)
    def _counts(self, age: int, rows: list[Row]) -> None:
        from tui.examples.statistics import count

        self.post_message(m.Counted(age, count(rows)))

    @on(m.Counted)
    def counted(self, event: m.Counted) -> None:
        """Show them."""
        event.stop()
        self._tallying = False
        if event.age != self._age or self.source is None or event.told.rows != len(self.table.rows):
            self._count()  # there are others by now
            return
        made = self.source.kind == "generated"
        what = f"The first {event.told.rows:,} examples of seed {self.source.seed}" if made else f"{event.told.rows:,}"
        if self.wanted:
            what = f"{event.told.rows:,} of {len(self.rows):,}"
        of = f"{what}{'' if made and not self.wanted else ' examples'}{', as filtered' if self.wanted else ''}"
        self.query_one(StatisticsView).show(event.told, of)


def _choice(name: str, labels: list[str], values: list[str]) -> Select[str]:
    options = list(zip(map(Content, labels), values, strict=True))
    return Select(options, allow_blank=False, value="", compact=True, id=name)
