"""What a run tells those who watch it, and how it is paused: samples, memory, the file `pause`, why it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from test_train_support import micro_recipe, tiny_world

from agent.lm.interface import ModelError, Parse
from agent.lm.prompt import Exchange, render_prompt, render_talk
from training.instructions.instruction import Instruction
from training.run import trainer
from training.run.events import Event, read_events
from training.run.lines import line_of
from training.run.loop import TrainingError
from training.run.process import PAUSE, process_of
from training.run.samples import probes, write_samples
from training.run.trainer import train


def reading(said: str, act: str, *history: Exchange) -> Instruction:
    return Instruction(render_prompt(history, said), f'{{"acts":[{{"act":"{act}"}}]}}', "blocks", said)


def talking(said: str) -> Instruction:
    return Instruction(render_talk((), said), " An answer.", "dolly", said)


def test_samples_are_short_and_of_all_kinds() -> None:
    long = reading("long " * 60, "talk")
    author = Instruction("<|act|>{}<|user|>", " words", "author", "")
    deep = reading("why?", "why", Exchange("a", "b"))
    actions = [reading(f"take {n}", "pick_up") for n in range(9)] + [reading("where is it", "where")]
    assert [one.said for one in probes([long, author, deep, *actions], 3)] == ["why?", "take 0", "where is it"]
    mixed = probes([*actions, *(talking(f"Who is {n}?") for n in range(9))], 4)
    assert [one.is_action for one in mixed] == [True, True, False, False]
    assert probes([author], 4) == probes(actions, 0) == []


class Reader:
    name = "reader"

    def parse(self, history, utterance, *, want_trace=False) -> Parse:
        if utterance == "fail":
            raise ModelError("it can't", "it is full", "Wait")
        assert (not history) == (utterance != "why?")
        return Parse('{"acts":[{"act":"pick_up"}]}', None, 1, 0, 1.0, 0.0)


def test_a_sample_says_whether_it_is_right_and_never_ends_a_run() -> None:
    asked = [
        reading("take it", "pick_up"),
        reading("why?", "why", Exchange("a", "b")),
        reading("fail", "x"),
        talking("Hm?"),
    ]
    written = write_samples(Reader(), asked)
    assert [(one["said"], one["right"]) for one in written] == [("take it", True), ("why?", False)]


def test_a_run_tells_samples_and_memory(tmp_path: Path) -> None:
    train(micro_recipe(budget__steps=3, evaluation__samples=2), tmp_path / "run", source=tiny_world)
    events = read_events(tmp_path / "run")
    written = [event for event in events if event["event"] == "samples"]
    assert [event["step"] for event in written] == [0, 3]
    assert len(written[0]["samples"]) == 2
    assert [one["said"] for one in written[0]["samples"]] == [one["said"] for one in written[1]["samples"]]
    assert all(event["memory_mb"] > 50 for event in events if event["event"] == "step")
    train(micro_recipe(budget__steps=1, evaluation__samples=0), tmp_path / "none", source=tiny_world)
    assert not [event for event in read_events(tmp_path / "none") if event["event"] == "samples"]


def test_a_pause_lasts_as_long_as_the_file_and_does_not_count(tmp_path: Path) -> None:
    run = tmp_path / "run"

    def listen(event: Event) -> None:
        if event["event"] == "step" and event["step"] == 2:
            (run / PAUSE).touch()
        if event["event"] == "paused":
            threading.Timer(1.0, (run / PAUSE).unlink).start()

    state = train(micro_recipe(budget__steps=5, evaluation__samples=0), run, source=tiny_world, listener=listen)
    events = read_events(run)
    kinds = [event["event"] for event in events]
    paused, on = events[kinds.index("paused")], events[kinds.index("continued")]
    assert paused["step"] == on["step"] == 2
    assert on["time"] - paused["time"] >= 1.0
    steps = [event for event in events if event["event"] == "step"]
    assert 60 * (steps[2]["minutes"] - steps[1]["minutes"]) < 1.0
    assert state.finished
    assert [line_of(paused), line_of(on)] == ["paused after step 2; it goes on when it is told to", "goes on"]


def test_a_paused_run_can_be_stopped_and_a_new_start_ends_the_pause(tmp_path: Path) -> None:
    run = tmp_path / "run"

    def listen(event: Event) -> None:
        if event["event"] == "step" and event["step"] == 2:
            (run / PAUSE).touch()
        if event["event"] == "paused":
            os.kill(os.getpid(), signal.SIGTERM)

    assert not train(micro_recipe(evaluation__samples=0), run, source=tiny_world, listener=listen).finished
    assert read_events(run)[-1]["event"] == "stopped"
    assert trainer.resume(run, source=tiny_world).finished


def test_why_a_run_failed_is_among_its_events(tmp_path: Path) -> None:
    with pytest.raises(TrainingError):
        train(micro_recipe(evaluation__samples=0), tmp_path / "run", source=exploding)
    last = read_events(tmp_path / "run")[-1]
    assert last["event"] == "failed"
    assert last["why"] == "there is no more"


def exploding(seed: int, n: int):
    """A source that ends in an error, but not where the vocabulary is made."""
    if n == 64:
        raise TrainingError("there is no more")
    yield from tiny_world(seed, n)


def test_sigterm_before_the_first_step_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from test_train_support import micro_recipe, tiny_world\n"
        "from training.run.trainer import train\n"
        "def slow(seed, n):\n"
        "    time.sleep(60)\n"
        "    yield from tiny_world(seed, n)\n"
        "train(micro_recipe(), Path(sys.argv[1]), source=slow)\n"
    )
    run = tmp_path / "run"
    with subprocess.Popen([sys.executable, "-c", script, str(run), str(Path(__file__).parent)]) as process:
        end = time.monotonic() + 60
        while not (run / "events.jsonl").exists() or not read_events(run):
            assert time.monotonic() < end
            time.sleep(0.05)
        found = process_of(run)
        assert found is not None
        assert found.pid == process.pid
        process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM
    assert read_events(run)[-1]["event"] == "stopped"
    assert line_of(read_events(run)[-1]) == "stopped before the first step"
    assert not (run / "process.json").exists()
