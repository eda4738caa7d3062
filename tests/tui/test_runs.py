"""Runs from their files: what a screen shows of them, without a screen and without training."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from array import array
from pathlib import Path

import psutil
import pytest
from runs_support import BEGAN, RECIPE, add, course, done, evaluation, event, now, started, step, trains, write

from tui.errors import UserError
from tui.runs import control, words
from tui.runs.curves import Hues, curves
from tui.runs.events import EventTail
from tui.runs.follow import Follower, is_run
from tui.runs.learning import learning
from tui.runs.series import Series, smoothed
from tui.runs.state import RunState, Status
from tui.runs.watch import Vigil, Watch

ME = os.getpid()


def look(folder: Path) -> RunState:
    return Follower(folder).look()


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])


# Reading events.


def test_only_what_is_new_is_read_and_only_whole_lines(tmp_path):
    file = tmp_path / "events.jsonl"
    tail = EventTail(file)
    assert tail.read() == ([], False)
    file.write_text('{"event": "a"}\nnonsense\n[1]\n{"event": "b"}\n{"ev')
    assert tail.read() == ([{"event": "a"}, {"event": "b"}], False)
    with file.open("a") as more:
        more.write('ent": "c"}\n')
    assert tail.read() == ([{"event": "c"}], False)
    assert tail.read() == ([], False)


def test_a_file_that_was_begun_anew_is_read_anew(tmp_path):
    file = tmp_path / "events.jsonl"
    file.write_text('{"event": "long"}\n{"event": "longer"}\n')
    tail = EventTail(file)
    tail.read()
    file.unlink()
    file.write_text('{"event": "new"}\n')
    assert tail.read() == ([{"event": "new"}], True)
    file.unlink()
    assert tail.read() == ([], True)


# A run's state.


def test_a_run_as_its_events_tell(tmp_path):
    run = look(write(tmp_path / "mine", [*course(100), event("stopped", 101, step=100, reason="signal")]))
    assert (run.name, run.status, run.step, run.total, run.about) == ("mine", Status.STOPPED, 100, 200, False)
    assert run.began == BEGAN
    assert len(run.series["loss"]) == len(run.series["smooth"]) == 100
    assert list(run.series["held_out"].steps) == [0, 25, 50, 75, 100]
    assert run.last("memory") == pytest.approx(1.2)
    assert run.score == pytest.approx(100 / 220)
    assert run.left is None
    assert dict(run.facts) == {
        "base": "nano", "adapter": "LoRA r 16", "trains": "356 k weights",
        "data": "mine.jsonl", "replay": "50% generated",
        "budget": "200 steps", "rate": "0.002 wsd", "batch": "4,096 tokens", "seed": "1",
    }  # fmt: skip
    assert "stopped after step 100" in run.log[-1]
    assert run.adapter


def test_time_left_follows_the_pace_of_late(tmp_path):
    # A hundred fast steps, then forty that take ten times as long: these count.
    events = [started(), *(step(n) for n in range(1, 101))]
    events += [step(100 + n) | {"minutes": (100 + 10 * n) / 60} for n in range(1, 41)]
    run = look(write(tmp_path / "slow", now(events), process=ME))
    assert run.status is Status.RUNNING
    assert run.left == pytest.approx(60 * 10, rel=0.05)


def test_after_a_kill_and_a_resume_steps_are_not_there_twice(tmp_path):
    folder = write(tmp_path / "again", [*course(80), event("checkpoint", 60, step=60, path="x")])
    follower = Follower(folder)
    died = follower.look()
    assert died.status is Status.DIED
    assert "step 60" in died.why
    add(folder, started(200, 60), step(61, 9.0, 201))
    trains(folder, ME, BEGAN + 199)  # not our time of birth: no proof
    run = follower.look()
    assert run.status is Status.DIED
    assert run.step == 61
    assert list(run.series["loss"].steps) == list(range(1, 62))
    assert list(run.series["held_out"].steps) == [0, 25, 50]
    assert [one.step for one in run.evaluations] == [0, 25, 50]


@pytest.mark.parametrize(
    ("events", "pause", "status"),
    [
        ([], False, Status.PREPARING),
        ([event("note", text="reading")], False, Status.PREPARING),
        ([started()], False, Status.RUNNING),
        ([started()], True, Status.PAUSING),
        ([started(), event("paused", 3, step=3)], True, Status.PAUSED),
        ([started(), event("paused", 3, step=3), event("continued", 4, step=3)], False, Status.RUNNING),
        ([started(), done()], False, Status.DONE),
        ([started(), event("failed", 3, why="no room")], False, Status.FAILED),
    ],
)
def test_the_status_of_a_run_that_has_a_process(tmp_path, events, pause, status):
    folder = write(tmp_path / "run", now(events), process=ME)
    if pause:
        (folder / "pause").touch()
    assert look(folder).status is status


def test_a_run_that_is_begun_again_is_preparing(tmp_path):
    """Its events are those of the process before."""
    folder = write(tmp_path / "run", [started(), event("stopped", 5, step=5, reason="signal")], process=ME)
    assert look(folder).status is Status.PREPARING


@pytest.mark.parametrize(
    ("events", "status", "why"),
    [
        ([started(), step(3), event("failed", 3, why="the loss is nan")], Status.FAILED, "the loss is nan"),
        ([started(), step(3)], Status.DIED, "no checkpoint"),
        ([started(), done()], Status.DONE, ""),
    ],
)
def test_the_status_of_a_run_whose_process_is_gone(tmp_path, events, status, why):
    run = look(write(tmp_path / "run", events, process=4_000_000, began=1.0))
    assert run.status is status
    assert why in run.why


def test_a_run_on_another_computer(tmp_path):
    folder = write(tmp_path / "far", [started()])
    trains(folder, ME, host="elsewhere")
    run = look(folder)
    assert run.status is Status.ELSEWHERE
    assert "elsewhere" in run.why
    assert not run.status.alive


def test_events_of_another_version_do_no_harm(tmp_path):
    odd = [event("step", step="x"), event("eval"), event("samples", samples=[{}]), event("started"), {"event": "step"},
           event("done", step=1), event("martian")]  # fmt: skip
    assert look(write(tmp_path / "odd", odd)).status in (Status.DONE, Status.DIED)


def test_what_has_not_changed_is_the_same_value(tmp_path):
    folder = write(tmp_path / "one", [*course(10), done()])
    (tmp_path / "no-run").mkdir()
    (tmp_path / ".hidden").mkdir()
    watch = Watch(tmp_path)
    (first,), (second,) = watch.look(), watch.look()
    assert first is second
    write(tmp_path / "two", [started(50), done()])
    assert [run.name for run in watch.look()] == ["two", "one"]
    add(folder, event("note", text="hm"))
    assert watch.look()[1] is not first
    assert Watch(tmp_path / "nowhere").look() == ()


def test_an_empty_folder_is_no_run(tmp_path):
    (tmp_path / "events.jsonl").touch()
    assert not is_run(tmp_path)


def test_the_vigil_tells_once_that_a_run_is_over(tmp_path):
    folder = write(tmp_path / "mine", now([started()]), process=ME)
    write(tmp_path / "old", [started(), done()])
    vigil = Vigil(tmp_path)
    assert vigil.look() == (1, ())
    add(folder, *now([*evaluation(200), done()]))
    (folder / "process.json").unlink()
    alive, over = vigil.look()
    assert (alive, [words.ended(run) for run in over]) == (0, ["mine is done: 90.9% right."])
    assert vigil.look() == (0, ())


def test_the_vigil_says_nothing_of_what_was_deleted(tmp_path):
    folder = write(tmp_path / "mine", now([started()]), process=ME)
    vigil = Vigil(tmp_path)
    assert vigil.look() == (1, ())
    folder.rename(tmp_path / f".mine.{ME}")
    assert vigil.look() == (0, ())


def test_a_run_that_ends_while_one_looks_has_not_died(tmp_path, monkeypatch):
    folder = write(tmp_path / "mine", now([started()]), process=ME)
    follower = Follower(folder)
    assert follower.look().status is Status.RUNNING

    def ends(run: Path) -> None:
        add(run, *now([done()]))
        (run / "process.json").unlink()

    monkeypatch.setattr("training.run.process.process_of", ends)
    assert follower.look().status is Status.DONE


def test_a_damaged_folder_hides_no_other(tmp_path):
    write(tmp_path / "good", [*course(5), done()])
    wild = write(tmp_path / "wild", [event("samples", step=3, samples=[])])
    (wild / "run.json").write_text('{"recipe": {"budget": "x", "adapter": "r"}}')
    (tmp_path / "folder" / "events.jsonl").mkdir(parents=True)
    (tmp_path / "folder" / "run.json").write_text('{"recipe": {"bud')
    states = {run.name: run for run in Watch(tmp_path).look()}
    assert {name: run.status for name, run in states.items()} == {
        "good": Status.DONE, "wild": Status.DIED, "folder": Status.DIED,
    }  # fmt: skip
    assert "what no run writes" in states["wild"].why


# Numbers.


def test_the_mean_has_no_lag_and_no_start_at_zero():
    steps = array("d", range(400))
    line = smoothed(Series(steps, array("d", [1000.0 - x for x in steps])))
    assert line.values[0] < 1000
    assert line.values[200] == pytest.approx(800, abs=0.01)
    gap = smoothed(Series(array("d", range(5)), array("d", [1, math.nan, 1, math.inf, 1])))
    assert list(gap.values) == pytest.approx([1] * 5)
    assert math.isnan(smoothed(Series(array("d", [1]), array("d", [math.nan]))).values[0])
    assert len(smoothed(Series())) == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (math.inf, ""),
        (-3, "0 s"),
        (59.6, "1:00 min"),
        (80, "1:20 min"),
        (11100, "3:05 h"),
        (4e5, "4.6 days"),
    ],
)
def test_times(seconds, text):
    assert words.span(seconds) == text


def test_numbers():
    assert [words.count(n) for n in (950, 9_999, 12_345, 4_560_000, 7.2e9)] == [
        "950", "9,999", "12.3 k", "4.56 M", "7.20 G",
    ]  # fmt: skip
    assert [words.loss(x) for x in (None, 8.31, 0.1234, 0.00456, 2e-5)] == ["", "8.31", "0.123", "0.0046", "2e-5"]


def test_facts_of_other_runs():
    mixture = [{"source": "dolly"}, {"source": "/a/b.jsonl", "weight": 2}]
    recipe = {"model": {"base": None}, "data": {"mixture": mixture}, "budget": {"epochs": 2, "minutes": 10}}
    told = dict(words.facts(recipe, {}))
    assert told["base"] == "new weights"
    assert told["data"] == "dolly, b.jsonl ×2"
    assert told["budget"] == "10 min or 2 epochs"
    assert words.facts({}, {})


# Charts.


def test_one_run_shows_all_it_has_and_several_what_compares(tmp_path):
    one = look(write(tmp_path / "one", course(50)))
    other = look(write(tmp_path / "other", [started(), step(1)]))
    assert [(line.name, line.look) for line in curves("loss", [(one, 2)])] == [
        ("each step", "faint"), ("train", "bright"), ("held out", "marks"),
    ]  # fmt: skip
    both = curves("loss", [(one, 2), (other, 3)])
    assert [(line.name, line.hue) for line in both] == [
        ("one", 2), ("one", 2), ("held out", 2), ("other", 3), ("other", 3),
    ]  # fmt: skip
    assert curves("accuracy", [(other, 0)]) == []
    assert [line.values[-1] for line in curves("accuracy", [(one, 0), (one, 1)])] == [50 / 220] * 2


def test_hues_stay(tmp_path):
    runs = [look(write(tmp_path / name, [started(at)])) for at, name in enumerate("abc")]
    hues = Hues()
    hues.meet(runs[1:])
    hues.meet(runs)
    assert [hues.of(name) for name in "abc"] == [2, 0, 1]


def test_a_sentence_over_the_evaluations(tmp_path):
    run = look(write(tmp_path / "run", course(100)))
    (one,) = learning(run.evaluations)
    assert one.said == "yoink the cube"
    assert [(reading.first, reading.last, reading.right) for reading in one.readings] == [
        (0, 25, False), (50, 100, True),
    ]  # fmt: skip


# Steering.


def test_pause_and_go_on(tmp_path):
    folder = write(tmp_path / "run", [started()], process=ME)
    control.pause(folder)
    assert (folder / "pause").exists()
    control.go_on(folder)
    assert not (folder / "pause").exists()


@pytest.mark.parametrize("do", [control.pause, control.go_on, control.stop, control.kill])
def test_nobody_else_is_ever_signalled(tmp_path, do):
    """The number is that of a living process, but it was born at another time than the one that trained."""
    with sleeper() as other:
        folder = write(tmp_path / "run", [started()], process=other.pid, began=psutil.boot_time() - 1e6)
        with pytest.raises(UserError, match="not being trained"):
            do(folder)
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("do", [control.stop, control.kill])
def test_stop_and_kill_reach_the_process(tmp_path, do):
    with sleeper() as process:
        folder = write(tmp_path / "run", [started()], process=process.pid)
        do(folder)
        assert process.wait(10) < 0


def test_a_process_that_goes_just_before_the_signal(tmp_path, monkeypatch):
    def gone(process: psutil.Process) -> None:
        raise psutil.NoSuchProcess(process.pid)

    with sleeper() as process:
        folder = write(tmp_path / "run", [started()], process=process.pid)
        monkeypatch.setattr(psutil.Process, "terminate", gone)
        with pytest.raises(UserError, match="not being trained"):
            control.stop(folder)
        monkeypatch.setattr(psutil.Process, "children", lambda self, recursive: [psutil.Process(ME)])
        real = psutil.Process.kill
        monkeypatch.setattr(psutil.Process, "kill", lambda self: gone(self) if self.pid == ME else real(self))
        control.kill(folder)  # one of its helpers is gone already: the others and it itself are ended all the same
        assert process.wait(10) < 0


def test_delete(tmp_path):
    folder = write(tmp_path / "run", [started()])
    (tmp_path / "run.log").write_text("said")
    control.delete(folder)
    assert list(tmp_path.iterdir()) == []
    busy = write(tmp_path / "busy", [started()], process=ME)
    with pytest.raises(UserError, match="Stop it first"):
        control.delete(busy)
    with pytest.raises(UserError, match="can't be deleted"):
        control.delete(tmp_path / "nowhere")
    kept = write(tmp_path / "kept", [started()])
    (tmp_path / "link").symlink_to(kept, target_is_directory=True)
    control.delete(tmp_path / "link")
    assert (kept / "events.jsonl").exists()


def test_a_run_without_a_checkpoint_cannot_go_on(tmp_path):
    with pytest.raises(UserError, match="no checkpoint"):
        control.train_on(write(tmp_path / "run", [started()]))


def test_a_resume_that_comes_to_nothing_says_why(tmp_path):
    folder = write(tmp_path / "run", [started(recipe=RECIPE)])
    (folder / "checkpoints" / "step-000001").mkdir(parents=True)
    (folder / "run.json").write_text("{")
    with pytest.raises(UserError, match="did not begin"):
        control.train_on(folder)


def test_the_adapter_of_a_run_is_found_by_its_number(tmp_path):
    from safetensors.numpy import save_file

    final = write(tmp_path / "mine", [started(), done()]) / "final"
    final.mkdir()
    import numpy as np

    shapes = {"lora_A": (2, 8), "lora_B": (8, 2)}
    name = "base_model.model.transformer.h.0.mlp.dense_h_to_4h.{}.weight"
    save_file({name.format(k): np.zeros(v, np.float32) for k, v in shapes.items()}, final / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["dense_h_to_4h"],
              "base_model_name_or_path": "nano"}  # fmt: skip
    (final / "adapter_config.json").write_text(json.dumps(config))
    (final / "metadata.json").write_text(json.dumps({"name": "mine", "id": "mine"}))
    root = tmp_path / "adapters"
    assert control.adapter_of(tmp_path / "mine", "mine", root) == "mine"
    (root / "mine").rename(root / "ours")
    assert control.adapter_of(tmp_path / "mine", "mine", root) == "ours"
    with pytest.raises(UserError):
        control.adapter_of(tmp_path / "nothing", "", root)
