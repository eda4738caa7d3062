"""Questions about what was done, as they are asked in passing: before, after and since, and the last thing of all."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.terse import bare_did
from training.generate.chance import Chance, forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase
from training.generate.things.clauses import predicate
from training.generate.things.plainly import BOX, MARK, Casual, known, target, terse, toy
from training.generate.things.speech import Speaker

_DEEDS = ("pick_up", "pick_up", "pick_up", "touch", "move", "put_down")
_YOU = ("you", "you", "you", "u")


def _a_or_the(r: Chance) -> str:
    return r.pick(("the", "the", "the", "a", "any"))


def deed(r: Chance, verb: str | None = None) -> Meaning:
    """Something that was done to a plain thing."""
    verb = verb or r.pick((*_DEEDS, "put", "put"))
    what: Meaning = {"ref": "it"} if r.maybe(0.15) else known(r)
    if verb != "put":
        return {"verb": verb, "what": what}
    rel, where = target(r)
    return {"verb": verb, "what": what, "rel": rel, "where": where}


def _time(speaker: Speaker, rel: str, event: Meaning) -> str:
    """As in "b4 you put it in the box", "after u took the block", "since putting it there"."""
    r = speaker.r
    when = r.pick(forms({"before": "before*4|b4*4|right before", "after": "after*6|once|right after"}.get(rel, rel)))
    if rel == "since":
        when = r.pick(forms("since*8|ever since|since the time|from when"))
    if r.maybe(0.35) and when in ("before", "b4", "after", "since"):
        return f"{when} {event_phrase(speaker, event, 'gerund')}"
    return f"{when} {r.pick(_YOU)} {event_phrase(speaker, event, 'past')}"


def _did(speaker: Speaker) -> Casual:
    """As in "touched the cube after u took the block?", "picked up any pyramids so far?"."""
    r = terse(speaker, 0.4).r
    event = deed(r)
    if "kind" in event["what"] and event["what"].keys() > {"kind"}:
        event["what"]["det"] = _a_or_the(r)
    tail = ""
    if r.maybe(0.6):
        rel = r.pick(("before", "before", "after", "after", "since"))
        before = deed(r, r.pick(("pick_up", "pick_up", "put", "touch", "clear", "move")))
        tail = f" {_time(speaker, rel, before)}"
        event["time"] = {"rel": rel, "event": before}
    plain = {key: value for key, value in event.items() if key != "time"}
    if r.maybe(0.45):
        ever = r.pick(("", " yet", " so far", " already", " at all")) if not tail else ""
        text = f"{event_phrase(speaker, plain, 'participle')}{ever}{tail}?"
    elif r.maybe(0.4):
        text = bare_did(speaker, plain, tail)
    elif r.maybe(0.5):
        text = f"did {r.pick(_YOU)} {event_phrase(speaker, plain, 'base')}{tail}{r.pick(MARK)}"
    else:
        text = f"have {r.pick(_YOU)} {event_phrase(speaker, plain, 'participle')}{tail}{r.pick(MARK)}"
    return text, [{"act": "did", "event": event}]


def _before(speaker: Speaker) -> Casual:
    """As in "where was the cube b4 you grabbed it", "what was on it before you put it in the box"."""
    r = terse(speaker, 0.35).r
    what = known(r)
    it: Meaning = {"ref": "it"}
    rel = r.pick(("before",) * 5 + ("after",))
    choice = r.whole(0, 3)
    if choice == 0:
        event: Meaning = {"verb": r.pick(("pick_up", "pick_up", "move", "touch")), "what": it}
        act: Meaning = {"act": "where", "what": what}
        text = f"where {r.pick(('was', 'was', 'was', ''))} {speaker.np(what)}"
    elif choice == 1:
        event = {"verb": "put", "what": it, **dict(zip(("rel", "where"), target(r), strict=True))}
        act = {"act": "which", "what": {"kind": "thing", "that": [{"rel": "on", "of": what}]}}
        text = f"what was on {speaker.np(what)}"
    elif choice == 2:
        event = {"verb": "put", "what": toy(r), "rel": "on", "where": it}
        quality: Meaning = {"rel": "clear"} if r.maybe(0.6) else {"rel": "in", "of": dict(BOX)}
        act = {"act": "is", "what": what, "that": [quality]}
        said = predicate(speaker, quality, False, verbs=False).text
        text = f"was {speaker.np(what)} {said}"
    else:
        event = {"verb": "pick_up", "what": it}
        act = {"act": "which", "what": {"kind": "thing", "that": [{"rel": "supports", "of": what}]}}
        text = f"what was {speaker.np(what)} {r.pick(('on', 'on', 'sitting on', 'standing on'))}"
    act["time"] = {"rel": rel, "event": event}
    return f"{text.replace('  ', ' ')} {_time(speaker, rel, event)}{r.pick(MARK)}", [act]


_LAST = forms(
    "what's the last N YD*4|what is the last N YD*3|what was the last N YD*4|what was the last N that YD*2|last N YD*3|"
    "the last N YD*2|what did Y B last*4|what did Y B most recently*2|what did Y last B*3|which N did Y B last*3|"
    "which N did Y last B*2|which N did Y B most recently*2|what have Y most recently P|which N have Y P last|"
    "what was the last N to be P*2|which was the last N YD*2|which N was the last YD|what was the N Y last D*2|"
    "which N was P last*2|which N was P most recently|what N did Y B last|what was P last|the N Y D last|"
    "tell me the last N YD|name the last N YD|which is the N Y D last|which is the N Y D most recently|"
    "the most recent N YD|what was the most recent N YD|which N did Y just B last|last N to be P|last N P"
)


def _last(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.3).r
    verb = r.pick((*_DEEDS, "put", "hold", "stack", "drop"))
    event: Meaning = {"verb": verb}
    if verb == "put":
        event["rel"], event["where"] = target(r)
    kind = r.pick(("thing", "thing", "thing", "block", "cube", "pyramid"))
    pattern = r.pick(_LAST)
    if "N" not in pattern:
        kind = "thing"
    you = r.pick(_YOU)
    base, past, participle = (event_phrase(speaker, event, shape) for shape in ("base", "past", "passive"))
    clause: Meaning = {"did": verb} | {key: event[key] for key in ("rel", "where") if key in event}
    noun = "thing" if kind == "thing" and r.maybe(0.6) else speaker.noun_word(kind, False)
    parts = {"YD": f"{you} {past}", "Y": you, "D": past, "B": base, "P": participle, "N": noun}
    text = " ".join(parts.get(word, word) for word in pattern.split())
    mark = "?" if pattern.startswith(("last", "the")) or r.maybe(0.6) else ""
    return f"{text}{mark}", [{"act": "which", "what": {"kind": kind, "that": [clause | {"time": {"rel": "last"}}]}}]


def _since(speaker: Speaker) -> Casual:
    """As in "since putting it in the box what have you picked up?"."""
    r = terse(speaker, 0.25).r
    event = deed(r, r.pick(("put", "put", "put", "pick_up", "clear", "touch")))
    rel = r.pick(("since", "since", "since", "since", "after"))
    when = _time(speaker, rel, event)
    done: Meaning = {"verb": r.pick(_DEEDS)}
    participle, base = event_phrase(speaker, done, "passive"), event_phrase(speaker, done, "base")
    time: Meaning = {"rel": rel, "event": event}
    you = r.pick(_YOU)
    if r.maybe(0.25):
        what = toy(r, _a_or_the(r))
        asked = f"have {you} {event_phrase(speaker, {**done, 'what': what}, 'participle')}"
        act: Meaning = {"act": "did", "event": {**done, "what": what, "time": time}}
    else:
        kind = r.pick(("thing", "thing", "thing", "block", "pyramid", "cube"))
        noun = "what" if kind == "thing" else f"{r.pick(('which', 'what'))} {speaker.noun_word(kind, r.maybe(0.5))}"
        asked = f"{noun} have {you} {participle}" if r.maybe(0.7) else f"{noun} did {you} {base}"
        act = {"act": "which", "what": {"kind": kind, "that": [{"did": done["verb"], "time": time}]}}
        if r.maybe(0.15):
            many = "how many things" if kind == "thing" else f"how many {speaker.noun_word(kind, True)}"
            asked, act = f"{many} have {you} {participle}", {**act, "act": "count"}
    text = f"{when}{r.pick((', ', ', ', ' '))}{asked}" if r.maybe(0.5) else f"{asked} {when}"
    return f"{text}{r.pick(MARK)}", [act]


PAST: tuple[Callable[[Speaker], Casual], ...] = (*(_did,) * 5, *(_before,) * 4, *(_last,) * 5, *(_since,) * 3)
