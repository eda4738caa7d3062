"""The page Inside, with the real nano and the real world: every chapter, every way there is none, every size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fakes import FakeBackend, GoldBackend, wait_until
from textual.widgets import DataTable, Input, Static, Tree

from agent.lm import looking
from agent.lm.interface import Candidate, ModelError
from agent.lm.registry import load_model
from agent.session import Session
from tui.app import EtaoinApp
from tui.backend import Backend
from tui.screens.inside.bars import TokenBars
from tui.screens.inside.branches import texts
from tui.screens.inside.dial import Dial
from tui.screens.inside.flow import TokenFlow
from tui.screens.inside.screen import InsideScreen
from tui.screens.inside.strip import TokenStrip
from tui.screens.inside.turnlist import LookedTurns
from world.scene import load_scene

SAID = ("pick up a big red block", "what does the box contain?", "grasp the pyramid")
NANO = load_model("nano")
ANOTHER = load_model("nano")  # for this thread: the application's belongs to its worker


class Shipped(Backend):
    """The real backend, whose model is loaded once for all tests."""

    def model(self, spec, adapter, quantize=None):
        return NANO


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def app_here(backend=None) -> EtaoinApp:
    app = EtaoinApp(backend=backend or Shipped())
    app.animation_level = "none"
    return app


def session_here(*said: str) -> Session:
    session = Session(ANOTHER, load_scene("classic"))
    for text in said or SAID:
        session.say(text)
    return session


async def opened(pilot, app, session=None, turn=0, chapter="1") -> InsideScreen:
    await wait_until(pilot, lambda: app.mind.session is not None)
    await app.look_inside(session or session_here(), turn)
    screen = app.screen
    await pilot.press(chapter)
    await wait_until(pilot, lambda: not screen.pane.has_class("-bare") or screen._view.closed or screen._view.hidden)
    return screen


def text_of(screen, selector) -> str:
    return str(screen.query_one(selector, Static).render())


async def test_an_empty_conversation_leads_to_the_chat():
    app = app_here()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.current_mode == "inside" and app.screen.has_class("-empty"))
        await wait_until(pilot, lambda: app.focused is not None and app.focused.id == "to-chat")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.current_mode == "chat")


async def test_turns_of_the_chat_come_in_while_it_is_open_and_it_follows():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.mind.session is not None)
        await pilot.press("f3")
        for count, text in enumerate(SAID[:2], 1):
            app.mind.say(1000 + count, text)
            await wait_until(pilot, lambda n=count: app.screen.query_one(LookedTurns).option_count == n)
        assert app.screen._view.index == 1
        assert "what does the box contain?" in text_of(app.screen, "#inside-said")
        await pilot.press("[")
        app.mind.say(1003, SAID[2])
        await wait_until(pilot, lambda: app.screen.query_one(LookedTurns).option_count == 3)
        assert app.screen._view.index == 0  # whoever looks at an earlier turn stays there
        app.mind.begin(None)
        await wait_until(pilot, lambda: app.screen.has_class("-empty"))


async def test_tokens_are_stepped_through_and_weighed():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app)
        flow, bars = screen.query_one(TokenFlow), screen.query_one(TokenBars)
        await wait_until(pilot, lambda: app.focused is flow)
        await pilot.press("home")
        assert "Forced" in text_of(screen, "#facts")
        assert bars.rows == ()
        await pilot.press("right")
        assert '"pick_up"' in text_of(screen, "#facts")
        assert bars.rows[0].chosen
        assert any(row.barred for row in bars.rows) or len(bars.rows) >= 10
        linear = [row.share for row in bars.rows]
        await pilot.press("s")
        assert bars.rows[1].share > linear[1]
        await pilot.press("end")
        last = screen.pane.at
        await pilot.press("right")
        assert screen.pane.at == last
        await pilot.press("h", "u")
        assert 0 <= screen.pane.at <= last
        await pilot.click(TokenFlow, offset=(2, 0))
        assert screen.pane.at == 0
        await pilot.click(TokenStrip, offset=(8, 0))
        assert screen.pane.at > 0


async def test_another_turn_by_keys_list_and_mouse():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, turn=2)
        await pilot.press("[")
        assert screen._view.index == 1
        await pilot.press("]", "]", "]")
        assert screen._view.index == 2
        screen.query_one(LookedTurns).focus()
        await pilot.press("up", "up")
        await wait_until(pilot, lambda: screen._view.index == 0)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, TokenFlow))
        await pilot.press("c")  # back to the chat, which is empty
        await wait_until(pilot, lambda: screen.has_class("-empty"))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.current_mode == "chat")


async def test_running_along_the_list_asks_the_model_once_for_where_it_ends(monkeypatch):
    asked = []
    parse = type(NANO).parse
    monkeypatch.setattr(type(NANO), "parse", lambda self, *a, **k: (asked.append(a[1]), parse(self, *a, **k))[1])
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, turn=0)
        for index in (2, 0, 1, 2):
            screen.query_one(LookedTurns).highlighted = index
        await wait_until(pilot, lambda: screen._view.index == 2 and screen._view.opened is not None)
        await pilot.pause(0.2)
        assert len(asked) <= 4
        assert asked[-1] == SAID[2]


async def test_the_prompt_is_shown_as_tokens():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, turn=1, chapter="2")
        assert "4 of the template's marks" in text_of(screen, "#prompt-summary")
        await wait_until(pilot, lambda: len(screen.query(".part")) == 4)


async def test_readings_and_their_json():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, session_here("put the thing that is round on it"), chapter="3")
        table = screen.query_one(DataTable)
        assert table.row_count > 1
        before = text_of(screen, "#reading")
        await pilot.press("down")
        await wait_until(pilot, lambda: text_of(screen, "#reading") != before)
        await pilot.press("j")
        await wait_until(pilot, lambda: '"acts"' in text_of(screen, "#reading"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: '"acts"' not in text_of(screen, "#reading"))


async def test_a_turn_without_readings_is_read_again():
    session = Session(ANOTHER, load_scene("classic"))
    session.perform("pick up a big red block", session_here(SAID[0]).turns[0].actions)
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, session, chapter="3")
        await wait_until(pilot, lambda: screen.query_one(DataTable).row_count == 1)
        assert "today" in text_of(screen.pane, ".notice")


async def test_the_action_gets_its_words():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, chapter="4")
        tree = screen.query_one("#action-tree", Tree)

        def words_there():
            return any("← “red”" in node.data.text() for node in tree._tree_nodes.values() if node.data)

        await pilot.press("w")  # on a slow machine they come only when asked for
        await wait_until(pilot, words_there)
        assert "nats" in text_of(screen, "#words")


async def test_what_the_world_made_of_it_and_the_words_of_the_reply():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, turn=1, chapter="5")
        tree = screen.query_one("#world-tree", Tree)
        shown = texts([node.data for node in tree.root.children])
        assert "the blue pyramid (B4)" in shown
        await pilot.press("6")
        await wait_until(pilot, lambda: bool(screen.query("#reply-tree")))
        await wait_until(pilot, lambda: "“the blue pyramid”" in texts(
            [node.data for node in screen.query_one("#reply-tree", Tree).root.children]
        ))  # fmt: skip


async def test_a_line_that_is_too_long_for_its_tree_stands_below_it():
    app = app_here()
    async with app.run_test(size=(40, 24)) as pilot:
        screen = await opened(pilot, app, chapter="5")
        whole = screen.pane.query_one(".whole", Static)
        await pilot.press("down")
        await wait_until(pilot, lambda: whole.display and "the large red block (B6)" in str(whole.render()))
        await pilot.resize_terminal(160, 50)
        await wait_until(pilot, lambda: not whole.display)


async def drawn(pilot, pane, count):
    await wait_until(pilot, lambda: len(pane._written) == count and (pane._weighed is not None or pane._written))


async def test_the_playground_draws_takes_back_and_turns_its_knobs():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, chapter="7")
        pane = screen.pane
        await wait_until(pilot, lambda: pane._weighed is not None and app.focused is screen.query_one("#next"))
        assert screen.query_one(Input).value == "<|user|> pick up a big red block<|act|>"
        await pilot.press("g")
        await drawn(pilot, pane, 1)
        await pilot.press("enter")
        await drawn(pilot, pane, 2)
        assert pane._written[1].text == '"pick_up"'
        await pilot.press("backspace")
        await drawn(pilot, pane, 1)
        await pilot.press("backspace", "backspace")
        await drawn(pilot, pane, 0)
        await pilot.press("r")
        await wait_until(pilot, lambda: (bool(pane._written) and pane._written[-1].end) or len(pane._written) >= 8)
        text = [one.text for one in pane._written]
        await wait_until(pilot, lambda: pane._weighed is None)
        await pilot.press("o")
        await drawn(pilot, pane, 0)
        await pilot.press("r")
        await wait_until(pilot, lambda: [one.text for one in pane._written][: len(text)] == text)  # the same seed


async def test_the_knobs_of_the_playground_change_the_bars_at_once():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, chapter="7")
        pane, bars = screen.pane, screen.query_one("#next", TokenBars)
        await wait_until(pilot, lambda: bool(bars.rows))
        sure = bars.rows[0].share
        await pilot.press("m")
        await wait_until(pilot, lambda: not pane._knobs.grammar)
        screen.query_one("#temperature", Dial).focus()
        await pilot.press("end")
        await wait_until(pilot, lambda: pane._knobs.temperature == 4.0)
        assert bars.rows[0].share < sure
        await pilot.press("home")
        await wait_until(pilot, lambda: pane._knobs.temperature == 0.0)
        assert bars.rows[0].value == "100 %"
        assert "single" in text_of(screen, "#odds")
        screen.query_one("#top-p", Dial).focus()
        await pilot.press("left")
        await wait_until(pilot, lambda: pane._knobs.top_p == 0.95)
        await pilot.click("#temperature", offset=(14, 0))
        await wait_until(pilot, lambda: pane._knobs.temperature > 0)
        bars.focus()
        await pilot.press("n", "s")
        assert pane._knobs.seed == 2


async def test_a_prompt_of_ones_own_and_what_the_grammar_makes_of_nonsense():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, chapter="7")
        pane = screen.pane
        await wait_until(pilot, lambda: pane._weighed is not None)
        await pilot.press("e")
        screen.query_one(Input).value = "once upon a time"
        await pilot.press("enter")
        await wait_until(pilot, lambda: pane._weighed is not None and len(pane._prompt) > 3)
        await pilot.press("m")
        await wait_until(pilot, lambda: not pane._knobs.grammar)
        await pilot.press("down", "down", "t")  # the second likeliest, which begins no action
        await drawn(pilot, pane, 1)
        await pilot.press("m")
        await wait_until(pilot, lambda: "no action" in text_of(screen, "#odds"))
        await pilot.press("enter", "g", "t", "r")
        await pilot.pause()
        assert len(pane._written) == 1
        await pilot.press("e")
        screen.query_one(Input).value = ""
        await pilot.press("enter")
        await wait_until(pilot, lambda: "no prompt" in text_of(screen, "#odds"))
        await pilot.press("e", "escape")
        await wait_until(pilot, lambda: not isinstance(app.focused, Input))
        assert app.current_mode == "inside"


async def test_a_prompt_that_fills_the_model_is_refused():
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, chapter="7")
        await pilot.press("e")
        screen.query_one(Input).value = "block " * 600
        await pilot.press("enter")
        await wait_until(pilot, lambda: "at most 512" in text_of(screen, "#odds"))


async def test_a_model_that_cannot_be_opened_says_so_and_the_world_still_shows():
    app = app_here(GoldBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app)
        for key in "127":
            await pilot.press(key)
            await wait_until(pilot, lambda: "shows only what it writes" in text_of(screen.pane, ".notice"))
        await pilot.press("5")
        await wait_until(pilot, lambda: bool(screen.query("#world-tree")) and not screen.pane.has_class("-bare"))
        await pilot.press("4")
        await wait_until(pilot, lambda: "shows only" in text_of(screen, "#words"))


async def test_no_model_at_all():
    app = app_here(FakeBackend(model_error=ModelError("nano can't be loaded", "it is not there", "Restore it")))
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.trouble)
        await app.look_inside(session_here(), 0)
        await wait_until(pilot, lambda: "not there" in text_of(app.screen.pane, ".notice"))


async def test_a_model_that_fails_while_it_looks(monkeypatch):
    app = app_here()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.mind.session is not None)

        def fail(*_, **__):
            raise ModelError("nano failed while reading", "no room", "Free memory")

        monkeypatch.setattr(type(NANO), "prompt", fail)
        await app.look_inside(session_here(), 0)
        await wait_until(pilot, lambda: "no room" in text_of(app.screen.pane, ".notice"))


@pytest.mark.parametrize("text", ["/undo", "", "x" * 2000], ids=["command", "empty", "long"])
async def test_a_turn_that_no_model_read(text):
    session = session_here(SAID[0])
    if text == "/undo":
        Backend().undo(session)
    else:
        session.say(text)
    app = app_here()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app, session, turn=1)
        for key in "1234567":
            await pilot.press(key)
            await wait_until(pilot, lambda: screen.pane.has_class("-bare") or screen.pane.id == "action")
            assert text_of(screen.pane, ".notice") or screen.pane.id == "action"
    assert app.fault is None


async def test_markup_in_what_was_said_is_text():
    app = app_here()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app, session_here("[bold]put[/] it [link=x]"), chapter="1")
        for key in "1234567":
            await pilot.press(key)
            await pilot.pause()
        assert "[bold]put[/]" in text_of(screen, "#inside-said")
    assert app.fault is None


async def test_every_chapter_at_every_size():
    app = app_here()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        for size in ((1, 1), (40, 12)):
            await pilot.resize_terminal(*size)
            for key in "1234567":
                await pilot.press(key)
                await pilot.pause()
    assert app.fault is None


def rounded(monkeypatch) -> None:
    """Other numbers than nano's, whose last digits depend on the machine: for pictures."""
    parse, influence, weigh = type(NANO).parse, looking.influence, looking.weigh

    def made_up(token, at):
        if token.forced:
            return token
        p = 0.9 - at % 5 / 10
        others = ((1 - p) / 2 ** (n + 1) for n in range(9))
        texts = ('"find"', '"put"', "}", '"block"', '"cube"', " of", '"a"', ",", '"red"')
        weighed = enumerate(zip(texts, others, strict=True))
        rest = [Candidate(text, share, n % 3 != 1, -2 - n) for n, (text, share) in weighed]
        listed = (Candidate(token.text, p, True, token.id), *rest)
        return replace(
            token, probability=p, entropy=2 - 2 * p, entropy_allowed=1 - p, allowed_mass=0.95, candidates=listed
        )

    def parsed(self, *args, **options):
        real = parse(self, *args, **options)
        trace = real.trace and tuple(made_up(token, at) for at, token in enumerate(real.trace))
        return replace(real, trace=trace)

    def influenced(*args):
        real = influence(*args)
        return replace(real, losses=tuple(tuple(5.0 * round(loss / 5) for loss in row) for row in real.losses))

    def weighed(*args):
        real = weigh(*args)
        order = np.argsort(~real.allowed, kind="stable")
        logits = np.empty_like(real.logits)
        logits[order] = -np.arange(len(order), dtype=np.float32) / 2
        logits[order[-1]] = -0.7
        return replace(real, logits=logits)

    monkeypatch.setattr(type(NANO), "parse", parsed)
    monkeypatch.setattr(looking, "influence", influenced)
    monkeypatch.setattr(looking, "weigh", weighed)


@pytest.mark.parametrize(
    ("chapter", "size"),
    [("1", (80, 24)), ("1", (160, 50)), ("4", (80, 24)), ("7", (160, 50))],
    ids=["tokens-80x24", "tokens-160x50", "action-80x24", "playground-160x50"],
)
def test_a_picture(snap_compare, size, chapter, monkeypatch):
    rounded(monkeypatch)
    app = app_here()

    async def look(pilot) -> None:
        await pilot.pause()
        await wait_until(pilot, lambda: app.mind.session is not None)
        await wait_until(pilot, lambda: not app.status.startswith("loading"))
        screen = await opened(pilot, app, turn=0, chapter=chapter)
        for field in screen.query(Input):
            field.cursor_blink = False
        if chapter == "4":
            await pilot.press("w")
            await wait_until(pilot, lambda: "nats" in text_of(screen, "#words"))
        if chapter == "7":
            await wait_until(pilot, lambda: screen.pane._weighed is not None)
            await pilot.press("g")
            await drawn(pilot, screen.pane, 1)
            await wait_until(pilot, lambda: screen.pane._weighed is not None)
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)
