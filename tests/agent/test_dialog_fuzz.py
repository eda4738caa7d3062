"""Whatever a model decodes, the dialog answers: no exception, no long wait, and the world stays physical."""

from __future__ import annotations

import random
import time

import pytest

from agent.session import Session
from tests.agent.random_acts import likely_utterance, random_utterance
from world.board import board_scene
from world.geometry import check
from world.random_scene import random_scene
from world.scene import Scene, load_scene

LONGEST = 2.0
"""Seconds of computing that no turn may take."""


def random_board(seed: int) -> Scene:
    """Pieces on the squares of a board, a third of the squares in use."""
    rng = random.Random(seed)
    cells = []
    for x, y in rng.sample([(x, y) for x in range(8) for y in range(8)], 12):
        for z in range(rng.choice((1, 1, 2, 3))):
            top = rng.random() < 0.2
            cells.append((x, y, z, "prism" if top else "cube", rng.choice(("red", "blue", "green", "gray", "white"))))
            if top:
                break
    return board_scene(cells)


def scene_for(seed: int) -> Scene:
    named = ("classic", "board", "puzzle")
    kind = seed % 5
    return load_scene(named[kind]) if kind < 3 else random_board(seed) if kind == 3 else random_scene(seed, 8)


@pytest.mark.parametrize("seed", range(15))
def test_any_sequence_of_actions_gets_replies_and_keeps_the_world_sound(seed: int) -> None:
    rng = random.Random(seed)
    session = Session(None, scene_for(seed))
    for number in range(60):
        utterance = random_utterance(rng) if number % 2 else likely_utterance(rng)
        begin = time.process_time()
        turn = session.perform("...", utterance)
        assert time.process_time() - begin < LONGEST, utterance.to_json()
        assert turn.reply, utterance.to_json()
        assert all(line and line[0] != " " for line in turn.reply), utterance.to_json()
        assert not check(session.state), utterance.to_json()
