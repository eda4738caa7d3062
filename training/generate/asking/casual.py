"""Questions as they are asked in passing, each construction often enough to be learnt.

They are short and about plain things: without a verb, about the last thing, about before and since, with names, with
nouns nobody has explained. What they mean is spelt as in the full questions; only the wording is fixed here.
"""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.asking import be_form
from training.generate.asking.casual_past import PAST, deed
from training.generate.asking.terse import verbless_exists
from training.generate.chance import Chance, forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase
from training.generate.things.clauses import predicate
from training.generate.things.places import place_words
from training.generate.things.plainly import MARK, ME, Casual, color, known, name, place, terse, toy
from training.generate.things.speech import Speaker
from training.generate.words.invention import new_noun
from training.generate.words.vocabulary import COMPARED, UNEQUAL, plural_of


def _clause(r: Chance, what: Meaning) -> Meaning:
    """What is asked of a thing: where it is, how it compares, what it is, whose it is."""
    choice = r.whole(0, 99)
    if choice < 46:
        rel, of = place(r)
        return {"rel": rel, "of": of}
    if choice < 64:
        return {"rel": r.pick((*UNEQUAL, "taller", "bigger")), "of": name(r) if r.maybe(0.25) else toy(r)}
    if choice < 76:
        kind = new_noun(r) if r.maybe(0.7) else r.pick(("cube", "pyramid", "block"))
        return {"rel": "is", "of": {"kind": kind, "det": "a"}}
    if choice < 86:
        return {"rel": "owned_by", "of": dict(ME)}
    if choice < 94 and "color" not in what:
        return {"rel": "is", "of": {"kind": "thing", "color": color(r)}}
    return r.pick(({"rel": "clear"}, {"rel": "held"}, {"rel": "same_size", "of": toy(r)}))


def _verbless(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.65).r
    what = name(r) if r.maybe(0.12) else toy(r, r.pick(("the",) * 8 + ("every",) * 4 + ("that",)))
    clause = _clause(r, what)
    if what.get("det") == "every" and r.maybe(0.5):
        what.pop("color", None)
        if what["kind"] != "one":
            clause = {"rel": "is", "of": {"kind": "thing", "color": color(r)}}
    pred = predicate(speaker, clause, False, verbs=False)
    return f"{speaker.np(what, guard=True)} {pred.text}?", [{"act": "is", "what": what, "that": [clause]}]


def _names(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.2).r
    one: Meaning = name(r)
    other = name(r) if r.maybe(0.6) else toy(r)
    if r.maybe(0.25):
        one, other = other, one
    rel = r.pick((*UNEQUAL, "taller", "bigger", "on", "behind", "left_of", "beside"))
    text, words = speaker.np(one, guard=True), speaker.np(other)
    said = f"{r.pick(COMPARED[rel])} {words}" if rel in COMPARED else place_words(speaker, rel, other)
    act = {"act": "is", "what": one, "that": [{"rel": rel, "of": other}]}
    return r.pick((f"{text} {said}?", f"is {text} {said}{r.pick(MARK)}", f"is {text} {said}?")), [act]


def _how_many(speaker: Speaker) -> Casual:
    """As in "at least 3 red objects?", "any block on the cube?", "anything of mine in the box?"."""
    r = terse(speaker, 0.4).r
    if r.maybe(0.35):
        whose = r.pick(("of mine", "of mine", "i own", "that i own", "that's mine", "mine"))
        clauses: list[Meaning] = [{"rel": "owned_by", "of": dict(ME)}]
        kind = "thing" if r.maybe(0.7) else r.pick(("block", "pyramid", "cube"))
        noun = "anything" if kind == "thing" else f"any {plural_of(speaker.noun_word(kind, False))}"
        there = ""
        if r.maybe(0.75) and whose != "mine":
            rel, of = place(r)
            clauses.append({"rel": rel, "of": of})
            there = f" {place_words(speaker, rel, of)}"
        start = r.pick(forms("*5|is there*2|do you see|have you got")) if kind == "thing" else ""
        mark = "?" if not there else r.pick(MARK)
        return f"{start} {noun} {whose}{there}{mark}".strip(), [
            {"act": "exists", "what": {"kind": kind, "det": "any", "that": clauses}}
        ]
    what = toy(r, None)
    choice = r.whole(0, 9)
    if choice < 5:
        what["det"] = r.pick(("at_least", "at_least", "more_than", "fewer_than", "fewer_than", "at_most", "exactly"))
        what["n"] = r.pick((2, 3, 3, 4, 4, 5, 6))
    elif choice < 8:
        what["det"] = "any" if choice < 7 else "a"
    else:
        what["n"] = r.pick((2, 2, 3, 4))
    if what.get("det") == "a" or r.maybe(0.45):
        rel, of = place(r)
        what["that"] = [{"rel": rel, "of": of}]
    speaker.digits = r.maybe(0.5)
    text = verbless_exists(speaker, {"what": what}) or f"is there {speaker.np(what)}?"
    return text, [{"act": "exists", "what": what}]


_SIDES = {
    "leftmost": "left",
    "rightmost": "right",
    "frontmost": "front",
    "backmost": "back",
}


def outermost(speaker: Speaker, sup: str, noun: str) -> str:
    """As in "furthest to the left", or "taller than all the others" for what is no side."""
    r = speaker.r
    if sup in _SIDES:
        far = r.pick(("furthest", "furthest", "furthest", "farthest", "the furthest"))
        side = _SIDES[sup]
        return f"{far} {r.pick(('to the', 'to the', '') if side in ('left', 'right') else ('to the',))} {side}".replace(
            "  ", " "
        )
    many = plural_of(noun)
    others = r.pick(
        (
            *("all the others", "all the others", "all others", "any other", "the rest", "the others", "all the rest"),
            *(f"any other {noun}", f"all the other {many}", f"every other {noun}", f"the other {many}"),
            *(f"all other {many}", f"the rest of the {many}"),
        )
    )
    word = {"tallest": "taller", "shortest": "shorter", "biggest": r.pick(("bigger", "larger")), "smallest": "smaller"}
    return f"{word[sup]} than {others}"


def _outermost(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.15).r
    sup = r.pick((*_SIDES, "leftmost", "rightmost", "tallest", "tallest", "biggest", "smallest", "shortest"))
    kind = r.pick(("block", "pyramid", "cube"))
    d: Meaning = {"kind": kind, "sup": sup}
    if r.maybe(0.25):
        d["color"] = color(r)
    adjective = f"{d['color']} " if "color" in d else ""
    noun = speaker.noun_word(kind, False)
    said = outermost(speaker, sup, noun)
    is_ = r.pick(("is", "is", "is", "that is", "'s")) if not adjective else "is"
    choice = r.whole(0, 9)
    if choice < 4:
        return f"{r.pick(('which', 'which', 'what'))} {adjective}{noun} {is_} {said}{r.pick(MARK)}".replace(
            " 's", "'s"
        ).replace(" that is", " is"), [{"act": "which", "what": d}]
    if choice < 6 and sup in _SIDES:
        whole: Meaning = {"kind": kind, "det": "all"} | {key: d[key] for key in ("color",) if key in d}
        many = f"the {adjective}{plural_of(noun)}"
        text = r.pick(
            (
                f"which of {many} is {said}",
                f"which one of {many} is {said}",
                f"which is {said} of {many}",
                f"of {many}, which is {said}",
                f"of all {many}, which one is {said}",
            )
        )
        return text + r.pick(MARK), [{"act": "which", "what": {"kind": "one", "sup": sup, "of": whole}}]
    the: Meaning = {"kind": kind, "det": "the", "sup": sup} | {key: d[key] for key in ("color",) if key in d}
    that = r.pick(("that is", "that's", "which is", *(("",) * 3 if sup in _SIDES else ())))
    text = f"the {adjective}{noun} {that} {said}".replace("  ", " ")
    if choice < 8:
        attr, ask = r.pick((("color", "what color is"), ("size", "how big is"), ("owner", "whose is")))
        if r.maybe(0.4):
            return f"where is {text}{r.pick(MARK)}", [{"act": "where", "what": the}]
        return f"{ask} {text}{r.pick(MARK)}", [{"act": "attr", "attr": attr, "what": the}]
    verb, act = r.pick((("pick up", "pick_up"), ("grab", "pick_up"), ("touch", "touch"), ("point at", "touch")))
    return f"{verb} {text}{r.pick(('', '', ' please'))}", [{"act": act, "what": the}]


_RARELY = {
    "wider": forms("of greater width than|thicker than|broader than|H a greater width than"),
    "narrower": forms("less wide than*4|thinner than|of less width than|H a smaller width than"),
    "taller": forms("of greater height than*3|H a greater height than*3|higher than|H more height than"),
    "shorter": forms("less tall than*3|less high than|of less height than|H less height than|H a smaller height than"),
    "bigger": forms("of greater size than|H a greater size than|greater than"),
    "smaller": forms("less big than*2|less large than|H a smaller size than"),
}


def _comparison(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.15).r
    one, other = (name(r) if r.maybe(0.25) else toy(r) for _ in range(2))
    rel = r.pick(UNEQUAL)
    text, words = speaker.np(one), speaker.np(other)
    act = {"act": "is", "what": one, "that": [{"rel": rel, "of": other}]}
    if r.maybe(0.35):
        word = {"taller": "taller", "shorter": "shorter", "bigger": r.pick(("bigger", "larger"))}.get(rel, rel)
        to = r.pick(("compared to", "compared to", "compared with", "in comparison to", "in comparison with"))
        asked = r.pick(
            (
                f"is {text} the {word} one {to} {words}",
                f"is {text} {word} {to} {words}",
                f"{to} {words}, is {text} {word}",
                f"{to} {words} is {text} the {word} one",
            )
        )
        return asked + r.pick(MARK), [act]
    said = r.pick(_RARELY[rel])
    if said.startswith("H "):
        return f"does {text} have {said[2:]} {words}{r.pick(MARK)}", [act]
    if r.maybe(0.2):
        start = r.pick(("which one", "which block", "which pyramid", "what"))
        kind = {"which one": "one", "which block": "block", "which pyramid": "pyramid", "what": "thing"}[start]
        return f"{start} is {said} {words}{r.pick(MARK)}", [
            {"act": "which", "what": {"kind": kind, "that": [{"rel": rel, "of": other}]}}
        ]
    return f"is {text} {said} {words}{r.pick(MARK)}", [act]


def _unknown(speaker: Speaker) -> Casual:
    """A noun that was never explained, in an ordinary question: it is about the table all the same."""
    r = terse(speaker, 0.1).r
    noun = new_noun(r)
    speaker.kept.add(noun)
    many, a = plural_of(noun), f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    choice = r.whole(0, 9)
    if choice < 4:
        start = r.pick(
            forms(
                "how many N are there*4|how many N do you see|count N|count the N*2|count all the N|number of N|"
                "how many N|how many N have you got|so how many N are there|"
                "how many N can you see"
            )
        )
        text = start.replace("N", many)
        return text + (r.pick(MARK) if text.startswith(("how", "so")) else ""), [
            {"act": "count", "what": {"kind": noun}}
        ]
    if choice < 8:
        what: Meaning = {"ref": r.pick(("it", "that"))} if r.maybe(0.2) else known(r)
        subject = speaker.np(what)
        text = r.pick(
            (
                *(f"is {subject} {a}", f"is {subject} {a}", f"does {subject} count as {a}"),
                *(f"would you call {subject} {a}", f"is {subject} what you'd call {a}"),
                *(f"does {subject} qualify as {a}", f"would {subject} count as {a}", f"is {subject} considered {a}"),
            )
        )
        return text + r.pick(MARK), [
            {"act": "is", "what": what, "that": [{"rel": "is", "of": {"kind": noun, "det": "a"}}]}
        ]
    if choice == 8:
        det = r.pick(("a", "any"))
        text = (
            f"is there {a}" if det == "a" else r.pick((f"are there any {many}", f"any {many}", f"is there any {noun}"))
        )
        mark = "?" if text.startswith("any") else r.pick(MARK)
        return text + mark, [{"act": "exists", "what": {"kind": noun, "det": det}}]
    text, act = r.pick((("where is the", "where"), ("wheres the", "where"), ("which is the", "")))
    if not act:
        return f"what color is the {noun}{r.pick(MARK)}", [
            {"act": "attr", "attr": "color", "what": {"kind": noun, "det": "the"}}
        ]
    return f"{text} {noun}{r.pick(MARK)}", [{"act": act, "what": {"kind": noun, "det": "the"}}]


def _other_than(speaker: Speaker) -> Casual:
    """As in "is it some colour other than green?", "something other than a pyramid?"."""
    r = terse(speaker, 0.15).r
    what: Meaning = {"ref": "it"} if r.maybe(0.1) else known(r)
    what.pop("color", None)
    hue = color(r)
    tint = r.pick(("color", "colour"))
    choice = r.whole(0, 9)
    if choice < 6:
        some = r.pick((f"some {tint}", f"a {tint}", f"any {tint}", f"some {tint}"))
        said = r.pick((f"{some} other than {hue}", f"{some} other than {hue}", f"some other {tint} than {hue}"))
        of: Meaning = {"kind": "thing", "color": hue}
    else:
        kind = r.pick(("pyramid", "cube", "block"))
        said = f"{r.pick(('something', 'something', 'anything'))} other than a {speaker.noun_word(kind, False)}"
        of = {"kind": kind, "det": "a"}
    clause = {"rel": "is", "not": True, "of": of}
    if r.maybe(0.3):
        kind, many = r.pick((("block", "blocks"), ("cube", "cubes"), ("pyramid", "pyramids"), ("thing", "things")))
        act, start = r.pick((("which", "which"), ("count", "how many")))
        if r.maybe(0.4):
            said = f"not {hue}"
            clause["of"] = {"kind": "thing", "color": hue}
        return f"{start} {many} are {said}{r.pick(MARK)}", [{"act": act, "what": {"kind": kind, "that": [clause]}}]
    return f"is {speaker.np(what)} {said}{r.pick(MARK)}", [{"act": "is", "what": what, "that": [clause]}]


_SAT = forms("sitting on*5|standing on*3|resting on*2|on*6|lying on|placed on|on top of")
_NOW = forms("*6|at the moment*3|right now*3|now*2|currently")


def _sitting_on(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.15).r
    of: Meaning = {"ref": "it"} if r.maybe(0.4) else name(r) if r.maybe(0.5) else toy(r)
    text = speaker.np(of)
    is_ = r.pick(("what's", "what is", "whats", "so what's"))
    said = f"{is_} {text} {r.pick(_SAT)} {r.pick(_NOW)}".strip()
    return said + r.pick(MARK), [{"act": "which", "what": {"kind": "thing", "that": [{"rel": "supports", "of": of}]}}]


_ASK = forms(
    "can you tell me*6|could you tell me*5|tell me*3|please tell me*2|do you know*3|i'd like to know*2|"
    "i want to know*2|"
    "would you tell me*2|do you remember|would you mind telling me|can you say|i'm curious*2|could you please tell me|"
    "can u tell me*2|remind me|i was wondering*2|any idea|explain|let me know"
)
_CURIOUS = forms(
    "i'm curious,*3|i am curious,|just curious,*2|so tell me,*2|tell me,*3|quick question,|one question:|"
    "i was wondering,*2|i wonder,|out of curiosity,|im curious,"
)


def _wrapped(speaker: Speaker) -> Casual:
    """As in "can you tell me why you did that", "i'm curious, what's on the cube?"."""
    r = terse(speaker, 0.1).r
    choice = r.whole(0, 9)
    what = known(r)
    text = speaker.np(what, guard=True)
    if choice < 5:
        wh = r.pick(("why", "why", "how", "how", "when"))
        event: Meaning = {"verb": "do"} if r.maybe(0.35) and wh != "when" else deed(r)
        past, base = event_phrase(speaker, event, "past"), event_phrase(speaker, event, "base")
        act: Meaning = {"act": wh, "event": event}
        inner, direct = f"{wh} you {past}", f"{wh} did you {base}"
    elif choice == 5:
        act = {"act": "where", "what": what}
        inner, direct = f"where {text} is", f"where is {text}"
    elif choice == 6:
        rel, of = place(r)
        there = place_words(speaker, rel, of)
        kind = r.pick(("thing", "block", "pyramid"))
        word = "what" if kind == "thing" else f"which {speaker.noun_word(kind, False)}"
        act = {"act": "which", "what": {"kind": kind, "that": [{"rel": rel, "of": of}]}}
        inner = direct = f"{word} is {there}"
    elif choice == 7:
        attr, how = r.pick((("color", "what color"), ("size", "how big"), ("height", "how tall"), ("owner", "whose")))
        act = {"act": "attr", "attr": attr, "what": what}
        inner, direct = f"{how} {text} is", f"{how} is {text}"
    elif choice == 8:
        many = toy(r, None)
        noun = speaker.np({**many, "plural": True})
        act = {"act": "count", "what": many}
        inner, direct = f"how many {noun} there are", f"how many {noun} are there"
    else:
        clause = _clause(r, what)
        pred = predicate(speaker, clause, False, verbs=False)
        act = {"act": "is", "what": what, "that": [clause]}
        inner = f"{r.pick(('if', 'whether'))} {text} {be_form(False, False)} {pred.text}"
        direct = f"is {text} {pred.text}"
    if r.maybe(0.3):
        return f"{r.pick(_CURIOUS)} {direct}?", [act]
    return f"{r.pick(_ASK)} {inner}{r.pick(MARK)}", [act]


QUESTIONS: tuple[Callable[[Speaker], Casual], ...] = (
    *(_verbless,) * 6,
    *(_names,) * 2,
    *(_how_many,) * 5,
    *(_outermost,) * 4,
    *(_comparison,) * 4,
    *(_unknown,) * 6,
    *(_other_than,) * 2,
    *(_sitting_on,) * 3,
    *(_wrapped,) * 5,
    *PAST,
)
