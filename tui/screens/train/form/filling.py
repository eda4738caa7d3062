"""All rows of the form: they show what makes sense for the base, and mark what is changed or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.screens.train.form.paths import PathSuggester
from tui.screens.train.form.rows import FieldRow, Heading, NameRow, Row
from tui.screens.train.form.sources import Sources
from tui.screens.train.form.words import STEPS

if TYPE_CHECKING:
    from tui.screens.train.form.draft import Draft
    from tui.screens.train.form.fields import Field, Section


_BASES = ("agent/models/nano", "falcon-7b", "falcon-7b-instruct")


class Filling(VerticalScroll, can_focus=False):
    """The rows, in groups. `everything` shows also what one seldom changes."""

    BINDINGS: ClassVar[list[BindingType]] = [*STEPS]

    def __init__(self) -> None:
        super().__init__(id="filling")
        self._draft: Draft | None = None
        self._sections: tuple[Section, ...] = ()
        self._nano = True
        self._rows: dict[str, Widget] = {}
        self.everything = False

    async def fill(self, draft: Draft, sections: tuple[Section, ...]) -> None:
        """Make the rows of a draft, in the place of those before."""
        self._draft, self._sections, self._nano = draft, sections, draft.nano
        self._rows = {}
        name = NameRow(draft.name)
        with self.app.batch_update():
            await self.remove_children()
            await self.mount(name)
            self.refresh_rows()
        name.enter()

    def refresh_rows(self) -> None:
        """Show what makes sense now, and mark the rest. A row is made when it is first shown."""
        draft = self._draft
        if draft is None:
            return
        problems = draft.problems()
        name = self.query_one(NameRow)
        name.mark(draft.renamed, problems.get("name"))
        last: Widget = name.problem or name
        for section in self._sections:
            shown = [field for field in section.fields if self._is_shown(field, problems)]
            data = section.name == "data" and not draft.author
            last = self._place(section.name, bool(shown) or data, last, partial(Heading, section))
            if section.name == "data":
                last = self._place("sources", data, last, partial(Sources, draft.sources, draft.nano))
            for field in section.fields:
                made = self._place(field.key, field in shown, last, partial(_row, field, draft))
                if isinstance(made, FieldRow) and made.key == field.key:
                    made.mark(draft.changed(field.key), problems.get(field.key))
                last = getattr(made, "problem", None) or made
        self._mark_sources(problems)

    def _is_shown(self, field: Field, problems: Mapping[str, str]) -> bool:
        draft = self._draft
        assert draft is not None
        wanted = self.everything or field.first or field.key in problems or draft.changed(field.key)
        return wanted and draft.relevant(field.key)

    def _place(self, key: str, shown: bool, after: Widget, make: Callable[[], Widget]) -> Widget:
        """The widget of that key, made if it is to be shown; the one before it where there is none."""
        row = self._rows.get(key)
        if row is None and shown:
            row = self._rows[key] = make()
            self.mount(row, after=after)
        if row is None:
            return after
        if row.display != shown:
            row.display = shown
            problem = getattr(row, "problem", None)
            if problem is not None and not shown:
                problem.display = False
        return row

    def _mark_sources(self, problems: Mapping[str, str]) -> None:
        draft, sources = self._draft, self._rows.get("sources")
        if draft is None or not isinstance(sources, Sources):
            return
        if draft.nano != self._nano:
            self._nano = draft.nano
            sources.put(draft.sources, draft.nano)
        numbers = {key.removeprefix("data."): why for key, why in problems.items() if key.startswith("data.")}
        sources.mark({int(number): why for number, why in numbers.items() if number.isdigit()})

    def put_back(self, key: str) -> None:
        """The recipe's value for a field, or for all "data"."""
        draft = self._draft
        if draft is None or key == "name":
            return
        if key == "data":
            draft.reset_sources()
            self._put_sources()
            return
        draft.reset(key)
        row = self._rows.get(key)
        if isinstance(row, FieldRow):
            row.put(draft.text(key))

    def put_all_back(self) -> None:
        """The recipe's values for all."""
        draft = self._draft
        if draft is None:
            return
        draft.reset_all()
        with self.app.batch_update():
            for row in self.query(FieldRow):
                row.put(draft.text(row.key))
            self._put_sources()

    def _put_sources(self) -> None:
        draft, sources = self._draft, self._rows.get("sources")
        if draft is not None and isinstance(sources, Sources):
            sources.put(draft.sources, draft.nano)

    def go(self, key: str) -> bool:
        """Put the focus into a row; whether there is such a one in sight."""
        for row in self.query(Row):
            if row.key == key and row.display:
                row.enter()
                return True
        return False


def _row(field: Field, draft: Draft) -> FieldRow:
    paths = field.key in ("model.base", "data.cache", "tokenizer.path")
    return FieldRow(field, draft, PathSuggester(_BASES if field.key == "model.base" else ()) if paths else None)
