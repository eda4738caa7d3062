"""An action as a tree, and the words of the utterance that each part came from. No screen is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.screens.inside.branches import Branch, Tone
from tui.text import compact, printable

if TYPE_CHECKING:
    from agent.lm.interface import TokenTrace
    from agent.lm.looking import Influence

Path = tuple[str | int, ...]
"""The way to a part of an action: keys and indices from the outside in."""
Span = tuple[int, int]
"""Where it stands in the text: from where to where, in characters."""

KEYS = {
    "rel": "relation", "det": "determiner", "kind": "noun", "color": "colour", "that": "which", "n": "number",
    "ord": "the how-manieth", "sup": "superlative", "mod": "adjectives", "but": "except", "ref": "points with",
    "time": "when", "all": "together", "any": "one of", "dir": "direction", "attr": "quality", "by": "means",
    "did": "that I did", "told": "that I was told to", "steps": "squares", "who": "who", "region": "part",
}  # fmt: skip
"""What is said for a key of the action language, where the key is no plain word."""
MATTERS = 1.0
"""Nats of ln p that a part must lose without a word for it to be said to come from it."""
MOST_WORDS = 3
_MARKS = ".,;:!?"


def anatomy(action: dict[str, Any], words: dict[Path, list[tuple[str, float]]] | None = None) -> list[Branch]:
    """A tree for each act; `words` are those that a part comes from, with what it loses without them."""
    trees = []
    for number, act in enumerate(action.get("acts", ())):
        path: Path = ("acts", number)
        tree = Branch([(str(act.get("act", "?")).replace("_", " "), "strong"), ("  " + phrased(act), "dim")])
        tree.label += _source((words or {}).get((*path, "act")))
        _grow(tree, {key: value for key, value in act.items() if key != "act"}, path, words or {})
        trees.append(tree)
    return trees


def phrased(value: Any) -> str:
    """A part of an action on one line."""
    act = value if isinstance(value, dict) and "act" in value else {"act": "", "x": value}
    text = compact({"acts": [act]})
    return printable(text[text.index("(") + 1 : -1] if "(" in text else text, 80)


def _grow(tree: Branch, node: Any, path: Path, words: dict[Path, list[tuple[str, float]]]) -> None:
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in entries:
        here = (*path, key)
        name = KEYS.get(key, key).replace("_", " ") if isinstance(key, str) else f"{key + 1}."
        if isinstance(value, dict | list):
            child = tree.add((name, "plain"), ("  " + phrased(value) if isinstance(value, dict) else "", "dim"))
            child.label += _source(words.get(here))
            _grow(child, value, here, words)
        else:
            said = str(value).replace("_", " ") if not isinstance(value, bool) else "yes"
            tree.add((name + "  ", "dim"), (printable(said, 80), "value"), *_source(words.get(here)))


def _source(words: Sequence[tuple[str, float]] | None) -> list[tuple[str, Tone]]:
    made: list[tuple[str, Tone]] = []
    for word, loss in (words or ())[:MOST_WORDS]:
        made += [("   ← " if not made else ", ", "dim"), (f"“{printable(word, 30)}”", "word"), (f" {loss:.1f}", "dim")]
    return made


def spans(value: Any, path: Path = (), at: int = 0) -> tuple[str, dict[Path, Span]]:
    """The canonical spelling of an action, and where each of its parts stands in it.

    Of a part with a plain value that is its key and its value; of one with parts of its own, its key.
    """
    if not isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False)
        return text, {path: (at, at + len(text))}
    found: dict[Path, Span] = {}
    text = "{" if isinstance(value, dict) else "["
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if len(text) > 1:
            text += ","
        begin = at + len(text)
        if isinstance(key, str):
            text += f"{json.dumps(key)}:"
        here: Path = (*path, key)
        inner, deeper = spans(item, here, at + len(text))
        found.update(deeper)
        found[here] = (begin, at + len(text) + (0 if isinstance(item, dict | list) else len(inner)))
        text += inner
    return text + ("}" if isinstance(value, dict) else "]"), found


def sources(
    action: dict[str, Any], trace: Sequence[TokenTrace], influence: Influence
) -> dict[Path, list[tuple[str, float]]]:
    """The words that each part of an action came from: those without which its tokens lose most.

    Empty where the trace does not spell the action.
    """
    text, places = spans(action)
    if "".join(token.text for token in trace)[: len(text)] != text:
        return {}
    begin, tokens = 0, []
    for token in trace:
        tokens.append((begin, begin + len(token.text)))
        begin += len(token.text)
    found: dict[Path, list[tuple[str, float]]] = {}
    for path, (start, end) in places.items():
        mine = [
            number
            for number, (first, last) in enumerate(tokens)
            if first < end and start < last and not trace[number].forced
        ]
        losses = [
            (word.strip(_MARKS) or word, sum(row[number] for number in mine))
            for word, row in zip(influence.words, influence.losses, strict=True)
        ]
        if kept := sorted((pair for pair in losses if pair[1] >= MATTERS), key=lambda pair: -pair[1]):
            found[path] = kept
    return found
