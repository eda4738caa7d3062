"""Suites, scores and reports: what `etaoin eval` counts and prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.language.acts import Utterance
from training.data import kept_back
from training.evaluate.cli import eval_command, spread
from training.evaluate.compositional import compositional
from training.evaluate.confusion import NOTHING, first_difference
from training.evaluate.offtopic import OffTopicItem, off_topic
from training.evaluate.robot_commands import load_commands
from training.evaluate.suite import SuiteError
from training.generate import generate
from training.generate.composition import SPLITS, split_of
from world.blocksworld import World
from world.goals import Hold
from world.scene import load_scene

ROW = {
    "id": 7,
    "text": "take the red prism",
    "rcl": "",
    "removed": [["red", "prism", [3, 3, 1]]],
    "added": [["red", "prism", [3, 3, 5]]],
    "before": {
        "arm": [0, 0, 7],
        "gripper_open": True,
        "shapes": [
            {"color": "blue", "type": "cube", "pos": [3, 3, 0]},
            {"color": "red", "type": "prism", "pos": [3, 3, 1]},
        ],
    },
    "after": {"arm": [3, 3, 5], "gripper_open": False, "shapes": []},
}


def written(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "commands.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_command_is_right_if_its_piece_ends_where_it_should(tmp_path: Path) -> None:
    [command] = load_commands(written(tmp_path, ROW))
    world = World.of(command.scene)
    assert command.moved == "P2"
    assert command.failures(world.state, world.state) == ["P2 is not held"]
    held, _ = world.achieve([Hold("P2")])
    assert command.failures(world.state, held.state) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": 5}, "text"),
        ({"removed": []}, "removed"),
        ({"removed": [["red", "prism", [0, 0, 0]]]}, "not on the board"),
        ({"before": ROW["before"] | {"shapes": [{"color": "red", "type": "ball", "pos": [0, 0, 0]}]}}, "shapes"),  # type: ignore[operator]
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = written(tmp_path, ROW, ROW | change)
    with pytest.raises(SuiteError, match=r"commands\.jsonl, line 2") as error:
        load_commands(path)
    assert said in str(error.value)


def test_the_command_line_scores_such_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, ROW)
    for more in ([], ["--no-world"]):
        out = tmp_path / "out.json"
        assert eval_command(["--suite", "robot-commands", "--data", str(path), "--json", str(out), *more]) == 0
        assert "| 1 | 100.0% | - | 100.00% |" in capsys.readouterr().out
        assert json.loads(out.read_text())["results"][0]["right"] is True


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--suite", "robot-commands"], "--data FILE"),
        (["--suite", "robot-commands", "--data", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["--suite", "handwritten", "--data", "x.jsonl"], "--data goes with"),
        (["--suite", "off-topic", "--data", "nowhere.txt"], "nowhere.txt cannot be read"),
        (["--suite", "no-such"], "no-such"),
        (["--suite", "handwritten", "--limit", "0"], "--limit 0"),
        (["--suite", "handwritten", "--limit", "1", "--gold", "--json", "/nowhere/x.json"], "/nowhere"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert eval_command(args) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_off_topic_counts_what_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prompts = [f"Which is the capital of country number {n}?" for n in range(40)]
    kept = [prompt for prompt in prompts if kept_back(prompt)]
    path = tmp_path / "prompts.jsonl"
    path.write_text("".join(json.dumps({"instruction": prompt}) + "\n" for prompt in prompts), encoding="utf-8")
    assert [item.say for item in off_topic(path)] == kept
    assert 0 < len(kept) < len(prompts) / 2
    assert eval_command(["--suite", "off-topic", "--data", str(path)]) == 0
    assert f"| {len(kept)} | 100.0% |" in capsys.readouterr().out
    item, state = OffTopicItem("1", "put the red cube in the box"), load_scene("classic").state()
    held, _ = World.of(load_scene("classic")).achieve([Hold("B2")])
    assert item.failures(state, held.state, "") == ["the world changed"]


def test_a_limit_takes_sentences_from_all_over() -> None:
    items = compositional(2)
    assert [item.id for item in spread(items, 4)] == [items[0].id, items[2].id, items[4].id, items[6].id]
    assert spread(items, 100) == items


def utterance(act: str) -> Utterance:
    return Utterance.model_validate_json(f'{{"acts":[{act}]}}')


def test_only_the_first_difference_counts() -> None:
    right = utterance('{"act":"pick_up","what":{"kind":"block","det":"the","color":"red"}}')
    assert first_difference(right, right) is None
    assert first_difference(right, None) == ("utterance", "an action", "none")
    other = utterance('{"act":"put_down","what":{"kind":"block","det":"a"}}')
    assert first_difference(right, other) == ("act", "pick_up", "put_down")
    shorter = utterance('{"act":"pick_up","what":{"kind":"block","det":"the"}}')
    assert first_difference(right, shorter) == ("color", "red", NOTHING)
    assert first_difference(shorter, right) == ("color", NOTHING, "red")
    another = utterance('{"act":"pick_up","what":{"kind":"block","det":"the","sup":"biggest"}}')
    assert first_difference(right, another) == ("color or sup", "red", "biggest")


def test_training_never_shows_the_combinations_that_the_suite_is_made_of() -> None:
    assert all(split_of(example.actions) is None for example in generate(3, 3000))
    items = compositional(5)
    assert [item.tags for item in items] == [(split,) for split in SPLITS for _ in range(5)]
    for item in items:
        assert split_of(item.gold) == item.tags[0]
        assert item.failures(item.scene.state(), item.state, item.reply) == []
        assert item.failures(item.scene.state(), item.state, item.reply + " no")
    assert compositional(5) == items
