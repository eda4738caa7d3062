"""Asking for it: the frames around verb phrases, plain, polite, indirect; and several commands joined."""

from __future__ import annotations

from itertools import pairwise

from training.generate.chance import forms
from training.generate.doings import destination
from training.generate.meaning import Meaning
from training.generate.orders import WISH, imperative
from training.generate.speech import Speaker

_IT: Meaning = {"ref": "it"}
_REQUESTS = forms(
    "could you*4|can you*5|will you*3|would you*4|would you please*2|will you please*2|could you please*3|"
    "can you please*3|could you kindly|"
    "i'd like you to*2|i would like you to*2|i want you to*3|i need you to|i'd love you to|go ahead and|"
    "let's*2|please*4|now*2|just|you should|you must|"
    "you need to|you can|try to|make sure to|be so kind as to|would you be so kind as to|"
    "would you be able to|do me a favor and|why don't you|how about you|"
    "i'd like to|i want to|kindly|please go ahead and|next|your task is to|would it be ok to|can we|could we|"
    "let us|it's time to|next up|i'd be grateful if you could|i would be glad if you could|i'd be happy if you would|"
    "it would be great if you could|it would be nice if you could|would be great if you could|if you could|"
    "maybe you could|perhaps you could|i wonder if you could|i was hoping you could|any chance you could|"
    "could i ask you to|may i ask you to|do you think you could|i'd appreciate it if you could|"
    "i'd be very happy if you could|it would be lovely if you could|would it be possible for you to|can i get you to|"
    "i'd really like you to|i really want you to|what i want you to do is|all you have to do is|now i want you to"
)
_STARTS = forms(
    "ok|ok so|okay|so|now|well|alright|robot|hey robot|hey|hi|computer|all right|great, now|good, now|next|"
    "then|first|and|and now|"
    "right|yes|no|hello|fine|listen|uh|um|hmm|ok now|actually|wait|shrdlu|dear robot|oh|etaoin|hey etaoin|hi there|"
    "excuse me|sorry to bother you but|sorry but|if you don't mind|when you get a chance|when you're ready|"
    "first of all|for the next step|as a next step|my friend|mister robot|little robot|great|perfect|cool|nice|"
    "good job|well done|thanks|thank you|so next|lastly|finally|one more thing|also|but first|quick|hurry up|"
    "here's what i want|here is a task for you|do this|try this"
)
_ENDS = forms(
    "please*6|now*2|for me*2|if you can|will you|would you|if you please|thanks|thank you|ok|right now|"
    "right away|again|if possible|my friend|robot|pls|plz|quickly|carefully|mate|buddy|pal|dude|bro|sir|my dear|honey|"
    "i don't care how|any way you like|if it's not too much trouble|when you have a moment|when you're ready|"
    "if you don't mind|if you wouldn't mind|would you kindly|will ya|won't you|there's a good robot|be careful|"
    "careful|gently|slowly|asap|immediately|at once|that would be great|that would be nice|that'd be lovely|"
    "it is in the way|i need the space|so i can see it better|it looks better there|no rush|take your time|"
    "cheers|ta|thx|thanks in advance|much appreciated|it doesn't matter which|whichever is easiest|i'm not picky|"
    "your choice|you choose|either is fine|if you would be so good|as fast as you can|then we are done|"
    "and that's it|that's all|that is all for now|just this once|one more time|for a change|just for fun|"
    "you clever machine|little robot|good robot|old chap|y'all|haha|lol|:)|!!|etaoin"
)
_ASKING = ("could", "can", "will", "would", "why", "how", "may")


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
    if WISH in text:
        rest = text.replace(WISH, "")
        if text.startswith(WISH) and not rest.startswith(("it ", "that ", "this ", "they ", "them ")) and r.maybe(0.9):
            onward = " onto " in rest or " into " in rest
            wish = forms("i want|i need|i would like|i'd like|let's have|i want to see")
            start = r.pick(("", "", "get") if onward and r.maybe(0.7) else wish)
            text = f"{start} {rest}".strip()
            return text + r.pick((".", ".", "", " please"))
        text = text.replace(WISH, "put ")
    if not generic and " and " not in text and ". " not in text and r.maybe(0.03) and (doing := gerund(text)):
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
                "would it be possible for you to try",
            )
        )
        mark = "?" if start.split()[0] in ("would", "do", "how", "what") and r.maybe(0.8) else r.pick((".", ""))
        return f"{start} {doing}{r.pick((' please', ' for me', '', '', ''))}{mark}"
    if r.maybe(0.3):
        request = r.pick(_REQUESTS)
        if generic and request.startswith(("can", "could")):
            request = "please"
        asking = request.startswith(_ASKING)
        joint = ", " if request in ("next", "next up") or (request in ("please", "now") and r.maybe(0.15)) else " "
        if asking and "please" not in request and r.maybe(0.15):
            request += " please"
        text = f"{request}{joint}{text}"
    if r.maybe(0.09):
        start = r.pick(_STARTS)
        if not text.startswith(start.split()[-1]):
            text = f"{start}{r.pick((', ', ' ', ' '))}{text}"
    if r.maybe(0.1):
        end = r.pick(_ENDS)
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
)


def _generic(m: Meaning) -> bool:
    what = m.get("what", {})
    return "kind" in what and "det" not in what and "n" not in what and "of" not in what


def say_chain(speaker: Speaker, acts: list[Meaning]) -> str:
    """Several commands in one utterance."""
    r = speaker.r
    text = imperative(speaker, acts[0])
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
        if act["act"] == "put" and act["what"] == _IT and before["act"] in ("pick_up", "find") and r.maybe(0.06):
            phrase = phrase.replace(" it ", " ", 1)
        text += r.pick(_JOINTS) + phrase
    return frame(speaker, text, generic=_generic(acts[0]))


def _as_it_should_be(speaker: Speaker, m: Meaning) -> str:
    """A command said as how things ought to be: "the red block goes on the table"."""
    r = speaker.r
    subject = speaker.say(m["what"], subject=True, guard=True)
    one, many = r.pick(
        (
            ("goes", "go"),
            ("goes", "go"),
            ("belongs", "belong"),
            ("should go", "should go"),
            ("should be", "should be"),
            ("must go", "must go"),
            ("needs to go", "need to go"),
            ("has to be", "have to be"),
            ("needs to be", "need to be"),
        )
    )
    tail = r.pick(("", "", "", " now", " please", " next"))
    return f"{subject.text} {many if subject.plural else one} {destination(speaker, m['rel'], m['where'])}{tail}"


def say_command(speaker: Speaker, m: Meaning) -> str:
    """One command, framed."""
    if m["act"] == "do" and "what" not in m:
        return frame(speaker, imperative(speaker, m)) if speaker.r.maybe(0.5) else imperative(speaker, m)
    if m["act"] == "put" and "ref" not in m["where"] and "steps" not in m and speaker.r.maybe(0.04):
        return _as_it_should_be(speaker, m)
    return frame(speaker, imperative(speaker, m), generic=_generic(m))
