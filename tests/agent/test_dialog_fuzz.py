"""Whatever a model decodes, the dialog answers: no exception, and the world stays physical."""

from __future__ import annotations

import random

import pytest

from agent.session import Session
from tests.agent.random_acts import random_utterance
from world.geometry import check
from world.random_scene import random_scene
from world.scene import load_scene


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_actions_gets_replies_and_keeps_the_world_sound(seed: int) -> None:
    rng = random.Random(seed)
    scene = load_scene("classic") if seed % 3 == 0 else random_scene(seed, 8)
    session = Session(None, scene)
    for _ in range(60):
        utterance = random_utterance(rng)
        turn = session.perform("...", utterance)
        assert turn.reply, utterance.to_json()
        assert all(line and line[0] != " " for line in turn.reply), utterance.to_json()
        assert not check(session.state), utterance.to_json()
