"""How people really type: slips of the keys, lost apostrophes and marks, British spelling, odd spaces, capitals."""

from __future__ import annotations

import re
from collections.abc import Collection

from training.generate.chance import Chance, words
from training.generate.words.invention import looks_known
from training.generate.words.misspelt import MISSPELT, RUN_TOGETHER
from training.generate.words.vocabulary import KNOWN

_NEIGHBOURS = {
    "q": "wa",
    "w": "qes",
    "e": "wrd",
    "r": "etf",
    "t": "ryg",
    "y": "tuh",
    "u": "yij",
    "i": "uok",
    "o": "ipl",
    "p": "ol",
    "a": "qsz",
    "s": "adw",
    "d": "sfe",
    "f": "dgr",
    "g": "fht",
    "h": "gjy",
    "j": "hku",
    "k": "jli",
    "l": "ko",
    "z": "xa",
    "x": "zc",
    "c": "xv",
    "v": "cb",
    "b": "vn",
    "n": "bm",
    "m": "n",
}
_VOWELS = {"a": "eo", "e": "ai", "i": "ye", "o": "ua", "u": "oi", "y": "i"}
"""What a vowel is written as by those who spell by ear."""
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_SHORT = {
    "you": "u",
    "are": "r",
    "please": "pls",
    "your": "ur",
    "what is": "whats",
    "what's": "whats",
    "where is": "wheres",
    "where's": "wheres",
    "and": "&",
    "to": "2",
    "because": "cuz",
    "thanks": "thx",
    "don't": "dont",
    "isn't": "isnt",
    "aren't": "arent",
    "doesn't": "doesnt",
    "didn't": "didnt",
    "you're": "youre",
    "that's": "thats",
    "let's": "lets",
    "i'd": "id",
    "haven't": "havent",
    "wasn't": "wasnt",
    "weren't": "werent",
    "what are": "whatre",
    "going to": "gonna",
    "want to": "wanna",
    "before": "b4",
    "something": "smth",
    "let me": "lemme",
    "for me": "4 me",
    "without": "w/o",
    "with": "w/",
    "next to": "next 2",
    "kind of": "kinda",
    "got to": "gotta",
    "can't": "cant",
    "have you": "have u",
    "did you": "did u",
    "because of": "cuz of",
    "though": "tho",
    "right now": "rn",
    "there's": "theres",
    "it's": "its",
    "who's": "whos",
    "i'm": "im",
    "won't": "wont",
    "wouldn't": "wouldnt",
    "couldn't": "couldnt",
}
_JOINED = (" n ", " n ", " & ", " & ", " + ", " nd ", " an ")
_CONTRACT = {
    "what is": "what's",
    "where is": "where's",
    "you are": "you're",
    "i am": "i'm",
    "that is": "that's",
    "which is": "which's",
    "there is": "there's",
    "i would": "i'd",
    "you had": "you'd",
    "you have": "you've",
    "it is": "it's",
}


def slip(r: Chance, word: str) -> str:
    """A word with one slip of the fingers or the ear: letters swapped, lost, doubled, neighbouring, another vowel."""
    i = r.whole(1, len(word) - 2)
    kind = r.whole(0, 7)
    if kind == 4:
        return word + word[-1]
    if kind == 5:
        return word[:-1] if len(word) > 4 else word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind >= 6:
        vowels = [k for k, letter in enumerate(word) if k and letter in "aeiouy"]
        if not vowels:
            return word
        k = r.pick(tuple(vowels))
        return word[:k] + ("" if kind == 6 else r.pick(_VOWELS.get(word[k], "e"))) + word[k + 1 :]
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == 1:
        return word[:i] + word[i + 1 :]
    if kind == 2:
        return word[:i] + word[i] + word[i:]
    return word[:i] + r.pick(_NEIGHBOURS.get(word[i].lower(), word[i])) + word[i + 1 :]


def _with_slips(r: Chance, text: str, kept: Collection[str]) -> str:
    words = [
        m
        for m in _WORD.finditer(text)
        if len(m.group()) >= 3 and not any(k in m.group().lower() or m.group().lower() in k for k in kept)
    ]
    if not words:
        return text
    match = r.pick(words)
    word = match.group()
    changed = slip(r, word)
    lowered = changed.lower()
    if (
        changed == word
        or lowered in KNOWN
        or lowered.removesuffix("s") in KNOWN
        or (not looks_known(lowered) and word.lower() in KNOWN)
    ):
        return text
    return text[: match.start()] + changed + text[match.end() :]


def _replace(text: str, old: str, new: str) -> str:
    return re.sub(rf"\b{re.escape(old)}(?![\w'])", new, text, count=1)


def roughen(r: Chance, text: str, kept: Collection[str], *, british: bool) -> str:
    """The sentence as typed. Words in `kept` (names, unknown words) stay as they are."""
    if british:
        text = re.sub(r"\bcolor(?=s?\b|ed\b)", "colour", text) if "color" not in kept else text
    if r.maybe(0.16):
        for old, new in _CONTRACT.items():
            if old in text and r.maybe(0.6) and old != "which is" and not re.search(rf"\b{old}[?.!]*$", text):
                text = _replace(text, old, new)
    if r.maybe(0.07):
        for old, new in _SHORT.items():
            if old in text and r.maybe(0.5) and old not in ("to", "and", "what are"):
                text = _replace(text, old, new)
    elif r.maybe(0.06):
        text = text.replace("'", "")
    if r.maybe(0.015) and " and " in text:
        text = text.replace(" and ", r.pick(_JOINED), 1)
    most = max(1, (text.count(" ") + 1) // 6)  # one slip in six words: even hasty people make no more
    if r.maybe(0.19):
        text, most = _with_slips(r, text, kept), most - 1
        if most > 0 and r.maybe(0.3):
            text, most = _with_slips(r, text, kept), most - 1
    if most > 0 and r.maybe(0.1):
        text, most = _misspell(r, text, kept), most - 1
        if most > 0 and r.maybe(0.25):
            text, most = _misspell(r, text, kept), most - 1
    if most > 0 and r.maybe(0.025):
        text, most = _run_together(r, text, kept), most - 1
    if most > 0 and r.maybe(0.02) and not kept:
        spaces = [i for i, char in enumerate(text) if char == " "]
        if spaces:
            i = r.pick(spaces)
            text = text[:i] + text[i + 1 :]
    if r.maybe(0.05):
        text = text.replace(",", "")
    elif r.maybe(0.03):
        text = re.sub(r"([.,;?!]) (?=\w)", r"\1", text)
    elif r.maybe(0.02):
        text = re.sub(r"([.,?!])(?= |$)", r" \1", text)
    if most > 0 and r.maybe(0.01):
        text = _doubled(r, text)
    if r.maybe(0.02):
        text = text.replace(" ", "  ", 1)
    if r.maybe(0.03) and text.endswith((".", "?", "!")):
        text += r.pick((text[-1], text[-1] * 2, " "))
    if r.maybe(0.006):
        text = f"{r.pick((' ', '- ', '> ', chr(34)))}{text}"
    return _capitals(r, text)


def _misspell(r: Chance, text: str, kept: Collection[str]) -> str:
    """One word as it is often misspelt."""
    found = [m for m in _WORD.finditer(text) if m.group().lower() in MISSPELT and m.group().lower() not in kept]
    if not found:
        return text
    match = r.pick(found)
    wrong = r.pick(MISSPELT[match.group().lower()])
    return text[: match.start()] + wrong + text[match.end() :]


def _run_together(r: Chance, text: str, kept: Collection[str]) -> str:
    """One set phrase as it comes out wrong: "ontop of", "pickup"."""
    found = [phrase for phrase in RUN_TOGETHER if re.search(rf"\b{phrase}\b", text)]
    if not found or any(word in kept for phrase in found for word in phrase.split()):
        return text
    phrase = r.pick(found)
    return re.sub(rf"\b{phrase}\b", r.pick(RUN_TOGETHER[phrase].split("|")), text, count=1)


def _doubled(r: Chance, text: str) -> str:
    """A short word said twice: "the the"."""
    found = [m for m in _WORD.finditer(text) if m.group().lower() in _SMALL]
    if not found:
        return text
    match = r.pick(found)
    return f"{text[: match.end()]} {match.group()}{text[match.end() :]}"


_SMALL = frozenset(words("the a on of to in it and is that put pick up"))


def _capitals(r: Chance, text: str) -> str:
    choice = r.whole(0, 99)
    if choice < 40:
        text = text[:1].upper() + text[1:]
        if r.maybe(0.6):
            text = re.sub(r"(?<=[.?!] )[a-z]", lambda m: m.group().upper(), text)
        return text
    if choice < 43:
        return text.upper()
    if choice == 43:
        return text.title().replace("'S", "'s")
    return text
