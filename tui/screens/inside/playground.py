"""Chapter 7: write by hand, and see what temperature, top-p and the grammar do to what can come next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Input, Static

from tui.mind.messages import JobFailed
from tui.screens.inside import drafting
from tui.screens.inside.bars import TokenBars
from tui.screens.inside.chips import Chip, TokenChips
from tui.screens.inside.dial import Dial
from tui.screens.inside.drafting import Knobs, Stuck, Written
from tui.screens.inside.looked import View
from tui.screens.inside.numbers import percent
from tui.screens.inside.pane import ChapterPane
from tui.screens.inside.tracing import visible
from tui.text import printable

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.lm.looking import Weighed
    from tui.mind.worker import Job

MORE = 20
CHIPS = 80
"""Tokens of the text that are shown with their probabilities."""
LONGEST = 4000
"""Characters of a prompt that are read."""
_ENDED = "The model ended its text. Backspace takes the end back."
_FULL = "The model reads at most {} tokens, and the text has as many. Backspace takes one back."
_EMPTY = "There is no prompt: type one, or press o for the one of this turn."


class PlaygroundChapter(ChapterPane):
    """One token at a time, or twenty."""

    ABOUT = (
        "Draw the next token. A low temperature sharpens the bars, a high one flattens them; top-p cuts off (✂) the "
        "unlikely; the grammar forbids (✗)."
    )
    NEED = "model"
    FOCUS = "#next"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "sample", "Draw", key_display="⏎", id="inside.draw", tooltip="Draw one token at random."
        ),
        Binding("g", "greedy", "Greedy", id="inside.greedy", tooltip="Take the likeliest token."),
        Binding("t", "take", "Take", show=False, id="inside.take", tooltip="Take the marked token (↑ and ↓ mark one)."),
        Binding("r", "more", f"{MORE} more", id="inside.more", tooltip=f"Draw {MORE} tokens, or to the end."),
        Binding("backspace", "back", "Back", key_display="⌫", id="inside.erase", tooltip="Take the last token back."),
        Binding("m", "grammar", "Grammar", id="inside.grammar", tooltip="With the grammar of actions, or without."),
        Binding("n", "seed", "Seed", id="inside.seed", tooltip="Other luck from here on: the next seed."),
        Binding("s", "scale", "Scale", show=False, id="inside.scale", tooltip="Bars by the logarithm, or not."),
        Binding("e", "edit", "Prompt", id="inside.edit", tooltip="Write a prompt of your own."),
        Binding("o", "own", "Own", show=False, id="inside.own", tooltip="The prompt of this turn again."),
        Binding("up", "mark(-1)", "Up", show=False),
        Binding("down", "mark(1)", "Down", show=False),
    ]

    @dataclass
    class Weighing(Message):
        """What comes after `prompt` and `written`; `texts` spells the tokens that are likely."""

        number: int
        prompt: tuple[int, ...]
        written: tuple[Written, ...]
        weighed: Weighed | None
        texts: dict[int, str]
        context: int
        end: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._job: Job | None = None
        self._number = 0
        self._prompt: tuple[int, ...] = ()
        self._written: tuple[Written, ...] = ()
        self._weighed: Weighed | None = None
        self._texts: dict[int, str] = {}
        self._tokens: list[int] = []
        self._room = 0
        self._end = -1
        self._shown: View | None = None
        self._knobs = Knobs()
        self._log = False

    def body(self) -> ComposeResult:
        """The prompt, what was written, the knobs, the bars."""
        with Horizontal(id="prompt-line"):
            yield Static("prompt", classes="caption")
            yield Input(id="prompt-text", compact=True, placeholder="any text; marks like <|user|> count as marks")
        yield TokenChips(id="play-draft")
        with Horizontal(id="knobs"):
            yield Dial("temperature", 1.0, 0.0, 4.0, 0.1, id="temperature")
            yield Dial("top-p", 1.0, 0.05, 1.0, 0.05, id="top-p")
            yield Checkbox("grammar", True, compact=True, id="grammar")
        yield Static(id="odds")
        yield TokenBars(id="next")

    def show(self, view: View) -> None:
        """Begin with the prompt of the turn; another view of the same turn changes nothing."""
        if view is self._shown:
            return
        self._shown = view
        self.action_own()

    # The model's part.

    def _ask(self, prompt: tuple[int, ...] | str, written: tuple[Written, ...], more: int = 0) -> None:
        """Weigh what comes after a text; first draw so many tokens."""
        if self._job is not None:
            self._job.cancel()
        self._number += 1
        number, knobs = self._number, self._knobs

        def work(model: LanguageModel, job: Job) -> Message | None:
            from agent.lm.looking import can_be_opened, encode, piece, weigh

            if not can_be_opened(model):
                return None
            ids = tuple(encode(model, prompt)) if isinstance(prompt, str) else prompt
            text = written
            context = model.model.context
            end = int(model.decoder.tokens.eos_token)

            def made(left: int) -> PlaygroundChapter.Weighing:
                full = not ids or len(ids) + len(text) >= context or bool(text and text[-1].end)
                weighed = None if full else weigh(model, ids, [one.id for one in text])
                texts = {}
                if weighed is not None and not left:
                    likely = weighed.logits.argsort()[::-1][: 4 * drafting.SHOWN].tolist()
                    masked = weighed.under_the_grammar()
                    if masked is not None:
                        likely += masked.argsort()[::-1][: drafting.ALLOWED_SHOWN].tolist()
                    texts = {token: piece(model, token).text for token in likely}
                return PlaygroundChapter.Weighing(number, ids, text, weighed, texts, context, end)

            for left in range(more, 0, -1):
                now = made(left)
                if now.weighed is None or job.cancelled:
                    break
                try:
                    token, probability = drafting.draw(now.weighed, knobs, len(text))
                except Stuck:
                    break
                text = (*text, Written(token, piece(model, token).text, probability, token == end))
                self.post_message(replace_weighing(now, text))
            return made(0)

        self._job = self.etaoin.mind.ask(self, "weighing the next token", work)

    @on(Weighing)
    def weighing(self, event: Weighing) -> None:
        """It is there, if nothing else was asked meanwhile."""
        event.stop()
        if event.number != self._number:
            return
        self._prompt, self._written, self._room = event.prompt, event.written, event.context
        self._end = event.end
        self._weighed = event.weighed
        self._texts = event.texts
        self._draw()

    @on(JobFailed)
    def failed(self, event: JobFailed) -> None:
        """The model failed."""
        event.stop()
        if event.job is self._job:
            self._weighed = None
            self._tell(event.why)

    # Showing.

    def _draw(self) -> None:
        shown = self._written[-CHIPS:]
        chips = [Chip(visible(one.text), percent(one.probability), "bold on $panel") for one in shown]
        self.query_one(TokenChips).show(chips or [Chip("nothing written yet", "", "$dim")])
        self._draw_bars()

    def _draw_bars(self) -> None:
        bars = self.query_one(TokenBars)
        if self._weighed is None:
            self._tokens = []
            bars.show([])
            ended = bool(self._written and self._written[-1].end)
            self._tell(_ENDED if ended else _EMPTY if not self._prompt else _FULL.format(self._room))
            return
        if not self._texts:
            return
        try:
            listed = drafting.rows(self._weighed, self._knobs, self._spelled, log=self._log)
            self._tell(drafting.summary(self._weighed, self._knobs))
        except Stuck as stuck:
            listed = []
            self._tell(f"{stuck} m switches the grammar off, backspace takes a token back.")
        self._tokens = [token for token, _ in listed]
        bars.show([row for _, row in listed])

    def _spelled(self, token: int) -> str:
        return self._texts.get(token, f"#{token}")

    def _tell(self, text: str) -> None:
        self.query_one("#odds", Static).update(Content(printable(text)))

    # By hand.

    def _write(self, token: int, probability: float) -> None:
        """One token more."""
        if self._weighed is None:
            return
        self._weighed = None  # until the next is weighed, nothing is drawn from this one again
        self._ask(self._prompt, (*self._written, Written(token, self._spelled(token), probability, token == self._end)))

    def action_sample(self) -> None:
        """Draw one."""
        if self._weighed is not None:
            self._ask(self._prompt, self._written, more=1)

    def action_greedy(self) -> None:
        """The likeliest."""
        self._pick_drawn(greedy=True)

    def _pick_drawn(self, *, greedy: bool) -> None:
        if self._weighed is None:
            return
        try:
            token, probability = drafting.draw(self._weighed, self._knobs, len(self._written), greedy=greedy)
        except Stuck:
            return
        self._write(token, probability)

    def action_take(self) -> None:
        """The marked one."""
        at = self.query_one(TokenBars).at
        if self._weighed is None or not 0 <= at < len(self._tokens):
            return
        token = self._tokens[at]
        try:
            share = drafting.share_of(drafting.spread_of(self._weighed, self._knobs), token)
        except Stuck:
            return
        if share == 0:
            self.app.bell()
            return
        self._write(token, share)

    def action_more(self) -> None:
        """Twenty."""
        if self._weighed is not None:
            self._ask(self._prompt, self._written, more=MORE)

    def action_back(self) -> None:
        """One less."""
        if self._written:
            self._ask(self._prompt, self._written[:-1])

    def action_mark(self, steps: int) -> None:
        """Mark another row."""
        bars = self.query_one(TokenBars)
        bars.at = max(-1, min(bars.at + steps, len(bars.rows) - 1))

    @on(TokenBars.Picked)
    def picked(self, event: TokenBars.Picked) -> None:
        """A click takes the token."""
        event.stop()
        event.bars.at = event.index
        self.action_take()

    # The knobs.

    def _turn(self, **values: float | bool) -> None:
        self._knobs = replace(self._knobs, **values)  # type: ignore[arg-type]
        self._draw_bars()

    @on(Dial.Turned)
    def turned(self, event: Dial.Turned) -> None:
        """Other bars, at once."""
        event.stop()
        self._turn(**{"temperature" if event.dial.id == "temperature" else "top_p": event.value})

    @on(Checkbox.Changed)
    def ticked(self, event: Checkbox.Changed) -> None:
        """With or without the grammar."""
        event.stop()
        self._turn(grammar=event.value)

    def action_grammar(self) -> None:
        """By key."""
        self.query_one(Checkbox).toggle()

    def action_scale(self) -> None:
        """Linear or logarithmic bars."""
        self._log = not self._log
        self._draw_bars()

    def action_seed(self) -> None:
        """The next seed."""
        self._turn(seed=self._knobs.seed + 1)

    # The prompt.

    def action_edit(self) -> None:
        """Write one."""
        self.query_one(Input).focus()

    def action_own(self) -> None:
        """The turn's."""
        if self.view is not None and self.view.opened is not None:
            self.query_one(Input).value = self.view.opened.text
            self._ask(self.view.opened.prompt, ())

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Another prompt: begin anew."""
        event.stop()
        self._ask(event.value[:LONGEST], ())
        self.query_one(TokenBars).focus()


def replace_weighing(now: PlaygroundChapter.Weighing, written: tuple[Written, ...]) -> PlaygroundChapter.Weighing:
    """The same with one token more, of which nothing is weighed yet: for the text to grow before one's eyes."""
    return PlaygroundChapter.Weighing(now.number, now.prompt, written, now.weighed, {}, now.context, now.end)
