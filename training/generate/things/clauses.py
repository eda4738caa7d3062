"""Saying clauses: relative, reduced, stranded; and the predicates that questions and claims are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase, time_phrase
from training.generate.things.places import place_words
from training.generate.things.relatives import conjugate, event_of, object_relative
from training.generate.words.phrases import UnsayableError
from training.generate.words.vocabulary import COMPARED, PLACES, UNEQUAL

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

_POSTURE = forms("sitting*5|standing*4|resting*3|lying*2|placed*7|located*4|situated|positioned|kept|found|put")
_POSED = ("placed", "stacked", "perched", "standing", "sitting", "located", "up ", "right in")
_HELD = forms(
    "in your hand*8|held*4|in the hand*2|in your gripper*2|being held*2|held by you*2|in your arm|in your grip|in hand|"
    "in your grasp|in the gripper|in the robot's hand|held by the robot|in your claw|in that hand of yours|grasped"
)
_SPATIAL = frozenset(PLACES) | {"at"}


@dataclass(slots=True)
class Pred:
    """A predicate: after "is" (no verb) or a verb with what follows it."""

    text: str
    verb: str = ""
    negated: bool = False
    past: bool = False

    def finite(self, r: Speaker, plural: bool, *, past: bool | None = None, contract: bool = True) -> str:
        """The predicate with its verb: "is not on the table", "supports a pyramid"."""
        past = self.past if past is None else past
        if not self.verb:
            be = ("were" if plural else "was") if past else ("are" if plural else "is")
            if self.negated:
                be = f"{be}n't" if contract and r.r.maybe(0.4) else f"{be} not"
            return f"{be} {self.text}"
        if self.negated:
            do = "did" if past else "do" if plural else "does"
            return f"{do}{r.r.pick(('n' + chr(39) + 't', ' not'))} {self.verb} {self.text}".strip()
        return f"{conjugate(self.verb, plural, past)} {self.text}".strip()


def predicate(speaker: Speaker, c: Meaning, plural: bool, *, verbs: bool = True, guard: bool = False) -> Pred:
    """One wording of a clause as a predicate; without `verbs` only what can follow "is"."""
    r = speaker.r
    negated = bool(c.get("not"))
    past = "time" in c
    tail = f" {time_phrase(speaker, c['time'])}" if past else ""
    if "told" in c:
        raise UnsayableError
    if "did" in c:
        return Pred(event_phrase(speaker, event_of(c), "passive") + tail, negated=negated, past=True)
    text, verb = _wording(speaker, c, plural, (verbs and not negated) or (verbs and r.maybe(0.5)), guard)
    if verb == "\0":  # the words deny it already
        verb, negated = "", False
    return Pred(text + tail, verb, negated, past)


def _wording(speaker: Speaker, c: Meaning, plural: bool, verbs: bool, guard: bool) -> tuple[str, str]:
    """What follows "is", or what follows a verb, and that verb."""
    r = speaker.r
    rel = c["rel"]
    of = c.get("of")
    them = "them" if plural else "it"
    if rel in _SPATIAL:
        assert of is not None
        text = place_words(speaker, rel, of, c.get("steps"), guard=guard)
        if rel in ("touching",):
            return (
                (text.removeprefix("touching "), "touch")
                if verbs and text.startswith("touching ") and r.maybe(0.4)
                else (text, "")
            )
        if rel in ("nearest", "farthest") and r.maybe(0.2) and not plural:
            one = "one " if verbs and r.maybe(0.25) else ""
            text = f"the {one}{text}" if text.startswith(("closest", "farthest", "furthest", "nearest")) else text
        posed = rel not in ("nearest", "farthest") and not text.startswith(_POSED)
        if posed and r.maybe(0.06 if rel == "near" else 0.2):
            if verbs and r.maybe(0.25):
                return text, r.pick(forms("sit*4|stand*3|rest*2|lie*2"))
            return f"{r.pick(_POSTURE)} {text}", ""
        return text, ""
    if rel in COMPARED:
        if of is None:
            return _mutual(speaker, rel, plural, verbs)
        word = r.pick(COMPARED[rel])
        if speaker.british:
            word = word.replace("color", "colour")
        if rel in UNEQUAL and r.maybe(0.03):
            word = f"{r.pick(('even', 'a bit', 'much'))} {word}"
        if verbs and word.startswith(("the same", "of the same")) and r.maybe(0.3):
            return f"{word.removeprefix('of ')} {speaker.np(of, guard=guard)}", "have"
        return f"{word} {speaker.np(of, guard=guard)}", ""
    if rel == "supports":
        assert of is not None
        if verbs:
            if r.maybe(0.3) and "that" not in of:
                there = ("on {}", "on {}", "on top of {}", "on top", "resting on {}", "sitting on {}")
                return f"{speaker.np(of)} {r.pick(there).format(them)}", "have"
            return speaker.np(of, guard=guard), r.pick(forms("support*6|hold up|carry"))
        return f"{r.pick(forms('supporting*5|holding up|carrying'))} {speaker.np(of, guard=guard)}", ""
    if rel == "contains":
        assert of is not None
        if verbs:
            if r.maybe(0.3) and "that" not in of:
                return f"{speaker.np(of)} {r.pick((f'in {them}', f'inside {them}', 'inside'))}", "have"
            return speaker.np(of, guard=guard), r.pick(forms("contain*5|include"))
        return f"containing {speaker.np(of, guard=guard)}", ""
    if rel == "supported_by":
        if of is None:
            return r.pick(
                forms("supported*4|supported by anything|held up|supported by something")
            ) if not plural else "supported", ""
        return f"{r.pick(forms('supported by*5|held up by|carried by'))} {speaker.np(of, guard=guard)}", ""
    if rel == "held":
        return r.pick(_HELD), ""
    if rel == "clear":
        if verbs and not c.get("not") and r.maybe(0.45):
            return f"nothing {r.pick((f'on {them}', f'on {them}', f'on top of {them}', 'on top'))}", "have"
        return r.pick(forms("clear*5|free*3|uncovered|bare|exposed|vacant|unoccupied|not covered|not occupied")), ""
    if rel == "empty":
        if verbs and not c.get("not") and r.maybe(0.3):
            return f"nothing {r.pick((f'in {them}', f'inside {them}'))}", "have"
        return "empty", ""
    if rel == "is":
        assert of is not None
        if c.get("not") and set(of) == {"kind", "color"} and verbs and r.maybe(0.3):
            color = r.pick(("colour" if speaker.british else "color",))
            some = r.pick((f"some {color}", f"a {color}", f"any {color}", f"some other {color}", f"another {color}"))
            return f"{some} {'than' if 'other' in some else 'other than'} {' '.join(speaker._adjectives(of))}", "\0"
        if "any" in of:
            either = "either " if r.maybe(0.3) else ""
            return either + " or ".join(quality_words(speaker, part, plural) for part in of["any"]), ""
        return quality_words(speaker, of, plural), ""
    if rel == "part_of":
        assert of is not None
        if verbs and r.maybe(0.2):
            return f"to {speaker.np(of, guard=guard)}", "belong"
        return f"{r.pick(('part of', 'part of', 'a part of'))} {speaker.np(of, guard=guard)}", ""
    assert of is not None
    who = of.get("ref")
    if verbs and r.maybe(0.35):
        return f"to {'me' if who == 'me' else 'you'}", "belong"
    return r.pick(("mine", "mine", "owned by me") if who == "me" else ("yours", "yours", "owned by you")), ""


def _mutual(speaker: Speaker, rel: str, plural: bool, verbs: bool) -> tuple[str, str]:
    """What several things are to each other: "the same size", "the same colour as each other"."""
    r = speaker.r
    if not plural or not rel.startswith("same_"):
        raise UnsayableError
    noun = rel.removeprefix("same_")
    noun = "colour" if noun == "color" and speaker.british else noun
    same = f"the same {noun}{r.pick(('', '', '', ' as each other', ' as one another'))}"
    if verbs and r.maybe(0.5):
        return r.pick(((same, "have"), (same, "have"), (f"the same {noun}", "share"), (f"in {noun}", "match")))
    return r.pick((same, same, same, f"of {same}", f"of equal {noun}", f"identical in {noun}", f"alike in {noun}")), ""


def quality_words(speaker: Speaker, of: Meaning, plural: bool) -> str:
    """As in "red", "a cube", "the biggest block"."""
    r = speaker.r
    if of["kind"] == "thing" and "det" not in of:
        text = " ".join(speaker._adjectives(of))
        if "color" in of and r.maybe(0.05):
            return f"{text} in {'colour' if speaker.british else 'color'}"
        return text
    if plural and of.get("det") == "a":
        return speaker.np({**of, "det": None, "plural": True})
    return speaker.np(of)


def _relative(speaker: Speaker, c: Meaning, plural: bool, guard: bool, *, pronoun: bool = True) -> str:
    """A relative clause with its pronoun."""
    r = speaker.r
    word = r.pick(("which", "that", "that")) if pronoun else ""
    direct = (
        object_relative(speaker, c)
        if "told" in c or "did" in c or (c["rel"] in ("held", "owned_by") and r.maybe(0.6)) or r.maybe(0.4)
        else None
    )
    if direct is not None:
        return f"{r.pick((word, word, '')) if pronoun else ''} {direct}".strip()
    pred = predicate(speaker, c, plural, guard=guard)
    text = pred.finite(speaker, plural)
    if not pred.verb and not pred.negated and not pred.past and pronoun and not plural and r.maybe(0.12):
        return "that's" + text.removeprefix("is")
    bare = not pred.verb and not pred.negated and not pred.past and pronoun and c.get("rel") in _SPATIAL
    if bare and r.maybe(0.25 if speaker.telegraphic else 0.02):
        return f"{word} {pred.text}"  # as many write who learned English late
    return f"{word} {text}".strip()


def _reduced(speaker: Speaker, c: Meaning, plural: bool, guard: bool) -> str | None:
    """A clause without pronoun and verb: "on the table", "bigger than the box", "supporting a pyramid"."""
    r = speaker.r
    if "told" in c or "time" in c:
        return None
    if "did" in c:
        return None
    rel = c["rel"]
    them = "them" if plural else "it"
    if rel == "is":
        return None
    if rel == "clear" and not c.get("not"):
        return f"with nothing {r.pick((f'on {them}', f'on {them}', f'on top of {them}', 'on top'))}"
    if rel == "empty" and not c.get("not"):
        return f"with nothing {r.pick((f'in {them}', f'inside {them}'))}"
    if rel in ("clear", "empty", "held", "owned_by", "supported_by") and "of" not in c and rel != "held":
        return None
    if rel == "supports" and not c.get("not") and r.maybe(0.5) and "that" not in c["of"]:
        on = r.pick(forms(f"on {them}*4|on top of {them}*2|on top*2|sitting on {them}|standing on {them}|on"))
        return f"with {speaker.np(c['of'])} {on}"
    if rel == "contains" and not c.get("not") and r.maybe(0.5) and "that" not in c["of"]:
        return f"with {speaker.np(c['of'])} {r.pick((f'in {them}', f'inside {them}'))}"
    if rel == "held":
        return ("not " if c.get("not") else "") + r.pick(
            forms("in your hand*6|in the hand*2|in your gripper*2|in your grip|in your arm|in hand|held by you")
        )
    if rel == "owned_by":
        if c.get("not"):
            return None
        whose = "mine" if c["of"]["ref"] == "me" else "yours"
        return r.pick((f"owned by {c['of']['ref']}", f"belonging to {c['of']['ref']}", f"of {whose}"))
    pred = predicate(speaker, c, plural, verbs=False, guard=guard)
    pred.text = pred.text.removeprefix("a ") if rel == "part_of" else pred.text
    return f"not {pred.text}" if pred.negated else pred.text


def _plainly_not(c: Meaning) -> bool:
    """Whether it fits into "neither ... nor": a quality or a place that is not so now."""
    return "not" in c and (c.get("rel") == "is" or c.get("rel") in PLACES) and not {"time", "did"} & c.keys()


def closed(c: Meaning) -> bool:
    """Whether what follows a clause cannot belong to its landmark ("in the box"): another may then follow it bare."""
    of = c.get("of")
    return (
        of is None or "ref" in of or "region" in of or (of.get("kind") in ("table", "box", "hand") and "that" not in of)
    )


def modifiers(speaker: Speaker, d: Meaning, head: str, plural: bool, guard: bool) -> str:
    """A noun phrase's head with its clauses, worded so that each belongs to the head."""
    r = speaker.r
    clauses = d["that"]
    if not clauses:
        return head
    if len(clauses) == 1:
        return f"{head} {_one_clause(speaker, clauses[0], plural, guard)}"
    first, *rest = clauses
    if len(clauses) == 2 and all(_plainly_not(c) for c in clauses):
        one, other = (predicate(speaker, c, plural, verbs=False, guard=True) for c in clauses)
        if r.maybe(0.75):
            be = "are" if plural else "is"
            word = r.pick(("which", "that", "that"))
            neither = r.pick(
                forms("neither X nor Y*6|neither X or Y|not X and not Y|not X nor Y|not X or Y|not X or not Y")
            )
            bare = r.pick(("", "", "s")) if word == "that" and not plural else ""
            start = f"{word}'s" if bare else f"{word} {be}"
            return f"{head} {start} {neither.replace('X', one.text).replace('Y', other.text)}"
    if len(clauses) == 2 and closed(first) and r.maybe(0.4):
        reduced = _reduced(speaker, first, plural, False)
        if reduced is not None:
            again = _second(speaker, first, rest[0], plural, guard) if r.maybe(0.45) else None
            return f"{head} {reduced} {again or _relative(speaker, rest[0], plural, guard)}"
    text = f"{head} {_relative(speaker, first, plural, guard=True)}"
    for clause in rest:
        word = "but" if bool(clause.get("not")) != bool(first.get("not")) and r.maybe(0.7) else "and"
        pronoun = r.maybe(0.5) or "told" in clause or "did" in clause
        if pronoun:
            text += f" {word} {_relative(speaker, clause, plural, guard=clause is not rest[-1] or guard)}"
        else:
            text += f" {word} {predicate(speaker, clause, plural, guard=guard).finite(speaker, plural)}"
    return text


def _second(speaker: Speaker, first: Meaning, c: Meaning, plural: bool, guard: bool) -> str | None:
    """A second clause without pronoun and verb: "next to the box", "but not in the corner"."""
    if c.get("rel") not in _SPATIAL or (reduced := _reduced(speaker, c, plural, guard)) is None:
        return None
    if bool(c.get("not")) == bool(first.get("not")):
        return speaker.r.pick((reduced, reduced, f"and {reduced}"))
    return f"but {reduced}" if c.get("not") else None


def _one_clause(speaker: Speaker, c: Meaning, plural: bool, guard: bool) -> str:
    r = speaker.r
    spatial = c.get("rel") in _SPATIAL
    if r.maybe(0.15 if guard else 0.62 if spatial else 0.5 if c.get("rel") in COMPARED else 0.4):
        reduced = _reduced(speaker, c, plural, guard)
        if reduced is not None:
            return reduced
    return _relative(speaker, c, plural, guard)
