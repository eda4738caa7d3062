"""`etaoin data halves`: two files that share nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.cli import main


def test_no_scene_is_on_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"scene": number % 20, "text": str(number)} for number in range(200)]
    file = tmp_path / "commands.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert main(["data", "halves", str(file), "--by", "scene", "--out", str(tmp_path / "halves")]) == 0
    sides = [
        [json.loads(line) for line in (tmp_path / "halves" / f"commands.{side}.jsonl").read_text().splitlines()]
        for side in "ab"
    ]
    assert sorted(int(row["text"]) for side in sides for row in side) == list(range(200))
    assert {row["scene"] for row in sides[0]}.isdisjoint(row["scene"] for row in sides[1])
    assert all(sides)
    assert f"{len(sides[0])} lines in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "by", "said"),
    [
        ('{"scene": 1}', "speaker", "no field 'speaker'"),
        ("not json", "scene", "line 1: not JSON"),
        (None, "scene", "can't be read"),
    ],
)
def test_what_cannot_be_halved_is_told(
    content: str | None, by: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "commands.jsonl"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert main(["data", "halves", str(file), "--by", by]) == 2
    assert said in capsys.readouterr().err


def test_a_file_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["data", "halves"])
    assert "required: FILE" in capsys.readouterr().err
    assert main(["data"]) == 2
    assert "needs a part" in capsys.readouterr().err
