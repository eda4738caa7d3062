"""What the page Inside shows, as plain values: numbers, rows, trees, and drawing the next token."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from agent.dialog.behind import behind
from agent.language.acts import Utterance
from agent.lm import looking
from agent.lm.interface import Candidate, TokenTrace
from agent.lm.looking import Influence, Part, Piece, Weighed
from agent.lm.registry import load_model
from agent.reading import Reading
from agent.session import Session
from tui.screens.inside import anatomy, deeds, drafting, numbers, prompting, reasons, tracing
from tui.screens.inside.branches import texts
from tui.screens.inside.chips import Chip, rows_of
from tui.screens.inside.drafting import Knobs, Stuck
from tui.screens.inside.flow import wrapped
from tui.screens.inside.looked import difference, unasked, view_of
from world.scene import load_scene


@pytest.fixture(scope="module")
def nano():
    return load_model("nano")


@pytest.fixture(scope="module")
def talked(nano):
    session = Session(nano, load_scene("classic"))
    for text in ("pick up a big red block", "what does the box contain?", "stack up two pyramids"):
        session.say(text)
    return session


def chosen(text, probability, *, entropy=0.0, forced=False, masked=False, candidates=(), number=7):
    return TokenTrace(text, number, probability, forced, masked, candidates, entropy, entropy)


# Numbers.


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(1.0, "100 %"), (0.99999, "99.999 %"), (0.9999999, "99.999 %"), (0.621, "62.1 %"), (0.0003, "0.03 %"),
     (0.00001, "0.0010 %"), (1e-9, "<0.0001 %"), (0.0, "<0.0001 %")],
)  # fmt: skip
def test_a_percentage_never_rounds_up_to_certainty(probability, shown):
    assert numbers.percent(probability) == shown


def test_bars_are_as_long_as_their_share():
    assert numbers.bar(0.5, 4) == "██  "
    assert numbers.bar(1.0, 4) == "████"
    assert numbers.bar(0.0, 4) == "    "
    assert numbers.bar(1e-9, 4) == "▏   "
    assert numbers.bar(0.5, 0) == ""
    assert numbers.logarithmic(1.0) == 1.0
    assert numbers.logarithmic(0.001) == pytest.approx(0.5)
    assert numbers.logarithmic(0.0) == numbers.logarithmic(1e-12) == 0.0


def test_columns_and_pools():
    assert numbers.columns([1.0, 0.5, 0.0], 2) == ["█  ", "██ "]
    assert numbers.pooled([1.0, 2.0, 3.0], 2) == ([2.0, 3.0], 2)
    assert numbers.pooled([1.0], 0) == ([1.0], 1)
    assert numbers.nats(-0.00001) == "−0.00001"
    assert numbers.nats(-math.inf) == "−∞"
    assert numbers.nats(0.0) == "0"


# The trace.


def test_the_trace_of_nano_agrees_with_a_softmax_of_its_logits(nano):
    words = "put the red pyramid under it"
    parse = nano.parse([], words, want_trace=True)
    prompt = nano.prompt([], words)
    ids = [token.id for token in parse.trace]
    for at, token in enumerate(parse.trace):
        if token.forced:
            assert token.candidates == ()
            continue
        logits = nano.logits([*prompt, *ids[:at]]).astype(np.float64)
        p = np.exp(logits - logits.max())
        p /= p.sum()
        allowed = nano.decoder.allowed(ids[:at], len(p))
        assert token.probability == pytest.approx(p[token.id], rel=1e-3)
        assert token.entropy == pytest.approx(-(p * np.log2(np.maximum(p, 1e-300))).sum(), rel=1e-2, abs=1e-6)
        left = p[allowed] / p[allowed].sum()
        assert token.entropy_allowed == pytest.approx(
            -(left * np.log2(np.maximum(left, 1e-300))).sum(), rel=1e-2, abs=1e-6
        )
        assert token.allowed == allowed.sum()
        assert token.allowed_mass == pytest.approx(p[allowed].sum(), rel=1e-3)
        for one in token.candidates:
            assert one.allowed == allowed[one.id]
            assert one.probability == pytest.approx(p[one.id], rel=5e-3)
    assert tracing.so_far(parse.trace, len(ids) - 1) == pytest.approx(parse.logprob, abs=1e-3)


def test_rows_mark_what_was_written_and_what_was_forbidden():
    token = chosen(
        "b", 0.2, masked=True, entropy=0.7,
        candidates=(Candidate(" a", 0.8, False, 1), Candidate("b", 0.2, True, 7), Candidate("c", 0.001, True, 3)),
    )  # fmt: skip
    first, second, third = tracing.rows(token)
    assert (first.text, first.sign, first.note, first.barred) == ("·a", "✗", "not allowed", True)
    assert (second.sign, second.chosen, second.value) == ("▸", True, "20.0 %")
    assert (third.sign, third.share) == ("", 0.001)
    assert tracing.rows(token, log=True)[2].share == pytest.approx(0.5)
    assert "·a" in tracing.remark(token)


def test_it_jumps_from_one_hesitation_to_the_next_and_round():
    trace = [
        chosen("{", 1.0, forced=True), chosen("a", 0.5, entropy=1.0), chosen("b", 0.99, entropy=0.1),
        chosen("c", 0.4, entropy=0.2, masked=True),
    ]  # fmt: skip
    assert tracing.hesitations(trace) == [1, 3]
    assert tracing.next_hesitation(trace, -1) == 1
    assert tracing.next_hesitation(trace, 1) == 3
    assert tracing.next_hesitation(trace, 3) == 1
    assert tracing.hesitations([trace[0], trace[2]]) == [1]
    assert tracing.next_hesitation([trace[0]], 0) == 0
    assert tracing.heights(trace)[0] == [0.0, 1.0, 0.1, 0.2]
    assert "hesitated" in tracing.remark(trace[1])
    assert "Forced" in tracing.remark(trace[0])


# The prompt.


def test_the_prompt_falls_into_parts(nano, talked):
    view = view_of(talked, 1)
    parts = looking.parts(nano, nano.prompt(view.history, "what does the box contain?"))
    assert prompting.captions(parts) == ["you, before", "the answer", "you, now", "its turn"]
    assert "".join(piece.text for piece in parts[2].pieces) == "<|user|> what does the box contain?"
    assert "4 of the template's marks, 8 of what went before, 6 of what you said now" in prompting.summary(
        parts, 4096, 512
    )
    assert sum(len(part.pieces) for part in parts) == len(nano.prompt(view.history, "what does the box contain?"))


def test_marks_that_the_vocabulary_does_not_know_are_found_across_tokens():
    class Tokens:
        texts = ("<|", "us", "er|>", " hi", "<|act", "|>")

        def decode_bytes(self, ids):
            return "".join(self.texts[i] for i in ids).encode()

        def decode_str(self, ids):
            return self.decode_bytes(ids).decode()

    class Model:
        decoder = type("D", (), {"tokens": Tokens()})()

    first, second = looking.parts(Model(), range(6))
    assert [piece.mark for piece in first.pieces] == [True, True, True, False]
    assert (first.role, second.role, len(second.pieces)) == ("user", "act", 2)


def test_words_of_several_tokens_are_told():
    part = Part("user", (Piece(2, "<|user|>", True), Piece(3, " yo"), Piece(4, "ink"), Piece(5, " it")))
    assert "“yoink” = ·yo + ink" in prompting.split_words([part])
    shades = [shade for _, _, _, shade in prompting.chips_of(part)]
    assert shades[1] == shades[2] != shades[3]


# Readings.


def reading(kind, logprob, outcome=None, score=-math.inf):
    return Reading(
        Utterance.model_validate({"acts": [{"act": "find", "what": {"kind": kind}}]}), logprob, outcome, score
    )


def test_readings_say_what_came_of_them(talked):
    offered = (reading("block", -0.2, "NoSuch", -2.7), reading("cube", -1.0, "done", -7.0), reading("box", -9.0))
    first, second, third = reasons.lines(offered, 0)
    assert (first.mark, first.outcome, first.off, first.score) == ("●", "no such thing", "−2.50", "−2.70")
    assert (second.off, second.mark) == ("−6.00", "")
    assert "taught" in second.why
    assert (third.outcome, third.score) == ("not tried", "")
    turn = talked.turns[0]
    assert reasons.chosen(offered) == 0
    assert reasons.chosen(()) is None
    assert "although" in reasons.how_chosen(offered, 0, 0.5, turn)
    assert "world helped" in reasons.how_chosen(offered, 1, 0.5, turn)
    assert "sure" in reasons.how_chosen(offered[:1], 0, 0.5, turn)
    assert "50.0 %" in reasons.how_chosen(offered, 1, 0.5, turn)


def test_what_differs_from_then_is_told(nano, talked):
    turn = talked.turns[0]
    parse = nano.parse([], turn.utterance)
    assert difference(turn, parse) is None
    from dataclasses import replace

    assert "not quite" in difference(turn, replace(parse, logprob=parse.logprob - 1))
    assert "something else" in difference(turn, replace(parse, utterance=talked.turns[1].actions))
    assert "no valid action" in difference(turn, replace(parse, utterance=None))
    given = replace(turn, readings=())
    assert difference(given, parse) is None
    assert "given its action" in difference(given, replace(parse, utterance=talked.turns[1].actions))


def test_the_history_of_a_turn_is_what_it_was_then(talked):
    assert view_of(talked, 0).history == ()
    assert [one.user for one in view_of(talked, 1).history] == ["pick up a big red block"]
    assert len(view_of(talked, 2).history) == 2
    assert unasked(talked.turns[0]) is None
    assert "/undo" in unasked(Session(None, load_scene("classic")).perform("/undo", talked.turns[0].actions))


# The action and the words.


def test_words_are_found_for_the_parts_that_come_from_them(nano, talked):
    words = talked.turns[0].utterance
    parse = nano.parse([], words, want_trace=True)
    influence = looking.influence(nano, [], words, [token.id for token in parse.trace])
    action = json.loads(parse.text)
    found = anatomy.sources(action, parse.trace, influence)
    assert found[("acts", 0, "what", "color")][0][0] == "red"
    assert found[("acts", 0, "what", "size")][0][0] == "big"
    tree = texts(anatomy.anatomy(action, found))
    assert "colour  red   ← “red”" in tree
    assert tree.startswith("pick up")


def test_leaving_words_out_stops_when_told(nano):
    assert looking.influence(nano, [], "find a block", [5, 6], lambda: True) is None


def test_spans_are_where_the_parts_stand():
    action = {"acts": [{"act": "put", "what": {"ref": "it"}, "n": 2, "not": True}]}
    text, places = anatomy.spans(action)
    assert text == json.dumps(action, separators=(",", ":"))
    assert text[slice(*places[("acts", 0, "what", "ref")])] == '"ref":"it"'
    assert text[slice(*places[("acts", 0, "what")])] == '"what":'
    assert text[slice(*places[("acts", 0, "n")])] == '"n":2'
    assert anatomy.sources(action, [chosen("other", 1.0)], Influence(("a",), ((9.0,),))) == {}


# The world and the reply.


def test_the_plan_says_why(talked):
    turn = talked.turns[0]
    tree = texts(deeds.deeds(turn, behind(turn.before, turn.actions, turn.hints)))
    assert "pick up a large red block   because you asked" in tree
    assert "clean off a large red block   to pick up a large red block" in tree
    assert "“a large red block”  is the large red block (B6)" in tree
    assert "on the table → in the hand" in tree


def test_a_question_names_what_it_found(talked):
    turn = talked.turns[1]
    seen = behind(turn.before, turn.actions)
    assert seen.said == turn.reply
    tree = texts(deeds.namings(turn, seen))
    assert "“the blue pyramid”  for B4" in tree
    assert "blue  rules out" in tree
    assert "Nothing: the hand did not move." in texts(deeds.deeds(turn, seen))


def test_what_stood_against_it_is_told(talked):
    turn = talked.turns[2]
    seen = behind(turn.before, turn.actions)
    assert seen.problem == "Impossible"
    assert "impossible" in texts(deeds.deeds(turn, seen))
    assert "no thing had to be named" in texts(deeds.namings(turn, seen))


# Drawing.


def weighed(*probabilities, allowed=None):
    logits = np.log(np.array(probabilities, np.float32))
    return Weighed(logits, np.array(allowed, bool) if allowed is not None else None)


def test_temperature_and_top_p_are_those_of_the_literature():
    p = np.array([0.5, 0.3, 0.15, 0.05])
    spread = drafting.spread_of(weighed(*p), Knobs(2.0, 1.0, grammar=False))
    expected = np.sqrt(p) / np.sqrt(p).sum()
    assert [drafting.share_of(spread, n) for n in range(4)] == pytest.approx(expected, rel=1e-5)
    cut = drafting.spread_of(weighed(*p), Knobs(1.0, 0.7, grammar=False))
    assert [drafting.share_of(cut, n) for n in range(4)] == pytest.approx([0.625, 0.375, 0, 0], rel=1e-5)
    greedy = drafting.spread_of(weighed(*p), Knobs(0.0, 1.0, grammar=False))
    assert [drafting.share_of(greedy, n) for n in range(4)] == [1, 0, 0, 0]


def test_the_grammar_takes_its_share_away():
    here = weighed(0.6, 0.3, 0.1, allowed=[False, True, True])
    listed = dict(drafting.rows(here, Knobs(1.0, 1.0), str))
    assert (listed[0].sign, listed[0].note) == ("✗", "not allowed")
    assert listed[1].share == pytest.approx(0.75)
    without = dict(drafting.rows(here, Knobs(1.0, 0.5, grammar=False), str))
    assert without[0].share == pytest.approx(1.0)
    assert without[1].sign == "✂"
    assert drafting.summary(here, Knobs(0.0)) == "A single token is left."
    assert "2 tokens" in drafting.summary(here, Knobs())


def test_nothing_can_be_drawn_where_the_grammar_allows_nothing():
    with pytest.raises(Stuck, match="no action"):
        drafting.spread_of(weighed(0.5, 0.5), Knobs())
    with pytest.raises(Stuck, match="complete"):
        drafting.spread_of(weighed(0.5, 0.5, allowed=[False, False]), Knobs())


def test_the_same_seed_draws_what_any_writing_with_it_draws(nano):
    from agent.lm.interface import Sampling
    from agent.lm.sampling import sample

    prompt = nano.prompt([], "hello")
    knobs = Knobs(3.0, 0.95, grammar=False, seed=5)
    expected = list(sample(nano.model, prompt, Sampling(12, 3.0, 0.95, 5), ends=()))
    made: list[int] = []
    for place in range(12):
        token, share = drafting.draw(looking.weigh(nano, prompt, made), knobs, place)
        assert 0 < share <= 1
        made.append(token)
    assert made == expected


def test_under_the_grammar_any_drawing_ends_in_an_action(nano):
    prompt, end = nano.prompt([], "stack them"), nano.decoder.tokens.eos_token
    for seed in range(3):
        made: list[int] = []
        while len(made) < 150:
            here = looking.weigh(nano, prompt, made)
            if here.under_the_grammar() is None:
                break
            token, _ = drafting.draw(here, Knobs(1.0, 1.0, seed=seed), len(made))
            if token == end:
                break
            made.append(token)
        Utterance.model_validate_json(nano.decoder.tokens.decode_str(made))


# Layout.


def test_tokens_wrap_whole_unless_longer_than_a_line():
    assert wrapped(["abc", "de", "fghijkl"], 5) == [[(0, "abc"), (1, "de")], [(2, "fghij")], [(2, "kl")]]
    assert wrapped(["ab"], 0) == [[(0, "a")], [(0, "b")]]
    assert wrapped([], 5) == [[]]
    assert [len(row) for row in rows_of([Chip("aa", "1"), Chip("b", "222"), Chip("c", "3")], 6)] == [2, 1]
