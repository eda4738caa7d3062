"""The settings: each with its default, what it does, and what it may be. The file and the screen are made from this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Labels = Literal["words", "ids", "off"]


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a setting beside its value.

    `choices`: what it may be, where that can be listed. `low` and `high`: the bounds of a number.
    """

    title: str
    text: str
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """One value for each line of the settings file; `ABOUT` says what each does."""

    theme: str = "etaoin"
    reduced_motion: bool = False
    speed: float = 1.0
    labels: Labels = "words"
    sound: bool = False
    model: str = "nano"
    scene: str = "classic"
    keys: Mapping[str, str] = field(default_factory=dict)


ABOUT: Mapping[str, About] = {
    "theme": About("Theme", "The colours: three of our own, or any theme of Textual."),
    "reduced_motion": About("Reduced motion", "The hand is at once where it goes; nothing spins or slides."),
    "speed": About("Speed of the hand", "2 is twice as fast; 0 shows the end at once.", low=0.0, high=8.0),
    "labels": About("Labels", "On the toys: colours and names, ids, or nothing.", ("words", "ids", "off")),
    "sound": About("Sound", "The terminal's bell when a run ends while you are in another window."),
    "model": About("Model", "Loaded at the start: nano, a folder, or a hub id."),
    "scene": About("Scene", "On the table at the start: a scene's name or file."),
    "keys": About("Keys", 'Other keys for what has an id (the tab Keys shows it): "chat.labels" = "f11".'),
}
DEFAULTS = Settings()


def problem(name: str, value: object) -> str | None:
    """What is wrong with a value for a setting, or None. Whether a theme or scene exists is not asked here."""
    about = ABOUT.get(name)
    if about is None:
        return f"there is no setting {name!r}; there are {', '.join(ABOUT)}"
    default = getattr(DEFAULTS, name)
    if isinstance(default, bool):
        return None if isinstance(value, bool) else f"{name} is true or false, not {value!r}"
    if isinstance(default, float):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{name} is a number, not {value!r}"
        good = about.low <= value <= about.high
        return None if good else f"{name} is from {about.low:g} to {about.high:g}, not {value:g}"
    if isinstance(default, Mapping):
        pairs = isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair)
        return None if pairs else f"{name} is a table of ids and keys, both in quotes"
    if not isinstance(value, str):
        return f"{name} is a word in quotes, not {value!r}"
    if not value.strip():
        return f"{name} cannot be empty"
    return None if not about.choices or value in about.choices else f"{name} is {_either(about.choices)}, not {value!r}"


def _either(choices: tuple[str, ...]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}"
