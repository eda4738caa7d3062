"""What would spoil a run is found before it begins, and told with an example and what to do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.lm.prompt import END
from training.data import DataSpec, MicroBatch, Shard
from training.instructions import lint as linting
from training.instructions.instruction import Instruction, reading, talk
from training.instructions.lint import Finding, Lint, lint
from training.instructions.tokenise import Tokenised, tokenise, tokenizer_of
from tui.cli import main

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SPEC = DataSpec(seed=3, max_length=200, micro_tokens=1024)
NANO = tokenizer_of("nano")[0]
STOP = '{"acts":[{"act":"do","verb":"stop"}]}'


def talks(count: int = 20) -> list[Instruction]:
    return [talk((), f"How many are {n} and {n}?", f"{2 * n} are.", source="sums") for n in range(count)]


def linted(rows: list[Instruction], done: Tokenised | None = None, spec: DataSpec = SPEC) -> Lint:
    return lint(rows, done or tokenise(rows, NANO, END, spec.max_length), NANO, spec, END)


def only(found: Lint) -> Finding:
    (finding,) = found.findings
    return finding


def test_nothing_is_said_about_sound_data() -> None:
    found = linted(talks())
    assert found.findings == ()
    assert not found.refuses


def test_tokens_are_counted_as_an_epoch_shows_them() -> None:
    rows = [*talks(10), *(replace(one, source="twice", times=2) for one in talks(30)[20:])]
    done = tokenise(rows, NANO, END, SPEC.max_length)
    told = linted(rows).statistics
    assert told is not None
    lengths = sorted([*done.shard.lengths[:10].tolist(), *done.shard.lengths[10:].tolist() * 2])
    assert (told.rows, told.tokens, told.longest) == (30, sum(lengths), lengths[-1])
    assert lengths[14] <= told.median <= lengths[15]
    assert told.completion == told.trained / told.tokens
    assert [(one.source, one.rows) for one in told.sources] == [("sums", 10), ("twice", 20)]
    assert sum(one.tokens for one in told.sources) == told.tokens
    assert 0 <= told.padding_packed < 0.3
    assert 0 <= told.padding_buckets < 0.3


def test_padding_is_that_of_the_batches_as_they_are_made() -> None:
    from training.instructions.corpus import epoch_steps

    rows = [talk((), "Why?", "So. " * (n % 30 + 1), source="some") for n in range(200)]
    shard = tokenise(rows, NANO, END, SPEC.max_length).shard
    told = linted(rows).statistics
    assert told is not None
    for layout, padding in (("buckets", told.padding_buckets), ("packed", told.padding_packed)):
        batches = [batch for step in epoch_steps(shard, SPEC, 0, layout) for batch in step]  # type: ignore[arg-type]
        made = 1 - sum(batch.tokens for batch in batches) / sum(batch.ids.size for batch in batches)
        assert padding == pytest.approx(made, abs=0.02)


def test_sentences_that_models_are_tested_on_are_refused() -> None:
    leak = reading((), "PICK up the blue block, please!", STOP, source="mine")
    found = linted([*talks(), leak])
    assert found.refuses
    assert only(found).severity == "error"
    assert "test suite" in only(found).what
    assert "pick up the blue block, please!" in only(found).example
    asked = talk((), "pick up the blue block, please!", "I am a language model.", source="mine")
    assert not linted([*talks(), asked]).refuses  # said freely it teaches no action


def test_rows_without_anything_to_learn_are_refused() -> None:
    rows = talks()
    done = tokenise(rows, NANO, END, SPEC.max_length)
    all_prompt = np.where(np.arange(20) == 4, done.shard.lengths, done.shard.n_prompt).astype(np.int32)
    found = linted(rows, replace(done, shard=Shard(done.shard.ids, done.shard.offsets, all_prompt)))
    first = found.findings[0]
    assert (first.severity, first.count) == ("error", 1)
    assert "all of them is prompt" in first.what
    assert "how many are 4" in first.example.lower()


def test_data_in_which_no_answer_ends_are_refused() -> None:
    rows = [talk((), "Why?", "So. " * 100, source="some") for _ in range(3)]
    found = linted(rows)
    assert found.refuses
    assert any(f"no row ends in {END}" in finding.what for finding in found.findings)


def test_an_end_that_is_masked_like_padding_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not linted(talks()).refuses
    end = NANO.token_to_id(END)
    as_made = linting.rectangles

    def masked_by_token(*args: Any) -> list[MicroBatch]:
        """As where padding is the end token and every such token loses its weight."""
        batches = as_made(*args)
        return [replace(batch, weights=np.where(batch.targets == end, 0, batch.weights)) for batch in batches]

    monkeypatch.setattr(linting, "rectangles", masked_by_token)
    found = linted(talks())
    assert found.refuses
    assert only(found).count == 20
    assert "would never stop" in only(found).what


def test_an_empty_set_is_refused() -> None:
    assert linted([]).refuses
    too_long = linted([talk((), "Why? " * 300, "So.", source="some")])
    assert too_long.refuses
    assert too_long.statistics is None
    assert "none of the rows fits" in too_long.findings[0].what


def test_cut_and_left_out_rows_are_counted() -> None:
    long_answer = talk((), "Tell me all.", "And so on. " * 100, source="some")
    long_question = talk((), "Why? " * 300, "So.", source="some")
    few = linted([*talks(50), long_answer, long_question])
    assert [(finding.severity, finding.count) for finding in few.findings] == [("note", 1), ("note", 1)]
    many = linted([*talks(5), long_answer, long_question])
    assert [finding.severity for finding in many.findings] == ["warning", "warning"]
    assert not many.refuses


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([talk((), "Why?", " ", source="some")], "empty completions"),
        ([talk((), "", "So.", source="some")], "empty prompts"),
        ([talk((), "Why?", "So \ufffd.", source="some")], "replacement characters"),
        ([talk((), "Why?", "So.", source="some")] * 3, "the same prompt and completion again"),
        (
            [reading((), "halt", STOP, source="mine"), reading((), "halt", STOP.replace("stop", "run"), source="mine")],
            "two or more actions",
        ),
    ],
)
def test_what_will_show_in_the_model_is_a_warning(rows: list[Instruction], said: str) -> None:
    found = linted([*talks(), *rows])
    assert only(found).severity == "warning"
    assert said in only(found).what
    assert only(found).example
    assert only(found).next_step
    assert not found.refuses


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
def test_what_a_vocabulary_cannot_spell_is_told() -> None:
    from tokenizers import Tokenizer

    falcon = Tokenizer.from_file(str(SHARED / "falcon-tokenizer" / "tokenizer.json"))
    lost = replace(talks(1)[0], completion=" Ring the \x03 bell.")  # a control byte, which falcon-7b lacks
    rows = [*talks(), lost]
    found = lint(rows, tokenise(rows, falcon, "<|endoftext|>", 200), falcon, SPEC, "<|endoftext|>")
    assert "can't spell" in only(found).what
    assert only(found).count == 1


def lines(file: Path, *rows: dict[str, Any]) -> str:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(file)


SUM = {"prompt": "How many are 2 and 2?", "completion": "4 are."}
LEAK = {"say": "pick up the blue block please", "acts": [{"act": "pick_up", "what": {"kind": "block", "det": "the"}}]}


def test_the_command_tells_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "lint", lines(tmp_path / "sums.jsonl", SUM)]) == 0
    told = capsys.readouterr().out
    assert "sums.jsonl" in told
    assert "Nothing was found" in told
    assert main(["data", "lint", lines(tmp_path / "leak.jsonl", LEAK)]) == 1
    told = capsys.readouterr().out
    assert "error        1 said in a test suite" in told
    assert "A training run would refuse this data." in told
    assert max(map(len, told.splitlines())) <= 80


def test_the_command_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "lint", lines(tmp_path / "leak.jsonl", LEAK), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["refuses"] is True
    assert told["findings"][0]["severity"] == "error"
    assert told["statistics"]["rows"] == 1


def test_the_command_reads_a_recipe_as_a_run_would(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lines(tmp_path / "sums.jsonl", SUM, SUM | {"completion": "4 are, " * 40})
    recipe = tmp_path / "mine.toml"
    recipe.write_text(
        '[budget]\nepochs = 1\n[model]\nbase = "falcon-7b"\n[adapter]\nr = 8\n[data]\nmax_length = 40\n'
        f'mixture = [{{source = "{Path(file).as_posix()}", weight = 3}}, {{source = "blocks", limit = 30}}]\n'
    )
    assert main(["data", "lint", str(recipe), "--tokenizer", "nano", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["statistics"]["sources"][0]["rows"] == 6
    assert any("cut at max_length (40 tokens)" in finding["what"] for finding in told["findings"])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["none.jsonl"], "there is no such file"),
        (["no-such-recipe"], "there is no recipe no-such-recipe"),
        (["blocks", "--tokenizer", "no/such/folder"], "there is no such folder"),
        (["blocks", "--max-length", "3"], "whole number of at least 16"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(
    args: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["data", "lint", *args])
    except SystemExit as end:
        code = int(str(end.code))
    assert code == 2
    told = capsys.readouterr().err
    assert told.startswith("etaoin: ")
    assert said in told
