"""Colours: what a colour word looks like, how light falls on it, and the 256 that one picture may use."""

from __future__ import annotations

from functools import cache, lru_cache
from zlib import crc32

RGB = int
"""A colour as 0xRRGGBB."""

NAMED: dict[str, RGB] = {
    "red": 0xDD4A3C,
    "green": 0x46AE57,
    "blue": 0x3F7AE0,
    "yellow": 0xEDC244,
    "white": 0xE9E6DC,
    "black": 0x474B57,
    "gray": 0x8F96A3,
    "grey": 0x8F96A3,
    "orange": 0xEA8833,
    "purple": 0x9160D6,
    "pink": 0xEE92B4,
    "brown": 0x98683F,
    "cyan": 0x4CC3E4,
    "turquoise": 0x3CC9B2,
    "teal": 0x28908E,
    "magenta": 0xD04FB4,
}


def split(color: RGB) -> tuple[int, int, int]:
    """The three channels."""
    return color >> 16, color >> 8 & 255, color & 255


def join(red: float, green: float, blue: float) -> RGB:
    """A colour from channels, each brought into 0..255."""
    r, g, b = (min(255, max(0, round(c))) for c in (red, green, blue))
    return r << 16 | g << 8 | b


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`share` of the second in the first (0 = first, 1 = second)."""
    (r, g, b), (s, h, c) = split(first), split(second)
    return join(r + (s - r) * share, g + (h - g) * share, b + (c - b) * share)


def luminance(color: RGB) -> float:
    """How bright a colour seems, 0..1 (Rec. 709 weights on the stored values: good enough to choose black or white)."""
    r, g, b = split(color)
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255


def grey(color: RGB) -> RGB:
    """The grey that is as bright."""
    level = luminance(color) * 255
    return join(level, level, level)


def body_color(word: str, mono: bool = False) -> RGB:
    """What a body of this colour looks like in full light; a word that is no colour we know keeps one of its own.

    With `mono` it is a grey, from a middle range in which the three faces of a block stay apart.
    """
    known = NAMED.get(word.lower())
    if known is None:
        seed = crc32(word.lower().encode())
        known = join(*(90 + (seed >> shift & 127) for shift in (0, 8, 16)))
    if not mono:
        return known
    level = 98 + luminance(known) * 136
    return join(level, level, level)


def lit(color: RGB, light: float) -> RGB:
    """A colour under so much light: 1 is itself, less goes to a cool dark, more to white."""
    if light > 1.0:
        return mix(color, 0xFFFFFF, min(1.0, light - 1.0))
    r, g, b = split(color)
    return join(r * light, g * light, b * (light + 0.06 * (1 - light))) if r or g or b else color


def ink(paper: RGB) -> RGB:
    """The colour of text that reads well on this one."""
    return 0x0D0F14 if luminance(paper) > 0.46 else 0xF7F7F2


@cache
def _fixed() -> list[tuple[RGB, tuple[float, float, float]]]:
    """The 240 colours that terminals of 256 colours agree on: a cube of 6 x 6 x 6, and 24 greys."""
    levels = (0, 95, 135, 175, 215, 255)
    colors = [join(r, g, b) for r in levels for g in levels for b in levels]
    colors += [join(level, level, level) for level in range(8, 248, 10)]
    return [(color, _oklab(color)) for color in colors]


def _oklab(color: RGB) -> tuple[float, float, float]:
    """Lightness and two opponent channels in which equal distances look equal (Ottosson 2020)."""
    r, g, b = ((c / 255) ** 2.2 for c in split(color))
    x = (0.4122 * r + 0.5363 * g + 0.0514 * b) ** (1 / 3)
    y = (0.2119 * r + 0.6807 * g + 0.1074 * b) ** (1 / 3)
    z = (0.0883 * r + 0.2817 * g + 0.6300 * b) ** (1 / 3)
    return (
        0.2105 * x + 0.7936 * y - 0.0041 * z,
        1.9780 * x - 2.4286 * y + 0.4506 * z,
        0.0259 * x + 0.7828 * y - 0.8087 * z,
    )


@lru_cache(4096)
def xterm(color: RGB) -> RGB:
    """The nearest colour that a terminal of 256 colours has; a wrong hue is worse than a wrong brightness."""
    lightness, red, yellow = _oklab(color)

    def far(other: tuple[RGB, tuple[float, float, float]]) -> float:
        _, (light, r, y) = other
        return (light - lightness) ** 2 + 4 * (r - red) ** 2 + 4 * (y - yellow) ** 2

    return min(_fixed(), key=far)[0]


class Palette:
    """The colours of one picture, each with a number that fits a byte; when they run out, the nearest one serves.

    With `mono` each is stored as the grey that is as bright; with `few` as the nearest that a terminal of 256 colours
    has, and then they are not to be blended.
    """

    def __init__(self, mono: bool = False, few: bool = False) -> None:
        self.mono, self.few = mono, few
        self.colors: list[RGB] = []
        self._numbers: dict[RGB, int] = {}

    def color(self, color: RGB) -> RGB:
        """A colour as this picture shows it."""
        return self.colors[self(color)]

    def __call__(self, color: RGB) -> int:
        """The number of a colour."""
        number = self._numbers.get(color)
        if number is None:
            number = len(self.colors)
            if number < 256:
                kept = grey(color) if self.mono else color
                self.colors.append(xterm(kept) if self.few else kept)
            else:
                r, g, b = split(color)
                number = min(range(256), key=lambda n: _distance(self.colors[n], r, g, b))
            self._numbers[color] = number
        return number


def _distance(color: RGB, r: int, g: int, b: int) -> int:
    s, h, c = split(color)
    return abs(s - r) + abs(h - g) + abs(c - b)
