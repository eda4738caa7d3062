"""The form that starts a training run: choose a recipe, change what you like, see what it takes, and start it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from tui.paths import runs_folder
from tui.runs.start import RUNS, command_line
from tui.screens.page import PageScreen
from tui.screens.train.form import messages as m
from tui.screens.train.form.choosing import Choosing
from tui.screens.train.form.filling import Filling
from tui.screens.train.form.foot import Foot
from tui.screens.train.form.rows import Row
from tui.screens.train.form.side import Side
from tui.screens.train.form.sources import Sources
from tui.screens.train.form.standing import Standing
from tui.screens.train.form.views import About
from tui.screens.train.form.words import HELP, KEYS
from tui.text import printable
from tui.widgets.dialogs import Ask, Confirm

if TYPE_CHECKING:
    from tui.screens.train.form.draft import Draft
    from tui.screens.train.form.starts import Start

PAUSE = 0.3
"""Seconds without a key after which what is typed is reckoned with."""


class NewRunScreen(PageScreen):
    """A new training run. Dismissed with the run's folder once it has begun, or with None."""

    HELP = HELP
    CSS_PATH: ClassVar[Any] = ["screen.tcss", "sources.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = ""

    def __init__(self, recipe: str | None = None) -> None:
        """`recipe`: the one to point at in the list, by its name or file."""
        super().__init__()
        self._wish = recipe
        self._cards: tuple[str, ...] = ()
        self._draft: Draft | None = None
        self._field: str | None = None
        self._number = 0
        self._timer: Timer | None = None
        self._standing = Standing()

    # What is on it.

    def body(self) -> ComposeResult:
        """The recipes or the fields on the left, what they mean on the right, the way on below."""
        yield Static(id="form-title")
        with Horizontal(id="form-body"):
            with Vertical(id="form-left"):
                yield Choosing()
                yield Filling()
            yield Side()
        yield Foot()

    def on_mount(self) -> None:
        """Read the recipes; nothing waits for it."""
        self._show_choosing(True)
        self.query_one(Choosing).read(self._wish)

    def offers(self) -> Iterable[SystemCommand]:
        """For the command palette."""
        if self._draft is not None:
            yield SystemCommand("Reset the form", "all fields as the recipe has them", self.action_reset_all)

    # Choosing a recipe.

    @on(Choosing.Failed)
    def not_listed(self, event: Choosing.Failed) -> None:
        """There is nothing to choose from."""
        self._foot.say(event.why, wrong=True)

    @on(Choosing.Listed)
    def listed(self, event: Choosing.Listed) -> None:
        """Let the user choose."""
        self._cards = event.cards
        if self._choosing:
            self.query_one(Choosing).focus()

    @on(Choosing.Pointed)
    def pointed(self, event: Choosing.Pointed) -> None:
        """Show the whole recipe beside the list."""
        if self._choosing:
            self._show_recipe(event.start)

    @on(Choosing.Chosen)
    async def chosen(self, event: Choosing.Chosen) -> None:
        """Fill the form with that recipe."""
        start = event.start
        if self._draft is not None and self._draft.dirty:
            question = f"Begin from {start.title}? What you changed in this form is lost."
            self.app.push_screen(Confirm(question, "Begin anew"), lambda yes: self._fill_if(yes, start))
            return
        await self._fill(start)

    def _show_recipe(self, start: Start) -> None:
        self.query_one(About).tell_recipe(start.title, start.problem or start.text)
        self.query_one(Side).scroll_home(animate=False)

    def _fill_if(self, yes: bool | None, start: Start) -> None:
        if yes:
            self.call_later(self._fill, start)

    async def _fill(self, start: Start) -> None:
        from tui.screens.train.form.draft import Draft
        from tui.screens.train.form.fields import sections

        self._draft = Draft(start)
        self._show_choosing(False)
        self.query_one(Side).begin(self._cards)
        await self.query_one(Filling).fill(self._draft, sections())
        self._edited(0.001)

    def _show_choosing(self, choosing: bool) -> None:
        for selector in ("#form-left", "#form-side", "#form-foot"):
            self.query_one(selector).set_class(choosing, "-choosing")
        if choosing:
            self._title("New run", "choose a recipe to begin from")
            self._foot.say("enter: take it and see its fields")
        self.refresh_bindings()

    def action_choose(self) -> None:
        """Back to the list; what is filled in stays until another recipe is taken."""
        if not self._foot.starting and self._draft is not None:
            self._show_choosing(True)
            listed = self.query_one(Choosing)
            listed.focus()
            if listed.pointed is not None:
                self._show_recipe(listed.pointed)

    @property
    def _foot(self) -> Foot:
        return self.query_one(Foot)

    @property
    def _choosing(self) -> bool:
        return self.query_one("#form-left").has_class("-choosing")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Most keys mean something only in the fields."""
        fields_only = {"start", "everything", "reset", "reset_all", "add", "save", "copy", "choose"}
        if action not in fields_only:
            return True
        return self.is_mounted and self._draft is not None and not self._choosing and not self._foot.starting

    # Filling it in.

    @on(Row.Edited)
    def row_edited(self, event: Row.Edited) -> None:
        """Something was typed into a row."""
        draft = self._draft
        if draft is None:
            return
        if event.key == "name":
            if draft.name == event.text.strip():
                return
            draft.name = event.text.strip()
        elif draft.text(event.key) == event.text:
            return
        else:
            draft.set(event.key, event.text)
        self._edited()

    @on(Sources.Edited)
    def sources_edited(self, event: Sources.Edited) -> None:
        """The data are others."""
        if self._draft is not None and self._draft.sources != event.sources:
            self._draft.sources = event.sources
            self._edited()

    @on(Row.Entered)
    def row_entered(self, event: Row.Entered) -> None:
        """Say what the field means, in the recipe's own words."""
        self._field = event.key
        self._explain()

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Enter leads on."""
        event.stop()
        self.focus_next()

    def _explain(self) -> None:
        from tui.screens.train.form.fields import explained

        draft, key = self._draft, self._field
        if draft is None or key is None or self._choosing:
            return
        title, text = explained(key, draft.nano)
        below = ""
        if key == "name":
            text = f"The run's folder: {RUNS / draft.name}. What it prints is in {RUNS / draft.name}.log."
        elif key != "data":
            below = f"the recipe has: {draft.before_text(key) or 'none'}"
        self.query_one(About).tell(title, text, below)

    def _edited(self, pause: float | None = None) -> None:
        """Mark what was changed at once; reckon when there is a pause."""
        draft = self._draft
        assert draft is not None
        self.query_one(Filling).refresh_rows()
        changes = len(draft.changes)
        self._title(f"New run: {draft.start.title}", f"{changes} changed" if changes else "as the recipe has it")
        self._number += 1
        self._standing = Standing()
        self._ready()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE if pause is None else pause, self._reckon)

    def action_everything(self) -> None:
        """All fields, or those that come first."""
        filling = self.query_one(Filling)
        filling.everything = not filling.everything
        filling.refresh_rows()
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def action_reset(self) -> None:
        """The recipe's value for the field with the focus."""
        if self._field is not None:
            self.query_one(Filling).put_back(self._field)
            self._edited()

    def action_reset_all(self) -> None:
        """The recipe's values for all."""
        self.query_one(Filling).put_all_back()
        self._edited()

    def action_add(self) -> None:
        """Ask which data, then add a row."""
        self.query_one(Sources).ask()

    def _reckon(self) -> None:
        if self._draft is not None:
            self._check(self._number, self._draft.snapshot())

    @on(Side.CardChosen)
    def card_chosen(self) -> None:
        """Plan anew, for another card."""
        if self._draft is not None:
            self._edited()

    @work(thread=True, group="form-check", exclusive=True, exit_on_error=False)
    def _check(self, number: int, draft: Draft) -> None:
        from tui.screens.train.form.check import checked

        self.post_message(checked(number, draft))

    @on(m.Checked)
    def was_checked(self, event: m.Checked) -> None:
        """Go on with the plan and the data, or say what is wrong."""
        if event.number != self._number:
            return
        self._standing = Standing(event.args, event.problem, advice=event.advice)
        self._foot.show(event.args)
        if event.args is None or event.recipe is None:
            self.query_one(Side).forget()
        else:
            assert self._draft is not None
            self.query_one(Side).reckon(event.recipe, self._draft.nano)
        self._ready()

    @on(Side.Reckoned)
    def reckoned(self, event: Side.Reckoned) -> None:
        """Something was found out that may forbid the start."""
        self._standing = replace(self._standing, refused=event.refused, fits=event.fits)
        self._ready()

    def _ready(self) -> None:
        """Say whether it can be started, and if not, why."""
        if self._foot.starting or self._draft is None:
            return
        standing = self._standing
        if standing.forbidden is not None and self._foot.on_start:
            self.query_one(Filling).go("name")  # a button that can't be pressed would keep the focus from the keys
        self._foot.allow(standing.forbidden is None, bool(self._draft.changes))
        if not self._choosing:
            self._foot.say(standing.told(str(RUNS / self._draft.name)), standing.wrong)

    def action_start(self) -> None:
        """Start it, unless something forbids that."""
        if self._foot.starting:
            return
        if self._standing.forbidden is not None:
            self._fail(f"Not yet: {self._standing.forbidden}")
        elif not self._standing.fits:
            question = "The plan says that this does not fit into the memory. Start it all the same?"
            self.app.push_screen(Confirm(question, "Start"), lambda yes: self._launch() if yes else None)
        else:
            self._launch()

    def _launch(self) -> None:
        assert self._draft is not None
        assert self._standing.args is not None
        self.query_one(Filling).disabled = True
        self._foot.allow(False, False)
        self._foot.launch(self._standing.args, runs_folder() / self._draft.name)
        self.refresh_bindings()

    @on(m.Begun)
    def begun(self, event: m.Begun) -> None:
        """Back to the page, which shows it."""
        self.dismiss(event.run)

    @on(m.NotBegun)
    def not_begun(self, event: m.NotBegun) -> None:
        """Say why, and let the user mend it."""
        self.query_one(Filling).disabled = False
        self.query_one(Filling).go("name")
        self.refresh_bindings()
        self._ready()
        if event.why is not None:
            self._fail(event.why)

    def _fail(self, why: str) -> None:
        self.app.bell()
        self._foot.say(why, wrong=True)

    # Keeping, copying, leaving.

    def action_save(self) -> None:
        """Keep what is filled in as a recipe of one's own."""
        from tui.screens.train.form.starts import recipe_name_problem

        draft = self._draft
        if draft is None:
            return
        if self._standing.args is None:
            self._fail(f"Not yet: {self._standing.forbidden}")
            return
        start = draft.start
        name = start.title if start.own else ""

        def keep(answer: str | None) -> None:
            if answer is not None:
                self.query_one(Choosing).keep(answer, draft.snapshot())

        question = "What should your recipe be called? You find it in the list from then on."
        self.app.push_screen(Ask(question, name, lambda text: recipe_name_problem(text, start)), keep)

    @on(m.Saved)
    def saved(self, event: m.Saved) -> None:
        """Say where it is, and list it."""
        if event.file is None:
            self._fail(event.problem or "")
            return
        if self._draft is not None:
            self._draft.keep()
        self.notify(f"Kept as {event.file.stem}: {event.file}", markup=False)

    def action_copy(self) -> None:
        """The command line, for a terminal or a course."""
        if self._standing.args is not None:
            self.app.copy_to_clipboard(command_line(self._standing.args))
            self.notify("Copied.", markup=False)

    def action_leave(self) -> None:
        """Stop what is being started; else leave, and ask where something would be lost."""
        if self._foot.starting:
            self._foot.cancel()
        elif self._choosing and self._draft is not None and self._draft.dirty:
            self._show_choosing(False)
            self.query_one(Filling).go("name")
            self._edited()
        elif self._draft is not None and self._draft.dirty:
            question = "Leave the form? What you changed in it is lost."
            self.app.push_screen(Confirm(question, "Leave", "Stay"), self._leave_if)
        else:
            self.dismiss(None)

    def _leave_if(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)

    def _title(self, title: str, beside: str) -> None:
        content = Content.assemble((printable(title), "bold $foreground"), (f"   {beside}", "$dim"))
        self.query_one("#form-title", Static).update(content)

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        super().on_resize(event)
        self.set_class(event.size.height < 18, "-low")
