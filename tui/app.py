"""The terminal application: theme, pages, settings and the mind. It only wires; the work is done elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual import constants, on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen

from tui import pauses
from tui.backend import Backend, Options
from tui.errors import UserError
from tui.mind import messages as m
from tui.mind.mind import Mind
from tui.pages import FIRST, PAGES
from tui.paths import settings_file
from tui.screens.page import PageScreen
from tui.settings.values import Settings
from tui.theme.readable import variables
from tui.theme.themes import OURS

if TYPE_CHECKING:
    from agent.session import Session
    from tui.screens.train.bell import RunBell


class EtaoinApp(App[None]):
    """Talk to the blocks world in a terminal, look into the model, and train it."""

    TITLE = "Etaoin"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["widgets/topbar.tcss"]
    MODES = {page.name: page.open for page in PAGES}  # noqa: RUF012 (Textual's own type)
    DEFAULT_MODE = FIRST
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", key_display="^q", priority=True, id="app.quit", tooltip="Leave."),
        Binding("f1", "help", "Help", key_display="F1", id="app.help", tooltip="What this page is for."),
        *(
            Binding(
                page.key, f"go('{page.name}')", page.title, show=False, priority=True, id=f"go.{page.name}",
                key_display=page.key.upper(), tooltip=f"{page.title}: {page.about}.",
            )
            for page in PAGES
        ),
    ]  # fmt: skip

    settings: reactive[Settings] = reactive(Settings)
    """What the user has set; pages watch it."""
    status: reactive[str] = reactive("")
    """What the bar at the top says of the model."""
    trouble: reactive[bool] = reactive(False)
    """Whether there is no model."""

    def __init__(
        self,
        options: Options | None = None,
        backend: Backend | None = None,
        settings: Settings | None = None,
        problems: Iterable[str] = (),
    ) -> None:
        """`backend` is what tests replace; `settings` and `problems` come of the user's file, where there is one."""
        super().__init__()
        for theme in OURS:
            self.register_theme(theme)
        self.options = options or Options()
        self.backend = backend or Backend()
        self.mind = Mind(self.backend, self.options)
        self.inspected: Session | None = None
        self.fault: Exception | None = None
        self._problems = list(problems)
        self.set_reactive(EtaoinApp.settings, settings or Settings())
        self._apply(self.settings)

    def on_mount(self) -> None:
        """Paint first, load afterwards."""
        self.mind.listen(self)
        self.status = f"loading {self.options.model} …"
        self.call_after_refresh(self.mind.start)
        self.set_timer(2, lambda: self.run_bell.look())
        if self.settings.keys:
            self.set_timer(2, self._check_keys)
        for problem in self._problems:
            self.notify(problem, severity="warning", timeout=10, markup=False)

    @work(thread=True, description="reading all pages' keys")
    def _check_keys(self) -> None:
        from tui.settings.keymap import misunderstood

        for problem in misunderstood(self.settings.keys):
            self.call_from_thread(self.notify, problem, severity="warning", timeout=10, markup=False)

    @cached_property
    def run_bell(self) -> RunBell:
        """What tells that a training run is over; made after the first picture."""
        from tui.screens.train.bell import RunBell

        return RunBell(self)

    def on_unmount(self) -> None:
        """Nothing may be posted to an app that is gone."""
        self.mind.close()

    # Pages.

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        """Take a page's style sheets in. Textual itself would parse and apply all there are, three times for each page.

        That they are parsed is enough: their rules are about the page's own widgets, and these are not there yet.
        """
        if not isinstance(screen, PageScreen):
            super()._load_screen_css(screen)
            return
        for path in screen.css_path:
            if not self.stylesheet.has_source(str(path), ""):
                self.stylesheet.read(path)
        if self._css_update_count:  # not before the first theme is on
            screen._css_update_count = self._css_update_count

    async def action_go(self, name: str) -> None:
        """Open a page; what lies over the one before stays there."""
        if name != self.current_mode:
            await self.switch_mode(name)

    async def look_inside(self, session: Session, turn: int) -> None:
        """Open a turn of a session on the page that shows what is behind it."""
        from tui.screens.inside.screen import InsideScreen

        self.inspected = session
        await self.action_go("inside")
        if isinstance(self.screen, InsideScreen):
            await self.screen.look(session, turn)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a key is being asked for, none has its meaning."""
        return not getattr(self.screen, "TAKES_ALL_KEYS", False) if self.is_running and self.screen_stack else True

    def action_help(self) -> None:
        """What this page is for, and its keys."""
        from tui.screens.help import Helpful, HelpScreen

        page = self.screen
        if isinstance(page, Helpful):
            self.push_screen(HelpScreen(page, page.HELP))

    def action_log(self) -> None:
        """The log file, as it grows."""
        from tui.screens.log.screen import LogScreen

        if not isinstance(self.screen, LogScreen):
            self.push_screen(LogScreen())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the command palette offers: the pages, and what the open one offers."""
        for page in PAGES:
            yield SystemCommand(page.title, f"{page.about} ({page.key.upper()})", lambda n=page.name: self.action_go(n))
        yield SystemCommand("Log", "unexpected errors, and what libraries print", self.action_log)
        for active in screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.tooltip and binding.id and not binding.id.startswith("go."):
                yield SystemCommand(
                    binding.description, binding.tooltip, lambda a=active: self.run_action(a.binding.action, a.node)
                )
        if isinstance(screen, PageScreen):
            yield from screen.offers()

    # Settings.

    def change(self, **values: Any) -> None:
        """Set what is given, at once and (in the program itself) for the next time."""
        self.settings = replace(self.settings, **values)
        self._apply(self.settings)
        if self.options.keep:
            from tui.settings.file import write

            try:
                write(settings_file(), self.settings)
            except UserError as error:
                self.notify(str(error), severity="error", markup=False)

    def _apply(self, settings: Settings) -> None:
        """Set theme, motion and keys; where the theme is not known, say so."""
        if settings.theme in self.available_themes:
            self.theme = settings.theme
        else:
            self._problems.append(f"There is no theme {settings.theme!r}: F10 lists them.")
            self.theme = Settings().theme
        self.animation_level = "none" if settings.reduced_motion else constants.TEXTUAL_ANIMATIONS
        self.set_keymap(dict(settings.keys))

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours, made readable, and those that we add."""
        made = super().get_css_variables()
        self.theme_variables = {**made, **variables(made, self.current_theme.variables)}
        return self.theme_variables

    # What the mind reports, for every page to see.

    @on(m.ModelReady)
    def model_ready(self, event: m.ModelReady) -> None:
        """The model is there."""
        self.status, self.trouble = event.name, False
        pauses.settled()

    @on(m.ModelFailed)
    def model_failed(self) -> None:
        """There is no model."""
        self.status, self.trouble = "no model", True
        pauses.settled()

    # Errors.

    def _handle_exception(self, error: Exception) -> None:
        """Keep an unexpected error for the command line, which reports it in one line once the screen is restored."""
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without drawing a traceback: a person at the keyboard gets a message and the path of the log."""
        self.bell()
        self._close_messages_no_wait()
