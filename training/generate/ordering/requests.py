"""Asking for it: the frames around verb phrases, plain, polite, indirect; and several commands joined."""

from __future__ import annotations

from itertools import pairwise

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import destination
from training.generate.ordering.orders import imperative
from training.generate.ordering.politeness import ENDS, REQUESTS, STARTS
from training.generate.ordering.puttings import WISH
from training.generate.things.speech import Speaker

_IT: Meaning = {"ref": "it"}
_ASKING = ("could", "can", "will", "would", "why", "how", "may", "is it", "are you", "do you", "what about")


_GERUNDS = {verb: verb + verb[-1] + "ing" for verb in ("put", "set", "get", "let", "grab", "drop", "swap", "tap")} | {
    verb: verb.removesuffix("e") + "ing"
    for verb in (
        "place",
        "take",
        "move",
        "raise",
        "seize",
        "release",
        "remove",
        "locate",
        "choose",
        "make",
        "create",
        "uncover",
        "pile",
        "slide",
        "nudge",
        "exchange",
        "assemble",
        "indicate",
        "free",
        "bring",
        "pick",
        "grasp",
        "lift",
        "hold",
        "stack",
        "build",
        "clear",
        "clean",
        "empty",
        "find",
        "touch",
        "shift",
        "push",
        "construct",
        "switch",
        "undo",
        "redo",
        "return",
        "select",
        "lay",
        "position",
        "fetch",
        "unload",
    )
}
_GERUNDS["free"] = "freeing"


def gerund(text: str) -> str:
    """As in "putting it down" for "put it down"; empty where the verb is none of those that can be asked for so."""
    verb, space, rest = text.partition(" ")
    return f"{_GERUNDS[verb]}{space}{rest}" if verb in _GERUNDS else ""


def frame(speaker: Speaker, text: str, *, generic: bool = False) -> str:
    """A verb phrase as people ask for it: plain, polite, indirect, with fillers.

    `generic` is what would turn "can you" into a question of ability: "can you stack pyramids?".
    """
    r = speaker.r
    asking = False
    topical, speaker.topical = speaker.topical, False
    if WISH in text:
        rest = text.replace(WISH, "")
        if text.startswith(WISH) and not rest.startswith(("it ", "that ", "this ", "they ", "them ")) and r.maybe(0.9):
            onward = " onto " in rest or " into " in rest
            # "Red block on the table" with no article: what is to be. With one it may be a thing that is there.
            bare = not rest.startswith(("the ", "a ", "an ", "one ", "any", "some", "no ")) and (
                " on " in rest or " in " in rest
            )
            onward = onward or (bare and r.maybe(0.6))
            wish = forms("i want|i need|i would like|i'd like|let's have|i want to see")
            start = r.pick(("", "", "get") if onward and r.maybe(0.7) else wish)
            text = f"{start} {rest}".strip()
            return text + r.pick((".", ".", "", " please"))
        text = text.replace(WISH, "put ")
    if (
        not topical
        and not generic
        and " and " not in text
        and ". " not in text
        and r.maybe(0.03)
        and (doing := gerund(text))
    ):
        start = r.pick(
            (
                "would you mind",
                "would you mind",
                "do you mind",
                "how about",
                "what about",
                "try",
                "i would appreciate you",
                "i'd appreciate you",
                "start by",
                "please start by",
                "finish by",
                "finish it off by",
                "begin by",
                "let's finish by",
                "i'd like you to try",
                "do me a favor by",
                "what do you say to",
                "would it be possible for you to try",
            )
        )
        mark = "?" if start.split()[0] in ("would", "do", "how", "what") and r.maybe(0.8) else r.pick((".", ""))
        return f"{start} {doing}{r.pick((' please', ' for me', '', '', ''))}{mark}"
    if not topical and r.maybe(0.2 if speaker.brief else 0.3):
        request = r.pick(REQUESTS)
        if generic and request.startswith(("can", "could")):
            request = "please"
        asking = request.startswith(_ASKING)
        joint = ", " if request in ("next", "next up") or (request in ("please", "now") and r.maybe(0.15)) else " "
        if asking and "please" not in request and r.maybe(0.15):
            request += " please"
        text = f"{request}{joint}{text}"
    if r.maybe(0.04 if speaker.brief else 0.09):
        start = r.pick(STARTS)
        if not text.startswith(start.split()[-1]):
            text = f"{start}{r.pick((', ', ' ', ' '))}{text}"
    if r.maybe(0.06 if speaker.brief else 0.1):
        end = r.pick(ENDS)
        if end.split()[0] not in text:
            before_end = (", ", ", ", " ", " - ") if end.count(" ") > 1 else (", ", ", ", " ", " ")
            text += f"{r.pick(before_end)}{end}"
    return text + ("?" if asking and r.maybe(0.75) else "." if r.maybe(0.55) else "!" if r.maybe(0.06) else "")


_JOINTS = (
    *(" and ",) * 12,
    *(" and then ",) * 5,
    *(", then ",) * 4,
    *(", and ",) * 3,
    *(". then ",) * 3,
    *(". ",) * 3,
    *(", and then ",) * 2,
    *(" then ",) * 2,
    "; ",
    ". after that, ",
    ", and after that ",
    ", after that ",
    ". and then ",
    " and afterwards ",
    ", ",
    ". now ",
    ". next, ",
    " & ",
    *(" , ",) * 2,
    *(" ",) * 2,
    ".",
    ",",
    "... ",
    " - ",
    "; then ",
    " and after that ",
    " and next ",
    ", next ",
    " and also ",
    ", also ",
    " and finally ",
    ". finally ",
    " and please ",
    ". please ",
    ". and ",
    ". also ",
    ", afterwards ",
)


def _generic(m: Meaning) -> bool:
    what = m.get("what", {})
    return "kind" in what and "det" not in what and "n" not in what and "of" not in what


def say_chain(speaker: Speaker, acts: list[Meaning]) -> str:
    """Several commands in one utterance."""
    r = speaker.r
    speaker.mends = r.maybe(0.02)
    text = imperative(speaker, acts[0])
    joint = r.pick(_JOINTS) if r.maybe(0.4) else ""
    for before, act in pairwise(acts):
        if (
            act["act"] == "put" == before["act"]
            and r.maybe(0.3)
            and text.startswith(("put ", "place "))
            and "steps" not in act
            and "ref" not in act["what"]
        ):
            text += (
                f"{r.pick((' and ', ', ', ' and then '))}{speaker.np(act['what'], guard=True)} "
                f"{destination(speaker, act['rel'], act['where'])}"
            )
            continue
        phrase = imperative(speaker, act).replace(WISH, "put ")
        pronoun = act.get("what", {}).get("ref")
        if act["act"] == "put" and pronoun in ("it", "them") and before["act"] in ("pick_up", "find") and r.maybe(0.08):
            phrase = phrase.replace(f" {pronoun} ", " ", 1)  # "pick up a block and put on the table"
        text += (joint if joint and r.maybe(0.6) else r.pick(_JOINTS)) + phrase
    return frame(speaker, text, generic=_generic(acts[0]))


_SHOULD = tuple(
    tuple(pair.split("/"))
    for pair in forms(
        "goes/go*5|belongs/belong*2|should go/should go*3|should be/should be*3|must go/must go|"
        "needs to go/need to go*2|has to be/have to be|needs to be/need to be*2|must be/must be|"
        "has to go/have to go|should sit/should sit|should stand/should stand|wants to be/want to be|"
        "ought to be/ought to be|shall be/shall be|should be put/should be put*2|"
        "should be placed/should be placed*2|must be placed/must be placed|needs to be put/need to be put|"
        "is to be placed/are to be placed|has to be moved/have to be moved|will go/will go|"
        "is supposed to be/are supposed to be|can go/can go|needs to sit/need to sit"
    )
)
_SEE_TO_IT = forms(
    "make sure*3|make sure that*2|see to it that|see that|ensure|ensure that|make it so that|make it so|"
    "arrange that|i want it so that"
)
_TO_BE = forms(
    "i want*5|i'd like*4|i would like*3|i need*3|let|i'd love|have|get|make|i prefer|i'd prefer|can i have|"
    "can we have|can we get|could we get|could i get|could we have|could i have|may i have|we want|we need|"
    "lets get|let's get"
)
_PLACED = forms("to be*4|to go*3|to sit|to stand|to be put*2|to be placed*2|moved*3|put*3|placed*3|set")


def _as_it_should_be(speaker: Speaker, m: Meaning) -> str:
    """A command said as how things ought to be: "the red block goes on the table"."""
    r = speaker.r
    subject = speaker.say(m["what"], subject=True, guard=True)
    place = destination(speaker, m["rel"], m["where"])
    tail = r.pick(forms("*9|now|please*2|next|then|ok")).strip()
    tail = f" {tail}" if tail else ""
    choice = r.whole(0, 9)
    if choice < 2:
        be = "are" if subject.plural else "is"
        return f"{r.pick(_SEE_TO_IT)} {subject.text} {be} {place}{tail}"
    if choice < 5 and "ref" not in m["what"]:
        start = r.pick(_TO_BE)
        how = r.pick(_PLACED)
        if start in ("let", "make", "have"):
            how = r.pick(("be", "sit", "stand", "go"))
        elif "can" in start or "could" in start or "get" in start or "have" in start:
            how = r.pick(("moved", "put") if "get" in start else ("moved", "put", "placed"))
        mark = "?" if start.startswith(("can", "could", "may")) and r.maybe(0.8) else r.pick((".", "", ""))
        return f"{start} {subject.text} {how} {place}{tail}{mark}"
    if choice == 5 and "ref" not in m["what"] and m["rel"] == ("in" if m["where"].get("kind") == "box" else "on"):
        arrow = r.pick(("->", "->", "-->", "=>", ">", "to"))
        return f"{speaker.np(m['what'], guard=True)} {arrow} {speaker.np(m['where'])}"
    one, many = r.pick(_SHOULD)
    return f"{subject.text} {many if subject.plural else one} {place}{tail}"


def say_command(speaker: Speaker, m: Meaning) -> str:
    """One command, framed."""
    speaker.mends = speaker.r.maybe(0.03)
    speaker.alone = True
    if m["act"] == "do" and "what" not in m:
        return frame(speaker, imperative(speaker, m)) if speaker.r.maybe(0.5) else imperative(speaker, m)
    if m["act"] == "put" and "ref" not in m["where"] and "steps" not in m and speaker.r.maybe(0.04):
        return _as_it_should_be(speaker, m)
    return frame(speaker, imperative(speaker, m), generic=_generic(m))
