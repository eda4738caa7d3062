"""Which words of an example say what: found by reading back, so that much can be made of few examples.

A model that knows the language reads the sentence of an example with parts of it changed; no rule of English is needed:

- a stretch of words says a description of the action if "pick up ..." followed by it is read as that very description;
  it can then be exchanged for another description, in the sentence and in the action (a slot);
- a stretch says the verb of an act if the sentence is read as the right action with a known wording of that act in its
  place ("yoink" for "pick up"); then it can stand wherever those wordings do (a word). The same holds for a word of the
  action itself ("crimson" for "red");
- where the wording of an act is spread around its things ("dunk it" for "put it in the box"), the shortest stretch that
  can be exchanged for a plain wording of the whole act is its core: what stands around it is politeness.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from agent.language.acts import Utterance

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.lm.prompt import Exchange

Span = tuple[int, int]
"""Where a stretch of a text begins and ends, in characters."""
Path = tuple[str | int, ...]
"""The way to a node of an action: keys and indices from the outside in."""

_MORE = 3
"""Words more than the values of a description that may say it: "the one which is on top of ..."."""
_AROUND = 3
"""Words before the first and after the last thing of an act that may say it."""
_SURE = 0.02
"""Where the right wording stands for the right stretch, the model's reading costs less than this (nats)."""
_CARRIERS = ("pick up {}", "put it on {}", "{} is mine")
_CLEAR = 0.01
"""What the first carrier with a description may cost (nats); "boxify", which is read as a slip of "box", costs more."""
_UNREAD = 1.0
"""What a carrier in which a stretch is not read as its description takes off its score (nats)."""
_TRIED, _KNOWN = 2, 8
"""Wordings of an act that are tried in any stretch's place, and in the place of the one that was found."""
_STRETCH = 3
"""Words that may stand for a verb."""
_WORD, _MARKS = re.compile(r"[^\s,.;:!?]+"), re.compile(r"[,.;:!?]")
_REFERENCES = ("it", "them", "that", "this")


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch that says the description at `path` of the action."""

    path: Path
    span: Span


@dataclass(frozen=True, slots=True)
class Wording:
    """A stretch that can stand for the wordings `known`: of the act `act`, or of the action's own word `value`."""

    span: Span
    known: tuple[str, ...]
    act: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What was found in one sentence; `core` is the stretch that says the only act of the action."""

    slots: tuple[Slot, ...] = ()
    words: tuple[Wording, ...] = ()
    core: Span | None = None

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Alignment:
        """From plain data."""
        return cls(
            tuple(Slot(tuple(slot["path"]), _span(slot["span"])) for slot in data["slots"]),
            tuple(
                Wording(_span(word["span"]), tuple(word["known"]), word["act"], word["value"]) for word in data["words"]
            ),
            None if data["core"] is None else _span(data["core"]),
        )


class Aligner:
    """Aligns sentences with their actions by having a model read them changed."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._read_before: dict[str, tuple[dict[str, Any] | None, float]] = {}
        self._found: dict[str, dict[str, tuple[str, ...]]] = {}
        """By act: the stretches that were found to say it, with the wordings that they stand for."""

    def align(self, say: str, action: str, history: Sequence[Exchange] = ()) -> Alignment:
        """What in `say` says which part of `action` (canonical JSON)."""
        acts = json.loads(action)
        words: list[Span] = [match.span() for match in _WORD.finditer(say)]
        slots = tuple(self._slots(say, acts, words))
        before, logprob = self._read(say, history)
        if before == acts and logprob > -_SURE:
            return Alignment(slots)
        if found := tuple(self._verbs(say, acts, words, slots, history)):
            return Alignment(slots, found)
        if before == acts:
            return Alignment(slots)
        core = self._core(say, action, words, slots, history)
        return Alignment(slots, () if core else tuple(self._values(say, acts, before, words, history)), core)

    def _slots(self, say: str, acts: dict[str, Any], words: Sequence[Span]) -> Iterator[Slot]:
        """The outermost descriptions that are said in one stretch, no two of them overlapping."""
        taken: list[Span] = []
        inside: list[Path] = []
        for path, wanted in descriptions(acts):
            if any(path[: len(outer)] == outer for outer in inside):
                continue
            span = self._says(say, wanted, words, taken)
            if span:
                taken.append(span)
                inside.append(path)
                yield Slot(path, span)

    def _says(self, say: str, wanted: Any, words: Sequence[Span], taken: Sequence[Span]) -> Span | None:
        """The stretch that is most clearly read as a description: a word more or less makes the model less sure.

        Most descriptions take as many words as they have values, or one more; other lengths are tried after those.
        """
        usual = len(values(wanted))
        others = [n for n in range(1, usual + _MORE + 1) if n not in (usual, usual + 1)]
        for lengths in ((usual, usual + 1), others):
            fits: list[tuple[float, Span]] = []
            for i, (begin, _) in enumerate(words):
                for _, end in (words[i + n - 1] for n in lengths if i + n <= len(words)):
                    if any(begin < b and a < end for a, b in taken):
                        continue
                    first, *more = _CARRIERS
                    score = self._said(first.format(say[begin:end]), wanted)
                    if score is None or score < -_CLEAR:
                        continue
                    scores = [self._said(carrier.format(say[begin:end]), wanted) for carrier in more]
                    fits.append((score + sum(-_UNREAD if one is None else one for one in scores), (begin, end)))
            if fits:
                return max(fits)[1]
        return None

    def _said(self, text: str, wanted: Any) -> float | None:
        """Ln p of the reading of a text if the description is in it."""
        read, logprob = self._read(text)
        return logprob if any(found == wanted for _, found in descriptions(read)) else None

    def _verbs(
        self, say: str, acts: dict[str, Any], words: Sequence[Span], slots: Sequence[Slot], history: Sequence[Exchange]
    ) -> Iterator[Wording]:
        """The stretches that stand for a known wording of an act, first of all those that did so in a sentence before.

        Wordings that are known themselves are none.
        """
        taken = [slot.span for slot in slots]
        for act in {act["act"]: None for act in acts["acts"]}:
            for text, known in self._found.get(act, {}).items():
                spans = occurrences(text, say, taken)
                if len(spans) == 1 and self._read(put_in(say, spans[0], known[0]), history)[0] == acts:
                    yield Wording(spans[0], known, act=act)
                    break
            else:
                if (found := self._verb(act, say, acts, stretches(say, words, taken), history)) is not None:
                    self._found.setdefault(act, {})[say[slice(*found.span)].lower()] = found.known
                    yield found

    def _verb(
        self, act: str, say: str, acts: dict[str, Any], spans: Iterator[Span], history: Sequence[Exchange]
    ) -> Wording | None:
        known, fits = wordings(act).before, []
        for span in spans:
            if say[slice(*span)].lower() in known:
                continue
            read = [self._read(put_in(say, span, text), history) for text in known[:_TRIED]]
            if scores := [logprob for found, logprob in read if found == acts]:
                fits.append((-max(scores), span))
        if best := _shortest(fits):
            right = [text for text in known[:_KNOWN] if self._read(put_in(say, best, text), history)[0] == acts]
            if len(right) > 1:  # one alone may be read right by luck
                return Wording(best, tuple(right), act=act)
        return None

    def _values(
        self, say: str, acts: dict[str, Any], before: Any, words: Sequence[Span], history: Sequence[Exchange]
    ) -> Iterator[Wording]:
        """The stretch that stands for a noun or an adjective, where nothing else is read wrong."""
        for path, wanted in descriptions(acts):
            if not isinstance(node(before, path), dict):
                continue
            same = json.loads(json.dumps(before))
            replace_node(same, path, wanted)
            if same != acts:
                continue
            for value in sorted(wanted[key] for key in ("kind", "color", "size", "sup") if key in wanted):
                fits = []
                for span in stretches(say, words, ()):
                    read, logprob = self._read(put_in(say, span, value), history)
                    if read == acts:
                        fits.append((-logprob, span))
                if best := _shortest(fits):
                    yield Wording(best, (value,), value=value)
                    return

    def _core(
        self, say: str, action: str, words: Sequence[Span], slots: Sequence[Slot], history: Sequence[Exchange]
    ) -> Span | None:
        """The stretch around all things that stands for a plain wording of the only act."""
        plain = plainly(say, action, slots)
        if plain is None:
            return None
        acts, fits = json.loads(action), []
        first, last = min(slot.span[0] for slot in slots), max(slot.span[1] for slot in slots)
        for begin, _ in words:
            for _, end in words:
                around = _WORD.findall(say[begin:first]), _WORD.findall(say[last:end])
                if begin <= first and last <= end and sum(map(len, around)) > 0 and max(map(len, around)) <= _AROUND:
                    read, logprob = self._read(put_in(say, (begin, end), plain), history)
                    if read == acts:
                        fits.append((-logprob, (begin, end)))
        return _shortest(fits, near=1.2)

    def _read(self, text: str, history: Sequence[Exchange] = ()) -> tuple[dict[str, Any] | None, float]:
        """What a text is read as, and its ln p."""
        key = f"{list(history)} {text.lower()}"
        if key not in self._read_before:
            parse = self._model.parse(history, text)
            read = None if parse.utterance is None else json.loads(parse.utterance.to_json())
            self._read_before[key] = (read, parse.logprob)
        return self._read_before[key]


def plainly(say: str, action: str, slots: Sequence[Slot]) -> str | None:
    """The only act of an action in the plainest words, with the sentence's own for its things; None if it has none."""
    from agent.english.restate import restate

    acts = json.loads(action)
    if not slots or len(acts["acts"]) != 1:
        return None
    for number, slot in enumerate(slots):
        replace_node(acts, slot.path, {"kind": f"{_MARK}{number}"})
    text = restate(Utterance.model_validate(acts))
    for number, slot in enumerate(slots):
        if f"{_MARK}{number}" not in text:
            return None
        text = text.replace(f"{_MARK}{number}", say[slice(*slot.span)])
    return text


_MARK = "slot-"


@dataclass(frozen=True, slots=True)
class Wordings:
    """How the generator words an act: `before` its thing, most often first, and particles that may stand `after` it."""

    before: tuple[str, ...] = ()
    after: frozenset[str] = frozenset()


@lru_cache(maxsize=64)
def wordings(act: str) -> Wordings:
    """The wordings of an act: "pick up", "grab", "take", and "up"; none for what is no command."""
    from training.generate.chance import Chance
    from training.generate.ordering.commands import sample_command
    from training.generate.ordering.orders import imperative
    from training.generate.surroundings import some_view
    from training.generate.things.everyday import Everyday
    from training.generate.things.speech import Speaker
    from training.generate.words.phrases import UnsayableError

    r, count, after = Chance(f"wordings of {act}"), Counter[str](), set[str]()
    describer = Everyday(r, some_view(r))
    for _ in range(600):
        try:
            meaning = sample_command(describer, act) | {"what": {"kind": _MARK + "x"}}
            text = imperative(Speaker(r), meaning)
        except (KeyError, TypeError):
            return Wordings()
        except UnsayableError:
            continue
        before, mark, tail = text.partition(_MARK + "x")
        before, tail = before.strip(), tail.strip('" ')
        if tail.isalpha():
            after.add(tail)
        elif mark and before.isascii() and before.replace(" ", "").isalpha():
            count[before] += 1
    return Wordings(tuple(text for text, _ in count.most_common()), frozenset(after))


def descriptions(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The descriptions in an action that a stretch of words may say, the outer ones first."""
    if isinstance(value, dict):
        if "kind" in value or "all" in value or "any" in value or value.get("ref") in _REFERENCES:
            yield path, value
        for key, part in value.items():
            yield from descriptions(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from descriptions(part, (*path, index))


def values(value: Any) -> list[Any]:
    """The words and numbers in a part of an action."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if parts is None else [leaf for part in parts for leaf in values(part)]


def node(value: Any, path: Path) -> Any:
    """The node at a path, or None."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def replace_node(value: Any, path: Path, new: Any) -> None:
    """Puts another node at a path."""
    *way, last = path
    node(value, tuple(way))[last] = new


def acts_in(action: str) -> list[str]:
    """The kinds of acts in an action (canonical JSON), each once."""
    return list(dict.fromkeys(act["act"] for act in json.loads(action)["acts"]))


def put_in(say: str, span: Span, text: str) -> str:
    """A sentence with a text in the place of a stretch."""
    return say[: span[0]] + text + say[span[1] :]


def occurrences(text: str, say: str, taken: Sequence[Span]) -> list[Span]:
    """Where a text stands in a sentence as words of their own, outside the stretches taken."""
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", say, re.IGNORECASE)]
    return [(begin, end) for begin, end in found if not any(begin < b and a < end for a, b in taken)]


def stretches(say: str, words: Sequence[Span], taken: Sequence[Span]) -> Iterator[Span]:
    """Stretches of a few words outside those taken, and with no mark between the words."""
    for i, (begin, _) in enumerate(words):
        for _, end in words[i : i + _STRETCH]:
            if not _MARKS.search(say[begin:end]) and not any(begin < b and a < end for a, b in taken):
                yield begin, end


def _shortest(fits: Sequence[tuple[float, Span]], near: float = 2.0) -> Span | None:
    """The shortest of the stretches that cost about as little (nats) as the cheapest."""
    if not fits or min(fits)[0] > _SURE:
        return None
    most = near * min(fits)[0] + 5e-4 * (near - 1)
    return min((span for cost, span in fits if cost <= most), key=lambda span: span[1] - span[0])


def _span(value: Sequence[int]) -> Span:
    return value[0], value[1]
