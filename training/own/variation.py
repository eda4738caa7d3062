"""One example becomes many: the same said of other things, in other surroundings, in other colours, with slips.

What can be exchanged is known from an example's alignment (training.own.alignment). Other things, and what is said
around a command, come from the generator; so what is drawn is varied as what nano was trained on.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agent.language.acts import Utterance
from training.generate import MAX_JSON, MAX_TEXT, generate
from training.generate import Example as Generated
from training.generate.chance import Chance
from training.generate.composition import split_of
from training.generate.exclude import excluded, fold
from training.generate.ordering.commands import sample_chain, sample_command
from training.generate.ordering.orders import TAKING, imperative
from training.generate.ordering.puttings import PLACING, WISH
from training.generate.ordering.requests import frame
from training.generate.surroundings import some_view
from training.generate.things.descriptions import Describer
from training.generate.things.everyday import Everyday
from training.generate.things.speech import Speaker
from training.generate.words.invention import looks_known, new_verb
from training.generate.words.noise import roughen
from training.generate.words.phrases import UnsayableError
from training.generate.words.vocabulary import COLORS, KNOWN
from training.own.alignment import Alignment, Slot, Span, Wording, node, replace_node, wordings
from training.own.example import Example

if TYPE_CHECKING:
    from training.generate.meaning import Meaning

WORDS, SLOTS = 0.5, 0.35
"""How often a sentence is made of what an example taught, or is the example with other things in it."""
UNKNOWN = 0.2
"""How often another verb is said that nobody taught, so that not every unknown word is taken for one that was."""
SLIP = 0.8
"""Words that are more alike than this may be slips of each other ("snafle", "snaffle")."""
ALIKE = 12
"""Such a verb is of so many the most like a taught one in its letters: where "zot" is taught, "zap" is the trap."""
CHAINS = 0.3
"""How often what was taught stands among other commands."""
ROUGH = 0.5
"""How often there are slips of typing."""
AFTER = 0.4
"""How often a sentence that can stand alone follows an exchange."""
_TRIES = 12
_SEARCHED = 200
_REFERS = re.compile(r'"ref":"(?:it|them|that|this|there|here)"|"kind":"one"|"act":"(?:fragment|choose|why|how)"')


class Variations:
    """Draws from a few examples without end; the same seed of `r` gives the same."""

    def __init__(self, own: Sequence[Example], r: random.Random) -> None:
        self._own, self._r = own, r
        self._chance = Chance(r.getrandbits(48))
        self._taught: dict[str, list[tuple[str, Wording]]] = {}
        for example in own:
            for word in example.aligned.words if example.aligned else ():
                if word.act:
                    self._taught.setdefault(word.act, []).append((_text(example, word.span), word))
        self._kept = {part for example in own for part in _new_words(example)}
        self._others: Iterator[Generated] = generate(r.getrandbits(48), 10**12)

    def contradicts(self, action: str) -> bool:
        """Whether an action (JSON) has a taught verb as one that nobody taught, as the generator may by chance."""
        return any(f'"verb":"{text}"' in action for texts in self._taught.values() for text, _ in texts)

    def draw(self) -> Example:
        """One example, varied; what it means stays what is said."""
        r = self._r
        example = r.choice(self._own)
        aligned = example.aligned or Alignment()
        new = None
        chance = r.random()
        if (aligned.words or aligned.core) and r.random() < UNKNOWN:
            new = self._untaught()
        elif chance < WORDS and aligned.words:
            word = r.choice(aligned.words)
            new = self._commanded(word.act, _text(example, word.span), word) if word.act else self._said(example, word)
        elif chance < WORDS and aligned.core is not None:
            new = self._around(example, aligned.core)
        elif chance < WORDS + SLOTS and aligned.slots:
            new = self._of_others(example, aligned.slots)
        if new is None:
            new = recolored(r, example) if r.random() < 0.75 else example
        if not new.history and r.random() < AFTER and not _REFERS.search(new.action):
            new = replace(new, history=tuple((e.user, e.reply) for e in next(self._others).history))
        if r.random() < ROUGH:
            kept = {word for word in _VALUE.findall(new.action) if word not in KNOWN and word in new.say.lower()}
            new = replace(new, say=roughen(self._chance, new.say, kept | self._kept, british=False))
        return replace(new, aligned=None)

    def _untaught(self) -> Example | None:
        """A command with a verb that means nothing yet, and looks like one that does."""
        describer, speaker = self._people()
        act = sample_command(describer, "do")
        if self._kept and "what" in act:
            verb = self._lookalike(self._r.choice(sorted(self._kept)))
            if verb is None:
                return None
            act["verb"] = verb
        speaker.kept.add(act["verb"])
        try:
            return self._framed(speaker, [imperative(speaker, act)], [act])
        except UnsayableError:
            return None

    def _lookalike(self, taught: str) -> str | None:
        """An unknown verb like a taught word: one with its beginning ("zack" for "zot"), or the likest of several."""
        swapped = self._chance.maybe(0.5)
        drawn = [new_verb(self._chance) for _ in range(ALIKE)]
        if swapped:
            drawn = [_onset(taught) + verb.removeprefix(_onset(verb)) for verb in drawn]
        verbs = [verb for verb in drawn if not looks_known(verb) and not self._may_be_taught(verb)]
        return verbs[0] if verbs and swapped else max(verbs, key=lambda verb: likeness(verb, taught), default=None)

    def _may_be_taught(self, verb: str) -> bool:
        """Whether a verb is a taught one, a slip of it, or one whose meaning depends on what is said with it."""
        return verb in (*TAKING, *PLACING) or any(likeness(verb, text) > SLIP for text in self._kept)

    def _commanded(self, act: str, text: str, word: Wording) -> Example | None:
        """A command with a taught verb, alone or among others, as the generator makes and words them."""
        for _ in range(_TRIES):
            describer, speaker = self._people()
            try:
                acts = [sample_command(describer, act)]
                if self._chance.maybe(CHAINS):
                    chain = sample_chain(describer)
                    if not any(one["act"] == act for one in chain):
                        chain[self._chance.whole(0, len(chain) - 1)] = acts[0]
                    acts = chain
                phrases = [self._phrase(speaker, one, text, word) for one in acts]
                new = self._framed(speaker, phrases, acts)
            except UnsayableError:
                continue
            if new is not None:
                return new
        return None

    def _phrase(self, speaker: Speaker, act: Meaning, text: str, word: Wording) -> str:
        """An act in words, with a taught verb where it has one."""
        kind = act["act"]
        if kind != word.act:
            if kind not in self._taught or self._chance.maybe(0.4):
                return imperative(speaker, act)
            text, word = self._r.choice(self._taught[kind])
        by_length = sorted(wordings(kind).before, key=len, reverse=True)
        for _ in range(_TRIES):
            phrase = imperative(speaker, act)
            form = next((form for form in by_length if phrase.startswith(f"{form} ")), None)
            if form and form in word.known and phrase.rsplit(" ", 1)[-1] not in wordings(kind).after:
                return text + phrase[len(form) :]
        raise UnsayableError(f"no wording of {kind} was replaced")

    def _around(self, example: Example, core: Span) -> Example | None:
        """What is said in the core of an example, of other things and with other words around it."""
        begin, end = core
        slots = tuple(
            Slot(slot.path, (slot.span[0] - begin, slot.span[1] - begin))
            for slot in (example.aligned or Alignment()).slots
        )
        for _ in range(_TRIES):
            new = self._of_others(replace(example, say=example.say[begin:end].lower()), slots)
            if new is None:
                return None
            describer, speaker = self._people()
            phrases, acts = [new.say], json.loads(new.action)["acts"]
            try:
                if self._chance.maybe(CHAINS):
                    other = sample_command(describer)
                    first = self._chance.maybe(0.5)
                    phrases.insert(0 if first else 1, imperative(speaker, other))
                    acts.insert(0 if first else 1, other)
                if (framed := self._framed(speaker, phrases, acts)) is not None:
                    return framed
            except UnsayableError:
                continue
        return None

    def _framed(self, speaker: Speaker, phrases: Sequence[str], acts: Sequence[Meaning]) -> Example | None:
        text = phrases[0]
        for phrase in phrases[1:]:
            text += self._chance.pick(_JOINTS) + phrase
        if WISH in text:
            return None
        generic = any(_generic(act.get("what", {})) for act in acts)
        return _checked(frame(speaker, text, generic=generic), {"acts": list(acts)})

    def _of_others(self, example: Example, slots: Sequence[Slot]) -> Example | None:
        """The example with other things in its slots."""
        for _ in range(_TRIES):
            describer, speaker = self._people()
            acts, say = json.loads(example.action), example.say
            ordered = sorted(slots, key=lambda slot: -slot.span[0])
            for number, slot in enumerate(ordered):
                if len(slots) > 1 and self._chance.maybe(0.2):
                    continue
                role = "target" if slot.path[-1] == "what" else "landmark"
                thing = describer.thing(role, top=node(acts, (*slot.path[:-1], "rel")) in ("on", "on_top_of"))
                try:
                    words = speaker.np(thing, guard=number > 0)
                except UnsayableError:
                    break
                replace_node(acts, slot.path, thing)
                say = say[: slot.span[0]] + words + say[slot.span[1] :]
            else:
                if (new := _checked(say, acts, example.history)) is not None:
                    return new
        return None

    def _said(self, example: Example, word: Wording) -> Example | None:
        """A generated sentence with a noun or an adjective in the example's words."""
        known = re.compile(rf"\b{re.escape(word.known[0])}\b")
        for _ in range(_SEARCHED):
            other = next(self._others)
            action = other.actions.to_json()
            if f'"{word.value}"' in action and len(known.findall(other.utterance)) == action.count(f'"{word.value}"'):
                say = known.sub(_text(example, word.span), other.utterance)
                return Example(say, action, tuple((e.user, e.reply) for e in other.history))
        return None

    def _people(self) -> tuple[Describer, Speaker]:
        """Who says it, and what there is to speak of; mostly in few words."""
        speaker = Speaker(self._chance, telegraphic=self._chance.maybe(0.12))
        view = some_view(self._chance)
        speaker.brief = self._chance.maybe(0.7)
        return (Everyday if speaker.brief else Describer)(self._chance, view), speaker


def likeness(one: str, other: str) -> float:
    """How many letters two words share in order, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _onset(word: str) -> str:
    """The consonants that a word begins with."""
    return word[: len(word) - len(word.lstrip("bcdfghjklmnpqrstvwxyz"))]


def recolored(r: random.Random, example: Example) -> Example:
    """The same with other colours in text and action, if their colours are the same and nothing was said before."""
    words, pattern = _color_words()
    said = {words[match.lower()] for match in pattern.findall(example.say)}
    if not said or example.history or said != set(_COLOR.findall(example.action)):
        return example
    new = dict(zip(sorted(said), r.sample(sorted(COLORS), len(said)), strict=True))
    say = pattern.sub(lambda match: r.choice(COLORS[new[words[match.group().lower()]]]), example.say)
    action = _COLOR.sub(lambda match: f'"color":"{new[match.group(1)]}"', example.action)
    return replace(example, say=say, action=action)


def _checked(say: str, acts: dict[str, Any], history: tuple[tuple[str, str], ...] = ()) -> Example | None:
    """The example if training may see it."""
    try:
        actions = Utterance.model_validate(acts)
    except ValidationError:
        return None
    action = actions.to_json()
    if len(say) > MAX_TEXT or len(action) > MAX_JSON or split_of(actions) is not None or fold(say) in excluded():
        return None
    return Example(say, action, history)


def _generic(what: Meaning) -> bool:
    """Whether things of a kind are meant, so that "can you" would ask for an ability."""
    return "kind" in what and not {"det", "n", "of"} & what.keys()


def _new_words(example: Example) -> Iterator[str]:
    """The words that an example teaches."""
    aligned = example.aligned or Alignment()
    for word in aligned.words:
        yield from _text(example, word.span).split()
    if aligned.core is not None:
        said = {part for slot in aligned.slots for part in _text(example, slot.span).split()}
        yield from (part for part in _text(example, aligned.core).split() if part not in KNOWN and part not in said)


def _text(example: Example, span: Span) -> str:
    return example.say[slice(*span)].lower()


_COLOR = re.compile(r'"color":"([a-z]+)"')
_VALUE = re.compile(r'"([a-z][a-z0-9-]*)"(?!:)')
_JOINTS = (
    *(" and ",) * 8, *(" and then ",) * 5, *(", then ",) * 4, *(". ",) * 3, *(". then ",) * 2, *(", and ",) * 2,
    " then ", "; ", ". now ", " and after that ", ", ",
)  # fmt: skip


@lru_cache(maxsize=1)
def _color_words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each word for a colour with the colour, and a pattern that finds them, the longest first."""
    words = {word: color for color, forms in COLORS.items() for word in forms}
    longest = sorted(words, key=len, reverse=True)
    return words, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
