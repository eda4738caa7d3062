"""Saying clauses: relative, reduced, stranded; and the predicates that questions and claims are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.doings import TOLD_VERBS, event_phrase, time_phrase
from training.generate.meaning import Meaning
from training.generate.phrases import UnsayableError
from training.generate.vocabulary import COMPARED, PLACES, UNEQUAL

if TYPE_CHECKING:
    from training.generate.speech import Speaker

_THIRD = {"have": "has", "carry": "carries", "touch": "touches", "do": "does"}
_PAST = {
    "have": "had",
    "hold": "held",
    "carry": "carried",
    "sit": "sat",
    "stand": "stood",
    "lie": "lay",
    "do": "did",
    "include": "included",
    "bear": "bore",
}
_POSTURE = forms("sitting*5|standing*3|resting*3|lying*2|placed*3|located|situated")
_SPATIAL = frozenset(PLACES) | {"at"}


def conjugate(verb: str, plural: bool, past: bool) -> str:
    """The finite form of a verb, of which only the first word changes: "holds up"."""
    word, space, rest = verb.partition(" ")
    if past:
        form = _PAST.get(word, word + ("d" if word.endswith("e") else "ed"))
    else:
        form = word if plural else _THIRD.get(word, word + "s")
    return form + space + rest


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


def place_words(speaker: Speaker, rel: str, of: Meaning, steps: int | None = None, *, guard: bool = False) -> str:
    """A place in a description, a question or a claim: "two squares to the left of the box"."""
    r = speaker.r
    if rel == "at":
        return at_words(speaker, of)
    if (
        rel in ("near", "nearest", "farthest")
        and of.get("region") == "side"
        and "side" in of
        and "of" not in of
        and r.maybe(0.5)
    ):
        side = {"left": "left", "right": "right", "front": "front", "back": r.pick(("back", "back", "top"))}[of["side"]]
        return f"{r.pick(PLACES[rel])} the {side}"
    prep = r.pick(PLACES[rel])
    text = f"{prep.replace('on the', 'to the') if steps else prep} {speaker.np(of, guard=guard)}"
    return f"{speaker.squares(steps)} {text}" if steps else text


def at_words(speaker: Speaker, of: Meaning) -> str:
    """A region as a place: "in the corner", "at the left edge"."""
    r = speaker.r
    if "ref" in of:
        return str(of["ref"])
    prep = {
        "corner": ("in", "in", "in", "at"),
        "edge": ("at", "at", "on", "along"),
        "center": ("in", "in", "in", "at"),
        "side": ("on", "on", "at"),
    }
    return f"{r.pick(prep[of['region']])} {speaker.region(of)}"


def predicate(speaker: Speaker, c: Meaning, plural: bool, *, verbs: bool = True, guard: bool = False) -> Pred:
    """One wording of a clause as a predicate; without `verbs` only what can follow "is"."""
    r = speaker.r
    negated = bool(c.get("not"))
    past = "time" in c
    tail = f" {time_phrase(speaker, c['time'])}" if past else ""
    if "told" in c:
        raise UnsayableError
    if "did" in c:
        return Pred(event_phrase(speaker, _event_of(c), "passive") + tail, negated=negated, past=True)
    text, verb = _wording(speaker, c, plural, (verbs and not negated) or (verbs and r.maybe(0.5)), guard)
    return Pred(text + tail, verb, negated, past)


def _event_of(c: Meaning) -> Meaning:
    event: Meaning = {"verb": c["did"]}
    for key in ("rel", "where"):
        if key in c:
            event[key] = c[key]
    return event


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
            return (text.removeprefix("touching "), "touch") if verbs and r.maybe(0.4) else (text, "")
        if rel in ("nearest", "farthest") and not text.startswith("nearest ") and r.maybe(0.2):
            text = "the " + text if text.startswith(("closest", "farthest", "furthest")) and not plural else text
        if r.maybe(0.16) and rel not in ("near", "nearest", "farthest"):
            if verbs and r.maybe(0.2):
                return text, r.pick(("sit", "stand", "rest", "lie"))
            return f"{r.pick(_POSTURE)} {text}", ""
        if rel in ("left_of", "right_of") and r.maybe(0.03):
            text = text.replace("to the ", "directly to the ").replace("on the ", "just on the ")
        return text, ""
    if rel in COMPARED:
        assert of is not None
        word = r.pick(COMPARED[rel])
        if speaker.british:
            word = word.replace("color", "colour")
        if rel in UNEQUAL and r.maybe(0.03):
            word = f"{r.pick(('even', 'a bit', 'much'))} {word}"
        if verbs and rel in ("same_color", "same_size", "same_shape") and r.maybe(0.3):
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
        return r.pick(forms("in your hand*4|held*2|in the hand|in your gripper|being held|held by you|in your arm")), ""
    if rel == "clear":
        if verbs and not c.get("not") and r.maybe(0.45):
            return f"nothing {r.pick((f'on {them}', f'on {them}', f'on top of {them}', 'on top'))}", "have"
        return r.pick(forms("clear*4|free|uncovered|bare|exposed")), ""
    if rel == "empty":
        if verbs and not c.get("not") and r.maybe(0.3):
            return f"nothing {r.pick((f'in {them}', f'inside {them}'))}", "have"
        return "empty", ""
    if rel == "is":
        assert of is not None
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


def object_relative(speaker: Speaker, c: Meaning) -> str | None:
    """A clause of which the thing described is the object: "the pyramid supports", "you are holding"."""
    r = speaker.r
    if "told" in c:
        verb = r.pick(TOLD_VERBS[c["told"]])
        start = r.pick(forms("i told you*3|i asked you|you were told|i wanted you|i have told you|you were asked"))
        return f"{start} to {verb}"
    if "did" in c:
        return _did_relative(speaker, c)
    rel, of, negated = c["rel"], c.get("of"), c.get("not")
    if "time" in c:
        return None
    if rel == "held":
        if negated:
            return r.pick(("you are not holding", "you're not holding", "you aren't holding"))
        return r.pick(
            forms(
                "you are holding*5|you're holding*4|you hold|you have in your hand|you are carrying|"
                "you've got in your hand|you are currently holding|your hand is holding"
            )
        )
    if rel == "owned_by" and of is not None:
        who = "i" if of["ref"] == "me" else "you"
        return f"{who} {r.pick(('do not', 'don' + chr(39) + 't'))} own" if negated else f"{who} own"
    if of is None or ("ref" in of and of["ref"] in ("me", "you")):
        return None
    if rel == "supported_by":
        subject = speaker.say(of, subject=True)
        verb = r.pick(forms("support*6|hold up|carry"))
        if negated:
            return f"{subject.text} {'do' if subject.plural else 'does'}{r.pick((' not', 'n' + chr(39) + 't'))} {verb}"
        return f"{subject.text} {conjugate(verb, subject.plural, False)}"
    if negated:
        return None
    if rel == "in" and of.get("kind") == "box":
        subject = speaker.say(of, subject=True)
        return f"{subject.text} {conjugate('contain', subject.plural, False)}"
    if rel == "supports":
        subject = speaker.say(of, subject=True)
        be = "are" if subject.plural else "is"
        how = r.pick(forms("on*2|sitting on|resting on|supported by|standing on|sit"))
        if how == "sit":
            return f"{subject.text} {conjugate('sit', subject.plural, False)} on"
        return f"{subject.text} {be} {how}"
    if rel == "contains" and of.get("kind") not in ("thing",):
        subject = speaker.say(of, subject=True)
        return f"{subject.text} {'are' if subject.plural else 'is'} in"
    return None


def _did_relative(speaker: Speaker, c: Meaning) -> str:
    r = speaker.r
    tail = ""
    before = ""
    if "time" in c:
        if c["time"]["rel"] == "last" and r.maybe(0.5):
            before = "last "
        else:
            tail = " " + time_phrase(speaker, c["time"])
    event = _event_of(c)
    if c["did"] == "hold" and not c.get("not") and r.maybe(0.6):
        return f"you {before}{r.pick(('were holding', 'were holding', 'held', 'had in your hand'))}{tail}"
    if c.get("not"):
        if r.maybe(0.5):
            return f"you {r.pick(('did not', 'didn' + chr(39) + 't'))} {event_phrase(speaker, event, 'base')}{tail}"
        return (
            f"you {r.pick(('have not', 'haven' + chr(39) + 't', 'had not'))} "
            f"{event_phrase(speaker, event, 'participle')}{tail}"
        )
    if r.maybe(0.3):
        return (
            f"you {r.pick(('have', 'have', 'had', 've')) if not before else 'have'} "
            f"{before}{event_phrase(speaker, event, 'participle')}{tail}"
        ).replace("you ve", "you've")
    just = "just " if not before and not tail and r.maybe(0.15) else before
    return f"you {just}{event_phrase(speaker, event, 'past')}{tail}"


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
        return f"with {speaker.np(c['of'])} {r.pick((f'on {them}', f'on {them}', f'on top of {them}', 'on top'))}"
    if rel == "contains" and not c.get("not") and r.maybe(0.5) and "that" not in c["of"]:
        return (
            f"{r.pick(('with', 'with', 'made of', 'consisting of') if speaker.r.maybe(0.3) else ('with',))} "
            f"{speaker.np(c['of'])}"
        ) + (f" {r.pick((f'in {them}', f'inside {them}'))}" if r.maybe(0.99) else "")
    if rel == "held":
        return ("not " if c.get("not") else "") + r.pick(
            ("in your hand", "in your hand", "in the hand", "in your gripper")
        )
    if rel == "owned_by":
        return f"{r.pick(('owned by', 'belonging to'))} {c['of']['ref']}" if not c.get("not") else None
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
            return f"{head} {reduced} {_relative(speaker, rest[0], plural, guard)}"
    text = f"{head} {_relative(speaker, first, plural, guard=True)}"
    for clause in rest:
        word = "but" if bool(clause.get("not")) != bool(first.get("not")) and r.maybe(0.7) else "and"
        pronoun = r.maybe(0.5) or "told" in clause or "did" in clause
        if pronoun:
            text += f" {word} {_relative(speaker, clause, plural, guard=clause is not rest[-1] or guard)}"
        else:
            text += f" {word} {predicate(speaker, clause, plural, guard=guard).finite(speaker, plural)}"
    return text


def _one_clause(speaker: Speaker, c: Meaning, plural: bool, guard: bool) -> str:
    r = speaker.r
    spatial = c.get("rel") in _SPATIAL
    if r.maybe(0.15 if guard else 0.62 if spatial else 0.5 if c.get("rel") in COMPARED else 0.4):
        reduced = _reduced(speaker, c, plural, guard)
        if reduced is not None:
            return reduced
    return _relative(speaker, c, plural, guard)
