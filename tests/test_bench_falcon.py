"""bench.falcon_7b at small size: the table that a GPU gives has the same rows here, and survives what fails."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open

from agent.lm.hf import check_quantised, load_causal_lm
from agent.lm.interface import ModelError
from bench import falcon_7b, falcon_made
from bench.contestants import Ours, Plain
from bench.falcon_made import END_ID, FULL, SMALL, rows_like_dolly, write_falcon, write_tokenizer

ROWS = [
    "tokens/s", "peak of tensors, GB", "Dolly x 3, hours", "int8, threshold 6, tokens/s", "int8, threshold 0, tokens/s",
    "nf4, tokens/s", "bf16, tokens/s",
]  # fmt: skip


def rows_in(out: str) -> dict[str, list[str]]:
    """The cells of each row by its name: ours, the other's, how much better ours is, the note."""
    lines = [re.split(r" {2,}", line.strip()) for line in out.splitlines()]
    return {line[0]: line[1:] for line in lines if len(line) > 4}


def test_the_whole_table_in_seconds_on_whatever_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert falcon_7b.main(["--small"]) == 0
    out = capsys.readouterr().out
    assert re.match(r"measured on: .*(CPU|GB).*; torch [\d.]+", out)
    rows = rows_in(out)
    assert list(rows) == ROWS
    for ours, other, ratio, _ in rows.values():
        assert float(ours.replace(",", "")) > 0
        assert float(other.replace(",", "")) > 0
        assert ratio.endswith("x")
        assert float(ratio[:-1]) > 0
    assert "8 layers in int8" in rows["peak of tensors, GB"][3]
    assert "8 layers in int8" in rows["int8, threshold 6, tokens/s"][3]
    assert "8 layers in nf4" in rows["nf4, tokens/s"][3]
    for name in ROWS[3:]:
        assert "8 of 8 tokens the same" in rows[name][3]
    if not torch.cuda.is_available():
        planned = re.search(r"planned for ours: ([\d.]+)", rows["peak of tensors, GB"][3])
        assert planned
        assert float(rows["peak of tensors, GB"][0]) == pytest.approx(float(planned[1]), rel=0.2)


def test_trainers_batch_is_halved_until_it_fits_and_each_that_does_not_is_a_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def turn(make: Any, seconds: float, last: bool) -> falcon_7b.Turn:
        contestant, batch = make()
        if contestant == "Plain" and batch > 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return falcon_7b.Turn(3000 if contestant == "Ours" else 1000, 1.0, 10**9, 8)

    monkeypatch.setattr(falcon_7b, "_turn", turn)
    monkeypatch.setattr(falcon_7b, "Ours", type("Ours", (), {"name": Ours.name, "__new__": lambda *_: ("Ours", 0)}))
    plain = {"name": Plain.name, "__new__": lambda *_, batch: ("Plain", batch)}
    monkeypatch.setattr(falcon_7b, "Plain", type("Plain", (), plain))
    assert falcon_7b.main(["--small", "--parts", "train", "--card-gb", "24"]) == 0
    out = capsys.readouterr().out
    assert "Trainer + PEFT, batch 8" in out
    assert "Trainer + PEFT, batch 4" in out
    assert "out of memory (within 24 GB)" in out
    rows = rows_in(out)
    assert rows["tokens/s"][2:] == ["3.00x", "rounds 3.00 to 3.00; Trainer's batch 2; of falcon-7b 2.5x is expected"]
    assert "chat" not in out


def test_one_that_fails_leaves_the_others_their_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def turn(make: Any, seconds: float, last: bool) -> falcon_7b.Turn:
        raise ValueError("no kernel for this card\nat length")

    def chat(base: Path, size: Any, quantize: str, threshold: float, seconds: float) -> falcon_7b.Row:
        if quantize == "bf16":
            raise ModelError("it does not fit in bf16", "it takes 14 GB", "Close something")
        return falcon_7b.Row("", (30.0, 20.0))

    monkeypatch.setattr(falcon_7b, "_turn", turn)
    monkeypatch.setattr(falcon_7b, "_chat", chat)
    assert falcon_7b.main(["--small"]) == 0
    out = capsys.readouterr().out
    assert out.count("failed: no kernel for this card\n") == 2
    assert re.search(r"nf4, tokens/s +30 +20 +1\.50x", out)
    assert re.search(r"bf16, tokens/s +- +- +- +out of memory\n", out)


def test_a_whole_falcon_7b_needs_a_gpu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(falcon_7b, "device", lambda: "cpu")
    with pytest.raises(SystemExit) as left:
        falcon_7b.main([])
    assert left.value.code == 2
    assert "--small" in capsys.readouterr().err


def test_the_made_falcon_loads_as_any_other_and_has_outliers(tmp_path: Path) -> None:
    write_falcon(tmp_path, SMALL, "cpu")
    write_tokenizer(tmp_path)
    model: Any = load_causal_lm(tmp_path, "int8", device="cpu")
    assert check_quantised(model, "int8") == 4 * SMALL.layers
    seen: list[torch.Tensor] = []
    model.transformer.h[0].self_attention.query_key_value.register_forward_pre_hook(
        lambda _, args: seen.append(args[0])
    )
    model(input_ids=torch.arange(END_ID + 1, END_ID + 33)[None])
    large = (seen[0].abs() > 6).float().mean(dim=(0, 1))  # the share of places where each feature is beyond int8
    assert int((large > 0.5).sum()) == 6
    with safe_open(tmp_path / "model-rest.safetensors", "pt") as rest:
        assert rest.get_tensor("transformer.word_embeddings.weight").dtype == torch.bfloat16


def test_rows_are_as_long_as_dollys() -> None:
    shard = rows_like_dolly(FULL)
    lengths = shard.lengths
    assert np.median(lengths) == pytest.approx(104, rel=0.05)
    assert lengths.max() == 512
    assert (lengths == 512).mean() == pytest.approx(0.06, abs=0.01)  # Dolly's p95 is 560
    assert 1 - shard.n_prompt.sum() / lengths.sum() == pytest.approx(0.55, abs=0.02)
    assert (shard.ids[shard.offsets[1:] - 1] == END_ID).all()


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 10**9})
    monkeypatch.setattr(falcon_made.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match=r"it takes 13\.8 GB on disk.*Set TMPDIR"):
        write_falcon(tmp_path, FULL, "cpu")
    assert not list(tmp_path.iterdir())
