"""Questions about what can be done and what was done: can, did, when, why, how; sampling and wording."""

from __future__ import annotations

from training.generate.chance import forms, spread
from training.generate.descriptions import Describer
from training.generate.doings import destination, event_phrase, time_phrase
from training.generate.meaning import TABLE, Meaning
from training.generate.phrases import UnsayableError
from training.generate.relations import event, place
from training.generate.speech import Speaker

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
            )
        )
    who = speaker.say(m["who"], subject=True)
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
        )
    )


def sample_did(describer: Describer) -> Meaning:
    """Yes or no about the past."""
    return {"event": event(describer)}


def _timed(speaker: Speaker, m: Meaning) -> tuple[Meaning, str]:
    happened = dict(m["event"])
    when = happened.pop("time", None)
    return happened, f" {time_phrase(speaker, when)}" if when else ""


def say_did(speaker: Speaker, m: Meaning) -> str:
    """As in "Have you picked it up since we began?"."""
    r = speaker.r
    happened, tail = _timed(speaker, m)
    mark = "?" if r.maybe(0.85) else ""
    if happened["verb"] != "do" and r.maybe(0.13):
        what = speaker.say(happened["what"], subject=True)
        passive = event_phrase(speaker, happened, "passive")
        if r.maybe(0.4):
            return (
                f"{'have' if what.plural else 'has'} {what.text} {r.pick(('ever ', '', ''))}been {passive}{tail}{mark}"
            )
        return f"{'were' if what.plural else 'was'} {what.text} {passive}{tail}{mark}"
    choice = r.whole(0, 9)
    ever = r.pick(("", "", "", "ever ", "already ", "just ")) if not tail else r.pick(("", "", "", "ever "))
    if choice < 4:
        return f"did you {ever if ever != 'already ' else ''}{event_phrase(speaker, happened, 'base')}{tail}{mark}"
    if choice < 8:
        start = r.pick(("have", "have", "had")) if tail else "have"
        return f"{start} you {ever}{event_phrase(speaker, happened, 'participle')}{tail}{mark}"
    if choice == 8:
        start = r.pick(
            forms(
                "is it true that|do you remember if|can you tell me if|tell me whether|"
                "do you know if|is it correct that"
            )
        )
        return f"{start} you {event_phrase(speaker, happened, 'past')}{tail}{mark}"
    return (
        (
            f"{r.pick(('didn' + chr(39) + 't', 'haven' + chr(39) + 't'))} you "
            f"{event_phrase(speaker, happened, 'base')}{tail}{mark}"
        )
        if r.maybe(0.0)
        else f"did you {event_phrase(speaker, happened, 'base')}{tail}{mark}"
    )


def say_when(speaker: Speaker, m: Meaning) -> str:
    """As in "When did you pick it up?"."""
    r = speaker.r
    happened, tail = _timed(speaker, m)
    mark = "?" if r.maybe(0.85) else ""
    if happened["verb"] != "do" and r.maybe(0.12):
        what = speaker.say(happened["what"], subject=True)
        return (
            f"when {'were' if what.plural else 'was'} {what.text} "
            f"{event_phrase(speaker, happened, 'passive')}{tail}{mark}"
        )
    return r.pick(
        (
            f"when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when have you {event_phrase(speaker, happened, 'participle')}{tail}{mark}",
            f"at what time did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"tell me when you {event_phrase(speaker, happened, 'past')}{tail}",
            f"at which point did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when was it that you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
        )
    )


def sample_why(describer: Describer) -> Meaning:
    """What for? Often with no more than "why"."""
    return (
        {}
        if describer.r.maybe(0.25)
        else {"event": event(describer)}
        if not describer.r.maybe(0.2)
        else {"event": {"verb": "do"}}
    )


def say_why(speaker: Speaker, m: Meaning) -> str:
    """As in "Why did you clear off that cube?"."""
    r = speaker.r
    mark = "?" if r.maybe(0.85) else ""
    if "event" not in m:
        return r.pick(
            forms(
                "why is that*3|but why*3|how come*3|what for*3|why so*2|and why*3|why not*2|for what reason|why though|"
                "why was that|and why is that|but why is that|tell me why*2|why exactly|ok why|so why|whats the reason|"
                "what is the reason|explain why|may i ask why|can you tell me why|reason|could you explain why|"
                "why why why|oh why|hmm why|why please"
            )
        ) + r.pick(("?", "?", "?", "", "??", "."))
    happened, tail = _timed(speaker, m)
    if happened["verb"] != "do" and r.maybe(0.1):
        what = speaker.say(happened["what"], subject=True)
        return (
            f"why {'were' if what.plural else 'was'} {what.text} "
            f"{event_phrase(speaker, happened, 'passive')}{tail}{mark}"
        )
    base = event_phrase(speaker, happened, "base")
    return r.pick(
        (
            f"why did you {base}{tail}{mark}",
            f"why did you {base}{tail}{mark}",
            f"why did you {base}{tail}{mark}",
            f"and why did you {base}{tail}{mark}",
            f"but why did you {base}{tail}{mark}",
            f"why have you {event_phrase(speaker, happened, 'participle')}{tail}{mark}",
            f"for what reason did you {base}{tail}{mark}",
            f"what did you {base} for{tail}{mark}",
            f"how come you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"tell me why you {event_phrase(speaker, happened, 'past')}{tail}",
            f"why did you have to {base}{tail}{mark}",
            f"can you explain why you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"what was the reason you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
        )
    )


def sample_how(describer: Describer) -> Meaning:
    """In which steps?"""
    r = describer.r
    return {} if r.maybe(0.12) else {"event": {"verb": "do"}} if r.maybe(0.3) else {"event": event(describer)}


def say_how(speaker: Speaker, m: Meaning) -> str:
    """As in "How did you do it?"."""
    r = speaker.r
    mark = "?" if r.maybe(0.85) else ""
    if "event" not in m:
        return (
            r.pick(
                forms(
                    "how*3|how exactly|but how*2|and how*2|how so|in which way|ok how|so how|in what way|tell me how|"
                    "by what steps"
                )
            )
            + mark
        )
    happened, tail = _timed(speaker, m)
    base = event_phrase(speaker, happened, "base")
    if m["event"] == {"verb": "do"} and r.maybe(0.15):
        return (
            r.pick(
                (
                    "what did you do",
                    "what did you just do",
                    "what have you done",
                    "what did you do just now",
                    "what steps did you take",
                )
            )
            + mark
        )
    return r.pick(
        (
            f"how did you {base}{tail}{mark}",
            f"how did you {base}{tail}{mark}",
            f"how did you {base}{tail}{mark}",
            f"how have you {event_phrase(speaker, happened, 'participle')}{tail}{mark}",
            f"how did you manage to {base}{tail}{mark}",
            f"tell me how you {event_phrase(speaker, happened, 'past')}{tail}",
            f"in which steps did you {base}{tail}{mark}",
            f"explain how you {event_phrase(speaker, happened, 'past')}{tail}",
            f"by what steps did you {base}{tail}{mark}",
            f"and how did you {base}{tail}{mark}",
        )
    )


__all__ = ["TABLE", "destination", "kindly"]
