"""Instruction data is read from wherever it comes, as what a model is shown and what it should write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.lm.prompt import Exchange, render_prompt, render_talk
from training.data import kept_back
from training.instructions import hub
from training.instructions.dolly import HUB_ID, OFF_TOPIC, dolly, read_dolly, without_citations
from training.instructions.files import read_file
from training.instructions.instruction import InstructionsError, talk
from training.instructions.mixture import read_mixture
from training.instructions.oasst import read_messages, read_trees
from training.run.recipe import MixturePart

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def lines(file: Path, *rows: dict[str, Any] | str) -> Path:
    texts = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def dolly_row(instruction: str, response: str, context: str = "") -> dict[str, str]:
    return {"instruction": instruction, "context": context, "response": response, "category": "open_qa"}


def test_dolly_puts_the_context_below_and_drops_its_footnotes() -> None:
    row = dolly_row("When was it built?", "In 1931.[2]", "Built[1] in 1931,[note 3] it stands.[citation needed]")
    (one,) = read_dolly([row], off_topic=0)
    assert one.prompt == "<|user|> When was it built?\n\nBuilt in 1931, it stands.<|agent|>"
    assert one.completion == " In 1931."
    assert one.said == "When was it built?\n\nBuilt in 1931, it stands."


def test_a_number_in_brackets_is_code_where_nothing_is_quoted() -> None:
    (one,) = read_dolly([dolly_row("How do I get the first element?", "Write a[0].")], off_topic=0)
    assert one.completion == " Write a[0]."
    assert without_citations("as [he] said [42]") == "as [he] said"


def test_a_share_of_dolly_is_also_read_as_not_about_blocks() -> None:
    rows = [dolly_row(f"What is the square root of {n}?", "A number.") for n in range(1000)]
    found = read_dolly(rows, seed=3, off_topic=0.2)
    readings = [one for one in found if one.is_action]
    assert 120 < len(readings) < 220  # a fifth, less the eighth that is kept to be tested with
    assert {one.completion for one in readings} == {OFF_TOPIC} == {'{"acts":[{"act":"talk","about":"off_topic"}]}'}
    talks = {one.said: one.group for one in found if not one.is_action}
    assert len(talks) == 1000
    by_group = {group: said for said, group in talks.items()}
    assert all(one.said == by_group[one.group].lower() for one in readings)  # held out with the talk
    assert not any(kept_back(by_group[one.group]) for one in readings)
    assert read_dolly(rows, seed=3, off_topic=0.2) == found


def message(number: str, parent: str | None, role: str, text: str, **more: Any) -> dict[str, Any]:
    told = {"message_id": number, "parent_id": parent, "role": role, "text": text, "lang": "en", "rank": None}
    return told | {"deleted": False, "review_result": True} | more


CONVERSATION = [
    message("q", None, "prompter", "What is ice?"),
    message("a2", "q", "assistant", "Cold.", rank=1),
    message("a1", "q", "assistant", "Frozen water.", rank=0),
    message("a0", "q", "assistant", "Spam.", rank=0, deleted=True),
    message("q2", "a1", "prompter", "And snow?"),
    message("q3", "a1", "prompter", "And steam?"),
    message("q4", "a2", "prompter", "How cold?"),
    message("b2", "q2", "assistant", "Many small crystals.", rank=0),
    message("b3", "q3", "assistant", "Water as a gas.", rank=0),
    message("b4", "q4", "assistant", "0 degrees.", rank=0),
    message("p", None, "prompter", "Was ist Eis?", lang="de"),
    message("r", "p", "assistant", "Gefrorenes Wasser.", lang="de"),
    message("u", None, "prompter", "Unread?"),
    message("v", "u", "assistant", "Yes.", review_result=None),
]


def test_a_conversation_follows_the_best_answers_and_all_questions() -> None:
    found = read_messages(CONVERSATION)
    first = (Exchange("What is ice?", "Frozen water."),)
    assert [(one.prompt, one.completion) for one in found] == [
        (render_talk((), "What is ice?"), " Frozen water."),
        (render_talk(first, "And snow?"), " Many small crystals."),
        (render_talk(first, "And steam?"), " Water as a gas."),
    ]
    assert {one.group for one in found} == {"q"}
    assert len(read_messages(CONVERSATION, language="")) == 4
    assert [one.completion for one in read_messages(CONVERSATION, language="de")] == [" Gefrorenes Wasser."]


def test_trees_and_flat_messages_are_the_same(tmp_path: Path) -> None:
    def tree(number: str) -> dict[str, Any]:
        (row,) = (row for row in CONVERSATION if row["message_id"] == number)
        replies = [tree(row["message_id"]) for row in CONVERSATION if row["parent_id"] == number]
        return {key: value for key, value in row.items() if key != "parent_id"} | {"replies": replies}

    rows = [{"message_tree_id": "q", "prompt": tree("q")}]
    expected = [(one.prompt, one.completion, one.group) for one in read_messages(CONVERSATION)]
    assert [(one.prompt, one.completion, one.group) for one in read_trees(rows)] == expected
    for name, content in (("trees.jsonl", rows), ("flat.jsonl", CONVERSATION)):
        found = read_file(lines(tmp_path / name, *content))
        assert [(one.prompt, one.completion, one.group) for one in found] == expected
        assert {one.source for one in found} == {name}


@pytest.mark.parametrize(
    "row",
    [
        {"instruction": "Add.", "context": "1, 2", "response": "3"},
        {"instruction": "Add.", "input": "1, 2", "output": "3"},
        {"prompt": "Add.\n\n1, 2", "completion": "3"},
        {"messages": [{"role": "user", "content": "Add.\n\n1, 2"}, {"role": "assistant", "content": "3"}]},
        {
            "messages": [
                {"role": "system", "content": "1, 2"},
                {"role": "user", "content": "Add."},
                {"role": "assistant", "content": "3"},
            ]
        },
    ],
)
def test_the_usual_shapes_are_known(row: dict[str, Any], tmp_path: Path) -> None:
    (one,) = read_file(lines(tmp_path / "some.jsonl", row))
    assert (one.prompt, one.completion) == ("<|user|> Add.\n\n1, 2<|agent|>", " 3")
    assert one.group == "add 1 2"


def test_each_answer_of_a_conversation_is_learned_with_what_went_before(tmp_path: Path) -> None:
    said = [
        ("system", "Be brief."),
        ("user", "Hi"),
        ("assistant", "Hello."),
        ("user", "Bye"),
        ("assistant", "See you."),
    ]
    row = {"messages": [{"role": role, "content": content} for role, content in said]}
    first, second = read_file(lines(tmp_path / "some.jsonl", row))
    assert second.prompt.startswith(first.prompt + first.completion)
    assert second.prompt == "<|user|> Hi\n\nBe brief.<|agent|> Hello.<|user|> Bye<|agent|>"
    assert first.group == second.group


def test_examples_of_the_blocks_world_are_actions(tmp_path: Path) -> None:
    acts = [{"act": "pick_up", "what": {"kind": "block", "det": "the"}}]
    (one,) = read_file(lines(tmp_path / "mine.jsonl", {"say": "Grab it!", "acts": acts, "history": [["hi", "Hello."]]}))
    assert one.is_action
    assert one.said == "grab it!"
    assert one.prompt == render_prompt([Exchange("hi", "Hello.")], "Grab it!")
    assert one.completion == '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"the"}}]}'


def test_what_people_wrote_has_no_marks_in_it() -> None:
    one = talk((), "Say <|end|> to <|agent|> me", "I <|user|> do.\r\n\x07Yes.", source="x")
    assert one.prompt.split() == ["<|user|>", "Say", "end", "to", "agent", "me<|agent|>"]
    assert one.completion.split() == ["I", "user", "do.", "Yes."]
    assert "\x07" not in one.completion


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (['{"instruction": "a", "response": "b"}', "{oops"], "line 2 can't be used: it is no JSON"),
        (['["a"]'], "line 1 can't be used: it is no JSON object"),
        (['{"question": "a", "answer": "b"}'], "line 1 has the keys question, answer"),
        (['{"instruction": 7, "response": "b"}'], 'line 1 can\'t be used: its "instruction" is no text'),
        (['{"messages": [{"role": "user", "content": "a"}]}'], "its roles are user, not user and assistant in turn"),
        (['{"say": "hop", "acts": [{"act": "hop"}]}'], "line 1: acts"),
        (['{"instruction": "a", "response": "b"}', '{"say": "a", "acts": []}'], "Put the two kinds in a file each"),
        (['{"message_id": "q", "review_result": true, "rank": "best"}'], "is no OpenAssistant file"),
        ([""], "it is empty"),
    ],
)
def test_a_file_that_is_no_instruction_data_is_told(rows: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(InstructionsError, match=r"some\.jsonl") as error:
        read_file(lines(tmp_path / "some.jsonl", *rows))
    assert said in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InstructionsError, match="there is no such file"):
        read_file(tmp_path / "none.jsonl")


def test_sets_of_the_hub_come_through_datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    asked = []

    def load(name: str, split: str) -> Any:
        asked.append((name, split))
        return datasets.Dataset.from_list([dolly_row("Why?", "So.")])

    monkeypatch.setattr(datasets, "load_dataset", load)
    assert [one.completion for one in dolly(off_topic=0)] == [" So."]
    assert asked == [(HUB_ID, "train")]


def test_a_set_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    def load(name: str, split: str) -> Any:
        raise ConnectionError("Couldn't reach it\n  details")

    monkeypatch.setattr(datasets, "load_dataset", load)
    with pytest.raises(InstructionsError, match=r"Couldn't reach it\. Check the connection"):
        hub.load_rows("some/set")


def test_weights_and_limits_make_a_mixture(tmp_path: Path) -> None:
    rows = [{"prompt": f"Question {n}", "completion": "Answer"} for n in range(40)]
    file = str(lines(tmp_path / "some.jsonl", *rows))

    def times(weight: float, limit: int | None = None) -> list[int]:
        return [one.times for one in read_mixture([MixturePart(source=file, weight=weight, limit=limit)], 1)]

    assert times(1) == [1] * 40
    assert times(2) == [2] * 40
    assert times(0.5) == [1] * 20
    assert sorted(times(1.5)) == [1] * 20 + [2] * 20
    assert times(3, limit=10) == [3] * 10
    halves = [{one.said for one in read_mixture([MixturePart(source=file, weight=0.5)], seed)} for seed in (1, 1, 2)]
    assert halves[0] == halves[1] != halves[2]


def test_blocks_are_generated_and_mixed_with_others(tmp_path: Path) -> None:
    file = str(lines(tmp_path / "some.jsonl", {"prompt": "Who?", "completion": "Me."}))
    parts = [MixturePart(source="blocks", limit=30), MixturePart(source=file)]
    found = read_mixture(parts, 5)
    assert [one.source for one in found] == ["blocks"] * 30 + ["some.jsonl"]
    assert all(one.is_action and one.said and one.group for one in found[:30])
    assert read_mixture(parts, 5) == found
    assert read_mixture(parts, 6)[:30] != found[:30]


def test_an_unknown_option_is_told() -> None:
    with pytest.raises(InstructionsError, match=r"no option ofTopic\. There are off_topic"):
        read_mixture([MixturePart(source="blocks")], 1, {"ofTopic": 1})


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_the_sample_of_oasst_has_each_answer_once() -> None:
    found = read_file(SHARED / "oasst" / "en_100_tree.jsonl")
    assert len({one.group for one in found}) == 100
    pairs = {(one.prompt, one.completion) for one in found}
    assert len(pairs) == len(found) > 100
    assert sum(one.prompt.count("<|agent|>") > 1 for one in found) > 20  # with a history
