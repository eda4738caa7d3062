"""New verbs in words: "to park a thing is to put it in the box", "when i say yeet, drop it"."""

from __future__ import annotations

import re

from training.generate.chance import Chance, forms
from training.generate.meaning import Meaning
from training.generate.ordering.orders import imperative
from training.generate.ordering.puttings import WISH
from training.generate.ordering.requests import gerund
from training.generate.telling.naming import quoted
from training.generate.things.speech import Speaker


def say_teach(speaker: Speaker, m: Meaning) -> str:
    """As in "to park a thing is to put it in the box"."""
    r = speaker.r
    word = quoted(speaker, m["word"], 0.2)
    steps = (
        r.pick((" and ", " and ", " and then ", ", then "))
        .join(imperative(speaker, step) for step in m["by"])
        .replace(WISH, "put ")
    )
    thing = r.pick(
        forms("a thing*4|something*6|an object*2|a block*2|x*2|anything|things|some thing|a toy|an item|stuff")
    )
    if (back := _BACK.get(thing)) and r.maybe(0.4) and len(found := _IT.findall(steps)) == 1 and found:
        steps = _IT.sub(back, steps)
    to = r.pick((f"to {word} {thing}", f"to {word} {thing}", f"to {word} {thing}", f"to {word} it", f"to {word}"))
    return r.pick(
        (
            f"{to} is to {steps}",
            f"{to} is to {steps}",
            f"{to} means to {steps}",
            f"{to} means to {steps}",
            f"{to}, {steps}",
            f"{word} means {steps}",
            f"{word} {thing} means {steps}",
            f"when i say {word} {thing}, {steps}",
            f"when i say {word} i mean {steps}",
            f"if i say {word}, {steps}",
            f"{to} you have to {steps}",
            f"from now on {word} means {steps}",
            f"{to} you {steps}",
            f"by {word} i mean {steps}",
            f"the verb {word} means to {steps}",
            f"let {word} mean {steps}",
            *_more_lessons(r, word, thing, to, steps),
        )
    )


_BACK = {"a thing": "the thing", "an object": "the object", "a block": "the block", "x": "x", "an item": "the item"}
_IT = re.compile(r"\bit\b")


def _more_lessons(r: Chance, word: str, thing: str, to: str, steps: str) -> tuple[str, ...]:
    it = r.pick((f" {thing}", f" {thing}", " it", " it", ""))
    lead = r.pick(
        forms(
            "remember that|remember:|note that|let's say|let's say that|you should know that|learn this:|ok,|so|"
            "for me|i'll teach you a word:|let me teach you something:|lesson one:|from now on,|new command:|listen,"
        )
    )
    said = (
        f"{lead} {to} means to {steps}",
        f"{lead} {word}{it} means {steps}",
        f"{word} = {steps}",
        f"{word}: {steps}",
        f"{word}{it}: {steps}",
        f"{word} should mean {steps}",
        f"{word}{it} stands for {steps}",
        f"{word} is short for {steps}",
        f"{word}{it} is when you {steps}",
        f"the word {word} means {steps}",
        f"the word {word} means to {steps}",
        f"the command {word} means {steps}",
        f"{to} just means {steps}",
        f"when i say {word} i want you to {steps}",
        f"when i say {word}{it}, you {steps}",
        f"when i say {word}{it}, you should {steps}",
        f"when i say {word}{it} then {steps}",
        f"when i say {word}{it} i mean {steps}",
        f"whenever i say {word}{it}, {steps}",
        f"whenever i tell you {to}, {steps}",
        f"if i tell you {to}, {steps}",
        f"if i ask you {to}, {steps}",
        f"if i say {word}{it}, you have to {steps}",
        f"if i say {word}{it} i mean {steps}",
        f"from now on when i say {word}, {steps}",
        f"from now on, {to} means to {steps}",
        f"from now on if i say {word} you {steps}",
        f"let me teach you {to}: {steps}",
        f"let me teach you the word {word}: {steps}",
        f"i'll teach you {to}: {steps}",
        f"i will teach you how {to}: {steps}",
        f"learn {to}: {steps}",
        f"learn how {to}: {steps}",
        f"learn the verb {word}: {steps}",
        f"this is how {to}: {steps}",
        f"here's how {to}: {steps}",
        f"here is how you {word} {thing}: {steps}",
        f"you {word} {thing} like this: {steps}",
        f"you {word} {thing} if you {steps}",
        f"{to} you must {steps}",
        f"{to} you need to {steps}",
        f"{to}, you need to {steps}",
        f"{to} you just {steps}",
        f"{to}, first {steps}",
        f"in order {to}, {steps}",
        f"in order {to} you {steps}",
        f"by {word}{it} i mean {steps}",
        f"by {word} i mean that you should {steps}",
        f"define {word} as {steps}",
        f"define {to} as {steps}",
        f"define {word}: {steps}",
        f"i say {word} for {steps}",
        f"let {word} stand for {steps}",
        f"let's use {word} for {steps}",
        f"use the word {word} for {steps}",
        f"a new verb: {word}. it means to {steps}" if r.maybe(0.3) else f"new verb: {word} means {steps}",
        f"do you know how {to}? {steps}" if r.maybe(0.3) else f"teach yourself {to}: {steps}",
    )
    doing = gerund(steps) if " and " not in steps and "then" not in steps else ""
    if not doing:
        return said
    own = word if word[-1:] not in "aeiouy" and word[-2:-1] not in "aeiou" and "-" not in word else ""
    own = "" if word[0] in "'\"" or len(word) < 4 else own
    return (
        *said,
        *((f"{own}ing is {doing}", f"{own}ing {thing} means {doing}", f"{own}ing means {doing}") if own else ()),
        f"{to} means {doing}",
        f"{to} means {doing}",
        f"{to} is {doing}",
        f"{to} is the same as {doing}",
        f"{word} means {doing}",
        f"{word}{it} means {doing}",
        f"{word}{it} is another word for {doing}",
        f"{word} is a word for {doing}",
        f"by {word} i mean {doing}",
        f"by {word}{it} i mean {doing}",
        f"when i say {word} i mean {doing}",
        f"when i say {word}{it}, i mean {doing}",
        f"from now on {word} means {doing}",
        f"define {word} as {doing}",
        f"the verb {word} means {doing}",
        f"{to} i mean {doing}" if r.maybe(0.1) else f"{word} stands for {doing}",
        f"{doing} is called {word}",
        f"let's call {doing} {word}",
    )
