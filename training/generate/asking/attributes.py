"""Asking where, of what colour, how big, whose; and one entry for every question."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.ability import say_can
from training.generate.asking.asking import be_form, say_exists, say_is, when_said, wrapped
from training.generate.asking.counting import say_count
from training.generate.asking.history import say_did, say_how, say_when, say_why
from training.generate.asking.loose import loosely
from training.generate.asking.wh import say_which
from training.generate.meaning import Meaning
from training.generate.things.speech import Speaker


def say_where(speaker: Speaker, m: Meaning) -> str:
    """Where is it?"""
    r = speaker.r
    past = "time" in m
    tail = when_said(speaker, m)
    subject = speaker.say(m["what"], subject=True)
    be = be_form(subject.plural, past)
    if not past:
        if r.maybe(0.07):
            return wrapped(
                speaker, f"where did you {r.pick(('put', 'put', 'leave', 'place'))} {speaker.np(m['what'])}", None
            )
        if r.maybe(0.12):
            return (
                wrapped(speaker, f"where{r.pick((chr(39), ''))}s {subject.text}", None)
                if not subject.plural
                else wrapped(speaker, f"where {be} {subject.text}", None)
            )
        if r.maybe(0.1):
            return wrapped(
                speaker,
                r.pick(
                    (
                        f"what is the {r.pick(('position', 'location', 'place'))} of {subject.text}",
                        f"where {be} {subject.text} located",
                        f"in which place {be} {subject.text}",
                        f"where can i find {subject.text}",
                        f"where {be} {subject.text} right now",
                        f"what place {be} {subject.text} at",
                    )
                ),
                None,
            )
    return wrapped(speaker, f"where {be} {subject.text}{tail}", f"where {subject.text} {be}{tail}")


def say_attr(speaker: Speaker, m: Meaning) -> str:
    """What colour, how big, how far, whose, called what?"""
    r = speaker.r
    attr = m["attr"]
    far = attr == "distance"
    subject = speaker.say(m["what"], subject=True, guard=far)
    s, plural = subject
    of = speaker.np(m["what"], guard=far)
    be = be_form(plural, False)
    do = "do" if plural else "does"
    color = "colour" if speaker.british else "color"
    have = "have" if plural else "has"
    if attr == "distance":
        if "to" not in m:
            return wrapped(
                speaker,
                r.pick((f"how far away {be} {s}", f"how far {be} {s}", f"how far off {be} {s}")),
                f"how far away {s} {be}",
            )
        to = speaker.np(m["to"])
        return wrapped(
            speaker,
            r.pick(
                (
                    f"how far {be} {s} from {to}",
                    f"how far {be} {s} from {to}",
                    f"how far away from {to} {be} {s}",
                    f"what is the distance between {of} and {to}",
                    f"what is the distance from {of} to {to}",
                    f"how far apart are {s} and {to}",
                    f"how far {be} it from {of} to {to}".replace("are it", "is it"),
                    f"how big is the distance between {of} and {to}",
                )
            ),
            r.pick((f"how far {s} {be} from {to}", f"the distance between {of} and {to}")),
        )
    q: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "color": (
            (
                f"what {color} {be} {s}",
                f"what {color} {be} {s}",
                f"what {color} {be} {s}",
                f"what is the {color} of {of}",
                f"which {color} {be} {s}",
                f"which {color} {do} {s} have",
                f"what {color} {do} {s} have",
                f"what's the {color} of {of}",
            ),
            (f"what {color} {s} {be}", f"the {color} of {of}", f"which {color} {s} {have}"),
        ),
        "size": (
            (
                f"how big {be} {s}",
                f"how big {be} {s}",
                f"what size {be} {s}",
                f"what is the size of {of}",
                f"how large {be} {s}",
                f"which size {do} {s} have",
                f"how small {be} {s}",
                f"what size {do} {s} have",
            ),
            (f"how big {s} {be}", f"the size of {of}", f"how large {s} {be}"),
        ),
        "shape": (
            (
                f"what shape {be} {s}",
                f"what shape {be} {s}",
                f"what is the shape of {of}",
                f"which shape {do} {s} have",
                f"what shape {do} {s} have",
                f"what{chr(39)}s the shape of {of}",
                f"which shape {be} {s}",
            ),
            (f"what shape {s} {be}", f"the shape of {of}", f"what shape {s} {have}"),
        ),
        "height": (
            (
                f"how tall {be} {s}",
                f"how tall {be} {s}",
                f"how high {be} {s}",
                f"what is the height of {of}",
                f"what height {do} {s} have",
                f"what{chr(39)}s the height of {of}",
            ),
            (f"how tall {s} {be}", f"the height of {of}", f"how high {s} {be}"),
        ),
        "width": (
            (
                f"how wide {be} {s}",
                f"how wide {be} {s}",
                f"what is the width of {of}",
                f"how broad {be} {s}",
                f"how thick {be} {s}",
                f"what width {do} {s} have",
            ),
            (f"how wide {s} {be}", f"the width of {of}"),
        ),
        "depth": (
            (f"how deep {be} {s}", f"how long {be} {s}", f"what is the depth of {of}", f"what is the length of {of}"),
            (f"how deep {s} {be}", f"the depth of {of}", f"how long {s} {be}"),
        ),
        "owner": (
            (
                f"whose {be} {s}",
                f"who owns {of}",
                f"who owns {of}",
                f"who {do} {s} belong to",
                f"who is the owner of {of}",
                f"to whom {do} {s} belong",
            ),
            (f"who owns {of}", f"whose {s} {be}", f"who {s} {'belong' if plural else 'belongs'} to"),
        ),
        "name": (
            (
                f"what {be} {s} called",
                f"what is the name of {of}",
                f"what{chr(39)}s the name of {of}",
                f"what name {do} {s} have",
                f"how {be} {s} called",
                f"what do you call {of}",
                f"what did i call {of}",
                f"what {be} {s} named",
            ),
            (f"what {s} {be} called", f"the name of {of}", f"what i called {of}"),
        ),
        "kind": ((), ()),
    }
    if attr == "kind":
        return _say_kind(speaker, m["what"], s, plural)
    direct, embedded = q[attr]
    return wrapped(speaker, r.pick(direct), r.pick(embedded))


def _say_kind(speaker: Speaker, what: Meaning, s: str, plural: bool) -> str:
    r = speaker.r
    be = be_form(plural, False)
    kind_of = (
        f"what kind of {r.pick(('thing', 'object'))} {be} {s}",
        f"what sort of {r.pick(('thing', 'object'))} {be} {s}",
        f"what type of object {be} {s}",
    )
    if what.get("det") == "a" and len(what) == 2:
        word = what["kind"]
        quoted = r.pick((word, f'"{word}"'))
        return wrapped(
            speaker,
            r.pick(
                (
                    f"what {be} {s}",
                    f"what {be} {s}",
                    f"what does {quoted} mean",
                    f"what's {s}",
                    f"what does the word {quoted} mean",
                    f"what do you mean by {quoted}",
                    f"what is the meaning of {quoted}",
                )
            ),
            f"what {s} {be}",
        )
    if "ref" in what or len(what) == 1:
        return wrapped(speaker, r.pick((f"what {be} {s}", f"what {be} {s}", *kind_of)), f"what {s} {be}")
    return wrapped(speaker, r.pick(kind_of), f"what kind of thing {s} {be}")


_SAY: dict[str, Callable[[Speaker, Meaning], str]] = {
    "is": say_is,
    "exists": say_exists,
    "which": say_which,
    "count": say_count,
    "where": say_where,
    "attr": say_attr,
    "can": say_can,
    "did": say_did,
    "when": say_when,
    "why": say_why,
    "how": say_how,
}


def say_question(speaker: Speaker, m: Meaning) -> str:
    """One question."""
    return loosely(speaker, m) or _SAY[m["act"]](speaker, m)
