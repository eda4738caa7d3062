"""Several readings of an utterance, and the world which tells them apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.language.acts import Utterance
from agent.lm.interface import Parse
from agent.lm.prompt import Exchange
from agent.session import ASKED_BACK, Session
from agent.sessions.recorder import Recorder
from agent.sessions.restore import as_script, restore
from agent.sessions.store import Store
from world.scene import load_scene

GREEN = '{"act":"pick_up","what":{"kind":"pyramid","det":"the","color":"green"}}'
RED = '{"act":"pick_up","what":{"kind":"pyramid","det":"the","color":"red"}}'
ORANGE = '{"act":"pick_up","what":{"kind":"pyramid","det":"the","color":"orange"}}'
BOX = '{"act":"pick_up","what":{"kind":"box","det":"the"}}'
SECOND = '{"act":"choose","n":2}'
YES = '{"act":"talk","about":"yes"}'


class Undecided:
    """A model with given readings for each utterance."""

    name = "undecided"

    def __init__(self, **readings: list[tuple[str, float]]) -> None:
        self.readings = readings

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        return self.candidates(history, utterance, 1)[0]

    def candidates(
        self, history: Sequence[Exchange], utterance: str, k: int = 8, *, thorough: bool = False
    ) -> list[Parse]:
        offered = self.readings[utterance]
        if offered[0][1] > 0.98 and not thorough:
            offered = offered[:1]
        return [
            Parse(act, Utterance.model_validate_json(f'{{"acts":[{act}]}}'), 1, 0, 0.0, math.log(p))
            for act, p in offered[:k]
        ]


def session(candidates: int = 8, **readings: list[tuple[str, float]]) -> Session:
    return Session(Undecided(**readings), load_scene("classic"), candidates=candidates)


def test_the_reading_that_can_be_carried_out_is_taken() -> None:
    talk = session(go=[(ORANGE, 0.6), (GREEN, 0.3)])
    turn = talk.say("go")
    assert talk.state.holding == "B2"
    assert [r.outcome for r in turn.readings] == ["NoSuch", "done"]
    assert turn.confidence is not None
    assert 0.6 < turn.confidence < 1


def test_without_the_worlds_help_the_first_is_taken() -> None:
    talk = session(1, go=[(ORANGE, 0.6), (GREEN, 0.3)])
    assert talk.say("go").reply == ("I don't see an orange pyramid.",)


def test_a_reading_that_is_much_likelier_is_taken_even_if_it_fails() -> None:
    talk = session(go=[(BOX, 0.97), (GREEN, 0.01)])
    assert talk.say("go").reply == ("I can't move the box.",)


def test_a_near_tie_is_asked_about_and_the_answer_is_carried_out() -> None:
    talk = session(go=[(GREEN, 0.5), (RED, 0.45)], two=[(SECOND, 1.0)])
    turn = talk.say("go")
    assert turn.reply == (
        "I'm not sure what you mean. Shall I 1 - pick up the green pyramid, or 2 - pick up the red pyramid?",
    )
    assert turn.failed == ASKED_BACK
    assert talk.state.holding is None
    assert [choice.text for choice in turn.choices] == ["pick up the green pyramid", "pick up the red pyramid"]
    talk.say("two")
    assert talk.state.holding == "B5"


@pytest.mark.parametrize("answer", ["RED_ONE", "LAST"])
def test_the_answer_may_describe_or_count(answer: str) -> None:
    said = {
        "RED_ONE": '{"act":"fragment","what":{"kind":"one","det":"the","color":"red"}}',
        "LAST": '{"act":"fragment","what":{"kind":"one","det":"the","ord":-1}}',
    }
    talk = session(go=[(GREEN, 0.5), (RED, 0.45)], answer=[(said[answer], 1.0)])
    talk.say("go")
    assert talk.say("answer").reply == ("OK.",)
    assert talk.state.holding == "B5"


def test_only_orders_are_asked_about() -> None:
    fragments = [GREEN.replace("pick_up", "fragment"), RED.replace("pick_up", "fragment")]
    talk = session(take=[(GREEN, 1.0)], go=[(fragments[0], 0.5), (fragments[1], 0.49)])
    talk.say("take")
    assert talk.say("go").asked == ()


def test_what_comes_of_an_undo_in_the_middle_is_the_same_when_it_is_repeated(tmp_path: Path) -> None:
    acts = f'{RED},{{"act":"undo"}}'
    talk = session(go=[(acts, 1.0)])
    reply = talk.say("go").reply
    again = Session(None, talk.scene)
    assert again.repeat("go", talk.turns[0].actions, ()).reply == reply


def test_readings_with_the_same_result_are_not_asked_about() -> None:
    talk = session(go=[(GREEN, 0.5), (GREEN.replace('"the"', '"a"'), 0.45)])
    assert talk.say("go").reply == ("OK.",)


def test_what_makes_no_sense_is_answered_with_the_nearest_that_can_be_done() -> None:
    talk = session(go=[(ORANGE, 0.05), (GREEN, 0.003)], yes=[(YES, 1.0)])
    turn = talk.say("go")
    assert turn.reply == ("I'm not sure that I understand. Do you want me to pick up the green pyramid?",)
    talk.say("yes")
    assert talk.state.holding == "B2"


TEACH = (
    '{"act":"teach","word":"bin","by":[{"act":"put","what":{"ref":"it"},"rel":"on","where":'
    '{"kind":"table","det":"the"}}]}'
)
IN_BOX = (
    '{"act":"put","what":{"kind":"pyramid","det":"the","color":"red"},"rel":"in","where":{"kind":"box","det":"the"}}'
)
BIN = '{"act":"do","verb":"bin","what":{"kind":"pyramid","det":"the","color":"red"}}'


def test_a_word_that_was_taught_is_not_left_out_of_the_reading() -> None:
    readings = {"bin the red pyramid": [(IN_BOX, 0.985), (BIN, 0.01)]}
    untaught = session(**readings)
    assert len(untaught.say("bin the red pyramid").readings) == 1
    assert untaught.state.support["B5"] == "BOX"
    talk = session(teach=[(TEACH, 1.0)], **readings)
    talk.say("teach")
    talk.say("bin the red pyramid")
    assert talk.state.support["B5"] == "TABLE"


def test_a_question_back_is_kept_in_the_file_of_a_session(tmp_path: Path) -> None:
    talk = session(go=[(GREEN, 0.5), (RED, 0.45)], two=[(SECOND, 1.0)])
    talk.say("go")
    talk.say("two")
    store = Store(tmp_path)
    recorder = Recorder(store, talk.scene, "undecided", "asked")
    recorder.record(talk.turns)
    again = restore(store.read("asked"), None)
    assert not again.notes
    assert again.session.state == talk.state
    assert again.session.dialog == talk.dialog
    script = as_script(store.read("asked"))
    assert [turn.action for turn in script.turns] == [talk.turns[0].asked[1]]
