"""The statistics of what is shown, as bars."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from tui.examples.statistics import Counts, Statistics
from tui.text import printable

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int) -> str:
    """A bar of that share of a width, in eighths of a cell; never empty for what is not nothing."""
    eighths = round(share * width * 8)
    if share > 0 and width > 0:
        eighths = max(1, eighths)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


class Bars(Widget):
    """A title, and a bar for each count."""

    def __init__(self, title: str, id: str) -> None:
        super().__init__(id=id)
        self._title = title
        self._counts: Counts = ()
        self._whole = 0

    def show(self, counts: Counts, whole: int) -> None:
        """Show these; percentages are of `whole` (0: none are told)."""
        self._counts, self._whole = counts, whole
        self.display = bool(counts)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each, below the title."""
        return len(self._counts) + 1

    def render(self) -> Content:
        """As wide as there is room."""
        names = [printable(name.replace("_", " "), 40) for name, _ in self._counts]
        longest = max(map(len, names), default=0)
        most = max((n for _, n in self._counts), default=1)
        figures = [f"{n:,}" + (f" {_percent(n / self._whole):>4}" if self._whole else "") for _, n in self._counts]
        digits = max(map(len, figures), default=0)
        longest = min(longest, max(4, self.size.width - digits - 8))
        room = max(0, self.size.width - longest - digits - 3)
        parts: list[str | tuple[str, str]] = [(f"{self._title}\n", "$primary")]
        for name, figure, (_, n) in zip(names, figures, self._counts, strict=True):
            parts += [
                f"{name[:longest]:<{longest}} ",
                (f"{figure:>{digits}} ", "$dim"),
                (f"{bar(n / most, room)}\n", "$secondary"),
            ]
        return Content.assemble(*parts)


class StatisticsView(VerticalScroll, can_focus=True):
    """Counts of what the table shows."""

    def compose(self) -> ComposeResult:
        """Figures above three columns of bars."""
        yield Static(id="figures")
        with Horizontal(id="bars"):
            with Vertical():
                yield Bars("Turned down because", "by-reason")
                yield Bars("Acts", "by-act")
            with Vertical():
                yield Bars("Words in a sentence", "by-length")
                yield Bars("Parts of the source", "by-part")
            with Vertical():
                yield Bars("Most frequent words", "by-word")

    def show(self, told: Statistics, of: str) -> None:
        """Show statistics; `of` says of what."""
        self.query_one("#figures", Static).update(Content.assemble(*_figures(told, of)))
        bars = {
            "by-act": (told.acts, told.rows), "by-length": (told.lengths, told.rows), "by-word": (told.frequent, 0),
            "by-part": (told.parts, told.rows), "by-reason": (told.reasons, told.rows),
        }  # fmt: skip
        for name, (counts, whole) in bars.items():
            self.query_one(f"#{name}", Bars).show(counts, whole)


def _figures(told: Statistics, of: str) -> list[str | tuple[str, str]]:
    """The single figures, in lines that belong together."""
    kept = [(told.kept, f"kept ({told.kept / max(1, told.rows):.0%})")] if told.kept < told.rows else []
    lines = (
        [
            *kept,
            (told.different, "different sentences"),
            (told.meanings, "different meanings"),
            (told.vocabulary, "different words"),
        ],
        [(told.median, "words in the median"), (told.longest, "in the longest"), (told.with_history, "after a turn")],
        [(told.repeated, "repeated"), (told.opposed, "with two meanings")],
    )
    parts: list[str | tuple[str, str]] = [(of, "$dim")]
    for line in lines:
        for number, (n, what) in enumerate(line):
            parts += [", " if number else "\n", (f"{n:,}", "bold"), f" {what}"]
    return parts
