"""All keys of the application, read from the pages and widgets themselves."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pkgutil import walk_packages

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character
from textual.screen import Screen

from tui.pages import PAGES

EVERYWHERE = ("app", "go")
"""The first part of an id that holds on every page."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding that can be given other keys.

    `id` is "where.what"; `keys` its own keys, with commas between; `screen` the page or sheet that has it ("": a part
    of one).
    """

    id: str
    keys: str
    about: str
    screen: str = ""

    @property
    def where(self) -> str:
        """The page or part of a page where it holds."""
        return self.id.partition(".")[0]


def all_bound() -> list[Bound]:
    """Every binding with an id, in the order of the pages. Imports all pages with their sheets."""
    for page in PAGES:
        package = importlib.import_module(page.screen.partition(":")[0].rpartition(".")[0])
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: dict[str, Bound] = {}
    for owner in _kinds(DOMNode):
        for one in owner.__dict__.get("BINDINGS", ()) if owner.__module__.startswith("tui.") else ():
            if isinstance(one, Binding) and one.id and one.description:
                screen = owner.__name__ if issubclass(owner, Screen) else ""
                found.setdefault(one.id, Bound(one.id, one.key, one.tooltip or one.description, screen))
    order = [*EVERYWHERE, *(page.name for page in PAGES)]
    return sorted(found.values(), key=lambda b: (order.index(b.where) if b.where in order else len(order), b.where))


def clash(bound: Sequence[Bound], keys: Mapping[str, str], id: str, key: str) -> Bound | None:
    """What else has this key where the binding `id` holds, or None. `keys` are those that were set so far."""
    where = id.partition(".")[0]
    screen = next((one.screen for one in bound if one.id == id), "")
    for other in bound:
        apart = screen and other.screen and screen != other.screen  # a page, and a sheet that lies over it
        near = (other.where == where and not apart) or other.where in EVERYWHERE or where in EVERYWHERE
        if other.id != id and near and key in keys.get(other.id, other.keys).split(","):
            return other
    return None


def misunderstood(keys: Mapping[str, str]) -> list[str]:
    """What is wrong with keys that were set by hand: an id that nothing has, a key that no keyboard sends.

    Imports all pages, which takes a moment.
    """
    ids = [one.id for one in all_bound()] if keys else []
    problems = []
    for id, chosen in keys.items():
        if id not in ids:
            near = get_close_matches(id, ids, 1)
            meant = f"Did you mean {near[0]!r}?" if near else "F10, Keys, lists them."
            problems.append(f"keys: nothing has the id {id!r}. {meant}")
        for key in chosen.split(","):
            if not _is_key(key):
                problems.append(f"keys: {id} = {key!r} is no key. It is written as in ctrl+t, f11, alt+up or a letter.")
    return problems


def _is_key(text: str) -> bool:
    *held, key = text.strip().split("+")
    known = key in {*Keys, *KEY_NAME_REPLACEMENTS.values()} or key_to_character(key) is not None
    return known and set(held) <= {"ctrl", "shift", "alt", "super", "hyper", "meta"}


def _kinds(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)
