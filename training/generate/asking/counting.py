"""Asking how many."""

from __future__ import annotations

from training.generate.asking.asking import when_said, wrapped
from training.generate.asking.wh import split, wh
from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.things.clauses import predicate
from training.generate.things.speech import Speaker
from training.generate.words.phrases import Said
from training.generate.words.vocabulary import PLACES

_IN_ALL = forms(
    "do you see*2|can you see*2|do we have*2|exist|are there in total*2|are there altogether|"
    "are there here|do you have|"
    "do you count|have we got|are in the scene|are there in the scene|are there in this world|"
    "are visible|are there now|"
    "can you count|do you know of|are there all in all|are there overall|are here|do you find|can you find"
)


def say_count(speaker: Speaker, m: Meaning) -> str:
    """How many?"""
    r = speaker.r
    what = m["what"]
    past = "time" in m
    tail = when_said(speaker, m)
    head, clause = split(what)
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
    direct, embedded = wh(speaker, word, clause, past, tail)
    return wrapped(speaker, direct, embedded)
