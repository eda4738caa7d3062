"""New names and nouns in words: "call it bob", "by a steeple i mean a stack of ..."."""

from __future__ import annotations

from training.generate.chance import Chance, forms
from training.generate.meaning import Meaning
from training.generate.things.speech import Speaker
from training.generate.words.phrases import Said, article
from training.generate.words.vocabulary import KINDS, plural_of


def quoted(speaker: Speaker, word: str, chance: float = 0.3) -> str:
    """A new word as it is written, perhaps in quotes; no slip may change it."""
    speaker.kept.add(word)
    return f'"{word}"' if speaker.r.maybe(chance) else f"'{word}'" if speaker.r.maybe(0.05) else word


def _definite(d: Meaning) -> bool:
    """Whether it is one known thing or more, so that what is said of it is a name and no definition."""
    return "ref" in d or ("kind" in d and d.get("det") in ("the", "that", "this", "the_other"))


def say_name(speaker: Speaker, m: Meaning) -> str:
    """As in "call the red block bob"."""
    r = speaker.r
    what, name = speaker.np(m["what"], guard=True), quoted(speaker, m["name"])
    subject = speaker.say(m["what"], subject=True)
    return r.pick(
        (
            f"call {what} {name}",
            f"call {what} {name}",
            f"call {what} {name}",
            f"name {what} {name}",
            f"name {what} {name}",
            f"let's call {what} {name}",
            f"let's name {what} {name}",
            f"{subject.text} {'are' if subject.plural else 'is'} called {name}",
            f"{subject.text} {'are' if subject.plural else 'is'} named {name}",
            f"the name of {what} is {name}",
            f"give {what} the name {name}",
            f"i call {what} {name}",
            f"i name {what} {name}",
            f"from now on call {what} {name}",
            f"please call {what} {name}",
            f"i want to call {what} {name}",
            f"from now on {subject.text} {'are' if subject.plural else 'is'} called {name}",
            f"we will call {what} {name}",
            f"i'll call {what} {name}",
            f"{name} is the name of {what}",
            f"you can call {what} {name}",
            f"{subject.text} shall be called {name}",
            f"rename {what} to {name}",
            f"could you call {what} {name}",
            *_more_names(r, what, subject, name),
            *(_meant_names(r, what, name) if _definite(m["what"]) else ()),
        )
    )


def _more_names(r: Chance, what: str, subject: Said, name: str) -> tuple[str, ...]:
    be = "are" if subject.plural else "is"
    return (
        f"let us call {what} {name}",
        f"let me call {what} {name}",
        f"i will call {what} {name}",
        f"i want {what} to be called {name}",
        f"i'd like to call {what} {name}",
        f"can we call {what} {name}",
        f"we'll call {what} {name} from now on",
        f"{r.pick(('christen', 'dub', 'label', 'nickname', 'title', 'baptize', 'tag'))} {what} {name}",
        f"i{r.pick((' hereby', ''))} {r.pick(('name', 'christen', 'dub', 'baptize'))} {what} {name}",
        f"refer to {what} as {name}",
        f"{subject.text} {be} known as {name}",
        f"{subject.text} {be} to be called {name}",
        f"{subject.text} {be} now called {name}",
        f"{subject.text} {'have' if subject.plural else 'has'} the name {name}",
        f"{subject.text} {'get' if subject.plural else 'gets'} the name {name}",
        f"{subject.text} {r.pick(('will be', 'should be'))} {r.pick(('called', 'named'))} {name}",
        f"the new name of {what} is {name}",
        f"the name for {what} is {name}",
        f"{what}: its name is {name}",
        f"give the name {name} to {what}",
        f"assign the name {name} to {what}",
        f"use the name {name} for {what}",
        f"use {name} as the name of {what}",
        f"remember {what} as {name}",
        f"remember that {subject.text} {be} called {name}",
        f"change the name of {what} to {name}",
        f"rename {what} {name}",
        f"would you call {what} {name}",
        f"{name} is what i call {what}",
        f"{name} is what we call {what}",
        f"say hello to {name}, that's {what}"
        if not what.startswith(("it", "that", "this"))
        else f"i named {what} {name}",
    )


def _meant_names(r: Chance, what: str, name: str) -> tuple[str, ...]:
    return (
        f"when i say {name} i mean {what}",
        f"when i say {name}, i mean {what}",
        f"by {name} i mean {what}",
        f"{name} means {what}",
        f"{name} stands for {what}",
        f"{name} refers to {what}",
        f"{name} is {r.pick(('short', 'my name'))} for {what}",
        f"from now on {name} means {what}",
        f"from now on {name} is the name of {what}",
        f"let {name} be {what}",
        f"let {name} stand for {what}",
    )


def say_define(speaker: Speaker, m: Meaning) -> str:
    """As in "a steeple is a stack which contains ..."."""
    r = speaker.r
    word = quoted(speaker, m["word"])
    what = speaker.np(m["what"])
    a = article(word)
    return r.pick(
        (
            f"{a} is {what}",
            f"{a} is {what}",
            f"{a} is {what}",
            f"{a} is {what}",
            f"{a} means {what}",
            f"{word} means {what}",
            f"by {a} i mean {what}",
            f"let's call {what} {a}",
            f"define {a} as {what}",
            f"define {word} as {what}",
            f"{a} is defined as {what}",
            f"the word {word} means {what}",
            f"i call {what} {a}",
            f"call {what} {a}",
            f"{what} is called {a}",
            f"when i say {word} i mean {what}",
            f"learn that {a} is {what}",
            f"from now on {a} is {what}",
            (
                f"{plural_of(m['word'])} are "
                f"{speaker.np({**{k: v for k, v in m['what'].items() if k != 'det'}, 'plural': True})}"
            ),
            f"let {a} be {what}",
            *_more_definitions(r, word, a, what, plural_of(m["word"])),
            f"{what} is {a}"
            if m["what"]["kind"] in KINDS and "that" in m["what"] and r.maybe(0.3)
            else f"{a} is {what}",
        )
    )


def _more_definitions(r: Chance, word: str, a: str, what: str, many: str) -> tuple[str, ...]:
    lead = r.pick(
        forms(
            "remember that|remember:|note that|you should know that|let's say|let's say that|suppose|"
            "assume that|know that|"
            "so|for me|in my language|let me tell you that|learn this:|new word:|definition:|ok,|now|"
            "well,|from now on,|"
            "i'd say that|please remember that|keep in mind that|let us agree that|we say that|what you need to know:"
        )
    )
    return (
        f"{lead} {a} is {what}",
        f"{lead} {a} is {what}",
        f"{lead} {a} is {what}",
        f"{a} would be {what}",
        f"{a} shall be {what}",
        f"{a} is simply {what}",
        f"{a} is basically {what}",
        f"{a} is the same as {what}" if r.maybe(0.2) else f"{a}: {what}",
        f"{a} is what i call {what}",
        f"{a}, that is {what}",
        f"{a}, that's {what}",
        f"{a} = {what}",
        f"{word} = {what}",
        f"{word}: {what}",
        f"{word} is a word for {what}",
        f"{word} is another word for {what}",
        f"{word} is the word for {what}",
        f"{word} is my word for {what}",
        f"{word} stands for {what}",
        f"{word} should mean {what}",
        f"{word} shall mean {what}",
        f"from now on {word} means {what}",
        f"from now on, {a} means {what}",
        f"by {word} i mean {what}",
        f"by the word {word} i mean {what}",
        f"with {a} i mean {what}",
        f"when i say {a} i mean {what}",
        f"when i say {word}, i mean {what}",
        f"when i talk about {a} i mean {what}",
        f"when i speak of {a}, i mean {what}",
        f"whenever i say {word} i mean {what}",
        f"if i say {word} i mean {what}",
        f"i say {word} and mean {what}",
        f"i use the word {word} for {what}",
        f"let's use the word {word} for {what}",
        f"use {word} for {what}",
        f"what i call {a} is {what}",
        f"what we call {a} is {what}",
        f"let us call {what} {a}",
        f"we call {what} {a}",
        f"we will call {what} {a}",
        f"i will call {what} {a}",
        f"i'd call {what} {a}",
        f"{what} is known as {a}",
        f"{what} is what i call {a}",
        f"{what} counts as {a}",
        f"{what} shall be called {a}",
        f"{what} will be called {a}",
        f"consider {what} {a}",
        f"define {a} to be {what}",
        f"define {a}: {what}",
        f"define {a} as being {what}",
        f"let us define {a} as {what}",
        f"let's define {a} as {what}",
        f"i define {a} as {what}",
        f"let me define {a}: {what}",
        f"the definition of {a} is {what}",
        f"the definition of {word} is {what}",
        f"the meaning of {word} is {what}",
        f"the term {word} means {what}",
        f"the noun {word} means {what}",
        f"{many} are what i call such things: {what}" if r.maybe(0.1) else f"the word {word} stands for {what}",
        f"learn the word {word}: {what}",
        f"learn a new word: {a} is {what}",
        f"do you know what {a} is? it is {what}" if r.maybe(0.3) else f"{a} is defined to be {what}",
        f"i want to teach you a word: {a} is {what}",
    )
