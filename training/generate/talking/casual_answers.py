"""Answers, afterthoughts and remarks as they are made in passing, each construction often enough to be learnt.

What answers "which one do you mean?", places that are put right, what is added to say which thing is meant, what is
owned or counted aloud. An answer comes with the turn that it answers.
"""

from __future__ import annotations

from collections.abc import Callable

from agent.lm.prompt import Exchange
from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import destination
from training.generate.ordering.orders import imperative
from training.generate.talking.conversation import which_one
from training.generate.things.places import place_words
from training.generate.things.plainly import BOX, END, ME, Casual, color, known, place, target, terse, top, toy
from training.generate.things.speech import Speaker
from training.generate.words.vocabulary import COLORS

_ANSWER = forms(
    "*16|i meant*5|i was thinking of*4|i mean*4|i'd like*3|i want*2|it was*2|the one i meant is|i was talking about|"
    "oh,|sorry,|i'll have|make it|let's take|go for|i would like|i had in mind|i was referring to|just|um,|no,|"
    "i'm thinking of|i'm talking about|well,|the one i want is|it's"
)
_TAIL = forms(
    "*10|please*5|pls*2|i meant|, please*2|i think|thanks|then|obviously|i wanted*2|i wanted you to pick up|"
    "i was thinking of|i was talking about|i want|, of course|if possible|would be best"
)
_ANY = forms(
    "any, dont care|any, don't care|any, i don't care|any of them, i don't mind*2|i don't mind*2|i dont mind|"
    "i don't mind, just choose any of them|i don't mind, any*2|whichever you like*3|whichever you prefer*2|"
    "whichever you want*2|i don't care*2|dont care*2|any one, doesn't matter|"
    "just choose any of them*2|just pick any|just pick any of them|choose any*2|pick any of them*2|pick any|"
    "any, you choose|you can choose|you choose|take any of them|any of them*2|any of them is fine|any is fine*2|"
    "any one is fine|either is fine|whichever is easier|whichever one you like*2|i really don't mind|"
    "either, i dont care|"
    "doesnt matter, any|no matter, any of them|all the same to me, any|"
    "any one you like*2|any you like|whatever you like|whatever you prefer|up to you, any"
)
_OF_THEM = ("any of them", "either of them", "any of those")


def _answer(speaker: Speaker) -> Casual:
    """As in "i was thinking of the one on the box", "red 1 pls", "whichever you like"."""
    r = terse(speaker, 0.1).r
    kind = r.pick(("block", "pyramid", "cube", "block", "box"))
    asked, options = r.pick(
        (
            *((imperative(speaker, {"act": "pick_up", "what": {"kind": kind, "det": "the"}}), ()),) * 3,
            (f"put the {kind} in the box", ()),
            (f"what is on the {kind}", ()),
            (f"how tall is the {kind}?", ()),
        )
    )
    speaker.after = Exchange(asked, which_one(r, kind, options))
    if r.maybe(0.3):
        text = r.pick(_ANY)
        d: Meaning = {"kind": "one", "det": "any"}
        if any(part in text for part in _OF_THEM):
            d["of"] = {"ref": "them"}
        return text + r.pick(("", "", ".")), [{"act": "fragment", "what": d}]
    d = {"kind": "one", "det": "the"}
    choice = r.whole(0, 9)
    if choice < 5:
        d["color"] = color(r)
    elif choice < 7:
        rel, of = place(r)
        d["that"] = [{"rel": rel, "of": of}]
    elif choice == 7:
        d["size"] = r.pick(("large", "small", "tall", "short", "wide", "narrow"))
    elif choice == 8:
        d["sup"] = r.pick(("biggest", "smallest", "tallest", "leftmost", "rightmost"))
    else:
        d = {"kind": kind, "det": "the", "color": color(r)}
    speaker.telegraphic, speaker.dropping = False, 0.0
    if choice < 5 and r.maybe(0.3):
        digit = r.pick(("1", "1", "one"))
        hue = r.pick(COLORS[d["color"]][:40])
        text = f"{r.pick(('', '', 'the '))}{hue} {digit}"
        return text + r.pick(("", " pls", " please", " plz", ".")), [{"act": "fragment", "what": d}]
    start, end = r.pick(_ANSWER), r.pick(_TAIL)
    if "that" in d and start in ("i'd like", "i want", "i would like", "make it", "let's take", "it's"):
        start = "i meant"
    if start.startswith("i ") or "i" in start.split() or start in ("it was", "it's"):
        end = r.pick(("", "", "please" if "like" in start or "want" in start else ""))
        if start == "it was" and r.maybe(0.7):
            end = r.pick(("i wanted", "i wanted you to pick up", "i meant", "i was thinking of"))
    if "that" in d and end.startswith("i "):
        end = ""
    comma = "" if end.startswith(",") or not end else " "
    return f"{start} {speaker.np(d)}{comma}{end}".strip(), [{"act": "fragment", "what": d}]


def _instead(speaker: Speaker) -> Casual:
    """As in "rather than in the box, stand it on the cube", "not in the box, on the red cube"."""
    r = terse(speaker, 0.1).r
    rel, where = target(r)
    right = destination(speaker, rel, where, telling=False)
    wrong = r.pick(("in the box", "on the table", "there", f"on {speaker.np(toy(r))}", "behind it", "next to it"))
    if wrong in right:
        wrong = "there"
    if rel != "on" and wrong == "on the table" and right.startswith("on"):
        wrong = "in the box"
    if r.maybe(0.5):
        what: Meaning = {"ref": r.pick(("it", "it", "that"))} if r.maybe(0.7) else known(r)
        put = r.pick(forms("put*5|place*2|stand*2|set*2|move"))
        thing = speaker.np(what, guard=True)
        like = r.pick(forms("*6|please*2|i'd like you to*2|could you|i want you to|i would like you to|can you"))
        order = f"{like} {put} {thing} {right}".strip()
        bare = f"{put} {thing} {right}"
        text = r.pick(
            (
                f"rather than {wrong}, {order}",
                f"rather than {wrong}, {order}",
                f"instead of {wrong}, {order}",
                f"instead of {wrong} {bare}",
                f"not {wrong}, {bare}",
                f"{order} instead",
                f"{order} rather than {wrong}",
                f"no, {bare} instead",
                f"{bare}, not {wrong}",
                f"{bare} instead of {wrong}",
            )
        )
        return text + r.pick(("", "", ".")), [{"act": "put", "what": what, "rel": rel, "where": where}]
    rel, where = place(r)  # an answer says a place as a description does
    right = place_words(speaker, rel, where)
    if wrong in right:
        wrong = "there"
    text = r.pick(
        (
            f"{right} instead",
            f"{right} instead",
            f"not {wrong}, {right}",
            f"not {wrong}, {right}",
            f"instead of {wrong}, {right}",
            f"rather than {wrong}, {right}",
            f"no, {right}",
            f"i meant {right}",
            f"i meant {right}, not {wrong}",
            f"{right} rather than {wrong}",
            f"no not {wrong}, {right}",
            f"i said {right}",
            f"{right}, not {wrong}",
            f"sorry, {right}",
            f"no i mean {right}",
        )
    )
    return text + r.pick(("", "", ".", " please")), [{"act": "fragment", "rel": rel, "what": where}]


_THAT = {
    "owned_by": ("that is mine", "i own", "that belongs to me"),
    "clear": ("with nothing on it", "that is clear", "with nothing on top"),
    "held": ("you are holding", "you're holding", "in your hand", "that you have in your hand"),
}


def _namely(speaker: Speaker) -> Casual:
    """As in "grab the block, the one on the box": more is said of a thing after it is named."""
    r = terse(speaker, 0.1).r
    what = toy(r)
    plain = speaker.np(what)
    rel, of = place(r)
    clause: Meaning = {"rel": rel, "of": of}
    there = place_words(speaker, rel, of, guard=True)
    is_ = r.pick(("", "", "that is ", "that's ", "which is "))
    if r.maybe(0.25):
        clause = r.pick(({"rel": "owned_by", "of": dict(ME)}, {"rel": "clear"}, {"rel": "held"}))
        there = r.pick(_THAT[clause["rel"]])
        is_ = ""
    one = f"the one {is_}{there}"
    text = r.pick(
        (f"{plain}, {one}", f"{plain}, {one}", f"{plain} ({one})", f"{plain}, i mean {one}", f"{plain} - {one}")
    )
    d = {**what, "that": [clause]}
    choice = r.whole(0, 9)
    if choice < 4:
        verb_, act = r.pick((("pick up", "pick_up"), ("grab", "pick_up"), ("touch", "touch"), ("lift", "pick_up")))
        return f"{verb_} {text}{r.pick(END[:6])}", [{"act": act, "what": d}]
    if choice < 7:
        to = {"kind": "box", "det": "the"} if r.maybe(0.5) else top(r)
        rel = "in" if to == BOX else "on"
        where = destination(speaker, rel, to, telling=False)
        end = "" if text.endswith(")") else ","
        return f"put {text}{end} {where}", [{"act": "put", "what": d, "rel": rel, "where": to}]
    if choice < 9:
        attr, ask = r.pick(
            (("color", "what color is"), ("height", "how tall is"), ("size", "how big is"), ("owner", "whose is"))
        )
        return f"{ask} {text}?", [{"act": "attr", "attr": attr, "what": d}]
    return f"what is on {text}?", [{"act": "which", "what": {"kind": "thing", "that": [{"rel": "on", "of": d}]}}]


def _owning(speaker: Speaker) -> Casual:
    """As in "the cube is mine and bob too, so how many do i own?", "there are four pyramids in total"."""
    r = terse(speaker, 0.05).r
    if r.maybe(0.45):
        what: Meaning = {"kind": r.pick(("block", "pyramid", "cube", "pyramid")), "n": r.pick((2, 3, 4, 5, 6, 7))}
        if r.maybe(0.3):
            what["color"] = color(r)
        speaker.digits = r.maybe(0.3)
        number = speaker.number(what["n"])
        many = speaker.np({**{key: value for key, value in what.items() if key != "n"}, "plural": True})
        total = r.pick(("in total", "in total", "altogether", "in all", "here", "all in all"))
        text = r.pick(
            (
                *(f"the number of {many} is {number}",) * 3,
                *(f"there are {number} {many} {total}",) * 2,
                f"there are {number} {many}",
                f"in total there are {number} {many}",
                f"the total number of {many} is {number}",
                f"we have {number} {many} {total}",
            )
        )
        return text + r.pick(("", "", ".")), [{"act": "claim", "what": what}]
    one, other = known(r), known(r)
    x, y = speaker.np(one, guard=True), speaker.np(other)
    own = r.pick(
        (
            f"{x} is mine and {y} too",
            f"{x} is mine and {y} too",
            f"{x} is mine, and {y} as well",
            f"{x} is mine and so is {y}",
            f"{x} belongs to me and {y} too",
            f"i own {x} and {y} too",
            f"both {x} and {y} are mine",
            f"{x} is mine and also {y}",
        )
    )
    acts: list[Meaning] = [{"act": "own", "what": {"all": [one, other]}}]
    if r.maybe(0.35):
        return own + r.pick(("", "", ".")), acts
    kind = r.pick(("one", "one", "thing", "block"))
    ask = {"one": "how many", "thing": "how many things", "block": "how many blocks"}[kind]
    asked = r.pick(("do i own", "have i got", "are mine", "do i own now", "belong to me"))
    joint = r.pick((", so ", ", so ", " so ", ". so ", ", ", ". "))
    return f"{own}{joint}{ask} {asked}?", [
        *acts,
        {"act": "count", "what": {"kind": kind, "that": [{"rel": "owned_by", "of": dict(ME)}]}},
    ]


def _without(speaker: Speaker) -> Casual:
    """As in "a non-pyramid", "a block of some colour other than green", "one which isn't green"."""
    r = terse(speaker, 0.05).r
    kind = r.pick(("block", "thing", "cube", "pyramid"))
    clause: Meaning
    d: Meaning
    if r.maybe(0.3):
        non = r.pick(("pyramid", "cube", "block"))
        text, d = f"{r.pick(('a', 'every', 'any'))} non-{non}", {"kind": "thing"}
        d["det"] = text.split()[0]
        clause = {"rel": "is", "not": True, "of": {"kind": non, "det": "a"}}
    else:
        hue = color(r)
        clause = {"rel": "is", "not": True, "of": {"kind": "thing", "color": hue}}
        det = r.pick(("a", "a", "the", "any"))
        d = {"kind": kind, "det": det}
        noun = speaker.noun_word(kind, False)
        tint = r.pick(("color", "colour"))
        text = r.pick(
            (
                f"{det} {noun} {r.pick(('which', 'that'))} {r.pick(('isnt', 'is not'))} {hue}",
                f"{det} {noun} {r.pick(('which', 'that'))} isn't {hue}",
                f"{det} {noun} of {r.pick(('some', 'any', 'a'))} {tint} other than {hue}",
                f"{det} {noun} in some {tint} other than {hue}",
                f"{det} non-{hue} {noun}",
            )
        )
        if text.startswith("a ") and text[2] in "aeiou":
            text = "an" + text[1:]
    d["that"] = [clause]
    if r.maybe(0.3):
        return f"is there {text}?", [{"act": "exists", "what": d}]
    verb_, act = r.pick((("pick up", "pick_up"), ("grab", "pick_up"), ("find", "find"), ("touch", "touch")))
    return f"{verb_} {text}{r.pick(END)}", [{"act": act, "what": d}]


REMARKS: tuple[Callable[[Speaker], Casual], ...] = (
    *(_answer,) * 6,
    *(_instead,) * 4,
    *(_namely,) * 3,
    *(_owning,) * 6,
    *(_without,) * 2,
)
