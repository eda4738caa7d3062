"""Who writes: nano with its companion, any model by prompts, and how tokens are drawn."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from agent.language.acts import Utterance
from agent.language.grammar import grammar
from agent.lm.decoding import GrammarDecoder
from agent.lm.interface import GREEDY, LanguageModel, ModelError, Parse, Sampling
from agent.lm.nano import NanoForward
from agent.lm.prompt import Exchange
from agent.lm.registry import SHIPPED_NANO, load_model
from training.self_instruct.attempt import Made, Refused
from training.self_instruct.author import kind_by_reading
from training.self_instruct.drawing import Chances, draw_action, draw_text, ranked
from training.self_instruct.loop import AuthorSpec, self_instruct
from training.self_instruct.names import NAMES, renamed
from training.self_instruct.nano_author import NanoAuthor, load_reader
from training.self_instruct.pool import Pool
from training.self_instruct.prompted_author import PromptedAuthor
from training.self_instruct.report import check_file
from training.self_instruct.tasks import Task, seed_tasks
from tui.cli import main

COMPANION = SHIPPED_NANO.with_name("nano-author")
THERE = pytest.mark.skipif(not COMPANION.is_dir(), reason="there is no author in agent/models/nano-author")


class Canned:
    """A model that wishes for given tokens with given probabilities, whatever it reads."""

    context = 100

    def __init__(self, probabilities: dict[int, float], size: int) -> None:
        self.logits = np.full(size, -30, np.float32)
        for token, p in probabilities.items():
            self.logits[token] = np.log(p)
        self.length = 0

    def prefill(self, ids: Sequence[int]) -> np.ndarray:
        return self.logits

    def step(self, ids: Sequence[int]) -> np.ndarray:
        return self.logits

    def truncate(self, length: int) -> None:
        pass


def shares(chances: Chances, allowed: Sequence[int] = range(4)) -> list[float]:
    """How often each of four tokens is drawn, where only some are allowed."""
    logits = np.log(np.array([0.5, 0.3, 0.15, 0.05], np.float32))
    rng = np.random.default_rng(1)
    rows = [ranked(logits, chances, rng) for _ in range(8000)]
    draws = Counter(max(allowed, key=row.__getitem__) for row in rows)
    return [draws[token] / len(rows) for token in range(4)]


def test_draws_have_the_models_probabilities() -> None:
    assert shares(Chances(1.0, 1.0)) == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.02)
    sharp = np.array([0.5, 0.3, 0.15, 0.05]) ** 2
    assert shares(Chances(0.5, 1.0)) == pytest.approx(list(sharp / sharp.sum()), abs=0.02)
    assert shares(Chances(0.0, 1.0)) == [1, 0, 0, 0]


def test_only_the_nucleus_is_drawn_from() -> None:
    assert shares(Chances(1.0, 0.8)) == pytest.approx([0.625, 0.375, 0, 0], abs=0.02)
    assert shares(Chances(1.0, 0.81)) == pytest.approx([0.526, 0.316, 0.158, 0], abs=0.02)


def test_what_a_grammar_leaves_is_still_a_draw() -> None:
    assert shares(Chances(1.0, 1.0), (1, 2)) == pytest.approx([0, 2 / 3, 1 / 3, 0], abs=0.02)
    assert shares(Chances(1.0, 0.5), (2, 3)) == pytest.approx([0, 0, 0.75, 0.25], abs=0.02)  # none of the nucleus


def test_text_ends_at_a_mark_or_in_nothing() -> None:
    rng = np.random.default_rng(2)
    ended = draw_text(Canned({5: 0.5, 7: 0.5}, 10), [1], {7}, Chances(1.0, 1.0), rng, 50)
    assert ended is not None
    assert set(ended) <= {5}
    assert draw_text(Canned({5: 1.0}, 10), [1], {7}, Chances(), rng, 50) is None


def test_any_action_that_is_drawn_is_valid() -> None:
    """A model that wishes for nothing in particular writes nonsense, but always in the language."""
    text = (SHIPPED_NANO / "tokenizer.json").read_text(encoding="utf-8")
    size = Tokenizer.from_str(text).get_vocab_size()
    decoder = GrammarDecoder(text, grammar(1, free_talk=False), Tokenizer.from_str(text).token_to_id("<|end|>"))
    rng = np.random.default_rng(3)
    drawn = [draw_action(Canned({}, size), decoder, [1], Chances(1.0, 1.0), rng, 90) for _ in range(30)]
    written = [one for one in drawn if one is not None]
    assert len(set(written)) > 3
    for one in written:
        Utterance.model_validate_json(one)


def test_names_that_are_given_are_words() -> None:
    named = Utterance.model_validate(
        {"acts": [{"act": "name", "what": {"kind": "block", "det": "the"}, "name": "qwrtz"}, {"act": "words"}]}
    )
    new = renamed(named, random.Random(1))
    assert re.search(f'"name":"({"|".join(NAMES)})"', new.to_json())
    assert renamed(seed_tasks()[0].meaning, random.Random(1)) == seed_tasks()[0].meaning


def plain_nano() -> NanoAuthor:
    """nano as author without a companion: it reads well and writes what it likes."""
    reader, tokenizer = load_reader(SHIPPED_NANO)
    return NanoAuthor(reader, NanoForward.load(SHIPPED_NANO), tokenizer, Chances())


def test_nano_reads_and_sorts_by_reading() -> None:
    author = plain_nano()
    red = author.read("pick up the red cube")
    assert red is not None
    assert red.to_json() == '{"acts":[{"act":"pick_up","what":{"kind":"cube","det":"the","color":"red"}}]}'
    assert kind_by_reading(author, "how many blocks are there") == "question"
    assert kind_by_reading(author, "the red cube is mine") == "statement"
    assert author.read("colour of on it the the why red left") is None  # it can't be sure


def test_the_reader_reads_like_nano() -> None:
    reader, nano = load_reader(SHIPPED_NANO)[0], load_model("nano")
    for task in seed_tasks()[::25]:
        assert reader.parse((), task.say).text == nano.parse((), task.say).text


def test_chance_is_all_in_the_seed() -> None:
    one, other = plain_nano(), plain_nano()
    examples, meaning = seed_tasks()[:2], seed_tasks()[5].meaning
    other.propose(examples, "command", random.Random(0))
    for seed in range(3):
        both = [author.propose_meaning(examples, "command", random.Random(seed)) for author in (one, other)]
        assert both[0] == both[1]
        assert one.words(meaning, random.Random(seed)) == other.words(meaning, random.Random(seed))


def test_without_a_companion_one_is_told_how_to_get_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelError, match="nano-author"):
        NanoAuthor.load(SHIPPED_NANO, tmp_path, Chances())
    out = tmp_path / "self.jsonl"
    assert main(["data", "self-instruct", "--out", str(out), "--author", str(tmp_path)]) == 2
    assert "There is no author in" in capsys.readouterr().err


class Scripted:
    """A model that writes what it is told to for prompts that have a text in them, and reads nothing."""

    name = "scripted"

    def __init__(self, says: dict[str, Sequence[str]]) -> None:
        self.says = says
        self.prompts: list[str] = []

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        return Parse("", None, 0, 0, 0.0, 0.0)

    def complete(self, prompt: str, sampling: Sampling = GREEDY, stop: Sequence[str] = ()) -> Iterator[str]:
        self.prompts.append(prompt)
        answers = next(answers for part, answers in self.says.items() if part in prompt)
        yield from answers[sampling.seed % len(answers)]

    def answer(
        self, history: Sequence[Exchange], utterance: str, sampling: Sampling = GREEDY, *, context: str = ""
    ) -> Iterator[str]:
        raise NotImplementedError


GREEN = '{"acts":[{"act":"touch","what":{"kind":"pyramid","det":"the","color":"green"}}]}'


def prompted(model: Scripted) -> PromptedAuthor:
    def read(sentence: str) -> Utterance | None:
        known = {task.say: task.meaning for task in seed_tasks()} | {
            "Point to that green pyramid!": Utterance.model_validate_json(GREEN)
        }
        return known.get(sentence)

    return PromptedAuthor(model, read, Chances())


def test_a_list_is_gone_on_with() -> None:
    model = Scripted({"series": [' "Show me the bin."\n10. And more']})
    said = prompted(model).propose(seed_tasks()[:2], "command", random.Random(1))
    assert said == "Show me the bin."
    assert model.prompts[0].startswith("Come up with a series of orders")
    assert f"1. {seed_tasks()[0].say}\n2. {seed_tasks()[1].say}\n3." in model.prompts[0]


def test_meanings_come_from_text_if_need_be() -> None:
    author = prompted(Scripted({"Action:": [f" {GREEN}\n"]}))
    assert author.propose_meaning(seed_tasks()[:3], "command", random.Random(1)) is not None
    author = prompted(Scripted({"Action:": [' {"acts":[{"act":"fly"}]}']}))
    assert author.propose_meaning(seed_tasks()[:3], "command", random.Random(1)) is None


def test_words_are_asked_for_with_examples_of_the_same_act() -> None:
    model = Scripted({"plain English": [" Point at it."]})
    assert prompted(model).words(Utterance.model_validate_json(GREEN), random.Random(1)) == "Point at it."
    assert model.prompts[0].endswith(f"Action: {GREEN}\nSentence:")
    assert model.prompts[0].count('"act":"touch"') > 2


def test_what_a_prompted_model_writes_is_judged_like_all_else(tmp_path: Path) -> None:
    says = {
        "plain English": [" Point to that green pyramid!", " Show me."],
        "Some actions": [f" {GREEN}", " rubbish"],
        "series": [" Point to that green pyramid!", " tell me about cheese", " "],
    }
    with Pool(tmp_path / "self.jsonl", tmp_path / "rejects.jsonl") as pool:
        results = list(self_instruct(pool, prompted(Scripted(says)), 5, seed=1, workers=0, most=60))
    made = [one for one in results if isinstance(one, Made)]
    assert [one.say for one in made] == ["Point to that green pyramid!"]
    reasons = {one.reason for one in results if isinstance(one, Refused)}
    assert reasons == {"too similar", "round trip", "no valid action", "not understood", "nothing written", "left out"}


@pytest.fixture
def _one_thread() -> Iterator[None]:
    """Micro models are many times slower on two threads where another program uses a core."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("_one_thread")
def test_a_real_model_that_knows_nothing_yields_nothing(tmp_path: Path) -> None:
    """A Falcon with random weights and a vocabulary of its own, through transformers, as falcon-7b-instruct goes."""
    import torch
    from tokenizers import decoders, models, pre_tokenizers, trainers
    from transformers import FalconForCausalLM, PreTrainedTokenizerFast

    from training.nano import nano_config

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    words = " ".join([*(f"{task.say} {task.meaning.to_json()}" for task in seed_tasks())])
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([words], trainer)
    folder = tmp_path / "falcon"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>").save_pretrained(folder)
    config = nano_config("micro")
    config.vocab_size, config.max_position_embeddings = tokenizer.get_vocab_size(), 2048
    config.bos_token_id = config.eos_token_id = 0
    torch.manual_seed(1)
    FalconForCausalLM(config).save_pretrained(folder)
    spec = AuthorSpec(f"hf:{folder}", None, Chances(), str(SHIPPED_NANO), "fp32")
    with Pool(tmp_path / "self.jsonl", tmp_path / "rejects.jsonl") as pool:
        results = list(self_instruct(pool, spec, 3, seed=1, workers=0, most=4))
    assert len(results) == 4
    assert all(isinstance(one, Refused) for one in results)


def test_a_model_that_only_reads_is_no_author(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Reader:
        name = "reader"

        def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
            return Parse("", None, 0, 0, 0.0, 0.0)

    def load(*_: object, **__: object) -> LanguageModel:
        return Reader()

    monkeypatch.setattr("agent.lm.registry.load_model", load)
    with pytest.raises(ModelError, match="writes none"):
        PromptedAuthor.load("hf:reader", None, SHIPPED_NANO, Chances())


@THERE
def test_the_shipped_author_yields_what_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "self.jsonl"
    assert main(["data", "self-instruct", "--n", "12", "--out", str(out), "--workers", "1", "--seed", "3"]) == 0
    told = capsys.readouterr()
    assert "kept" in told.out
    assert "12 tasks in" in told.err
    assert len(out.read_text().splitlines()) == 12
    assert main(["data", "self-instruct", "--check", str(out)]) == 0
    assert "12 of 12 lines (100.0%)" in capsys.readouterr().out


def test_the_check_finds_what_is_read_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nano, _ = load_reader(SHIPPED_NANO)
    rows = []
    for number, task in enumerate([Task("grab the red cube", seed_tasks()[0].meaning, "classic"), *seed_tasks()[:3]]):
        rows.append(Made(number, "input", task.say, task.meaning, task.scene, "OK.").line())
    file = tmp_path / "self.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    count, wrong = check_file(file, lambda sentence: nano.parse((), sentence).utterance)
    assert (count, len(wrong)) == (4, 1)
    assert main(["data", "self-instruct", "--check", str(file)]) == 1
    assert "3 of 4 lines (75.0%)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "--out"),
        (["--out", "x", "--temperature", "hot"], "number from 0 to 5"),
        (["--out", "x", "--top-p", "0"], "more than 0"),
        (["--out", "x", "--n", "none"], "at least 1"),
    ],
)
def test_options_that_cannot_be(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["data", "self-instruct", *args])
    assert said in capsys.readouterr().err


def test_a_file_to_check_must_be_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "self-instruct", "--check", "no/such.jsonl"]) == 2
    assert "is not there" in capsys.readouterr().err


def test_ctrl_c_ends_with_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(pool: Pool, *_: object, **__: object) -> Iterator[None]:
        for number, task in enumerate(seed_tasks()[:3]):
            pool.add(Made(number, "input", f"said{number}", task.meaning, task.scene, "OK."))
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr("training.self_instruct.loop.self_instruct", interrupted)
    out = tmp_path / "self.jsonl"
    assert main(["data", "self-instruct", "--out", str(out)]) == 130
    told = capsys.readouterr()
    assert "kept" in told.out
    assert "goes on from here" in told.err
    assert len(out.read_text().splitlines()) == 3
