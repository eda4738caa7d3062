"""Asking which; and what any wh-question is made of."""

from __future__ import annotations

from training.generate.asking.asking import be_form, when_said, wrapped
from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase, time_phrase
from training.generate.things.clauses import predicate
from training.generate.things.relatives import conjugate, object_relative
from training.generate.things.speech import Speaker
from training.generate.words.phrases import Said, UnsayableError
from training.generate.words.vocabulary import COMPARATIVES


def split(what: Meaning) -> tuple[Meaning, Meaning | None]:
    """The head of a wh-question and the clause that is asked about it."""
    clauses = what.get("that", [])
    if not clauses:
        return what, None
    head = {key: value for key, value in what.items() if key != "that"}
    return (head | {"that": clauses[:-1]} if clauses[:-1] else head), clauses[-1]


def wh(speaker: Speaker, word: Said, clause: Meaning, past: bool, tail: str) -> tuple[str, str]:
    """A question about the word ("which blocks"), direct and embedded."""
    r = speaker.r
    if "told" in clause or "did" in clause:
        relative = object_relative(speaker, clause) or ""
        if "told" in clause:
            verb = relative.partition(" to ")[2]
            return r.pick(
                (
                    f"{word.text} did i tell you to {verb}",
                    f"{word.text} did i ask you to {verb}",
                    f"{word.text} were you told to {verb}",
                    f"{word.text} have i told you to {verb}",
                )
            ), f"{word.text} i told you to {verb}"
        if r.maybe(0.2) and not clause.get("not"):
            pred = predicate(speaker, clause, word.plural)
            return (
                f"{word.text} {pred.finite(speaker, word.plural)}",
                f"{word.text} {pred.finite(speaker, word.plural)}",
            )
        return f"{word.text} {_did_order(speaker, clause)}", f"{word.text} {relative}"
    rel, of = clause["rel"], clause.get("of")
    if (
        not clause.get("not")
        and "steps" not in clause
        and of is not None
        and rel in ("supports", "contains", "in", "supported_by")
        and r.maybe(0.6)
        and of.get("det") != "which"
        and not ("ref" in of and of["ref"] in ("me", "you"))
    ):
        subject = speaker.say(of, subject=True)
        be, do = be_form(subject.plural, past), "did" if past else "do" if subject.plural else "does"
        if rel == "supports":
            phrase = r.pick(("on", "on", "supported by", "sitting on", "resting on", "standing on", "on top of"))
            if phrase == "on top of":
                phrase = "on"
            return f"{word.text} {be} {subject.text} {phrase}{tail}", f"{word.text} {subject.text} {be} {phrase}{tail}"
        if rel == "contains" and of.get("kind") != "thing":
            return f"{word.text} {be} {subject.text} in{tail}", f"{word.text} {subject.text} {be} in{tail}"
        if rel == "in" and of.get("kind") == "box":
            verb = r.pick(("contain", "contain", "have in it", "have inside"))
            return (
                f"{word.text} {do} {subject.text} {verb}{tail}",
                f"{word.text} {subject.text} {'contained' if past else 'contains'}{tail}",
            )
        if rel == "supported_by":
            verb = r.pick(("support", "support", "hold up", "carry"))
            return (
                f"{word.text} {do} {subject.text} {verb}{tail}",
                f"{word.text} {subject.text} {conjugate('support', subject.plural, past)}{tail}",
            )
    if rel == "held" and not clause.get("not") and r.maybe(0.85):
        if past:
            return f"{word.text} were you holding{tail}", f"{word.text} you were holding{tail}"
        return r.pick(
            (
                f"{word.text} are you holding",
                f"{word.text} are you holding",
                f"{word.text} do you have in your hand",
                f"{word.text} are you carrying",
                f"{word.text} do you hold",
            )
        ), f"{word.text} you are holding"
    if rel == "owned_by" and of is not None and not past and r.maybe(0.6):
        who = "i" if of["ref"] == "me" else "you"
        negated = " not" if clause.get("not") else ""
        return f"{word.text} do {who}{negated} own", f"{word.text} {who} {'do not ' if negated else ''}own"
    pred = predicate(speaker, clause, word.plural)
    text = f"{word.text} {pred.finite(speaker, word.plural, past=past or pred.past)}{tail}"
    return text, text


def _did_order(speaker: Speaker, clause: Meaning) -> str:
    """What was done, in the order of a question: "did you pick up before you ...", "have you not touched"."""
    r = speaker.r
    event: Meaning = {"verb": clause["did"], **{key: clause[key] for key in ("rel", "where") if key in clause}}
    tail = f" {time_phrase(speaker, clause['time'])}" if "time" in clause else ""
    before = ""
    if tail == " last" and r.maybe(0.6):
        before, tail = "last ", ""
    if clause["did"] == "hold" and r.maybe(0.5) and not clause.get("not"):
        return f"were you {before}holding{tail}"
    negated = "not " if clause.get("not") else ""
    if tail == " last" and not negated and r.maybe(0.25):
        lately = r.pick(forms("most recently*3|last of all|latest|last*2"))
        return f"did you {lately} {event_phrase(speaker, event, 'base')}"
    if not negated and not before and r.maybe(0.06):
        return f"{r.pick(('you', 'u', 'you'))} {event_phrase(speaker, event, 'past')}{tail}"
    if r.maybe(0.6) or before:
        text = f"did you {negated}{before}{event_phrase(speaker, event, 'base')}{tail}"
        return text.replace("did you not", "didn't you") if negated and r.maybe(0.4) else text
    return (
        f"{r.pick(('have', 'have', 'had')) if tail else 'have'} you "
        f"{negated}{event_phrase(speaker, event, 'participle')}{tail}"
    )


def say_which(speaker: Speaker, m: Meaning) -> str:
    """Which are they? "What does the box contain?"."""
    r = speaker.r
    what = m["what"]
    past = "time" in m
    tail = when_said(speaker, m)
    if (
        what["kind"] == "one"
        and what.get("sup") in COMPARATIVES
        and ("any" in what.get("of", {}) or what.get("of") == {"ref": "them"})
        and "that" not in what
    ):
        return _say_compared(speaker, what)
    head, clause = split(what)
    plural = r.maybe(0.4) or (clause is not None and "of" not in clause and clause.get("rel", "").startswith("same_"))
    latest = clause is not None and clause.get("time") == {"rel": "last"} and "not" not in clause
    if clause and latest and r.maybe(0.5) and (text := _say_latest(speaker, head, clause)):
        return text
    if clause and "did" in clause and not latest and "time" in clause and r.maybe(0.5):
        when = time_phrase(speaker, clause["time"])  # "since you put it there, what have you picked up?"
        word = _head_word(speaker, head, plural)
        asked = _did_order(speaker, {key: value for key, value in clause.items() if key != "time"})
        return f"{when}{r.pick((', ', ', ', ' '))}{word.text} {asked}{r.pick(('?', '?', '?', ''))}"
    if clause is None:
        return wrapped(speaker, *_say_superlative(speaker, what)) if "sup" in what else _say_scene(speaker, what)
    word = _head_word(speaker, head, plural)
    if r.maybe(0.04) and not past and "of" not in head:
        text = speaker.np({**what, "plural": True})
        start = r.pick(
            forms(
                "list*3|name*2|list all*3|tell me|enumerate|list the*2|name the*2|name all*2|"
                "name all the|list all the*2|"
                "give me a list of|give me a list of all|list me all|tell me all|tell me the|"
                "can you list all|can you list the|"
                "could you list|please list|can you name|please name all|list every one of the|enumerate all|report all"
            )
        )
        return f"{start} {text}{r.pick(('', '.'))}"
    direct, embedded = wh(speaker, word, clause, past, tail)
    return wrapped(speaker, direct, embedded)


def _say_scene(speaker: Speaker, what: Meaning) -> str:
    """As in "What do you see?", "which blocks are there?"."""
    r = speaker.r
    if what == {"kind": "thing"} and r.maybe(0.7):
        text = r.pick(
            forms(
                "what do you see*4|what can you see*3|what is there*3|what's there|what is here|what do we have here|"
                "describe the scene*3|describe what you see*2|look around|what's in the scene|tell me what you see*2|"
                "what have we got|list everything*2|list all objects*2|list the objects|show me the scene|"
                "what do you have there|what do you see now|what else is there|name everything|what is in the world|"
                "describe the world|name all objects|what all is there*2|what all do you see|whats there*2|"
                "what do we see here|what is in front of you|what's in front of you|what are you looking at|"
                "what are you seeing|what can you make out|what have you got there|what have you got here|"
                "what is there to see|what things are there*2|what things do you see|what stuff is there|"
                "what exists|what exists here|what all have we got|what toys are there|what objects are there*2|"
                "which objects are there|what objects do you see|what objects can you see|what's all there|"
                "what is all this stuff here|what's around|what is around you|what surrounds you|what do you have|"
                "what's in this world|what is in the scene|what does the scene look like|"
                "what does the world look like|what does it look like there|tell me what's there*2|"
                "tell me what is there|tell me everything you see|tell me all you see|tell me about the scene|"
                "describe everything|describe your world|describe your surroundings|describe the situation|"
                "describe what is there|describe all you see|give me an overview|give me a list of everything|"
                "give me a list of all objects|list all*2|list all things|list all the things|list all the objects|"
                "list everything you see|list everything you can see|list what you see|"
                "list what is there|list things|"
                "name everything you see|name all things|name all the objects|enumerate everything|"
                "enumerate all objects|"
                "show me what you see|show me what is there|report what you see|say what you see|"
                "can you list everything|can you tell me what you see|can you describe the scene|"
                "could you describe what you see|please describe the scene|let me know what you see|inventory"
            )
        )
        asking = text.startswith(("what", "which", "can", "could"))
        return wrapped(speaker, text, None) if asking else text
    if what["kind"] == "one" and "of" in what:
        return f"{r.pick(('which', 'which ones'))} of {speaker.np({**what['of'], 'partitive': True})}?"
    if what == {"kind": "one"}:
        return r.pick(("which one", "which ones", "which")) + "?"
    text = speaker.np({**what, "plural": True})
    return wrapped(
        speaker,
        (
            f"{r.pick(('which', 'what'))} {text} "
            f"{r.pick(('are there', 'are there', 'do you see', 'can you see', 'do we have', 'exist'))}"
        ),
        f"which {text} there are",
    )


def _head_word(speaker: Speaker, head: Meaning, plural: bool) -> Said:
    r = speaker.r
    if head == {"kind": "thing"} and r.maybe(0.8):
        return Said("what", False)
    if head["kind"] == "one" and "of" in head:
        whole = "them" if head["of"] == {"ref": "them"} else speaker.np({**head["of"], "partitive": True})
        rest = {key: value for key, value in head.items() if key not in ("kind", "of")}
        if rest:
            raise UnsayableError
        return Said(f"which {r.pick(('', '', 'one ')) if not plural else ''}of {whole}".replace("  ", " "), plural)
    if head == {"kind": "one"}:
        return Said(r.pick(("which ones", "which")) if plural else r.pick(("which one", "which")), plural)
    return Said(
        (
            f"{r.pick(('which', 'which', 'which', 'what'))} "
            f"{speaker.np({**head, 'plural': True}) if plural else _singular(speaker, head)}"
        ),
        plural,
    )


def _singular(speaker: Speaker, head: Meaning) -> str:
    return speaker.np({**head, "plural": False})


def _say_latest(speaker: Speaker, head: Meaning, clause: Meaning) -> str:
    """As in "what is the last thing you picked up?", "last block u moved?"."""
    r = speaker.r
    if set(head) - {"kind", "color", "size"} or "did" not in clause:
        return ""
    deed = object_relative(speaker, {key: value for key, value in clause.items() if key != "time"}) or ""
    if "just" in deed:
        return ""
    noun = speaker.np({**head, "plural": False})
    if r.maybe(0.3):
        return f"{r.pick(('the ', '', '', 'and the '))}last {noun} {r.pick((deed, deed, deed.replace('you ', 'u ')))}?"
    lately = deed.replace("you ", f"you {r.pick(('most recently', 'last'))} ", 1)
    the = r.pick((f"the last {noun} {deed}", f"the last {noun} {deed}", f"the {noun} {lately}"))
    what = r.pick(("what is", "what's", "what was", "which is", "which was", "whats"))
    return wrapped(speaker, f"{what} {the}", f"what {the} {r.pick(('is', 'was'))}")


_MOSTLY = {
    "leftmost": forms("furthest to the left*3|farthest to the left|furthest left*2|the furthest left|most to the left"),
    "rightmost": forms(
        "furthest to the right*3|farthest to the right|furthest right*2|the furthest right|most to the right"
    ),
    "highest": forms("highest up*2|the highest up|at the highest position|at the very top|in the highest position"),
    "lowest": forms("lowest down|the lowest down|at the lowest position|in the lowest position"),
    "backmost": forms("furthest back*2|furthest to the back|farthest back"),
    "frontmost": forms("furthest to the front|furthest forward"),
}


def _say_superlative(speaker: Speaker, what: Meaning) -> tuple[str, str]:
    """As in "what is the biggest block", "which block is tallest"."""
    r = speaker.r
    if what["kind"] == "one" and "of" in what:
        text = speaker.np({**what, "det": "the"})
        return f"{r.pick(('which', 'what'))} is {text}", f"which is {text}"
    sup = what["sup"]
    bare = {key: value for key, value in what.items() if key not in ("sup", "ord")}
    if r.maybe(0.55) and "that" not in what and "ord" not in what:
        word = _head_word(speaker, bare, False).text
        adjective = speaker._adjectives({"sup": sup})[0]
        comparative = [*COMPARATIVES[sup]] * 2 if sup in COMPARATIVES else []
        adjective = r.pick((*(f"the {adjective}", f"the {adjective}", adjective), *comparative[:2]))
        is_ = r.pick((" is", " is", " is", "'s", "s")) if word in ("what", "which", "which one") else " is"
        is_ = " is" if word == "which" else is_
        return f"{word}{is_} {adjective}", f"{word} is {adjective}"
    if "ord" not in what and "that" not in what and what["kind"] not in ("one", "thing") and r.maybe(0.3):
        many = speaker.np({**bare, "det": "all", "partitive": True})
        of_all = r.pick((f"of all {many}", f"of {many}", f"out of all {many}", f"among {many}", f"out of {many}"))
        most = r.pick(_MOSTLY.get(sup, (f"the {speaker._adjectives({'sup': sup})[0]}",)))
        one = r.pick(("which one", "which one", "which", "what"))
        return r.pick((f"{of_all}, {one} is {most}",) * 2 + (f"{one} {of_all} is {most}",)), f"{one} {of_all} is {most}"
    if "ord" not in what and "that" not in what and sup in _MOSTLY and r.maybe(0.2):
        word = _head_word(speaker, bare, False).text
        most = r.pick(_MOSTLY[sup])
        return f"{word} is {most}", f"{word} is {most}"
    text = speaker.np({**what, "det": "the"})
    if "ord" in what and "that" not in what and r.maybe(0.25):
        word = _head_word(speaker, bare, False).text
        ranked = speaker.np({"kind": "one", "det": "the", "ord": what["ord"], "sup": sup}).removesuffix(" one")
        return f"{word} is {ranked}", f"{word} is {ranked}"
    word = r.pick(("what", "which", "which one"))
    is_ = r.pick((" is", " is", "'s", "s")) if word == "what" else " is"
    return f"{word}{is_} {text}", f"what {text} is" if word == "what" else f"{word} is {text}"


def _say_compared(speaker: Speaker, what: Meaning) -> str:
    r = speaker.r
    of = what["of"]
    word = r.pick(COMPARATIVES[what["sup"]])
    if of == {"ref": "them"}:
        return wrapped(
            speaker,
            r.pick(
                (
                    f"which of them is {word}",
                    f"which one of them is the {speaker._adjectives({'sup': what['sup']})[0]}",
                    f"which of them is the {speaker._adjectives({'sup': what['sup']})[0]}",
                    f"which one of them is {word}",
                    f"which one of those is {word}",
                    f"which of these is {word}",
                )
            ),
            None,
        )
    parts = [speaker.np(part) for part in of["any"]]
    if len(parts) > 2:
        word = speaker._adjectives({"sup": what["sup"]})[0]
    both = parts[0] + ", " + ", ".join(parts[1:-1]) + " or " + parts[-1] if len(parts) > 2 else " or ".join(parts)
    noun = r.pick(("which", "which one", "which one", "what"))
    text = r.pick(
        (
            f"{noun} is {word}, {both}",
            f"{noun} is {word}, {both}",
            f"{noun} is {r.pick(('the', ''))} {word}: {both}",
            f"which is {word} {both}",
        )
    )
    if len(parts) == 2 and r.maybe(0.3):
        text = r.pick(
            (
                f"which of {parts[0]} and {parts[1]} is {word}",
                f"is {parts[0]} or {parts[1]} {word}",
                f"which one of {parts[0]} and {parts[1]} is {word}",
            )
        )
    if len(parts) == 2 and r.maybe(0.25):
        text = r.pick(
            (
                f"{both}, {noun} is {word}",
                f"{both}: which is {word}",
                f"{both}, which one's {word}",
                f"between {parts[0]} and {parts[1]}, which is {word}",
                f"out of {parts[0]} and {parts[1]}, which one is {word}",
                f"of {parts[0]} and {parts[1]}, which one is {word}",
                f"which one's {word}, {both}",
                f"what's {word}, {both}",
                f"whats {word} {both}",
                f"which is the {word} one, {both}",
                f"which one is the {word} of the two, {both}",
            )
        )
    return wrapped(speaker, text.replace("  ", " "), None)
