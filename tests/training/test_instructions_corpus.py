"""A mixture becomes token ids as in chatting, a part of it held out, in an order that repeats, kept on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from agent.lm.prompt import END, encode_example, render_talk
from agent.lm.writing import unmarked
from training.data import DataSpec, Shard
from training.instructions import tokenise as tokenising
from training.instructions.corpus import Corpus, epoch_steps, held_out_batches, prepare, prepare_rows
from training.instructions.instruction import Instruction, InstructionsError, reading, talk
from training.instructions.tokenise import select, shard_of, tokenise, tokenizer_of
from training.run.recipe import MixturePart

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SPEC = DataSpec(seed=3, max_length=128, micro_tokens=256, step_tokens=1024)
STOP = "</s>"


def byte_tokenizer() -> Tokenizer:
    """A vocabulary without our marks: bytes, `</s>`, and a special token that somebody could type."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=[STOP, ">>TITLE<<"], initial_alphabet=alphabet)
    tokenizer.train_from_iterator(["the red block and the green pyramid"], trainer)
    return tokenizer


BYTES = byte_tokenizer()
NANO = tokenizer_of("nano")[0]


def talks(count: int) -> list[Instruction]:
    return [talk((), f"What is {n}?", "A number. " * (n % 4 + 1), source="some") for n in range(count)]


ACTION = '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"the"}}]}'


def rows_of(shard: Shard) -> list[list[int]]:
    return [shard.ids[a:b].tolist() for a, b in zip(shard.offsets, shard.offsets[1:], strict=False)]


def test_ids_are_those_of_the_examples_that_nano_is_trained_on() -> None:
    rows = [*talks(5), reading((), "take the block", ACTION, source="some")]
    done = tokenise(rows, NANO, END, 320)
    expected = [encode_example(NANO, one.prompt, one.completion) for one in rows]
    assert rows_of(done.shard) == [ids for ids, _ in expected]
    assert done.shard.n_prompt.tolist() == [n_prompt for _, n_prompt in expected]


def chat_encodings(tokenizer: Any, one: Instruction) -> list[list[int]]:
    """The ids of a prompt as chatting with a model without our marks makes them."""
    _, answering = unmarked(tokenizer, [0], talked=True)
    again = tokenizer.encode(one.prompt, add_special_tokens=False, split_special_tokens=True)
    return [answering.encode(one.prompt), again]


def test_training_and_chatting_give_the_same_ids_for_the_same_prompt() -> None:
    from transformers import PreTrainedTokenizerFast

    make: Any = PreTrainedTokenizerFast
    fast = make(tokenizer_object=byte_tokenizer(), eos_token=STOP)
    said = f"Is {STOP} the >>TITLE<< of <|end|> it?"
    one = talk((), said, f"No {STOP}.", source="some")
    done = tokenise([one], fast.backend_tokenizer, STOP, 320)
    (row,) = rows_of(done.shard)
    prompt = row[: done.shard.n_prompt[0]]
    assert chat_encodings(fast, one) == [prompt, prompt]
    assert row.count(BYTES.token_to_id(STOP)) == 1  # the end; what was typed is text
    assert BYTES.token_to_id(">>TITLE<<") not in row
    assert BYTES.decode(row[:-1], skip_special_tokens=False) == one.prompt + one.completion


def test_no_mark_in_a_completion_is_one() -> None:
    (row,) = rows_of(tokenise([replace(talks(1)[0], completion=f" Say {END} here.")], NANO, END, 320).shard)
    assert row.count(NANO.token_to_id(END)) == 1
    assert row[-1] == NANO.token_to_id(END)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_so_does_the_vocabulary_of_falcon() -> None:
    from transformers import AutoTokenizer

    load: Any = AutoTokenizer.from_pretrained
    falcon = load(SHARED / "falcon-tokenizer")
    one = talk((), "A >>TITLE<< in 12345 words — <|endoftext|>?\n\nÜber 7 Blöcke", "Ja, 1,234!", source="some")
    done = tokenise([one], falcon.backend_tokenizer, "<|endoftext|>", 320)
    (row,) = rows_of(done.shard)
    prompt = row[: done.shard.n_prompt[0]]
    assert chat_encodings(falcon, one) == [prompt, prompt]
    assert [token for token in row if token < 12] == [11]
    assert row[-1] == 11


def test_the_settings_of_somebodys_tokenizer_stay_as_they_are() -> None:
    tokenizer = byte_tokenizer()
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=8)
    done = tokenise(talks(2), tokenizer, STOP, 64)
    assert rows_of(done.shard) == rows_of(tokenise(talks(2), BYTES, STOP, 64).shard)
    assert len(tokenizer.encode("a long sentence").ids) == 8


def test_what_does_not_fit_is_cut_without_an_end_or_left_out() -> None:
    fits = talk((), "Why?", "So.", source="some")
    long_answer = talk((), "Why?", "So. " * 50, source="some")
    long_question = talk((), "Why? " * 50, "So.", source="some")
    long_action = reading((), "take the block " * 2, ACTION * 3, source="some")
    done = tokenise([fits, long_question, long_answer, long_action], BYTES, STOP, 64)
    assert (done.prompt_too_long, done.cut, done.action_too_long) == ((1,), (2,), (3,))
    assert done.index.tolist() == [0, 2]
    whole, cut = rows_of(done.shard)
    assert whole[-1] == 0
    assert len(cut) == 64
    assert 0 not in cut
    assert BYTES.decode(cut).startswith(long_answer.prompt + " So. So.")


def test_big_vocabularies_need_wide_numbers() -> None:
    assert shard_of([[1, 2], [65535]], [1, 0]).ids.dtype == np.uint16
    wide = shard_of([[1, 2], [65536]], [1, 0])
    assert wide.ids.dtype == np.uint32
    assert rows_of(select(wide, np.array([1, 0, 1]))) == [[65536], [1, 2], [65536]]


def test_a_tokenizer_without_that_end_is_told() -> None:
    with pytest.raises(InstructionsError, match="no <eos>"):
        tokenise(talks(1), BYTES, "<eos>", 64)


def corpus_of(rows: list[Instruction], **options: Any) -> Corpus:
    return prepare_rows(rows, BYTES, SPEC, end=STOP, **options)


def test_groups_are_held_out_as_a_whole_and_stay_so() -> None:
    rows = [replace(one, group=f"group {n % 20}") for n, one in enumerate(talks(200))]
    corpus = corpus_of(rows, held_out=0.3)
    apart = {one.group for one in corpus.held_out_rows}
    assert 1 <= len(apart) < 15
    assert len(corpus.held_out) == len(corpus.held_out_rows) == 10 * len(apart)
    assert len(corpus.train) == 200 - len(corpus.held_out)
    texts = [BYTES.decode(ids[:-1]) for ids in rows_of(corpus.held_out)]
    assert texts == [one.prompt + one.completion for one in corpus.held_out_rows]
    more = corpus_of([*rows, *(replace(one, group=f"new {n}") for n, one in enumerate(talks(50)))], held_out=0.3)
    assert apart == {one.group for one in more.held_out_rows if one.group.startswith("group")}


def test_something_is_held_out_unless_nothing_should_be() -> None:
    assert len(corpus_of(talks(4), held_out=0.01).held_out) == 1
    assert len(corpus_of(talks(1), held_out=0.5).held_out) == 0
    nothing = corpus_of(talks(4), held_out=0)
    assert len(nothing.held_out) == 0
    assert held_out_batches(nothing, SPEC) == []


def test_weights_count_in_an_epoch_and_not_among_the_held_out() -> None:
    rows = [replace(one, times=3) for one in talks(60)]
    corpus = corpus_of(rows, held_out=0.2)
    assert len(corpus.train) == 3 * (60 - len(corpus.held_out))
    assert len({tuple(ids) for ids in rows_of(corpus.held_out)}) == len(corpus.held_out)
    assert sum(len(batch.ids) for batch in held_out_batches(corpus, SPEC)) == len(corpus.held_out)
    assert sum(len(batch.ids) for batch in held_out_batches(corpus, SPEC, 5)) == 5


def test_the_corpus_is_kept_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = corpus_of(talks(50), cache=tmp_path)
    with monkeypatch.context() as m:
        m.setattr(tokenising, "shard_of", lambda *_: pytest.fail("tokenised again"))
        again = corpus_of(talks(50), cache=tmp_path)
    for shard, other in ((made.train, again.train), (made.held_out, again.held_out)):
        assert rows_of(shard) == rows_of(other)
        assert shard.n_prompt.tolist() == other.n_prompt.tolist()
    assert again.held_out_rows == made.held_out_rows
    assert again.lint == made.lint


def test_other_data_settings_or_vocabularies_are_another_corpus() -> None:
    rows = talks(6)
    others = [
        corpus_of(rows),
        corpus_of(rows, held_out=0.5),
        corpus_of(rows[:5]),
        corpus_of([*rows[:5], replace(rows[5], completion=" Other.")]),
        corpus_of([replace(one, times=2) for one in rows]),
        prepare_rows(rows, BYTES, replace(SPEC, max_length=127), end=STOP),
        prepare_rows(rows, NANO, SPEC, end=END),
    ]
    assert len({corpus.key for corpus in others}) == len(others)
    assert corpus_of(talks(6)).key == others[0].key


def test_half_a_file_in_the_cache_is_made_anew(tmp_path: Path) -> None:
    made = corpus_of(talks(50), cache=tmp_path)
    file = tmp_path / made.key / "corpus.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    assert rows_of(corpus_of(talks(50), cache=tmp_path).train) == rows_of(made.train)


@pytest.mark.parametrize("layout", ["buckets", "packed"])
def test_an_epoch_has_each_row_once_in_an_order_of_its_own(layout: Any) -> None:
    corpus = corpus_of(talks(200))

    def ends_seen(epoch: int) -> list[list[int]]:
        """The trained tokens of each batch, which tell what is in it and in what order."""
        steps = epoch_steps(corpus.train, SPEC, epoch, layout)
        return [batch.targets[batch.weights > 0].tolist() for step in steps for batch in step]

    expected = int((corpus.train.lengths - corpus.train.n_prompt).sum())
    orders = [ends_seen(0), ends_seen(0), ends_seen(1)]
    assert [sum(map(len, order)) for order in orders] == [expected] * 3
    assert [sum(batch.count(0) for batch in order) for order in orders] == [len(corpus.train)] * 3  # every end
    assert orders[0] == orders[1] != orders[2]


def test_a_mixture_is_read_and_prepared_at_once() -> None:
    corpus = prepare([MixturePart(source="blocks", limit=60)], NANO, replace(SPEC, max_length=320), end=END)
    assert len(corpus.train) + len(corpus.held_out) == 60
    assert not corpus.lint.refuses
    with pytest.raises(InstructionsError, match="the mixture is empty"):
        prepare([], NANO, SPEC, end=END)


def test_a_prompt_as_rendered_ends_where_the_answer_begins() -> None:
    one = talk((), "Why?", "So.", source="some")
    (row,) = rows_of(tokenise([one], NANO, END, 64).shard)
    assert row == encode_example(NANO, render_talk((), "Why?"), " So.")[0]
