"""The side of the form: what a field means, what the run takes, and what is wrong with its data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from tui.text import printable, printable_lines

if TYPE_CHECKING:
    from tui.screens.train.form.outcome import LintFacts, PlanFacts

_GB = 1e9
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_SIGNS = {"error": ("✗", "$error"), "warning": ("!", "$warning"), "note": ("·", "$dim")}
_MANY = 12


class About(Vertical):
    """What the field with the focus means."""

    def compose(self) -> ComposeResult:
        """A title over a text."""
        yield Static(classes="title")
        yield Static(classes="text")

    def tell_recipe(self, title: str, text: str) -> None:
        """Show a recipe's file, what it says of itself quieter than what it sets."""
        self.query_one(".title", Static).update(Content(printable(title)))
        lines = []
        for line in text.splitlines():
            code, mark, comment = line.partition("#")
            lines.append(Content.assemble(printable(code, None), (printable(mark + comment, None), "$dim")))
        self.query_one(".text", Static).update(Content("\n").join(lines))

    def tell(self, title: str, text: str, below: str = "") -> None:
        """Show another one; `below` is quieter."""
        self.query_one(".title", Static).update(Content(printable(title)))
        parts: list[str | tuple[str, str]] = [printable_lines(text)]
        if below:
            parts.append((("\n" if text else "") + printable_lines(below), "$dim"))
        self.query_one(".text", Static).update(Content.assemble(*parts))


class PlanView(Vertical):
    """What the run takes: numbers, and bars of memory against what there is."""

    _facts: PlanFacts | None = None

    class CardChanged(Message):
        """Another card is to be planned for."""

        def __init__(self, card: str) -> None:
            super().__init__()
            self.card = card

    def compose(self) -> ComposeResult:
        """A title with the card, over the plan."""
        with Horizontal(classes="head"):
            yield Static("Plan", classes="title")
            yield Static("for", classes="for")
            yield Input(placeholder="this computer", compact=True, id="card")
        yield Static(classes="text")

    def offer(self, cards: tuple[str, ...]) -> None:
        """Complete the names of these cards."""
        self.query_one("#card", Input).suggester = SuggestFromList(cards, case_sensitive=False)

    def takes_cards(self, takes: bool) -> None:
        """Show the choice of a card, or not: a nano is trained by the CPU, whatever cards there are."""
        for widget in self.query(".for, #card"):
            widget.display = takes

    def busy(self) -> None:
        """Another one is being made; the one before stays meanwhile, if there is one."""
        if self._facts is None:
            self.wait("computing …")
        self.set_class(True, "-busy")

    def wait(self, why: str) -> None:
        """There is no plan; why not."""
        self._facts = None
        self._show(Content.styled(printable_lines(why), "$dim"))

    def fail(self, why: str) -> None:
        """There can be none."""
        self._facts = None
        self._show(Content.styled(f"✗ {printable_lines(why)}", "$error"))

    def tell(self, facts: PlanFacts) -> None:
        """Show a plan."""
        self._facts = facts
        self.draw()

    def draw(self) -> None:
        """Draw it for the width that there is."""
        if self._facts is not None:
            self._show(Content("\n").join(self._lines(self._facts)))

    @on(Input.Changed, "#card")
    def card_changed(self, event: Input.Changed) -> None:
        """Plan for that one."""
        event.stop()
        self.post_message(self.CardChanged(event.value.strip()))

    def _show(self, content: Content) -> None:
        self.set_class(False, "-busy")
        self.query_one(".text", Static).update(content)

    def _lines(self, facts: PlanFacts) -> Iterator[Content]:
        width = max(20, self.query_one(".text", Static).content_size.width or 40)
        for name, value in facts.rows():
            yield Content.assemble((f"{name:<8}", "$dim"), value)
        yield Content("")
        longest = max(len(name) for name, _ in facts.parts) + 2
        room = max(4, width - longest - 9)
        whole = max(facts.peak, facts.room)
        for name, size in facts.parts:
            bar = _bar(size / whole, room)
            yield Content.assemble((f"{name:<{longest}}", "$dim"), f"{size / _GB:5.1f} GB ", (bar, "$secondary"))
        fits = "$success" if facts.fits else "$error"
        bar = _bar(facts.peak / whole, room)
        full = Content.assemble((bar, fits), ("·" * max(0, round(room * facts.room / whole) - len(bar)), "$dim"))
        yield Content.assemble((f"{'at the peak':<{longest}}", "bold"), (f"{facts.peak / _GB:5.1f} GB ", "bold"), full)
        yield Content.styled(f"{'✓' if facts.fits else '✗'} {facts.verdict()}", fits)
        if not facts.fits and facts.changes:
            yield Content("")
            yield Content.styled("What takes less, each alone:", "$dim")
            for key, value, peak in facts.changes[:5]:
                enough = "  fits" if peak <= facts.room else ""
                yield Content.assemble(f"{key} {value}  ", (f"{peak / _GB:.1f} GB{enough}", "$dim"))


class LintView(Vertical):
    """What was found in the data, the worst first, with a sign for how bad it is."""

    def compose(self) -> ComposeResult:
        """A title over the findings."""
        yield Static("Lint", classes="title")
        yield Static(classes="text")

    def busy(self) -> None:
        """They are being looked at; what was found before stays meanwhile."""
        self.set_class(True, "-busy")

    def wait(self, why: str) -> None:
        """Nothing was looked at; why not."""
        self._show(Content.styled(printable_lines(why), "$dim"))

    def fail(self, why: str) -> None:
        """The data can't be read."""
        self._show(Content.styled(f"✗ {printable_lines(why)}", "$error"))

    def tell(self, facts: LintFacts) -> None:
        """Show what was found."""
        lines: list[Content] = []
        for found in facts.findings[:_MANY]:
            sign, style = _SIGNS.get(found.severity, ("·", "$dim"))
            lines.append(
                Content.assemble(
                    (f"{sign} {found.severity}: ", f"bold {style}"),
                    printable(found.what),
                    (f"  {found.count:,}", "$dim"),
                )
            )
            if found.example:
                lines.append(Content.styled(f"  such as: {printable(found.example, 120)}", "$dim"))
            if found.next_step:
                lines.append(Content(f"  {printable(found.next_step[:1].upper() + found.next_step[1:])}."))
        if facts.counted:
            if not facts.findings:
                lines.append(Content.styled("✓ nothing that would spoil a run", "$success"))
            lines.append(Content.styled(facts.counted, "$dim"))
        lines += [Content.styled(printable(note), "$dim") for note in facts.notes]
        self._show(Content("\n").join(lines))

    def _show(self, content: Content) -> None:
        self.set_class(False, "-busy")
        self.query_one(".text", Static).update(content)


def _bar(share: float, width: int) -> str:
    """A bar of so much of the width, to an eighth of a cell; what there is, is seen."""
    eighths = max(1, round(share * width * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
