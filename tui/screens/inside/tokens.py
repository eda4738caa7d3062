"""Chapter 1: the answer token by token, with what the model weighed at each."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tui.screens.inside import tracing
from tui.screens.inside.bars import TokenBars
from tui.screens.inside.flow import TokenFlow, Word
from tui.screens.inside.looked import View, difference
from tui.screens.inside.pane import ChapterPane
from tui.screens.inside.strip import TokenStrip

_NO_TRACE = "This model shows only what it writes, not what it weighs."


class TokensChapter(ChapterPane):
    """Walk along the answer."""

    ABOUT = (
        "Each token with all that the model weighed. ✗: the grammar forbids it; pale: the grammar left no other. "
        "Entropy: 0 bits is sure, 1 bit is a coin toss."
    )
    NEED = "model"
    FOCUS = "#answer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Back", key_display="←", id="inside.back", tooltip="The token before."),
        Binding("right,l", "step(1)", "Next", key_display="→", id="inside.next", tooltip="The next token."),
        Binding("home", "step(-10000)", "First", show=False, id="inside.first", tooltip="The first token."),
        Binding("end", "step(10000)", "Last", show=False, id="inside.last", tooltip="The last token."),
        Binding("u", "unsure", "Unsure", id="inside.unsure", tooltip="The next token at which the model hesitated."),
        Binding(
            "s", "scale", "Scale", id="inside.scale",
            tooltip="Bars by the probability, or by its logarithm: a tenth is one step, and what is unlikely shows.",
        ),
    ]  # fmt: skip

    at: reactive[int] = reactive(0, init=False)
    by_logarithm: reactive[bool] = reactive(False, init=False)

    def body(self) -> ComposeResult:
        """The answer, the strip, the numbers, the bars."""
        yield TokenFlow(id="answer")
        yield Static(id="strip-name")
        yield TokenStrip(id="strip")
        yield Static(id="facts")
        yield TokenBars(id="weighed")

    def missing(self, view: View) -> str | None:
        """A model may have answered and still show nothing."""
        if view.opened is not None and not view.opened.parse.trace:
            return _NO_TRACE
        return super().missing(view)

    def show(self, view: View) -> None:
        """Begin where one stood, or at the first place that is worth a look."""
        assert view.opened is not None
        trace = view.opened.parse.trace or ()
        self.note(difference(view.turn, view.opened.parse) or "")
        at = view.kept.get("token")
        at = at if isinstance(at, int) else tracing.next_hesitation(trace, -1)
        self.set_reactive(TokensChapter.at, min(at, len(trace) - 1))
        words = [
            Word(
                token.text or "∅",
                "$dim" if token.forced else "bold $error underline" if token.masked else "bold",
            )
            for token in trace
        ]
        self.query_one(TokenFlow).show(words, self.at)
        self._draw_strip()
        self._draw()

    def _draw_strip(self) -> None:
        if self.view is None or self.view.opened is None:
            return
        trace = self.view.opened.parse.trace or ()
        levels, name = tracing.heights(trace, log=self.by_logarithm)
        self.query_one("#strip-name", Static).update(Content(name))
        self.query_one(TokenStrip).show(levels, [token.forced for token in trace], self.at)

    def watch_at(self, at: int) -> None:
        """Another token."""
        if self.view is not None:
            self.view.kept["token"] = at
        self.query_one(TokenFlow).at = at
        self.query_one(TokenStrip).at = at
        self._draw()

    def watch_by_logarithm(self) -> None:
        """Other bars."""
        self._draw_strip()
        self._draw()

    def _draw(self) -> None:
        if self.view is None or self.view.opened is None:
            return
        trace = self.view.opened.parse.trace or ()
        if not 0 <= self.at < len(trace):
            return
        token = trace[self.at]
        parts: list[str | tuple[str, str]] = [
            (tracing.visible(token.text), "bold $primary"),
            (f"   token {self.at + 1} of {len(trace)}, number {token.id} of the vocabulary\n", "$dim"),
        ]
        for line in tracing.facts(trace, self.at):
            for number, (name, value) in enumerate(line):
                parts += ["   " * bool(number), (f"{name} ", "$dim"), value]
            parts.append("\n")
        parts += [(tracing.remark(token), "$error" if token.masked else "$foreground")]
        self.query_one("#facts", Static).update(Content.assemble(*parts))
        self.query_one(TokenBars).show(tracing.rows(token, log=self.by_logarithm))

    def _last(self) -> int:
        opened = self.view.opened if self.view else None
        return len(opened.parse.trace or ()) - 1 if opened else -1

    def _go(self, at: int) -> None:
        if self._last() >= 0:
            self.at = max(0, min(at, self._last()))

    @on(TokenFlow.Picked)
    def picked(self, event: TokenFlow.Picked) -> None:
        """By mouse."""
        event.stop()
        self._go(event.index)

    @on(TokenStrip.Picked)
    def picked_column(self, event: TokenStrip.Picked) -> None:
        """By mouse."""
        event.stop()
        self._go(event.index)

    def action_step(self, steps: int) -> None:
        """So many tokens on."""
        self._go(self.at + steps)

    def action_unsure(self) -> None:
        """Where it hesitated next."""
        if self.view is not None and self.view.opened is not None and self.view.opened.parse.trace:
            self._go(tracing.next_hesitation(self.view.opened.parse.trace, self.at))

    def action_scale(self) -> None:
        """Linear or logarithmic bars."""
        self.by_logarithm = not self.by_logarithm
