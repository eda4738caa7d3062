"""Talk: greetings, thanks, yes and no, help; choices by number; fragments; what cannot be read."""

from __future__ import annotations

import re

from training.generate.chance import Chance, forms
from training.generate.meaning import Meaning
from training.generate.things.descriptions import Describer
from training.generate.things.places import place_words
from training.generate.things.relations import landmark, place
from training.generate.things.speech import Speaker
from training.generate.words.invention import new_noun
from training.generate.words.phrases import UnsayableError, article
from training.generate.words.vocabulary import COLORS, ORDINALS, SIZES


def choice(r: Chance) -> tuple[str, int]:
    """The number of an alternative in one of many wordings."""
    n = r.pick((1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8))
    ordinal = ORDINALS[n]
    word = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}[n]
    digits = f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n, 'th') }"
    core = r.pick(
        (
            *(str(n),) * 4,
            *(word,) * 2,
            f"number {n}",
            f"number {n}",
            f"number {word}",
            f"option {n}",
            f"option {n}",
            f"option {word}",
            *(f"the {ordinal} one",) * 4,
            *(f"the {ordinal}",) * 4,
            ordinal,
            ordinal,
            f"{ordinal} one",
            f"the {digits}",
            f"the {digits} one",
            f"the {ordinal} {r.pick(('option', 'alternative', 'choice', 'meaning', 'possibility', 'suggestion'))}",
            f"{r.pick(('no.', 'nr', '#', 'choice', 'answer', 'alternative', 'item', 'case', 'num', 'no'))} {n}",
            f"the {ordinal} of them",
            f"the {ordinal} of those",
            f"the {ordinal} in the list",
            f"the {ordinal} you said",
        )
    ).replace("# ", "#")
    if r.maybe(0.5):
        return core + r.pick(("", "", "", "", ".", "!", ")" if core.isdigit() else "")), n
    lead = r.pick(_CHOOSING if core.startswith(("option", "number")) else _MEANING)
    tail = r.pick(_CHOSEN)
    return f"{lead} {core}{'' if tail.startswith(',') else ' '}{tail}".strip() + r.pick(("", "", "", ".")), n


_MEANING = forms(
    "*12|i mean*4|i meant*2|i choose|i'd say|let's go with*2|let's say|it's|ok|ok,|yes,*2|yes|well,|um,|hm|i think|"
    "the answer is|my choice is|go with|go for|probably|maybe|i guess|definitely|oh,|sorry,|just|make it|i say|no,|"
    "let it be|i'm talking about|i was talking about|it was|that would be|i opt for|it is|not sure, maybe|obviously"
)
_CHOOSING = (
    *_MEANING,
    *forms(
        "pick*2|choose*2|take*2|use|i want*2|i'd like*2|i would like|i prefer|i pick|i take|i'll take*2|let's take|"
        "please use|please take|give me"
    ),
)
"""How a numbered option is chosen; of "the second one" it could be a command to take it."""
_CHOSEN = forms(
    "*14|please*4|, please*2|i think*2|i guess*2|of course|then|i suppose|is what i meant|is fine|thanks|, thanks|"
    "obviously|sounds good|i'd say|robot|is the one|probably|is correct|is right|is it"
)


def sample_fragment(describer: Describer) -> Meaning:
    """A phrase without a verb."""
    r = describer.r
    kind = r.whole(0, 9)
    if kind < 2:
        rel, _, where = place(describer, 0)
        if where.get("ref") in ("there", "here"):
            where = {"kind": "table", "det": "the"}
            rel = "on"
        return {"act": "fragment", "rel": rel, "what": where}
    if kind < 3:
        rel = r.pick(
            (
                "on",
                "in",
                "under",
                "behind",
                "in_front_of",
                "left_of",
                "right_of",
                "beside",
                "near",
                "above",
                "on_top_of",
                "between",
                "at",
            )
        )
        where = landmark(describer, rel, 0)
        return {
            "act": "fragment",
            "rel": rel,
            "what": where if where.get("ref") not in ("there", "here") else {"region": "center"},
        }
    if kind < 4 and r.maybe(0.25):
        return {"act": "fragment", "what": {"kind": new_noun(r), "det": "a"}}
    if kind < 4:
        return {"act": "fragment", "what": _leftover(r)}
    if kind < 7:
        d: Meaning = {
            "kind": "one",
            "det": r.pick(("the", "the", "the", "the", "a", "that", "this", "the_other", "another", "all")),
        }
        if d["det"] in ("the", "a", "all") or r.maybe(0.3):
            d |= r.pick(
                (
                    {"color": r.pick(tuple(COLORS))},
                    {"color": r.pick(tuple(COLORS))},
                    {"size": r.pick(tuple(SIZES))},
                    {"sup": r.pick(("biggest", "smallest", "tallest", "leftmost", "nearest"))}
                    if d["det"] != "a"
                    else {"color": "red"},
                    {"size": "large", "color": r.pick(tuple(COLORS))},
                )
            )
        if r.maybe(0.2):
            d["that"] = describer.clauses(1, "one")
        return {"act": "fragment", "what": d}
    what = describer.thing("target", describer.depth())
    while what.get("kind") == "one" and (
        "ord" in what
        or (
            not {"color", "size", "sup", "that", "of", "mod"} & what.keys()
            and what.get("det") not in ("that", "this", "the_other", "another")
        )
    ):
        what = describer.thing("target", 0)  # "two" and "the second one" are choices
    return {"act": "fragment", "what": what}


def _leftover(r: Chance) -> Meaning:
    """What is said of alternatives without naming any of their qualities: "either", "both", "the other one"."""
    part: Meaning = {"of": {"ref": "them"}} if r.maybe(0.3) else {}
    if r.maybe(0.35):
        return {"kind": "one", "det": "any", **part}
    if r.maybe(0.3):
        side: Meaning = {"region": "side", "side": r.pick(("left", "left", "right", "right", "front", "back"))}
        return {"kind": "one", "det": "the", "that": [{"rel": "at", "of": side}]}
    if r.maybe(0.25):
        sup = r.pick(("biggest", "smallest", "tallest", "shortest", "leftmost", "rightmost", "nearest", "farthest"))
        return {"kind": "one", "det": "the", "sup": sup}
    if r.maybe(0.3):
        return {"kind": "one", "det": r.pick(("the_other", "the_other", "that", "this", "another"))}
    return {"kind": "one", "det": r.pick(("any", "any", "both", "no")), **part}


_PLACED = re.compile(r"^(?!.*\b(which|that|that's|thats)\b).*\b(on|onto|in|into|inside|atop|upon)\b")
_LEFT = {
    "any": forms(
        "either*4|either one*3|any*2|any one*2|whichever*2|whichever one*2|any will do|doesn't matter which*2|"
        "doesn't matter which one|it doesn't matter which|doesnt matter which one|you choose*2|you pick*2|you decide*2|"
        "up to you*2|your choice*2|dont care which*2|i don't care which*2|i don't mind which|don't care which one|"
        "whichever you like*2|whichever you want|whichever is easiest|any one will do|either will do|just pick one|"
        "all the same to me|no preference|your pick|just choose one|whatever one you like|"
        "i have no preference"
    ),
    "both": forms("both*5|both please|both of course|i mean both"),
    "no": forms("neither*4|none*3|neither one|none, thanks"),
}
_LEFT_OF_THEM = {
    "any": forms(
        "either of them*3|any of them*4|any one of them*2|either of those|any of those|whichever of them|"
        "whichever of those|any of them will do|any of these"
    ),
    "both": forms("both of them*4|both of those|both of these"),
    "no": forms("neither of them*3|none of them*4|none of those|neither of those"),
}
_AS_ANSWERED = forms(
    "please*12|, please*5|i guess*3|i think*3|i suppose|of course|then|, thanks|obviously|would be fine|if possible|"
    "is fine|is what i meant*2|, i mean|i meant|, i said|i'd say|will do|would be better|, robot|, of course|maybe|"
    "pls*3|plz*2|instead*2|is the one i meant|is the one i wanted|i wanted|thanks|will be fine|would be good|"
    "sounds good"
)
_FRAGMENT_STARTS = forms(
    "and*4|i mean*3|i meant*2|no, *3|what about*3|how about*2|not that, *1|yes, |and what about*2|or|maybe|"
    "but|only|just|well, |rather|sorry, |i said|ok, |as for|now|and now|also|no|no i mean|no, i meant|oh, |um, |"
    "i'm talking about|i was talking about|i'd say|i guess|i think|probably|hm, |actually, |actually|"
    "i want*2|let's say|i'd like*2|i would like|i need|it was|it's|i was thinking of|i am talking about|"
    "i was referring to|i am referring to|i wanted*2|what i meant was|the one i meant is|the one i mean is|"
    "the one i was thinking of is|the one i want is|i had in mind|go with|let's go with|ah no,|instead|no not that, |"
    "yes|ok|oh i mean|sorry i meant|wait, |not that one, |nope, |no no, |then|so|the same with|same for|same with|"
    "or maybe|or rather|preferably|and then|and what of|what's with|ok and|ok what about|or how about"
)


_WISHES = frozenset(("i want", "i'd like", "i would like", "i need", "i wanted"))
_ASKING_STARTS = frozenset(
    forms(
        "and|what about|how about|and what about|or|and what of|what's with|ok and|ok what about|"
        "or how about|or maybe|"
        "same for|same with|the same with"
    )
)


def _not_the_other(speaker: Speaker, text: str) -> str:
    """As in "not the red one, the blue one": the last said counts, or what is not denied."""
    r = speaker.r
    other = r.pick(
        (f"the {r.pick(tuple(COLORS))} one", f"the {r.pick(('big', 'small', 'tall', 'other'))} one", "that one")
    )
    if other == text:
        return text
    return r.pick(
        (
            f"not {other}, {text}",
            f"not {other}, {text}",
            f"not {other} but {text}",
            f"no, not {other}, {text}",
            f"not {other} {text}",
            f"no not {other}, i mean {text}",
            f"{text}, not {other}",
            f"{text} not {other}",
            f"i said {text}, not {other}",
            f"i meant {text} not {other}",
        )
    ) + r.pick(("", "", ".", "!"))


def say_fragment(speaker: Speaker, m: Meaning) -> str:
    """A phrase as an answer or an afterthought: "the red one", "and the green cube?"."""
    r = speaker.r
    what = m["what"]
    if set(what) <= {"kind", "det", "of"} and what["kind"] == "one" and what.get("det") in _LEFT and "rel" not in m:
        partitive = what.get("of") == {"ref": "them"}
        if partitive or "of" not in what:
            text = r.pick((_LEFT_OF_THEM if partitive else _LEFT)[what["det"]])
            return text + r.pick(
                ("", "", "", ".", "!", " is fine" if text.startswith(("any", "either", "whichever one")) else "")
            )
    if "rel" in m:
        if what.get("ref") in ("there", "here"):
            text = str(what["ref"])
        else:
            text = place_words(speaker, m["rel"], what)
            if m["rel"] in ("on", "in") and r.maybe(0.15):
                text = {"on": "onto ", "in": "into "}[m["rel"]] + speaker.np(what)
    elif what.get("det") == "a" and len(what) == 2 and r.maybe(0.5):
        speaker.kept.add(what["kind"])
        start = r.pick(forms("does|is|can|has|did|and|or|what about|if|*2"))
        text = f"{start} {article(what['kind'])}".strip()
        return text + r.pick(("", "", "?", "..."))
    else:
        text = speaker.np(what)
        if text in ("one", "both", "all", "none") or text.split()[0].isdigit():
            raise UnsayableError
        if not text.startswith(("the ", "that ", "this ", "one", "another")) and _PLACED.search(text):
            raise UnsayableError  # "all blocks on the table" says where they are to go
        if text.startswith(("anything", "any ")) and what.get("kind") != "one":
            raise UnsayableError  # "anything in the box" and "any blocks" ask whether there are
        if set(what) == {"kind", "det", "color"} and what["kind"] == "one" and what["det"] == "the" and r.maybe(0.2):
            text = speaker.color(what["color"])
    start = ""
    if r.maybe(0.4):
        start = r.pick(_FRAGMENT_STARTS)
        if ("ref" in what and "not that" in start) or ("that" in what and start in _WISHES):
            start = ""  # "I'd like the block on the box" would be a wish for it to be there
    asking = start.strip(", ") in _ASKING_STARTS
    plain = "rel" not in m and what.get("det") == "the" and {"color", "size", "sup"} & what.keys()
    if plain and not start and r.maybe(0.12):
        return _not_the_other(speaker, text)
    if not asking and r.maybe(0.2):
        end = r.pick(_AS_ANSWERED)
        return f"{start} {text}{'' if end.startswith(',') else ' '}{end}".strip() + r.pick(("", "", "."))
    mark = r.pick(("?", "?", "?", "")) if asking else r.pick(("", "", "", "", ".", ".", "?", "!"))
    if mark == "?" and not start and ("that" in what or "n" in what):
        mark = ""  # "the cube behind the box?" asks whether it is there
    return f"{start} {text}".strip() + mark
