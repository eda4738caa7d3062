"""Orders, answers and remarks as they are made in passing, each construction often enough to be learnt.

The counterpart of `casual`: verbs that were taught or are not known, answers to "which one?", places that are put
right, lists with "as well as", odd requests, and what is owned. Some come with the turn that they answer.
"""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.casual import outermost
from training.generate.chance import Chance, forms, words
from training.generate.meaning import Meaning
from training.generate.ordering.doings import destination
from training.generate.ordering.orders import TAKING, imperative
from training.generate.ordering.puttings import WISH
from training.generate.telling.lessons import say_teach
from training.generate.things.places import place_words
from training.generate.things.plainly import BOX, END, Casual, color, known, target, terse, top, toy
from training.generate.things.speech import Speaker
from training.generate.words.invention import new_verb
from training.generate.words.vocabulary import plural_of

_VERBS = words(
    "stash park stow flip zap boop crown hug shelve garage cap top bury yeet store nest hide plonk bin-it toss tuck "
    "file dock stable shelter spin poke tickle wiggle kennel banish rescue promote exile polish invert tidy wrap house "
    "cage jail pocket launch chuck ditch fling scoot evict pamper guard free-up crate lodge seat mount spank bless feed"
)
_PLAIN_VERBS = tuple(
    verb for verb in _VERBS if "-" not in verb and verb not in (*TAKING, "free", "seat", "mount", "lower", "crate")
)
_TOO = forms("*8|too*4|as well*4|also|next|too please|as well please|as well pls|now|please*2|for me|again")
_ASKED = forms(
    "*10|now*3|please*2|would you please*2|could you*2|can you*2|would you*2|and|ok|then|ok now|i want you to|"
    "could you please|go ahead and|and now|can you please|also|you can|i'd like you to|let's|next|just|pls"
)


def verb(r: Chance) -> str:
    """A verb that the language does not know, mostly a common English word."""
    return r.pick(_PLAIN_VERBS) if r.maybe(0.75) else new_verb(r)


def _do(speaker: Speaker) -> Casual:
    """As in "stash it as well pls", "now crown the blue block"."""
    r = terse(speaker, 0.2).r
    word = verb(r)
    while word in TAKING:
        word = verb(r)
    speaker.kept.add(word)
    what: Meaning = {"ref": r.pick(("it", "it", "that", "that", "them"))} if r.maybe(0.35) else known(r)
    if r.maybe(0.12) and "kind" in what and len(what) > 1:
        what["det"] = r.pick(("a", "all", "that", "every"))
    start, end = r.pick(_ASKED), r.pick(_TOO)
    if "please" in start and "pl" in end:
        end = ""
    comma = ", " if end and r.maybe(0.12) else " "
    text = f"{start} {word} {speaker.np(what)}{comma if end else ''}{end}".strip()
    asking = start.startswith(("can", "could", "would")) and r.maybe(0.7)
    return text + ("?" if asking else r.pick(("", "", ".", "!"))), [{"act": "do", "verb": word, "what": what}]


def _teach(speaker: Speaker) -> Casual:
    """The same verbs, explained: "stash means put in the box", "when I tell you to stash something, ..."."""
    r = terse(speaker, 0.1).r
    word = verb(r)
    it: Meaning = {"ref": "it"}
    by: list[Meaning] = []
    choice = r.whole(0, 9)
    if choice < 6:
        rel, where = ("in", dict(BOX)) if r.maybe(0.5) else target(r)
        by.append({"act": "put", "what": it, "rel": rel, "where": where})
    elif choice == 6:
        by.append({"act": "put", "what": toy(r, r.pick(("a", "the"))), "rel": "on", "where": it})
    elif choice == 7:
        by.append({"act": r.pick(("clear", "put_down", "touch", "pick_up")), "what": it})
    else:
        by.append({"act": "pick_up", "what": it})
        rel, where = target(r)
        by.append({"act": "put", "what": it, "rel": rel, "where": where})
    act = {"act": "teach", "word": word, "by": by}
    speaker.kept.add(word)
    if r.maybe(0.45) and by[0] == {"act": "put", "what": it, "rel": "in", "where": dict(BOX)}:
        inside = r.pick(("in", "into", "inside"))
        place_verb = r.pick(("put", "place", "drop"))
        thing = r.pick(("something", "a thing", "it", "a block", "anything"))
        it_ = "it" if thing != "a thing" else r.pick(("it", "the thing"))
        box = f"{inside} the {speaker.noun_word('box', False)}"
        then = f"{place_verb} {it_} {box}"
        return r.pick(
            (
                f"{word} means {place_verb} {box}",
                f"{word} means to {place_verb} {it_} {box}",
                f"when i tell you to {word} {thing}, {then}",
                f"when i tell you to {word} {thing}, {then}",
                f"when i ask you to {word} {thing}, {then}",
                f"whenever i say {word}, {then}",
                f"to {word} is to {then}",
                f"to {word} {thing} is to {then}",
                f"{word} {thing}: {then}",
                f"{word} = {place_verb} {box}",
                f"if i tell you to {word} {thing} you {then}",
                f"when i want you to {word} {thing}, {then}",
            )
        ) + r.pick(("", "", ".")), [act]
    return say_teach(speaker, act) + r.pick(("", ".")), [act]


_AND = forms("as well as*5|n*3|and*4|&|+|plus|along with|together with|and also")


def _pair(speaker: Speaker) -> tuple[str, Meaning]:
    r = speaker.r
    one, other = known(r), known(r)
    text, words_ = speaker.np(one, guard=True), speaker.np(other, guard=True)
    joint = "both" if r.maybe(0.25) else r.pick(_AND)
    return (f"both {text} and {words_}" if joint == "both" else f"{text} {joint} {words_}"), {"all": [one, other]}


def _both(speaker: Speaker) -> Casual:
    """As in "i want the block as well as the cube to be on the box", "put both bob and the cube in the box"."""
    r = terse(speaker, 0.15).r
    text, what = _pair(speaker)
    rel, where = target(r)
    there = destination(speaker, rel, where, telling=False)
    if r.maybe(0.3):
        verb_, act = r.pick((("pick up", "pick_up"), ("stack", "stack"), ("grab", "pick_up"), ("touch", "touch")))
        return f"{verb_} {text}{r.pick(END)}", [{"act": act, "what": what}]
    put = r.pick(forms("put*5|place*3|move*2|set"))
    said = r.pick(
        (
            *(f"{put} {text} {there}",) * 4,
            f"i want {text} to be {there}",
            f"i'd like {text} to be {there}",
            f"i'd like {text} {there}",
            f"{text} should be {there}",
            f"i need {text} {there}",
        )
    )
    return said + r.pick(END), [{"act": "put", "what": what, "rel": rel, "where": where}]


def _all_there(speaker: Speaker) -> Casual:
    """As in "all cubes in the box pls", "small blocks on the table": no verb and no question mark."""
    r = terse(speaker, 0.4).r
    kind = r.pick(("block", "cube", "pyramid", "pyramid", "cube", "one"))
    rel, where = (
        ("in", dict(BOX)) if r.maybe(0.5) else ("on", top(r) if r.maybe(0.5) else {"kind": "table", "det": "the"})
    )
    there = (
        f"{r.pick(('in', 'into', 'inside') if rel == 'in' else ('on', 'onto', 'on top of', 'on'))} {speaker.np(where)}"
    )
    noun = plural_of(speaker.noun_word(kind, False))
    hue, other = color(r), color(r)
    choice = r.whole(0, 9)
    if choice < 3 and hue != other:
        every = r.pick(("all ", "all the ", "all of the ", "all "))
        text = f"{every}{hue} and {other} {noun}"
        what: Meaning = {"all": [{"kind": kind, "det": "all", "color": one} for one in (hue, other)]}
    elif choice < 8:
        what = {"kind": kind, "det": "all"}
        adjective = ""
        if r.maybe(0.5) or kind == "one":
            what["color"] = hue
            adjective = f"{hue} "
        text = f"{r.pick(('all', 'all', 'all the', 'all of the'))} {adjective}{noun}"
    else:
        what = {"kind": kind, "color": hue} if r.maybe(0.5) else {"kind": kind, "size": "small"}
        text = f"{what.get('color', 'small')} {noun}"
    end = r.pick(forms("*5|now*4|please*4|pls*3|, please|, now|asap|, thanks"))
    comma = "" if end.startswith(",") or not end else " "
    return f"{text} {there}{comma}{end}", [{"act": "put", "what": what, "rel": rel, "where": where}]


def _tower(speaker: Speaker) -> Casual:
    """As in "a tower out of all three cubes with the pyramid on top"."""
    r = terse(speaker, 0.15).r
    if r.maybe(0.5):
        kind, n = r.pick(("cube", "block", "block", "cube")), r.pick((3, 3, 2, 4))
        base: Meaning = {"kind": kind, "det": "all", "n": n}
        if r.maybe(0.35):
            base["color"] = color(r)
        adjective = f"{base['color']} " if "color" in base else ""
        text = f"all {speaker.number(n)} {adjective}{plural_of(speaker.noun_word(kind, False))}"
        parts = [base]
    else:
        parts = [toy(r), toy(r)]
        text = f"{speaker.np(parts[0])} {r.pick(('and', 'and', 'as well as', 'n'))} {speaker.np(parts[1])}"
    last = known(r)
    crown = speaker.np(last)
    noun = r.pick(("tower", "stack", "pile", "tower"))
    out_of = r.pick(("of", "out of", "from", "out of", "using"))
    made = r.pick(
        (
            f"stack {text}",
            f"stack up {text}",
            f"pile up {text}",
            *(f"{r.pick(('build', 'make', 'make me', 'create'))} a {noun} {out_of} {text}",) * 3,
        )
    )
    choice = r.whole(0, 9)
    if 2 < choice < 8 and r.maybe(0.2):
        made = f"{r.pick(('a ', ''))}{noun} {out_of} {text}"
    if choice < 3:
        what = parts[0] if len(parts) == 1 else {"all": parts}
        return made + r.pick(END), [{"act": "stack", "what": what}]
    if choice < 8:
        on_top = r.pick(
            (
                *(f"with {crown} on top", f"with {crown} on top", f"with {crown} at the very top"),
                *(f"and then {crown} at the very top", f"and {crown} on top", f"with {crown} at the top"),
                f"and {crown} at the very top",
            )
        )
        return f"{made} {on_top}{r.pick(END)}", [{"act": "stack", "what": {"all": [*parts, last]}}]
    what = parts[0] if len(parts) == 1 else {"all": parts}
    on_it = r.pick(("on top", "at the very top", "at the top", "on top of it", "on the top of it", "on the very top"))
    return f"{made}{r.pick((' and ', ' and then ', ', then '))}{r.pick(('put', 'place', 'set'))} {crown} {on_it}", [
        {"act": "stack", "what": what},
        {"act": "put", "what": last, "rel": "on", "where": {"ref": "it"}},
    ]


_WOULD = forms(
    "would you be a star and*3|would you be a dear and*3|would you be so kind and*3|would you be so kind as to*2|"
    "could you be a dear and|be a dear and|would you be a darling and|could you be so kind and|be a star and|"
    "would you be an angel and|would you do me a favour and|would you do me the favor and|"
    "would you be good enough to|"
    "would you be a sweetheart and|would you be a love and|be a pal and|would you be a good robot and"
)


def _kindly(speaker: Speaker) -> Casual:
    r = terse(speaker, 0.1).r
    what = known(r)
    rel, where = target(r)
    m: Meaning = r.pick(
        (
            {"act": "pick_up", "what": what},
            {"act": "put", "what": what, "rel": rel, "where": where},
            {"act": "put", "what": what, "rel": rel, "where": where},
            {"act": "clear", "what": top(r)},
            {"act": "put_down", "what": {"ref": "it"}},
            {"act": "touch", "what": what},
        )
    )
    text = imperative(speaker, m).replace(WISH, "put ")
    return f"{r.pick(_WOULD)} {text}{r.pick(('?', '?', ''))}", [m]


_UNDO = forms(
    "would you mind reversing what you just did*2|would you mind undoing that|undo your last move*2|"
    "could you reverse what you just did|would you mind undoing your last move|can you undo what you just did|"
    "would you mind taking that back|reverse your last move|would you please undo that|please reverse that|"
    "undo what you just did|take back your last move|could you undo your last move|i'd like you to undo that|"
    "would you mind undoing what you did|please undo your last action|would you reverse that last move|"
    "go back to how it was before that|undo the thing you just did|cancel your last move"
)
_POINT = forms(
    "show me X by pointing at it*3|show X by pointing at it|point X out*2|point X out to me|point X out for me|"
    "can you point to X|could you point at X|point your hand at X|show me X by touching it|show me where X is by "
    "pointing at it|use your hand to point at X|please point to X"
)
_TRADE = forms(
    "i'd like X and Y to trade places*2|i want X and Y to trade places*2|have X and Y trade places*2|"
    "get X and Y to swap places|swap X and Y around*3|swap around X and Y*2|X and Y should trade places|"
    "make X and Y swap|make X swap places with Y|let X trade places with Y|could X and Y trade places|"
    "switch X and Y around|X and Y should swap places|i want X and Y to swap places|i'd like X to swap places with Y|"
    "make X trade places with Y|exchange X and Y"
)
_SPOT = forms("a spot*3|a place*3|a home*2|a nice spot|room|some room|a good place|space")


def _odd(speaker: Speaker) -> Casual:
    """Undoing, pointing, trading places, finding a spot, all said in a roundabout way."""
    r = terse(speaker, 0.1).r
    choice = r.whole(0, 9)
    if choice < 2:
        text = r.pick(_UNDO)
        asking = text.startswith(("would", "could", "can")) and r.maybe(0.8)
        return text + ("?" if asking else r.pick(("", "."))), [{"act": "undo"}]
    what = known(r)
    text = speaker.np(what, guard=True)
    if choice < 5:
        return r.pick(_POINT).replace("X", text) + r.pick(END[:5]), [{"act": "touch", "what": what}]
    if choice < 7:
        other = known(r)
        said = r.pick(_TRADE)
        parts = {"X": text, "Y": speaker.np(other, guard=True)}
        return " ".join(parts.get(word, word) for word in said.split()) + r.pick(END[:5]), [
            {"act": "swap", "what": what, "with": other}
        ]
    if r.maybe(0.3):
        side = r.pick(
            ({"region": "center"}, {"region": "corner", "side": "front_left"}, {"region": "edge", "side": "left"})
        )
        rel, where, at = "at", dict(side), place_words(speaker, "at", dict(side))
    else:
        rel, where = target(r)
        at = destination(speaker, rel, where, telling=False).replace("onto ", "on ").replace("into ", "in ")
    verb_ = r.pick(("find", "find", "find", "make", "please find", "can you find", "could you find", "look for"))
    return f"{verb_} {r.pick(_SPOT)} for {text} {at}", [{"act": "put", "what": what, "rel": rel, "where": where}]


def _outer(speaker: Speaker) -> Casual:
    """As in "put the block furthest to the left in the box"."""
    r = terse(speaker, 0.1).r
    sup = r.pick(("leftmost", "rightmost", "tallest", "biggest", "frontmost", "backmost"))
    kind = r.pick(("block", "pyramid", "cube"))
    noun = speaker.noun_word(kind, False)
    far = outermost(speaker, sup, noun)
    d: Meaning = {"kind": kind, "det": "the", "sup": sup}
    rel, where = target(r)
    place_text = destination(speaker, rel, where, telling=False)
    return f"put the {noun} {r.pick(('that is', 'which is'))} {far} {place_text}", [
        {"act": "put", "what": d, "rel": rel, "where": where}
    ]


ORDERS: tuple[Callable[[Speaker], Casual], ...] = (
    *(_do,) * 5,
    *(_teach,) * 4,
    *(_both,) * 3,
    *(_all_there,) * 3,
    *(_tower,) * 3,
    *(_kindly,) * 2,
    *(_odd,) * 7,
    _outer,
)
