"""Asking where something is and what it is like, in passing: "color of the red one?", "where did the cube go"."""

from __future__ import annotations

from training.generate.asking.asking import be_form, wrapped
from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import time_phrase
from training.generate.things.speech import Speaker

_MARKS = ("?", "?", "?", "?", "", "", ".")


def where_loosely(speaker: Speaker, m: Meaning) -> str | None:
    """As in "wheres the red block at", "the green cube is where?"."""
    r = speaker.r
    what = m["what"]
    if "time" in m:
        if "ref" in what or not (speaker.telegraphic or r.maybe(0.2)) or "fronted" in m["time"]:
            return None
        return f"where {speaker.np(what)} {time_phrase(speaker, m['time'])}{r.pick(_MARKS)}"
    subject = speaker.say(what, subject=True)
    s = subject.text
    be, have = ("are", "have") if subject.plural else ("is", "has")
    if speaker.telegraphic and "ref" not in what:
        return f"where {s}{r.pick(_MARKS)}"
    if "ref" not in what and r.maybe(0.2):
        them = "they" if subject.plural else "it"
        lead = r.pick(("", "", "and ", "as for ", "ok, "))
        return f"{lead}{s}{r.pick((', ', ', ', ' - ', ': '))}where {be} {them}{r.pick(('?', '?', ' now?', ''))}"
    of = speaker.np(what)
    return r.pick(
        (
            wrapped(speaker, f"where {be} {s} at", f"where {s} {be}"),
            wrapped(speaker, f"where {be} {s} {r.pick(('now', 'right now', 'exactly', 'currently', 'hiding'))}", None),
            wrapped(speaker, f"where did {s} go", f"where {s} went"),
            wrapped(speaker, f"where {have} {s} gone", None),
            f"where'd {s} go{r.pick(_MARKS)}",
            f"where'd you {r.pick(('put', 'put', 'leave', 'place', 'move'))} {of}{r.pick(_MARKS)}",
            wrapped(speaker, f"whereabouts {be} {s}", f"whereabouts {s} {be}"),
            wrapped(speaker, f"where exactly {be} {s}", f"where exactly {s} {be}"),
            f"{s} {be} where{r.pick(('?', '??', ''))}",
            f"where {r.pick(('can', 'do', 'would'))} i {r.pick(('find', 'see', 'look for'))} {of}{r.pick(_MARKS)}",
            f"{r.pick(('position', 'location', 'the position', 'the location'))} of {of}{r.pick(('?', '?', ''))}",
            f"{r.pick(forms('tell me*2|give me|what' + chr(39) + 's|show me|report|say'))} "
            f"the {r.pick(('position', 'location', 'whereabouts', 'exact position'))} of {of}",
            f"where in the {r.pick(('scene', 'world', 'picture'))} {be} {s}{r.pick(_MARKS)}",
            f"where have you {r.pick(('put', 'left', 'hidden'))} {of}{r.pick(_MARKS)}",
            f"where's {s}{r.pick(_MARKS)}" if not subject.plural else f"where're {s}?",
            f"wheres {s}{r.pick(_MARKS)}",
            f"what {be} {s} on or in{r.pick(_MARKS)}",
        )
    )


_NOUNS: dict[str, tuple[str, ...]] = {
    "color": forms("color"),
    "size": forms("size*3|dimensions"),
    "shape": forms("shape*4|form"),
    "height": forms("height"),
    "width": forms("width*3|breadth|thickness"),
    "depth": forms("depth*2|length"),
    "owner": forms("owner"),
    "name": forms("name"),
}
"""How the quality itself is called."""

_HOW: dict[str, tuple[str, ...]] = {
    "color": forms("what color|which color"),
    "size": forms("how big*3|how large*2|what size"),
    "shape": forms("what shape|which shape"),
    "height": forms("how tall*3|how high"),
    "width": forms("how wide*3|how broad|how thick"),
    "depth": forms("how deep|how long"),
    "owner": forms("whose"),
    "name": forms("called what|named what"),
}
"""What is asked of it, as it stands before or after "is"."""


def attr_loosely(speaker: Speaker, m: Meaning) -> str | None:
    """As in "color of the red one?", "the box is how tall", "the green cube, how big is it?"."""
    attr, what = m["attr"], m["what"]
    if attr == "kind":
        return None
    if attr == "distance":
        return _far(speaker, m)
    r = speaker.r
    subject = speaker.say(what, subject=True)
    noun, how = r.pick(_NOUNS[attr]), r.pick(_HOW[attr])
    be = "are" if subject.plural or noun == "dimensions" else "is"
    is_it = "are" if subject.plural else "is"
    if "ref" in what:
        its = {"it": "its", "them": "their", "that": "its", "this": "its"}[what["ref"]]
        if what["ref"] in ("that", "this"):
            return wrapped(speaker, f"{how} {is_it} {subject.text}", None) if how[0] in "hw" else None
        return r.pick(
            (
                f"what {be if noun == 'dimensions' else 'is'} {its} {noun}?",
                f"{r.pick(('tell me', 'give me', 'say'))} {its} {noun}",
                f"{its} {noun}{r.pick(('?', '?', ''))}",
                f"what's {its} {noun}?",
                f"whats {its} {noun}{r.pick(_MARKS)}",
            )
        )
    s = subject.text
    if r.maybe(0.15) and attr != "name":
        them = "they" if subject.plural else "it"
        lead = r.pick(("", "", "and ", "ok, ", "as for "))
        return f"{lead}{s}{r.pick((', ', ', ', ': ', ' - '))}{how} {is_it} {them}{r.pick(('?', '?', ''))}"
    if attr == "name" and r.maybe(0.4):
        do = "do" if subject.plural else "does"
        a = "names" if subject.plural else "a name"
        if r.maybe(0.6):
            return f"{do} {s} have {a}{r.pick(_MARKS)}"
        return f"what did {r.pick(('i', 'we', 'you'))} {r.pick(('name', 'call'))} {speaker.np(what)}?"
    if attr == "owner" and r.maybe(0.5):
        return r.pick(
            (
                f"who does {s} belong to?" if not subject.plural else f"who do {s} belong to?",
                f"{s} {'belong' if subject.plural else 'belongs'} to {r.pick(('who', 'whom'))}{r.pick(('?', ''))}",
                f"who's the owner of {s}{r.pick(_MARKS)}",
                f"who owns {s}, {r.pick(('you or me', 'you or i', 'me or you'))}?",
                f"who is {s} owned by?" if not subject.plural else f"who are {s} owned by?",
            )
        )
    of = speaker.np(what)
    short = (
        len(s.split()) <= 3 and "that" not in what and s.split()[0] in ("the", "that", "this") and not subject.plural
    )
    options = [
        f"{noun} of {of}{r.pick(('?', '?', ''))}",
        f"the {noun} of {of}{r.pick(('?', '?', '', ' please'))}",
        f"{r.pick(forms('tell me*3|give me*2|name|state|say|can you tell me|could you give me|i need to know'))} "
        f"the {noun} of {of}",
        f"{s} {is_it} {how}{r.pick(('?', '?', ''))}",
        f"whats the {noun} of {of}{r.pick(_MARKS)}" if noun != "dimensions" else f"what are the dimensions of {of}?",
    ]
    if short:
        options += [
            f"what {be if noun == 'dimensions' else 'is'} {s}'s {noun}{r.pick(_MARKS)}",
            f"what's {s}'s {noun}{r.pick(_MARKS)}" if noun != "dimensions" else f"what are {s}'s dimensions?",
            f"tell me {s}'s {noun}",
        ]
    if attr not in ("owner", "name"):
        options += [
            f"{how} would you say {s} {is_it}?",
            f"{how} did you say {s} {is_it}?",
            f"{how} {is_it} {s} {r.pick(('again', 'exactly', 'really', 'actually', 'then', 'anyway'))}{r.pick(_MARKS)}",
        ]
        if speaker.telegraphic or r.maybe(0.1):
            options += [f"{how} {s}{r.pick(_MARKS)}"] * 3
        if attr == "color":
            options += [f"what {noun}'s {s}?" if not subject.plural else f"what {noun} are {s}?"]
        if attr == "shape":
            options += [f"what {is_it} {s} shaped like?"]
    return r.pick(options)


def _far(speaker: Speaker, m: Meaning) -> str | None:
    """As in "distance from the box to the pyramid?", "how many squares between ..."."""
    r = speaker.r
    if "to" not in m:
        subject = speaker.say(m["what"], subject=True)
        be = be_form(subject.plural, False)
        return r.pick((f"how far to {speaker.np(m['what'])}?", f"{subject.text} {be} how far away?"))
    subject = speaker.say(m["what"], subject=True, guard=True)
    of, to = speaker.np(m["what"], guard=True), speaker.np(m["to"])
    be = be_form(subject.plural, False)
    return r.pick(
        (
            f"distance between {of} and {to}{r.pick(('?', '?', ''))}",
            f"distance from {of} to {to}{r.pick(('?', '?', ''))}",
            f"the distance between {of} and {to}{r.pick(('?', '?', ''))}",
            f"how far from {of} to {to}{r.pick(_MARKS)}",
            f"how far apart are {of} and {to}{r.pick(_MARKS)}",
            f"how many {r.pick(('squares', 'cells', 'steps', 'spaces'))} {be} {subject.text} from {to}?",
            f"how many {r.pick(('squares', 'cells', 'spaces'))} are there between {of} and {to}?",
            f"how much {r.pick(('space', 'room', 'distance'))} is there between {of} and {to}?",
            f"how close {be} {subject.text} to {to}{r.pick(_MARKS)}",
            f"how near {be} {subject.text} to {to}?",
            f"what's the distance between {of} and {to}{r.pick(_MARKS)}",
            f"{r.pick(('tell me', 'measure', 'give me', 'say'))} the distance between {of} and {to}",
            f"how long is it from {of} to {to}?",
            f"{subject.text} {be} how far from {to}?",
        )
    )
