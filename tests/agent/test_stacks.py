"""Stacks spoken of as things: by what they are made of, and without what stands on them."""

from __future__ import annotations

import pytest

from agent.grounding.piles import beginnings, below, made_of, piles
from agent.language.acts import Utterance
from agent.session import Session
from world.board import board_scene

BOARD = board_scene(
    [
        (0, 0, 0, "cube", "red"), (0, 0, 1, "cube", "green"),                            # P1 P2
        (2, 2, 0, "cube", "red"), (2, 2, 1, "cube", "blue"), (2, 2, 2, "cube", "white"),  # P3 P4 P5
        (4, 4, 0, "cube", "blue"), (4, 4, 1, "cube", "blue"), (4, 4, 2, "prism", "gray"),  # P6 P7 P8
        (6, 6, 0, "cube", "yellow"),                                                     # P9
    ]
)  # fmt: skip


def made(*colors: str) -> str:
    parts = ",".join(f'{{"kind":"thing","color":"{color}"}}' for color in colors)
    return f'{{"kind":"stack","det":"the","of":{{"all":[{parts}]}}}}'


def perform(act: str) -> Session:
    session = Session(None, BOARD)
    session.perform("", Utterance.model_validate_json(f'{{"acts":[{act}]}}'))
    return session


def test_parts() -> None:
    state = BOARD.state()
    assert piles(state) == ["P1+P2", "P3+P4+P5", "P6+P7+P8"]
    assert beginnings("P3+P4+P5") == ["P3+P4"]
    assert below(state, "P5") == "P3+P4"
    assert below(state, "P4") is None
    assert made_of("P1+P2", [({"P1", "P9"}, None), ({"P2"}, 1)])
    assert not made_of("P3+P4+P5", [({"P3"}, None), ({"P4"}, None)])
    assert not made_of("P6+P7+P8", [({"P6", "P7", "P8"}, 2)])


def test_put_on_a_stack_of_colors() -> None:
    session = perform(f'{{"act":"put","what":{{"kind":"block","det":"the","color":"yellow"}},"rel":"on",'
                      f'"where":{made("red", "green")}}}')  # fmt: skip
    assert session.state.support["P9"] == "P2"


@pytest.mark.parametrize(
    ("color", "landmark", "held"),
    [
        ("white", made("red", "blue"), "P5"),  # it stands on the stack without itself
        ("white", made("red", "blue", "white"), "P5"),  # it is the top of the stack with itself
        ("gray", '{"kind":"stack","det":"the","color":"blue"}', "P8"),
        ("gray", '{"kind":"stack","det":"the","of":{"kind":"cube","n":2,"color":"blue"}}', "P8"),
    ],
)
def test_what_stands_on_a_stack(color: str, landmark: str, held: str) -> None:
    for rel in ("on", "on_top_of"):
        what = f'{{"kind":"thing","det":"the","color":"{color}","that":[{{"rel":"{rel}","of":{landmark}}}]}}'
        assert perform(f'{{"act":"pick_up","what":{what}}}').state.holding == held


def test_a_single_block_stands_alone() -> None:
    single = '{"kind":"block","det":"the","mod":["single"]}'
    session = perform(f'{{"act":"put","what":{{"kind":"pyramid","det":"the"}},"rel":"on","where":{single}}}')
    assert session.state.support["P8"] == "P9"


def test_of_several_that_fit_the_one_within_reach_is_meant_on_a_board() -> None:
    assert perform('{"act":"pick_up","what":{"kind":"block","det":"the","color":"green"}}').state.holding == "P2"
    moved = perform('{"act":"move","what":{"kind":"block","det":"the","color":"green"},"dir":"left","steps":1}')
    assert moved.turns[-1].reply == ("OK.",)
    ambiguous = perform('{"act":"pick_up","what":{"kind":"block","det":"the"}}')
    assert ambiguous.state.holding is None
    assert {choice.body for choice in ambiguous.turns[-1].choices} == {"P2", "P5", "P9"}


def test_one_thing_on_the_blue_blocks_stands_on_one_of_them() -> None:
    blues = '{"kind":"block","det":"all","color":"blue"}'
    what = f'{{"kind":"thing","that":[{{"rel":"on","of":{blues}}},{{"rel":"clear"}}]}}'
    session = perform(f'{{"act":"count","what":{what}}}')
    assert session.turns[-1].reply == ("Two of them.",)  # the white one and the gray one
