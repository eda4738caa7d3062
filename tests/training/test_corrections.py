"""Corrections become training data: what is found in one sentence, what is drawn from it, and that it is learned."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from statistics import fmean

import pytest
from corrections_support import TAUGHT, items, write_taught
from test_train_support import micro_recipe, tiny_world

from agent.corrections import read_corrections
from agent.language.acts import Utterance
from agent.lm.registry import load_model
from training.evaluate.score import run as score
from training.own.alignment import Aligner, Alignment, Slot, Wording, wordings
from training.own.corrections import GENTLY, LAYERS, are_few, resolve
from training.own.example import Example
from training.own.examples import ExamplesError, mixed, read_examples, write_examples
from training.own.together import agreed, align_all, shared
from training.own.variation import Variations, likeness
from training.run.adapter import Adapter
from training.run.cli import train_command
from training.run.recipe import load_recipe, parse_override
from training.run.trainer import train

RED = {"kind": "block", "det": "the", "color": "red"}


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner(load_model("nano"))


def action(*acts: object) -> str:
    return Utterance.model_validate({"acts": acts}).to_json()


def found(say: str, aligned: Alignment) -> tuple[list[str], list[tuple[str, str]]]:
    """The words of the slots, and the words that stand for something known."""
    slots = [say[slice(*slot.span)] for slot in aligned.slots]
    return slots, [(say[slice(*word.span)], word.act or word.value) for word in aligned.words]


@pytest.mark.parametrize(
    ("say", "act", "slots", "words"),
    [
        ("yoink the red block", {"act": "pick_up", "what": RED}, ["the red block"], [("yoink", "pick_up")]),
        ("could you zot the red block, please?", {"act": "clear", "what": RED}, ["the red block"], [("zot", "clear")]),
        (
            "please flump it onto a green cube",
            {"act": "put", "what": {"ref": "it"}, "rel": "on", "where": {"kind": "cube", "det": "a", "color": "green"}},
            ["it", "a green cube"],
            [("flump", "put")],
        ),
        ("whereabouts dwells the red block?", {"act": "where", "what": RED}, ["the red block"], []),
        ("grasp the red block", {"act": "pick_up", "what": RED}, ["the red block"], []),
    ],
)
def test_reading_back_finds_what_says_what(
    aligner: Aligner, say: str, act: object, slots: list[str], words: list[tuple[str, str]]
) -> None:
    assert found(say, aligner.align(say, action(act))) == (slots, words)


def test_the_core_of_a_way_of_speaking_is_what_most_sentences_share(aligner: Aligner) -> None:
    says = ["give the red block the boot", "now give it the boot", "can you give the red block the boot?"]
    whats = [RED, {"ref": "it"}, RED]
    where = {"rel": "on", "where": {"kind": "table", "det": "the"}}
    alone = [aligner.align(s, action({"act": "put", "what": w, **where})) for s, w in zip(says, whats, strict=True)]
    together = agreed(list(zip(says, alone, strict=True)))
    cores = [say[slice(*one.core)] for say, one in zip(says, together, strict=True) if one.core]
    assert cores == ["give the red block the boot", "give it the boot", "give the red block the boot"]
    for one in together:
        assert Alignment.of(json.loads(json.dumps(one.as_dict()))) == one


def test_a_word_that_looks_like_a_thing_is_not_taken_for_one(aligner: Aligner) -> None:
    say, meant = "boxify the red block", {"rel": "in", "where": {"kind": "box", "det": "the"}}
    aligned = aligner.align(say, action({"act": "put", "what": RED, **meant}))
    assert [say[slice(*slot.span)] for slot in aligned.slots] == ["the red block"]
    assert aligned.core == (0, len(say))


def test_a_verb_that_is_read_right_by_luck_is_found_and_a_known_one_is_not(aligner: Aligner) -> None:
    for say, words in (("please gank the red block", [("gank", "pick_up")]), ("please grab the red block", [])):
        assert found(say, aligner.align(say, action({"act": "pick_up", "what": RED})))[1] == words


def test_a_verb_of_one_sentence_is_found_in_another() -> None:
    chain = action({"act": "clear", "what": RED}, {"act": "pick_up", "what": {"ref": "it"}})
    told = [
        ("please gank the red block", action({"act": "pick_up", "what": RED}), ()),
        ("defrump the red block", action({"act": "clear", "what": RED}), ()),
        ("defrump the red block and gank it", chain, ()),
    ]
    aligned = align_all(told)
    assert [word.act for word in aligned[2].words] == ["clear", "pick_up"]
    assert [told[2][0][slice(*word.span)] for word in aligned[2].words] == ["defrump", "gank"]


def test_what_most_sentences_say_an_act_with_is_all_there_is_to_it() -> None:
    whole = [
        Alignment(words=(Wording((8, 12), ("touch",), act="touch"),)),
        Alignment(words=(Wording((0, 4), ("touch",), act="touch"),)),
        Alignment(words=(Wording((0, 12), ("grasp",), act="touch"),)),
    ]
    says = ("can you boop it", "boop it", "can you boop it")
    told = [(say, action({"act": "touch", "what": {"ref": "it"}}), ()) for say in says]
    assert [told[i][0][slice(*one.words[0].span)] for i, one in enumerate(shared(whole, told))] == ["boop"] * 3


def test_examples_are_aligned_alike_by_several_processes() -> None:
    told = [(say.format(take="yoink"), action(*acts), ()) for say, acts in TAUGHT[:6]]
    assert align_all(told, 2) == align_all(told, 1)


def test_wordings_are_the_generator_s() -> None:
    assert "pick up" in wordings("pick_up").before
    assert "up" in wordings("pick_up").after
    assert wordings("which").before == ()


def test_one_sentence_becomes_many_that_mean_what_they_say(aligner: Aligner) -> None:
    say = "yoink the red block"
    example = Example(say, action({"act": "pick_up", "what": RED}))
    example = Example(say, example.action, aligned=aligner.align(say, example.action))
    drawn = [Variations([example], random.Random(seed)).draw() for seed in range(3)]
    assert drawn == [Variations([example], random.Random(seed)).draw() for seed in range(3)], "the same by seed"
    variations = Variations([example], random.Random(1))
    drawn = [variations.draw() for _ in range(300)]
    taught = [one for one in drawn if "yoink" in one.say.lower()]
    assert len(taught) > 210
    assert len({one.say for one in taught}) > 170
    assert len({one.action for one in taught}) > 100
    assert all('"act":"pick_up"' in one.action for one in taught)
    assert any(re.search(r"and|then", one.say) and len(json.loads(one.action)["acts"]) > 1 for one in taught)
    assert any(one.history for one in taught)
    unknown = [one for one in drawn if '"act":"do"' in one.action and "yoink" not in one.say.lower()]
    assert len(unknown) > 20, "other unknown verbs stay unknown"
    for one in drawn:
        assert Utterance.model_validate_json(one.action).to_json() == one.action


def test_a_core_is_said_of_other_things_in_other_surroundings(aligner: Aligner) -> None:
    say, meant = "please hork it", {"rel": "in", "where": {"kind": "box", "det": "the"}}
    example = Example(say, action({"act": "put", "what": {"ref": "it"}, **meant}))
    aligned = aligner.align(say, example.action)
    assert aligned.core is not None
    assert say[slice(*aligned.core)] == "hork it"
    variations = Variations([Example(say, example.action, aligned=aligned)], random.Random(2))
    drawn = [one for one in (variations.draw() for _ in range(200)) if "hork" in one.say.lower()]
    assert len({one.action for one in drawn}) > 80
    assert all('"rel":"in","where":{"kind":"box","det":"the"}' in one.action for one in drawn)


def test_verbs_that_look_like_a_taught_one_stay_unknown() -> None:
    acts = {"act": "clear", "what": RED}
    zot = Wording((0, 3), wordings("clear").before, act="clear")
    example = Example(
        "zot the red block", action(acts), aligned=Alignment((Slot(("acts", 0, "what"), (4, 17)),), (zot,))
    )
    variations = Variations([example], random.Random(1))
    drawn = [json.loads(variations.draw().action)["acts"] for _ in range(300)]
    verbs = [act["verb"] for acts in drawn for act in acts if "verb" in act]
    assert "zot" not in verbs
    assert fmean(likeness(verb, "zot") for verb in verbs) > 0.3
    assert variations.contradicts('{"acts":[{"act":"do","verb":"zot"}]}')
    assert not variations.contradicts('{"acts":[{"act":"do","verb":"zap"}]}')


def test_what_cannot_be_aligned_is_trained_on_as_it_is() -> None:
    example = Example("blimey", action({"act": "talk", "about": "praise"}))
    variations = Variations([example], random.Random(3))
    assert {variations.draw().action for _ in range(20)} == {example.action}


def test_the_last_correction_of_a_sentence_counts(tmp_path: Path) -> None:
    file = tmp_path / "corrections.jsonl"
    wrong, right = {"act": "find", "what": RED}, {"act": "pick_up", "what": RED}
    rows = [
        {"say": "yoink it", "history": [], "acts": [wrong], "how": "pick"},
        {"say": "yoink it", "history": [["hi", "Hello."]], "acts": [wrong], "how": "pick"},
        {"say": "yoink  it ", "history": [["what?", "Yes."], ["Hi", "Hello."]], "acts": [right], "how": "edit"},
        {"say": "Yoink it", "acts": [right], "how": "edit"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [one.action for one in read_examples([file])[0]] == [action(right), action(right)]
    assert [one.acts.to_json() for one in read_corrections(file)] == [action(right), action(right)], "the same two"


def test_a_list_of_acts_may_stand_under_another_name(tmp_path: Path) -> None:
    act = {"act": "pick_up", "what": RED}
    rows = [{"utterance": "grab it", "actions": [act]}, {"text": "grab it", "action": {"acts": [act]}}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [one.action for one in read_examples([tmp_path / "rows.jsonl"])[0]] == [action(act)] * 2


def test_little_of_nano_is_changed_for_a_few_examples() -> None:
    from transformers import FalconConfig, FalconForCausalLM

    recipe = load_recipe("nano-adapter", dict(map(parse_override, GENTLY)))
    model = FalconForCausalLM(FalconConfig(vocab_size=64, hidden_size=16, num_hidden_layers=4, num_attention_heads=2))
    names = Adapter(model, recipe.adapter, 1).names
    assert len(names) == 4 * LAYERS
    assert {name.split(".")[2] for name in names} == {str(layer) for layer in range(LAYERS)}


def test_the_word_corrections_stands_for_the_user_s_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "kept.jsonl"
    assert train_command(["nano-adapter", "--data", "corrections"], corrections=file) == 1
    assert "there are no corrections yet" in capsys.readouterr().err
    with pytest.raises(ExamplesError, match="type /wrong"):
        resolve([Path("corrections")], None)
    write_taught(file)
    assert resolve([Path("corrections"), Path("other.jsonl")], file) == [file, Path("other.jsonl")]
    assert are_few([file])
    assert not are_few([file] * 4)


def test_the_examples_of_a_run_tell_what_was_found(tmp_path: Path) -> None:
    examples = [Example(s, action(*a)) for s, a in (("yoink the red block", [{"act": "pick_up", "what": RED}]),)]
    write_examples(examples, tmp_path / "out.jsonl", 0.0)
    row = json.loads((tmp_path / "out.jsonl").read_text())
    assert row["aligned"]["words"][0]["act"] == "pick_up"
    pairs = list(mixed(1, 60, file=str(tmp_path / "out.jsonl"), replay=0))
    assert pairs == list(mixed(1, 60, file=str(tmp_path / "out.jsonl"), replay=0))
    assert len({prompt for prompt, _ in pairs}) > 40


def test_a_micro_model_learns_from_varied_corrections(tmp_path: Path) -> None:
    train(micro_recipe(budget__steps=20), tmp_path / "base", source=tiny_world)
    own = tmp_path / "own.jsonl"
    rows = [{"say": "yoink the red block", "acts": [{"act": "pick_up", "what": RED}], "how": "pick"}]
    own.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    recipe = micro_recipe(
        model__base=str(tmp_path / "base" / "final"), adapter__r=4, data__files=[str(own)], data__replay=0.5,
        budget__steps=8,
    )  # fmt: skip
    state = train(recipe, tmp_path / "run")
    assert state.progress.steps == 8
    assert (tmp_path / "run" / "final" / "adapter_model.safetensors").exists()


def test_the_sentences_to_test_with_can_be_carried_out_and_are_not_those_to_learn_from() -> None:
    tested = list(items())
    assert len(tested) >= 60
    assert not {item.say for item in tested} & {say for say, _ in TAUGHT}
    assert all(result.right for result in score(tested, None))
    assert len(list(items(otherwise=True))) >= 18
