"""The settings file: read, checked, and written without losing what a person wrote."""

from __future__ import annotations

import os

import pytest

from tui.errors import UserError
from tui.settings.file import read, write
from tui.settings.values import ABOUT, DEFAULTS, Settings, problem


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read(tmp_path / "settings.toml") == (Settings(), ())


def test_what_is_written_is_read_back_and_a_new_file_explains_itself(tmp_path):
    path = tmp_path / "folder" / "settings.toml"
    settings = Settings(theme="nord", speed=2.5, sound=True, keys={"chat.labels": "ctrl+b"})
    write(path, settings)
    assert read(path) == (settings, ())
    text = path.read_text()
    for name in ABOUT:
        assert name in text
    assert os.listdir(path.parent) == ["settings.toml"], "nothing is left beside it"


def test_comments_order_and_unknown_lines_stay(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('# mine\nlabels = "ids"  # I like ids\nfuture = 3\n')
    settings, problems = read(path)
    assert settings == Settings(labels="ids")
    assert "future" in problems[0]
    write(path, Settings(labels="off", reduced_motion=True))
    text = path.read_text()
    assert text.startswith('# mine\nlabels = "off"  # I like ids\nfuture = 3\n')
    assert read(path)[0] == Settings(labels="off", reduced_motion=True)


def test_a_value_that_returns_to_its_default_is_written_too(tmp_path):
    path = tmp_path / "settings.toml"
    write(path, Settings(speed=4.0, keys={"a.b": "x"}))
    write(path, Settings())
    assert read(path) == (Settings(), ())


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("speed = 99", "0 to 8"),
        ('speed = "fast"', "number"),
        ("speed = true", "number"),
        ("sound = 1", "true or false"),
        ('labels = "big"', "words, ids or off"),
        ("theme = 3", "word"),
        ("keys = { a = 1 }", "table"),
        ("colour = 1", "there is no setting"),
    ],
)
def test_a_bad_value_is_told_and_the_default_holds(tmp_path, line, word):
    path = tmp_path / "settings.toml"
    path.write_text(f'{line}\nmodel = "mine"\n')
    settings, problems = read(path)
    assert settings == Settings(model="mine"), "the other lines hold"
    assert len(problems) == 1
    assert word in problems[0]
    assert str(path) in problems[0]


@pytest.mark.parametrize("content", [b"speed = = 2", b"\xff\xfe\x00", b"[keys"])
def test_a_broken_file_is_told_read_as_nothing_and_not_overwritten(tmp_path, content):
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    settings, problems = read(path)
    assert settings == DEFAULTS
    assert "cannot be read" in problems[0]
    with pytest.raises(UserError, match="could not be written"):
        write(path, Settings(sound=True))
    assert path.read_bytes() == content


def test_every_setting_is_explained_and_its_default_is_allowed():
    assert set(ABOUT) == set(Settings.__slots__)
    assert [name for name in ABOUT if problem(name, getattr(DEFAULTS, name))] == []
