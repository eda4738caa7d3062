"""Asking which and how many."""

from __future__ import annotations

from training.generate.asking import be_form, when_said, wrapped
from training.generate.chance import forms
from training.generate.clauses import conjugate, object_relative, predicate
from training.generate.doings import event_phrase, time_phrase
from training.generate.meaning import Meaning
from training.generate.phrases import Said, UnsayableError
from training.generate.speech import Speaker
from training.generate.vocabulary import COMPARATIVES, PLACES

_IN_ALL = forms(
    "do you see|can you see|do we have|exist|are there in total|are there altogether|are there here|do you have"
)


def _split(what: Meaning) -> tuple[Meaning, Meaning | None]:
    """The head of a wh-question and the clause that is asked about it."""
    clauses = what.get("that", [])
    if not clauses:
        return what, None
    head = {key: value for key, value in what.items() if key != "that"}
    return (head | {"that": clauses[:-1]} if clauses[:-1] else head), clauses[-1]


def _wh(speaker: Speaker, word: Said, clause: Meaning, past: bool, tail: str) -> tuple[str, str]:
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
        and "sup" in what
        and ("any" in what.get("of", {}) or what.get("of") == {"ref": "them"})
        and "that" not in what
    ):
        return _say_compared(speaker, what)
    head, clause = _split(what)
    plural = r.maybe(0.4)
    if clause is None:
        return wrapped(speaker, *_say_superlative(speaker, what)) if "sup" in what else _say_scene(speaker, what)
    word = _head_word(speaker, head, plural)
    if r.maybe(0.04) and not past and "of" not in head:
        text = speaker.np({**what, "plural": True})
        start = r.pick(forms("list|name|list all|tell me|enumerate|list the|name the|name all|give me a list of"))
        return f"{start} {text}{r.pick(('', '.'))}"
    direct, embedded = _wh(speaker, word, clause, past, tail)
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
                "describe the world|name all objects"
            )
        )
        return wrapped(speaker, text, None) if text.startswith("what") else text
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


def _say_superlative(speaker: Speaker, what: Meaning) -> tuple[str, str]:
    """As in "what is the biggest block", "which block is tallest"."""
    r = speaker.r
    if what["kind"] == "one" and "of" in what:
        text = speaker.np({**what, "det": "the"})
        return f"{r.pick(('which', 'what'))} is {text}", f"which is {text}"
    sup = what["sup"]
    bare = {key: value for key, value in what.items() if key != "sup"}
    if r.maybe(0.5) and "that" not in what:
        word = _head_word(speaker, bare, False).text
        adjective = speaker._adjectives({"sup": sup})[0]
        text = f"{word} is {r.pick(('the ', 'the ', ''))}{adjective}"
        return text, text
    text = speaker.np({**what, "det": "the"})
    word = r.pick(("what", "which"))
    return f"{word} is {text}", f"{word} is {text}" if word == "which" else f"what {text} is"


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
    return wrapped(speaker, text.replace("  ", " "), None)


def say_count(speaker: Speaker, m: Meaning) -> str:
    """How many?"""
    r = speaker.r
    what = m["what"]
    past = "time" in m
    tail = when_said(speaker, m)
    head, clause = _split(what)
    if head["kind"] == "one" and "of" in head:
        word = Said(
            f"how many of {'them' if head['of'] == {'ref': 'them'} else speaker.np({**head['of'], 'partitive': True})}",
            True,
        )
    elif head == {"kind": "one"}:
        word = Said(r.pick(("how many", "how many ones")), True)
    else:
        word = Said(f"how many {speaker.np({**head, 'plural': True})}", True)
    if clause is None:
        if "of" in head:
            return wrapped(speaker, f"{word.text} {r.pick(('are there', 'do you see'))}", f"{word.text} there are")
        text = speaker.np({**head, "plural": True})
        return r.pick(
            (
                wrapped(speaker, f"{word.text} are there", f"{word.text} there are"),
                wrapped(speaker, f"{word.text} are there", f"{word.text} there are"),
                wrapped(
                    speaker,
                    f"{word.text} {r.pick(_IN_ALL)}",
                    None,
                ),
                wrapped(speaker, word.text, None),
                f"{r.pick(('count', 'count all', 'count the', 'number of'))} {text}",
                wrapped(speaker, f"what is the number of {text}", f"the number of {text}"),
            )
        )
    if (
        "rel" in clause
        and (clause["rel"] in PLACES or clause["rel"] == "at")
        and r.maybe(0.35)
        and not clause.get("time")
    ):
        pred = predicate(speaker, clause, True, verbs=False)
        negated = "not " if pred.negated else ""
        be = "were" if past else "are"
        return wrapped(
            speaker,
            f"{word.text} {be} there {negated}{pred.text}{tail}",
            f"{word.text} there {be} {negated}{pred.text}{tail}",
        )
    if r.maybe(0.05) and not past and "of" not in head:
        return f"{r.pick(('count', 'count the', 'count all'))} {speaker.np({**what, 'plural': True})}"
    if clause.get("rel") == "supports" and "of" in clause and r.maybe(0.6):
        pred = predicate(speaker, clause, True)
        text = f"{word.text} {pred.finite(speaker, True, past=past)}{tail}"
        return wrapped(speaker, text, text)
    direct, embedded = _wh(speaker, word, clause, past, tail)
    return wrapped(speaker, direct, embedded)
