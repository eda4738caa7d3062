"""Questions about what can be done, by you or by things of a kind: "can a pyramid support a block?"."""

from __future__ import annotations

from training.generate.chance import spread
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase
from training.generate.things.descriptions import Describer
from training.generate.things.relations import place
from training.generate.things.speech import Speaker
from training.generate.words.phrases import UnsayableError

_CAN_THING = spread(
    {"support": 10, "contain": 3, "pick_up": 3, "hold": 2, "touch": 2, "move": 1, "stack": 1, "build": 1, "put": 1}
)
_CAN_YOU = spread(
    {
        "pick_up": 8,
        "put": 7,
        "stack": 5,
        "put_down": 2,
        "clear": 2,
        "build": 4,
        "touch": 2,
        "move": 3,
        "hold": 3,
        "get_rid": 1,
        "drop": 2,
        "support": 1,
        "contain": 1,
    }
)
_KINDS = ("block", "block", "pyramid", "pyramid", "cube", "cube", "box", "stack", "thing", "table")


def kindly(describer: Describer, kind: str | None = None) -> Meaning:
    """Things of a kind, as one speaks of what is possible: "a pyramid", "big blocks", "the table"."""
    r = describer.r
    kind = kind or r.pick(_KINDS)
    if kind in ("table", "box") and r.maybe(0.8):
        return {"kind": kind, "det": "the"}
    if r.maybe(0.2):
        return describer.thing("landmark", r.pick((0, 0, 0, 1)))
    d: Meaning = {"kind": kind}
    det = r.pick(("a", "a", "a", "", "", "any", "n", "the"))
    if det == "n":
        d["n"] = r.pick((2, 2, 3, 4))
    elif det:
        d["det"] = det
    if r.maybe(0.25):
        d["color"] = r.pick(("red", "green", "blue", "yellow", "black", "orange"))
    if r.maybe(0.2):
        d["size"] = r.pick(("large", "small", "tall", "short", "wide", "narrow"))
    return d


def sample_can(describer: Describer) -> Meaning:
    """Is it possible, for things of a kind or for you?"""
    r = describer.r
    you = r.maybe(0.45)
    verb = r.pick(_CAN_YOU if you else _CAN_THING)
    who: Meaning = {"ref": "you"} if you else kindly(describer)
    m: Meaning = {"who": who, "verb": verb}
    if verb == "contain" and not you:
        m["who"] = kindly(describer, r.pick(("box", "box", "block", "stack", "pyramid")))
    if verb == "build":
        m["what"] = {"kind": r.pick(("stack", "stack", "row", "steeple", "bridge", "house")), "det": "a"}
    elif verb == "stack":
        m["what"] = {"all": [kindly(describer), kindly(describer)]} if r.maybe(0.25) else kindly(describer)
    else:
        m["what"] = kindly(describer)
    if not you and verb in ("support", "hold", "pick_up") and r.maybe(0.2):
        # One thing and another of its kind: "can a block support a block?"
        kind = r.pick(("block", "cube", "pyramid", "box", "table"))
        m |= {"who": kindly(describer, kind), "what": kindly(describer, kind)}
    elif not you and verb in ("support", "touch", "contain", "pick_up") and r.maybe(0.06):
        m["what"] = {"ref": "itself"}
    if verb == "hold" and m["who"].get("kind") == "box":
        m["verb"] = verb = "contain"  # "can the box hold it?"
    if verb == "put":
        m["rel"], _, m["where"] = place(describer, 0)
        if r.maybe(0.7) and m["rel"] in ("on", "in"):
            m["where"] = kindly(describer) if m["rel"] == "on" else {"kind": "box", "det": "the"}
    return m


def _bare_plural(d: Meaning) -> bool:
    return "kind" in d and "det" not in d and "n" not in d and "of" not in d


def say_can(speaker: Speaker, m: Meaning) -> str:
    """As in "Can a pyramid support a block?", actively or passively."""
    r = speaker.r
    you = m["who"] == {"ref": "you"}
    deed: Meaning = {key: value for key, value in m.items() if key in ("verb", "what", "rel", "where")}
    active = event_phrase(speaker, deed, "base")
    if you:
        choice = r.whole(0, 9)
        if choice < 3 and _bare_plural(m["what"]) and m["verb"] not in ("build",):
            return f"can you {active}?"
        if choice < 6 and m["what"] != {"ref": "itself"}:
            passive = event_phrase(speaker, {**deed}, "participle", subject_said=True)
            what = speaker.say(m["what"], subject=True)
            start = r.pick(("can", "can", "could", "may"))
            return f"{start} {what.text} be {passive}?"
        return r.pick(
            (
                f"are you able to {active}?",
                f"are you able to {active}?",
                f"is it possible for you to {active}?",
                f"is it possible to {active}?",
                f"do you know how to {active}?",
                f"would it be possible to {active}?",
                f"are you capable of {event_phrase(speaker, deed, 'gerund')}?",
                f"can one {active}?",
                f"are you allowed to {active}?",
                f"do you have the ability to {active}?",
                f"is it {r.pick(('ok', 'allowed', 'okay', 'feasible', 'doable'))} to {active}?",
                f"would you be able to {active} or is that too hard?",
                f"do you {r.pick(('think', 'believe'))} you can {active}?",
                f"are you strong enough to {active}?",
                f"can you even {active}?",
                f"can you possibly {active}?",
                f"you can {active}, right?",
                f"are we allowed to {active}?",
                f"can a robot {active}?" if r.maybe(0.3) else f"is it possible at all to {active}?",
            )
        )
    who = speaker.say(m["who"], subject=True)
    if m["verb"] == "contain" and m["who"].get("kind") == "box" and r.maybe(0.3):
        active = f"hold {speaker.np(m['what'])}"
    if m["what"] == {"ref": "itself"} and who.plural:
        raise UnsayableError
    if r.maybe(0.3) and m["verb"] not in ("hold",) and m["what"] != {"ref": "itself"}:
        what = speaker.say(m["what"], subject=True)
        passive = event_phrase(speaker, deed, "participle", subject_said=True)
        return f"{r.pick(('can', 'can', 'can', 'could', 'may'))} {what.text} be {passive} by {speaker.np(m['who'])}?"
    be = "are" if who.plural else "is"
    return r.pick(
        (
            f"can {who.text} {active}?",
            f"can {who.text} {active}?",
            f"can {who.text} {active}?",
            f"can {who.text} {active}?",
            f"could {who.text} {active}?",
            f"{be} {who.text} able to {active}?",
            f"is it possible for {speaker.np(m['who'])} to {active}?",
            f"may {who.text} {active}?",
            f"{be} {who.text} capable of {event_phrase(speaker, deed, 'gerund')}?",
            f"could {who.text} ever {active}?",
            f"tell me if {who.text} can {active}",
            f"would {who.text} be able to {active}?",
            f"will {who.text} {r.pick(('', 'be able to '))}{active}?",
            f"would {who.text} {active}?",
            f"do you think {who.text} can {active}?",
            f"{who.text} can {active}, right?",
            f"is it true that {who.text} can {active}?",
            f"i wonder if {who.text} can {active}",
            f"can {who.text} {active} or not",
            f"are you sure {who.text} can {active}?",
        )
    )
