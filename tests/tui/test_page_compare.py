"""The page that compares: several models, one question, and a vote that sees no names."""

from __future__ import annotations

import json
import threading

import pytest
from fakes import FakeBackend, wait_until
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from agent.language.acts import Utterance
from agent.lm.interface import ModelError, Parse
from agent.lm.interrupt import check
from agent.lm.progress import tell
from training.compare.answers import Answer, Pair
from training.compare.live import Outcome
from training.compare.prompts import Prompt
from training.evaluate.suite import load_suite
from tui.app import EtaoinApp
from tui.backend import Backend
from tui.mind.worker import Job
from tui.paths import votes_file
from tui.screens.compare import messages, work
from tui.screens.compare.column import AnswerColumn
from tui.screens.compare.entry import Entry
from tui.screens.compare.holders import Holders
from tui.screens.compare.models import Models, Rows
from tui.screens.compare.rounds import Answering, Question, Round, Tally, agreement, figures
from tui.screens.compare.screen import CompareScreen

TAKE = '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"a","size":"large","color":"red"}}]}'
PUT = '{"acts":[{"act":"put","what":{"kind":"cube","det":"the","color":"red"},"rel":"in","where":{"kind":"box","det":"the"}}]}'  # noqa: E501
TIMEOUT = 10


class Scripted:
    """Understands everything as one action, which it writes in two pieces; waits at its gate between them."""

    def __init__(self, name: str, text: str, gate: threading.Event) -> None:
        self.name, self._text, self._gate = name, text, gate
        self.asked: list[str] = []

    def parse(self, history, utterance, *, want_trace=False):
        self.asked.append(utterance)
        tell(lambda: self._text[:12], 3)
        while not self._gate.wait(0.01):
            check()
        return Parse(self._text, Utterance.model_validate_json(self._text), 9, 0, 1.0, -0.01)


class Writer(Scripted):
    """Answers freely besides, a word at a time."""

    written = 0

    def complete(self, prompt, sampling=None, stop=()):
        yield prompt

    def answer(self, history, utterance, sampling=None, *, context=""):
        for number, word in enumerate(("I ", "[bold]am[/bold] ", self.name), 1):
            self.written = number
            while not self._gate.wait(0.01):
                check()
            yield word


class Several(FakeBackend):
    """nano takes, every other one puts; "lost" is not there, "writer" writes."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()
        self.made: list[str] = []

    def model(self, spec, adapter, quantize=None):
        name = spec if adapter in ("none", None) else f"{spec}+{'+'.join(adapter)}"
        if spec == "lost":
            raise ModelError("there is no model lost", "it is not there", "Find it")
        self.made.append(name)
        kind = Writer if spec == "writer" else Scripted
        return kind(name, TAKE if name == "nano" else PUT, self.gate)


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def columns(app) -> list[AnswerColumn]:
    return list(app.screen.query(AnswerColumn))


def part(column: AnswerColumn, which: str) -> str:
    return "".join(str(found.content) for found in column.query(f".{which}").results(Static))


def heads(app) -> list[str]:
    return [part(column, "who") for column in columns(app)]


def bodies(app) -> list[str]:
    return [part(column, "said") for column in columns(app)]


def verdict(app) -> str:
    return str(app.screen.query_one("#verdict", Static).content)


def said(app) -> str:
    return " | ".join(note.message for note in app._notifications)


async def comparing(pilot, *names: str) -> None:
    """Open the page with these models."""
    app = pilot.app
    await pilot.press("f7")
    await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen) and bool(columns(app)))
    app.screen.compare(names)
    await wait_until(pilot, lambda: len(columns(app)) == len(names) and heads(app)[-1] != "")
    await wait_until(pilot, lambda: heads(app) == [" + ".join(name.split("+")) for name in names])


async def ask(pilot, text: str) -> None:
    entry = pilot.app.screen.query_one(Entry)
    entry.focus()
    entry.value = text
    await pilot.press("enter")


async def answered(pilot) -> None:
    await wait_until(pilot, lambda: pilot.app.screen._round is not None and not pilot.app.screen._round.busy)


async def test_answers_stream_side_by_side_and_are_compared():
    backend = Several()
    app = EtaoinApp(backend=backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        assert "press enter" in verdict(app)
        backend.gate.clear()
        await ask(pilot, "take the big red one")
        await wait_until(pilot, lambda: all('{"acts":[{"a' in body for body in bodies(app)))
        assert all("writing, 3 tokens" in part(column, "state") for column in columns(app))
        backend.gate.set()
        await answered(pilot)
        await wait_until(pilot, lambda: "They differ." in verdict(app))
        one, two = bodies(app)
        assert "▸ pick_up(a large red block)" in one
        assert "pick up a large red block" in one
        assert "OK." in one
        assert "▸ put(the red cube in the box)" in two
        assert '"det": "the"' in two, "there is room for the action as it was written"
        assert all("9 tokens · " in part(column, "state") for column in columns(app))
        await ask(pilot, "again")
        await answered(pilot)
        await wait_until(pilot, lambda: "› take the big red one" in bodies(app)[0])
        assert "2 answers" in part(columns(app)[0], "tally")
        assert sorted(backend.made[1:]) == ["nano", "nano+mine"], "each is loaded once (the first is the chat's)"
        await pilot.press("up", "up")
        assert app.screen.query_one(Entry).value == "take the big red one"
        await pilot.press("down", "down")
        assert app.screen.query_one(Entry).value == ""


async def test_a_sentence_of_the_tests_is_scored(monkeypatch):
    item = next(one for one in load_suite("handwritten") if not one.setup and "red" in one.say and one.gold)

    class Knows(Several):
        def model(self, spec, adapter, quantize=None):
            made = super().model(spec, adapter)
            if made.name == "nano":
                made._text = item.gold.to_json()
            return made

    monkeypatch.setattr(work, "draw", lambda number: work.Drawn(item, "handwritten"))
    app = EtaoinApp(backend=Knows())
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        await pilot.press("ctrl+r")
        await answered(pilot)
        await wait_until(pilot, lambda: "the expected action" in bodies(app)[0])
        question = str(app.screen.query_one("#question", Static).content)
        assert item.say in question
        assert "expected" in question
        assert f"handwritten {item.id}" in question
        assert "another action" in bodies(app)[1]
        assert part(columns(app)[0], "state").startswith("✓ ")
        assert part(columns(app)[1], "state").startswith("✗ ")
        assert "1 of 1 exact" in part(columns(app)[0], "tally")
        assert "0 of 1 exact" in part(columns(app)[1], "tally")
        await pilot.press("escape")  # from the line to the columns
        await pilot.press("x")
        await wait_until(pilot, lambda: "2 of 2 exact" in part(columns(app)[0], "tally"))


def test_sentences_drawn_have_a_known_action():
    first, last = work.draw(0.0), work.draw(0.999_999)
    assert first.item.gold is not None
    assert last.item.gold is not None
    assert first.item != last.item


async def test_one_that_fails_says_why_and_the_other_answers():
    app = EtaoinApp(backend=Several())
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "lost", "nano")
        await ask(pilot, "take it")
        await answered(pilot)
        await wait_until(pilot, lambda: "✗ there is no model lost" in bodies(app)[0])
        assert "pick_up" in bodies(app)[1]
        assert part(columns(app)[0], "state") == "no answer"
        assert verdict(app) == ""


async def test_escape_stops_and_the_next_question_is_answered():
    backend = Several()
    app = EtaoinApp(backend=backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        backend.gate.clear()
        await ask(pilot, "take it")
        await wait_until(pilot, lambda: all('{"acts' in body for body in bodies(app)))
        await pilot.press("escape")
        await wait_until(pilot, lambda: [part(column, "state") for column in columns(app)] == ["stopped"] * 2)
        backend.gate.set()
        await ask(pilot, "and now?")
        await answered(pilot)
        await wait_until(pilot, lambda: "pick_up" in bodies(app)[0])
        assert part(columns(app)[0], "tally").startswith("1 answer ")


async def test_a_vote_sees_no_names_and_is_kept():
    backend = Several()
    app = EtaoinApp(backend=backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        await pilot.press("ctrl+t")
        assert str(app.screen.query_one("#how", Static).content) == "scene classic   blind"
        backend.gate.clear()
        await ask(pilot, "take it")
        await wait_until(pilot, lambda: len(backend.made) == 3)
        await wait_until(pilot, lambda: heads(app) == ["?", "?"])
        assert bodies(app) == ["", ""], "how fast one writes would give it away"
        backend.gate.set()
        await answered(pilot)
        await wait_until(pilot, lambda: "Which is best?" in verdict(app))
        assert [head[0] for head in heads(app)] == ["A", "B"]
        assert "nano" not in "".join(heads(app))
        assert [part(column, "state") for column in columns(app)] == ["", ""]
        await wait_until(pilot, lambda: isinstance(app.focused, VerticalScroll))  # so that the keys vote at once
        await pilot.press("3")
        assert not votes_file().exists(), "there is no third"
        await pilot.press("1")
        await wait_until(pilot, lambda: "All votes so far" in verdict(app))
        vote = json.loads(votes_file().read_text())
        assert vote["prompt"] == "take it"
        assert sorted(vote["order"]) == ["nano", "nano+mine"]
        assert vote["choice"] == vote["order"][0]
        shown = [head.replace(" + ", "+").split()[1] for head in heads(app)]
        assert tuple(shown) == tuple(vote["order"]), "the columns stay where they are"
        await wait_until(pilot, lambda: isinstance(app.focused, Entry))
        await pilot.press("escape", "1")
        assert len(votes_file().read_text().splitlines()) == 1, "one vote each"

        await ask(pilot, "and now?")
        await wait_until(pilot, lambda: "Which is best?" in verdict(app))
        app.screen.query_one(Entry).focus()
        await wait_until(pilot, lambda: "esc leaves the line" in verdict(app))
        at = 2 + verdict(app).index("a tie")
        await pilot.click("#verdict", offset=(at, 0))
        await wait_until(pilot, lambda: len(votes_file().read_text().splitlines()) == 2)
        assert json.loads(votes_file().read_text().splitlines()[1])["choice"] == "tie"


async def test_a_vote_that_cannot_be_kept_is_told(tmp_path):
    votes_file().mkdir(parents=True)
    app = EtaoinApp(backend=Several())
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        await pilot.press("ctrl+t")
        await ask(pilot, "take it")
        await wait_until(pilot, lambda: "Which is best?" in verdict(app))
        await pilot.press("1")
        await wait_until(pilot, lambda: "votes.jsonl" in said(app))


async def test_models_that_write_answer_freely_and_nothing_is_markup():
    app = EtaoinApp(backend=Several())
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "writer", "nano")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: app.screen is not app.get_screen_stack("compare")[0])
        await pilot.press("end", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await wait_until(pilot, lambda: "free answers" in str(app.screen.query_one("#how", Static).content))
        await ask(pilot, "who are you?")
        await answered(pilot)
        await wait_until(pilot, lambda: "I [bold]am[/bold] writer" in bodies(app)[0])
        assert "pick_up" in bodies(app)[1]
        assert "3 tokens" in part(columns(app)[0], "state")


async def test_choosing_models():
    app = EtaoinApp(backend=Several())
    async with app.run_test(size=(80, 24)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(app.screen, Models))
        line = app.screen.query_one(Input)
        problem = app.screen.query_one(".problem", Static)
        line.focus()
        line.value = "a++b"
        await pilot.press("enter")
        assert "names no model" in str(problem.content)
        for name in ("falcon-7b+dolly", "writer"):
            line.value = name
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        assert "4 are chosen" in str(problem.content)
        app.screen.query_one(Rows).focus()
        await pilot.press("home", "space")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen) and len(columns(app)) == 3)
        assert heads(app) == ["nano + mine", "falcon-7b + dolly", "writer"]
        assert app.screen.has_class("-stacked")
        app.screen.compare(["a++b"])
        await wait_until(pilot, lambda: "names no model" in said(app))


async def test_unloading_frees_and_the_next_question_loads_again():
    backend = Several()
    app = EtaoinApp(backend=backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await comparing(pilot, "nano", "nano+mine")
        await ask(pilot, "take it")
        await answered(pilot)
        await pilot.press("escape", "u")
        await wait_until(pilot, lambda: "Unloaded: " in said(app) and app.screen._holders.loaded == [])
        await ask(pilot, "take it")
        await answered(pilot)
        assert backend.made[1:].count("nano") == 2


async def test_any_size():
    app = EtaoinApp(backend=Several())
    async with app.run_test(size=(1, 1)) as pilot:
        await comparing(pilot, "nano", "nano+mine", "writer")
        for size in ((12, 5), (40, 12), (80, 24), (400, 120), (1, 1)):
            await pilot.resize_terminal(*size)
            await ask(pilot, "take it")
            await answered(pilot)
            await pilot.press("ctrl+o")
            await wait_until(pilot, lambda: isinstance(app.screen, Models))
            await pilot.press("escape")
            await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen))
            assert len(columns(app)) == 3


async def test_what_is_asked_before_the_models_are_found_is_answered_once_they_are(monkeypatch):
    found = threading.Event()

    def look(root, model):
        found.wait(TIMEOUT)
        return messages.Offered(("nano", "nano+mine"), "the adapters can't be listed")

    monkeypatch.setattr(work, "look", look)
    app = EtaoinApp(backend=Several())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f7")
        await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen) and bool(app.screen.query(Entry)))
        await ask(pilot, "take it")
        found.set()
        await answered(pilot)
        await wait_until(pilot, lambda: "pick_up" in bodies(app)[0])
        assert "the adapters can't be listed" in said(app)
        app.screen.post_message(messages.Chosen((Pair("nano"),), unasked=True))
        await pilot.pause()
        assert len(columns(app)) == 2, "what nobody has chosen takes no answers away"


async def test_the_real_nano_answers():
    app = EtaoinApp(backend=Backend())
    async with app.run_test(size=(100, 30)) as pilot:
        await comparing(pilot, "nano")
        await ask(pilot, "pick up a big red block")
        await answered(pilot)
        await wait_until(pilot, lambda: "▸ pick_up(a large red block)" in bodies(app)[0])


# Without a terminal.


class Big(Several):
    """Two models of which only one fits."""

    holders: Holders

    def model(self, spec, adapter, quantize=None):
        if any(key != spec for key in self.holders.loaded):
            raise ModelError(f"{spec} does not fit in int8", "it takes 7.9 GB, and 1.0 GB of memory are free", "Wait")
        return super().model(spec, adapter)


def answers(holders: Holders, done: threading.Event, *names: str) -> list[Answering]:
    made = [Answering(Pair.of(name), "waiting") for name in names]
    for one in made:
        holders.ask(one, Question(1, Prompt("take it"), "classic"), Job())
    assert done.wait(TIMEOUT)
    return made


def finished(count: int):
    """What to tell of changes, and an event once so many answers are done."""
    done, left = threading.Event(), [count]

    def changed(one, job) -> None:
        if one.phase in ("done", "stopped"):
            left[0] -= 1
            if not left[0]:
                done.set()

    return changed, done


def test_without_its_adapters_there_is_still_a_model(tmp_path):
    (tmp_path / "adapters").write_text("no folder")
    looked = work.look(tmp_path / "adapters", "tower")
    assert looked.pairs == ("tower", "nano")
    assert "can't be listed" in (looked.problem or "")


def test_where_two_do_not_fit_the_first_makes_room():
    backend = Big()
    changed, done = finished(2)
    backend.holders = Holders(backend, None, changed)
    one, two = answers(backend.holders, done, "big", "bigger")
    assert one.answer
    assert two.answer
    assert sorted(backend.made) == ["big", "bigger"]
    backend.holders.close()


def test_one_big_model_with_other_adapters_is_loaded_once(monkeypatch):
    swapped = []
    monkeypatch.setattr("agent.lm.registry.swap_adapters", lambda model, folders: swapped.append(folders))
    monkeypatch.setattr("training.adapters.adapter_folders", lambda names, model, root: names)
    backend = Several()
    changed, done = finished(3)
    holders = Holders(backend, None, changed)
    made = answers(holders, done, "big", "big+mine", "big")
    assert all(one.answer for one in made)
    assert backend.made == ["big"]
    assert swapped == [["mine"], "none"]
    holders.close()


def test_a_question_that_nobody_waits_for_is_not_begun():
    backend = Several()
    changed, done = finished(1)
    holders = Holders(backend, None, changed)
    job = Job()
    job.cancel()
    one = Answering(Pair("nano"), "waiting")
    holders.ask(one, Question(1, Prompt("take it"), "classic"), job)
    assert done.wait(TIMEOUT)
    assert one.phase == "stopped"
    assert backend.made == []
    holders.close()


def outcome(name: str, text: str, action: str | None = None, error: str | None = None) -> Answering:
    answer = Answer(name, text, 9, 0.5, error)
    return Answering(
        Pair.of(name), "done", outcome=Outcome(answer, Utterance.model_validate_json(action) if action else None)
    )


def test_who_agrees():
    question = Question(1, Prompt("?"), "classic")
    same, other = outcome("a", "OK.", TAKE), outcome("b", "Fine.", TAKE)
    different, failed = outcome("c", "OK.", PUT), outcome("d", "", error="no")
    assert agreement(Round(question, [same, other])) == "Both agree."
    assert agreement(Round(question, [same, different])) == "They differ."
    assert agreement(Round(question, [same, other, different])) == "a and b agree, c differs."
    assert agreement(Round(question, [same, different, outcome("e", "x")])) == "All differ."
    assert agreement(Round(question, [same, failed])) == ""
    assert agreement(Round(question, [outcome("a", "a b"), outcome("b", "a\nb")])) == "Both agree."


def test_a_vote_needs_two_answers_and_leaves_failures_out():
    question = Question(7, Prompt("?"), "classic")
    round_ = Round(question, [outcome("a", "x"), outcome("b", "", error="no")], blind=True)
    round_.call(1)
    assert round_.ballot is None
    assert not round_.hidden
    orders = set()
    for seed in range(30):
        three = Round(question, [outcome("a", "x"), outcome("b", "", error="no"), outcome("c", "x")], blind=True)
        three.call(seed)
        assert three.hidden
        assert three.order[-1].pair.name == "b"
        orders.add("".join(one.pair.name for one in three.ballot.shown))
    assert orders == {"ac", "ca"}


def test_figures_and_tallies():
    assert figures(Answer("a", "x", 31, 0.014)) == "31 tokens · 14 ms · 2,214/s"
    assert figures(Answer("a", "x", 1, 12.0)) == "1 token · 12.0 s · 0.1/s"
    assert figures(Answer("a", "x", None, 0.5), short=True) == "500 ms"
    tally = Tally()
    assert str(tally) == ""
    tally.count(Outcome(Answer("a", "", None, 0.0, "no")))
    assert tally.asked == 0
    tally.count(Outcome(Answer("a", "x", 10, 1.0), exact=True, wrong=()))
    assert str(tally) == "1 answer · 1 of 1 exact, 1 of 1 right · 10 tokens/s"


# Pictures.


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_picture(snap_compare, size, monkeypatch):
    item = next(one for one in load_suite("handwritten") if one.say == "put red cube on blue block")
    monkeypatch.setattr(work, "draw", lambda number: work.Drawn(item, "handwritten"))
    monkeypatch.setattr("tui.screens.compare.drawing.figures", lambda answer, short=False: "14 ms · 642/s")
    monkeypatch.setattr(Tally, "__str__", lambda self: f"{self.asked} answers · {self.exact} of {self.known} exact")
    app = EtaoinApp(backend=Several())
    app.animation_level = "none"

    async def look(pilot) -> None:
        await pilot.pause()
        await comparing(pilot, "nano", "nano+mine")
        app.screen.query_one(Entry).cursor_blink = False
        await ask(pilot, "take the big red one")
        await answered(pilot)
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "expected" in str(app.screen.query_one("#question", Static).content))
        await answered(pilot)
        await wait_until(pilot, lambda: "2 answers" in part(columns(app)[1], "tally") and verdict(app) != "")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)
