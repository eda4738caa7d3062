"""The Robot Commands Treebank as training data: made-up commands with trees of its kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.own.examples import read_examples
from training.own.robot_commands import convert
from training.own.robot_trees import UnconvertedError, parse_tree


def entity(kind: str, *more: str) -> str:
    return f"(entity: {' '.join(more)} (type: {kind}))"


def at(relation: str, what: str) -> str:
    return f"(spatial-relation: (relation: {relation}) {what})"


def move(what: str, place: str) -> str:
    return f"(event: (action: move) {what} (destination: {place}))"


RED, BLUE = "(color: red)", "(color: blue)"
CORNER = entity("corner", "(indicator: front) (indicator: left)")
RIGHT_TWO = "(spatial-relation: (measure: (entity: (cardinal: 2) (type: tile))) (relation: right))"


@pytest.mark.parametrize(
    ("text", "tree", "acts"),
    [
        (
            "lift the red brick", f"(event: (action: take) {entity('cube', RED)})",
            '{"act":"pick_up","what":{"kind":"block","det":"the","color":"red"}}',
        ),
        (
            "Shove a red prism onto the other cube", move(entity("prism", RED), at("above", entity("cube"))),
            '{"act":"put","what":{"kind":"pyramid","det":"a","color":"red"},"rel":"on","where":{"kind":"cube","det":"the_other"}}',
        ),
        (
            "put red cube in the upper left corner", move(entity("cube", RED), at("within", CORNER)),
            '{"act":"put","what":{"kind":"cube","det":"the","color":"red"},"rel":"at","where":{"region":"corner","side":"far_left"}}',
        ),
        (
            "put red cube in the left front corner", move(entity("cube", RED), at("within", CORNER)),
            '{"act":"put","what":{"kind":"cube","det":"the","color":"red"},"rel":"at","where":{"region":"corner","side":"front_left"}}',
        ),
        (
            "bring the block over there two squares right", move(entity("cube"), RIGHT_TWO),
            '{"act":"move","what":{"kind":"block","det":"the"},"dir":"right","steps":2}',
        ),
        (
            "take the lone red cube and leave it on the blue and red pillar",
            f"(sequence: (event: (action: take) {entity('cube', '(id: 1) (indicator: individual)', RED)})"
            f" (event: (action: drop) {entity('reference', '(reference-id: 1)')} (destination: "
            f"{at('above', entity('stack', BLUE, RED))})))",
            '{"act":"pick_up","what":{"kind":"cube","det":"the","color":"red","mod":["single"]}},'
            '{"act":"put","what":{"ref":"it"},"rel":"on","where":{"kind":"stack","det":"the","of":{"all":'
            '[{"kind":"thing","color":"blue"},{"kind":"thing","color":"red"}]}}}',
        ),
        (
            "take the brick nearest to the corner",
            f"(event: (action: take) (entity: (type: cube) {at('nearest', entity('corner'))}))",
            '{"act":"pick_up","what":{"kind":"block","det":"the","that":[{"rel":"nearest","of":{"region":"corner"}}]}}',
        ),
        ("let go of the red one", f"(event: (action: drop) {entity('type-reference', RED)})",
         '{"act":"put_down","what":{"kind":"one","det":"the","color":"red"}}'),
    ],
)  # fmt: skip
def test_trees_become_actions_in_the_words_that_were_said(text: str, tree: str, acts: str) -> None:
    utterance, sound = convert(text, parse_tree(tree))
    assert utterance.to_json() == f'{{"acts":[{acts}]}}'
    assert sound


def test_what_has_no_counterpart_says_why() -> None:
    with pytest.raises(UnconvertedError, match="type gadget"):
        convert("take the gadget", parse_tree(f"(event: (action: take) {entity('gadget')})"))
    with pytest.raises(UnconvertedError, match="cut short"):
        parse_tree("(event: (action: take)")


def row(text: str, tree: str, to: list[int], *, held: bool) -> dict[str, Any]:
    red, blue = ({"color": color, "type": "cube", "pos": [x, 1, 0]} for color, x in (("red", 1), ("blue", 4)))
    board = {"arm": [7, 7, 7], "gripper_open": True, "shapes": [red, blue]}
    after = {"arm": to, "gripper_open": not held, "shapes": [blue, red | {"pos": to}]}
    return {
        "id": 1, "scene": 1, "text": text, "rcl": tree, "before": board, "after": after,
        "removed": [["red", "cube", [1, 1, 0]]], "added": [["red", "cube", to]],
    }  # fmt: skip


def test_the_board_is_the_judge(tmp_path: Path) -> None:
    tree = f"(event: (action: take) {entity('cube', RED)})"
    good = row("hoist the red cube", tree, [1, 1, 7], held=True)
    unconfirmed = row("hoist up the red cube", tree, [5, 5, 0], held=False)
    unfit = row("hoist it please", tree, [5, 5, 0], held=False)
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, (good, unconfirmed, unfit))), encoding="utf-8")
    examples, (note,) = read_examples([file])
    assert [example.say for example in examples] == ["hoist the red cube", "hoist up the red cube"]
    assert "2 of 3 robot commands are trained on: 1 do on the board what they should" in note
    assert [example.say for example in read_examples([file], unconfirmed=False)[0]] == ["hoist the red cube"]
