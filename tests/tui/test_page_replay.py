"""The page Replay: playing, stepping, going back, jumping, differences, errors, and handing over to other pages."""

from __future__ import annotations

import copy
from types import SimpleNamespace

import pytest
from fakes import PICK_UP, FakeBackend, GoldBackend, Line, wait_until
from textual.widgets import Input, OptionList, Static

from agent.script import load_script
from agent.session import Session
from agent.sessions.record import SessionFile
from tui.app import EtaoinApp
from tui.backend import Backend, Options
from tui.scene.pane import WorldPane
from tui.screens.replay.differ import differing
from tui.screens.replay.hanging import Hanging
from tui.screens.replay.pick import PickScreen
from tui.screens.replay.player import Player, gather
from tui.screens.replay.report import report
from tui.screens.replay.screen import ReplayScreen
from tui.screens.replay.shelf import about, matching, playables
from tui.screens.replay.take import take
from tui.screens.replay.transport import Strip
from tui.screens.replay.turns import TurnList
from tui.widgets.dialogs import Ask
from world.scene import load_scene

SCRIPT = (("take it", "OK."), ("two", "You said: two"), ("three", "No."), ("four", "You said: four"))


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))
    return tmp_path


def app_with(backend=None, **fake) -> EtaoinApp:
    app = EtaoinApp(Options(), backend or FakeBackend(lines={"take it": PICK_UP}, script_turns=SCRIPT, **fake))
    app.animation_level = "none"
    return app


def shown(app: EtaoinApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).render())


def over(app: EtaoinApp, count: int):
    """Whether so many turns are over on the stage, and nothing is going on."""

    def predicate() -> bool:
        player = app.screen.player
        return player is not None and player.at == count and not player.waiting and player.goal is None

    return predicate


async def opened(pilot) -> ReplayScreen:
    """The page, with a script on."""
    await pilot.press("f4")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ReplayScreen))
    await wait_until(pilot, lambda: pilot.app.screen.player is not None)
    return pilot.app.screen


def rows(app: EtaoinApp) -> list[str]:
    """The rows of the list, as text."""
    turns = app.screen.query_one(TurnList)
    return ["\n".join(f"{m}{t}" for m, t in option.prompt._blocks) for option in turns.options]


async def test_a_script_plays_and_differences_show():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        assert screen.player.at == 0
        assert "ready" in shown(app, "#play")
        await pilot.press("plus", "plus", "plus", "space")
        await wait_until(pilot, over(app, 4))
        assert screen.player.marks == ["✓", "✓", "✗", "✓"]
        assert shown(app, "#summary").startswith("3/4 as in the script · 42 ms each · nano")
        assert "the end" in shown(app, "#play")
        assert screen.query_one(WorldPane).state.holding == "B6"
        third = rows(app)[2]
        assert "script No." in third
        assert "model  You said: three" in third
        assert rows(app)[3].startswith("▸4 ✓ four")
        assert screen.query_one(TurnList).highlighted == 3


async def test_the_opening_plays_in_the_real_world_and_is_played_again_from_memory(monkeypatch):
    app = app_with(GoldBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        await app.action_go("replay")
        await app.screen.open_script("opening")
        await pilot.press("plus", "plus", "plus")
        await wait_until(pilot, over(app, 7))
        player = app.screen.player
        assert player.summary().startswith("7/7 as in the script")
        state = app.screen.query_one(WorldPane).state
        assert {body for body, on in state.support.items() if on == "BOX"} == {"B4", "B10"}
        monkeypatch.setattr(app.backend, "session", None)  # nobody is asked again
        await pilot.press("home")
        await wait_until(pilot, over(app, 0))
        assert app.screen.query_one(WorldPane).state == player.scene.state()
        await pilot.press("space")
        await wait_until(pilot, over(app, 7))
        assert app.screen.query_one(WorldPane).state == state


async def test_the_whole_dialog_with_the_shipped_model_at_the_fastest():
    app = app_with(Backend())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("plus", "plus", "plus", "space")
        await wait_until(pilot, over(app, 43))
        assert shown(app, "#summary").startswith("43/43 as in the script")
        assert shown(app, "#summary").endswith("nano")


async def test_pause_step_back_and_anew():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("space")
        await wait_until(pilot, over(app, 1))
        assert screen.player.playing
        await pilot.press("space")
        assert not screen.player.playing
        assert "paused" in shown(app, "#play")
        await pilot.press("n")
        await wait_until(pilot, over(app, 2))
        await pilot.press("right")
        await wait_until(pilot, over(app, 3))
        await pilot.press("left", "left", "left")
        await wait_until(pilot, over(app, 0))
        assert screen.query_one(WorldPane).state.holding is None
        assert screen.player.marks == ["✓", "✓", "✗", "·"]
        await pilot.press("right")
        await wait_until(pilot, over(app, 1))
        assert screen.query_one(WorldPane).state.holding == "B6"
        await pilot.press("s")
        assert screen.player.takes == ()
        assert screen.player.marks == ["·"] * 4
        assert screen.query_one(WorldPane).state.holding is None


async def test_jumps_by_key_by_click_and_to_the_end():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, over(app, 2))
        assert not screen.player.playing
        await pilot.press("down", "g")
        await wait_until(pilot, over(app, 3))
        await pilot.click(TurnList, offset=(6, 0))
        await wait_until(pilot, over(app, 1))
        await pilot.press("end")
        await wait_until(pilot, over(app, 4))
        strip = screen.query_one(Strip)
        await pilot.click(Strip, offset=(strip._step, 0))
        await wait_until(pilot, over(app, 2))
        await pilot.click("#play")
        await wait_until(pilot, over(app, 3))
        await pilot.click("#pace")
        assert shown(app, "#pace") == "2×"
        await pilot.press("minus", "minus", "minus", "minus")
        assert shown(app, "#pace") == "½×"


async def test_the_hand_moves_and_escape_skips_it():
    app = app_with()
    app.animation_level = "full"
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("n")
        pane = screen.query_one(WorldPane)
        await wait_until(pilot, lambda: pane.playing)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not pane.playing)
        assert pane.state.holding == "B6"
        await pilot.press("left", "n")
        await wait_until(pilot, lambda: pane.playing)
        await pilot.press("n")  # does not wait for the hand
        await wait_until(pilot, over(app, 2))
        assert pane.state.holding == "B6"


async def test_leaving_the_page_pauses_and_coming_back_goes_on():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        app.backend.thinking.clear()
        await pilot.press("plus", "plus", "plus", "space")
        await wait_until(pilot, lambda: screen.player.waiting)
        assert "thinking" in shown(app, "#play")
        await pilot.press("f9")
        app.backend.thinking.set()
        await wait_until(pilot, lambda: screen.player.at == 1)
        for _ in range(10):
            await pilot.pause(0.01)
        assert screen.player.at == 1
        assert screen.player.playing
        await pilot.press("f4")
        await wait_until(pilot, over(app, 4))


async def test_a_turn_waits_for_the_model_and_can_be_given_up():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        app.backend.thinking.clear()
        await pilot.press("n")
        await wait_until(pilot, lambda: screen.player.mark(0) == "…")
        await pilot.press("s")
        app.backend.thinking.set()
        assert screen.player.marks == ["·"] * 4
        await pilot.press("n")
        await wait_until(pilot, over(app, 1))
        assert len(screen.player.takes) == 1


async def test_without_a_model_it_says_so_and_nothing_is_lost():
    app = app_with(model_error=ValueError("gone"))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("space")
        await wait_until(pilot, lambda: "could not be loaded" in shown(app, "#note"))
        assert not screen.player.playing
        app.backend.model_error = None
        app.mind.begin(None)
        await wait_until(pilot, lambda: app.status.startswith("nano"))
        await pilot.press("n")
        await wait_until(pilot, over(app, 1))
        assert shown(app, "#note") == ""


async def test_a_fault_in_one_turn_is_told_and_can_be_tried_again():
    lines = {"take it": PICK_UP, "two": Line(error=RuntimeError("boom"))}
    app = app_with(FakeBackend(lines=lines, script_turns=SCRIPT))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("end")
        await wait_until(pilot, lambda: "boom" in shown(app, "#note"))
        assert screen.player.at == 1
        lines["two"] = Line(("You said: two",))
        await pilot.press("end")
        await wait_until(pilot, over(app, 4))


async def test_what_cannot_be_opened_is_told_and_what_is_open_stays():
    app = app_with(GoldBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        await app.action_go("replay")
        await app.screen.open_script("nosuch")
        await wait_until(pilot, lambda: "no script 'nosuch'" in shown(app, "#note"))
        await wait_until(pilot, lambda: app.screen.player is not None)
        assert app.screen.player.script.name == "web42"
        assert "no script 'nosuch'" in shown(app, "#note")
        await app.screen.open_script("opening")
        await wait_until(pilot, lambda: app.screen.player.script.name == "opening")
        assert shown(app, "#note") == ""
        await app.screen.open_script("nosuch")
        await wait_until(pilot, lambda: "no script 'nosuch'" in shown(app, "#note"))
        assert app.screen.player.script.name == "opening"


async def test_inside_and_chat_take_the_turn_and_the_conversation(monkeypatch):
    app = app_with(GoldBackend())
    seen = []

    async def look(session, turn):
        seen.append((session, turn))

    app.look_inside = look
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("i", "c")
        assert seen == []
        assert app.current_mode == "replay"
        await screen.open_script("opening")
        await wait_until(pilot, lambda: screen.player.script.name == "opening")
        await pilot.press("end")
        await wait_until(pilot, over(app, 7))
        await pilot.press("up", "i")
        ((session, turn),) = seen
        assert turn == 5
        assert session.turns[turn].utterance == screen.player.lines[5].say
        await pilot.press("left", "left", "c")
        await wait_until(pilot, lambda: app.current_mode == "chat")
        await wait_until(pilot, lambda: app.mind.session is not None and len(app.mind.session.turns) == 5)
        app.mind.say(1, "Pick up a big red block.")
        await wait_until(pilot, lambda: len(app.mind.session.turns) == 6)
        assert len(screen.player.takes[4].session.turns) == 5  # the replay keeps its own


async def test_export_writes_markdown_and_json_lines_but_never_over_a_file(tmp_path):
    app = app_with(GoldBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await screen.open_script("opening")
        await wait_until(pilot, lambda: screen.player.script.name == "opening")
        await pilot.press("s", "e", "y")
        assert app.screen is screen  # nothing to write yet
        await pilot.press("end")
        await wait_until(pilot, over(app, 7))
        for name, content in (("a.md", "# opening"), ("a.jsonl", '{"etaoin_session"')):
            await pilot.press("e")
            await wait_until(pilot, lambda: isinstance(app.screen, Ask))
            app.screen.query_one(Input).value = str(tmp_path / name)
            await pilot.press("enter")
            await wait_until(pilot, lambda n=name: (tmp_path / n).exists() and (tmp_path / n).stat().st_size > 0)
            assert (tmp_path / name).read_text().startswith(content)
        before = (tmp_path / "a.md").read_text()
        for name, why in (("a.md", "there already"), ("a.txt", "must end in")):
            await pilot.press("e")
            await wait_until(pilot, lambda: isinstance(app.screen, Ask))
            app.screen.query_one(Input).value = str(tmp_path / name)
            await pilot.press("enter")
            await wait_until(pilot, lambda w=why: any(w in note.message for note in app._notifications))
        assert (tmp_path / "a.md").read_text() == before
        assert app.backend.script(str(tmp_path / "a.jsonl")).turns[0].say == "Pick up a big red block."
        await pilot.press("y")
        assert app.clipboard.startswith("# opening\n\n7/7 as in the script")


def keep(backend, name: str, turns: int = 3) -> None:
    """A saved session."""
    script = load_script("opening")
    session = Session(backend, load_scene(script.scene))
    for turn in script.turns[:turns]:
        session.say(turn.say)
    backend.store().write_new(name, SessionFile.of(name, session.scene, "gold", "", session.turns).to_text())


async def test_a_session_is_picked_searched_for_and_played():
    backend = GoldBackend()
    keep(backend, "opening")  # a session may be called like a script
    backend.store().path_of("broken").write_text("no session")
    app = app_with(backend)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("o")
        await wait_until(pilot, lambda: isinstance(app.screen, PickScreen) and app.screen._all)
        assert app.screen.query_one(OptionList).option_count == 3 + 2 + 2
        await pilot.press(*"broken")
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await pilot.press("enter")
        assert "no session of Etaoin" in shown(app, "#problem")
        app.screen.query_one(Input).value = "opening 3"
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await pilot.press("up", "down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        await wait_until(pilot, lambda: app.screen.player.total == 3)
        await pilot.press("end")
        await wait_until(pilot, over(app, 3))
        assert app.screen.player.agreed == 3


async def test_a_file_is_picked_by_its_path_and_escape_changes_nothing(tmp_path):
    path = tmp_path / "mine.yml"
    path.write_text('# Mine alone\nturns:\n- say: "Pick up a big red block."\n  reply: "No."\n')
    app = app_with(GoldBackend())
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await pilot.press("o")
        await wait_until(pilot, lambda: isinstance(app.screen, PickScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is screen)
        assert screen.player.script.name == "web42"
        await pilot.press("o")
        await wait_until(pilot, lambda: isinstance(app.screen, PickScreen))
        app.screen.query_one(Input).value = str(path)
        await pilot.pause()
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen is screen and screen.player.script.name == "mine")
        await wait_until(pilot, over(app, 1))
        assert shown(app, "#name") == "mine  Mine alone"


async def test_any_size_is_drawn():
    app = app_with()
    async with app.run_test(size=(1, 1)) as pilot:
        await opened(pilot)
        await pilot.press("end")
        await wait_until(pilot, over(app, 4))
        for size in ((12, 5), (40, 12), (60, 40), (80, 24), (300, 100), (50, 20)):
            await pilot.resize_terminal(*size)
            await pilot.press("left", "right")
            await wait_until(pilot, over(app, 4))
            assert app.screen.query_one(TurnList).region.area > 0


async def test_text_of_others_is_not_markup():
    say = "[bold]x[/] [/nope] \x1b[31m"
    app = app_with(FakeBackend(lines={say: Line(("[red]no[/]", "[/x]"))}, script_turns=((say, "[@click=app.quit]a"),)))
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("n")
        await wait_until(pilot, over(app, 1))
        assert "[red]no[/]" in shown(app, "#titles")
        assert "[@click=app.quit]a" in rows(app)[0]


# Without a terminal.


def test_a_copy_of_a_session_goes_its_own_way():
    backend = GoldBackend()
    lines = load_script("opening").turns
    session = Session(backend, load_scene("classic"))
    session.say(lines[0].say)
    other = copy.copy(session)
    assert backend.undo(other).reply == ("OK.",)
    assert other.state.holding is None
    assert len(session.turns) == 1
    assert session.state.holding == "B6"
    assert backend.undo(session).reply == ("OK.",)  # what the other took back is still there to be taken back here


def test_takes_build_on_each_other_and_leave_those_before_alone():
    backend = GoldBackend()
    lines, scene = load_script("opening").turns, load_scene("classic")
    takes = []
    for line in lines:
        takes.append(take(backend, backend, scene, takes[-1] if takes else None, line))
    assert all(each.same for each in takes)
    assert [len(each.session.turns) for each in takes] == [1, 2, 3, 4, 5, 6, 7]
    assert takes[0].session.state.holding == "B6"
    assert takes[2].spoken
    again = take(backend, backend, scene, takes[2], lines[3])
    assert again.turn.reply == takes[3].turn.reply


def fake_take(same: bool, model: str = "m"):
    return SimpleNamespace(same=same, model=model, turn=SimpleNamespace(ms=10.0, state="state"))


def player_of(turns: int) -> Player:
    lines = tuple(SimpleNamespace(say=str(n), reply="") for n in range(turns))
    return Player(SimpleNamespace(name="s", scene="classic", turns=lines), SimpleNamespace(state=lambda: "opening"))


def test_a_player_goes_back_and_forth_in_what_it_knows():
    player = player_of(4)
    assert player.state == "opening"
    assert player.summary() == "4 turns in the scene classic"
    assert not player.to(3)
    for same in (True, False):
        player.hear(fake_take(same))
        assert not player.forward()
    player.hear(fake_take(True))
    assert player.forward()
    assert (player.at, player.goal) == (3, None)
    assert player.to(1)
    assert (player.at, player.known.same) == (1, False)
    assert not player.to(9)
    assert (player.at, player.goal) == (3, 4)
    player.halt()
    assert player.goal is None
    assert player.marks == ["✓", "✗", "✓", "·"]
    assert player.summary() == "2 of 3 as in the script · 10 ms each · m"
    player.hear(fake_take(True, "m + mine"))
    assert player.summary().endswith("3/4 as in the script · 10 ms each · m, then m + mine")
    player.forget()
    assert (player.at, player.takes) == (0, ())


def test_marks_are_gathered_without_losing_a_difference():
    assert gather(["✓", "✗", "·"], 10) == [("✓", 0), ("✗", 1), ("·", 2)]
    marks = ["✓"] * 100
    marks[57] = "✗"
    cells = gather(marks, 10)
    assert len(cells) == 10
    assert [mark for mark, _ in cells].count("✗") == 1
    assert cells[5] == ("✗", 50)
    assert gather(marks, 0) == [("✗", 0)]
    assert gather([], 5) == []


def test_only_words_that_differ_are_marked():
    script, model = differing("THE RED CUBE, I think.", "The red block.")
    assert script == [("THE RED ", False), ("CUBE, I think.", True)]
    assert model == [("The red ", False), ("block.", True)]
    assert differing("", "x") == ([], [("x", True)])
    assert differing("same.", "Same") == ([("same.", False)], [("Same", False)])
    assert differing("a b c", "a c")[0] == [("a ", False), ("b", True), (" ", False), ("c", False)]


def test_scripts_tell_what_they_are(tmp_path):
    found = playables(GoldBackend())
    assert [each.name for each in found] == ["book44", "opening", "web42"]
    assert all(each.about for each in found)
    assert [each.name for each in matching(found, "winograd PAGE")] == ["web42"]
    path = tmp_path / "x.yml"
    path.write_text("turns: []\n")
    assert about(str(path)) == ""
    assert about("a.jsonl") == ""


def test_the_report_says_what_differs():
    backend = GoldBackend()
    script = load_script("opening")
    player = Player(script, load_scene("classic"))
    wrong = script.turns[0].model_copy(update={"reply": "NO. / *Never*"})
    player.hear(take(backend, backend, player.scene, None, wrong))
    player.script = script.model_copy(update={"turns": (wrong, *script.turns[1:])})
    text = report(player)
    assert "1\\. ✗ **Pick up a big red block.**" in text
    assert "the script says: NO. \\*Never\\*" in text
    assert '"act":"pick_up"' in text
    assert "2\\." not in text


def test_text_hangs_beside_its_margin():
    from textual.content import Content

    hanging = Hanging([(Content("12 ✓ "), Content("one two three four five"))])
    assert hanging.get_height({}, 20) == 2
    assert hanging.get_height({}, 100) == 1
    assert hanging.get_height({}, 8) == 4  # no room for a margin
    assert hanging.get_optimal_width({}, 80) == 28


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_picture(snap_compare, size):
    app = app_with()

    async def play(pilot) -> None:
        await pilot.pause()
        await wait_until(pilot, lambda: app.status.startswith("nano"))
        await opened(pilot)
        await pilot.press("down", "down", "enter")
        await wait_until(pilot, over(app, 3))
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=play)
