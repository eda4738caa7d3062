"""Statements in words: claims, ownership, forgetting; and one entry for every statement."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase, time_phrase
from training.generate.telling.lessons import say_teach
from training.generate.telling.naming import quoted, say_define, say_name
from training.generate.things.clauses import predicate
from training.generate.things.mutual import mutual, say_mutual
from training.generate.things.speech import Speaker
from training.generate.words.vocabulary import PLACES

_HOLDING = ("you are holding", "you have", "you're holding", "you hold", "you've got", "you are carrying")


def _deed_text(speaker: Speaker, what: Meaning, clause: Meaning) -> str:
    """A claim about what was done: "you never touched the blue block"."""
    r = speaker.r
    event = {"verb": clause["did"], "what": what} | {k: v for k, v in clause.items() if k in ("rel", "where")}
    if clause.get("not"):
        if r.maybe(0.5):
            return f"you never {event_phrase(speaker, event, 'past')}"
        have = r.pick(("you have not", "you haven't", "you have never", "you've never", "you had not", "you've not"))
        if r.maybe(0.5):
            return f"{have} {event_phrase(speaker, event, 'participle')}{r.pick(('', '', ' yet', ' at all'))}"
        return f"you {r.pick(('did not', 'didn' + chr(39) + 't'))} {event_phrase(speaker, event, 'base')}"
    if r.maybe(0.4):
        have = r.pick(("you have", "you've", "you have already", "you've already", "you have just", "you had"))
        often = f" {r.pick(_TIMES)}" if r.maybe(0.12) else ""
        return f"{have} {event_phrase(speaker, event, 'participle')}{often}"
    start = r.pick(
        forms(
            "you*4|you already|you did|i think you|you just|i saw that you|earlier you|i know you|"
            "i remember that you|but you|before you|actually you|no, you|robot, you"
        )
    )
    often = f" {r.pick(_TIMES)}" if r.maybe(0.12) else ""
    return f"{start} {event_phrase(speaker, event, 'base' if start == 'you did' else 'past')}{often}"


_TIMES = forms("twice*4|once*2|three times|several times|a few times|two times|already|again|more than once")


def _numbered(speaker: Speaker, what: Meaning, past: bool) -> str:
    """As in "the number of pyramids on the table is four"."""
    r = speaker.r
    many = speaker.np({**{key: value for key, value in what.items() if key != "n"}, "plural": True})
    number = speaker.number(what["n"])
    return r.pick(
        (
            f"the number of {many} {'was' if past else 'is'} {number}",
            f"the number of {many} {'was' if past else 'is'} {number}",
            f"the total number of {many} {'was' if past else 'is'} {number}",
            f"the count of {many} {'was' if past else 'is'} {number}",
        )
    )


def _claim_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    past = "time" in m
    tail = f" {time_phrase(speaker, m['time'])}" if past else ""
    if mutual(m):
        return say_mutual(speaker, m, asked=False)
    if "that" not in m:
        said = speaker.say(m["what"])
        be = ("were" if said.plural else "was") if past else "are" if said.plural else "is"
        text = f"there {be} {said.text}{tail}"
        what = m["what"]
        if what.get("n", 0) > 1 and set(what) <= {"kind", "n", "color", "size", "that"} and r.maybe(0.25):
            text = _numbered(speaker, what, past) + tail
        elif not past and "that" not in what and "n" in what and r.maybe(0.2):
            text += r.pick((" in total", " altogether", " in all", " here", " in the scene", " all in all", " overall"))
        elif not past and r.maybe(0.15):
            text = f"{r.pick(('i see', 'i can see', 'we have', 'i see that there ' + be))} {said.text}"
    else:
        clause = m["that"][0]
        if "did" in clause:
            return _deed_text(speaker, m["what"], clause)
        said = speaker.say(m["what"], subject=True, guard=clause["rel"] in PLACES)
        text = f"{said.text} {predicate(speaker, clause, said.plural).finite(speaker, said.plural, past=past)}{tail}"
        if clause["rel"] == "held" and not past and not clause.get("not") and r.maybe(0.6):
            text = f"{r.pick(_HOLDING)} {speaker.np(m['what'], guard=True)}"
            text += " in your hand" if text.startswith("you have") else ""
    start = (
        r.pick(
            forms(
                "i think*4|i believe*2|i see that|i know that|i thought|actually|but|no,|well,|i guess|"
                "i'm sure|it seems|"
                "so|as far as i can see|i say|you know,|look,|in fact|i think that*2|i believe that|i'm sure that|"
                "i'm pretty sure|it looks like|it seems that|apparently|fyi|hey,|yes,|yes but|no no,|"
                "wait,|hmm,|i bet|"
                "i would say|i'd say|if i see it right|in my view|i suppose|surely|clearly|obviously|note that|"
                "as you can see|you see,|listen,|i notice that|i claim that|the fact is,|i am sure|sorry, but|ok,|"
                "now|and now|i can see that|in reality|i tell you,"
            )
        )
        + " "
        if r.maybe(0.15)
        else ""
    )
    return start + text


_NOTE = forms(
    "remember that*2|remember,|note that|by the way,|btw|fyi|just so you know,|you should know that|"
    "for your information,|"
    "keep in mind that|please note that|let me tell you that|i want you to know that|know that|well,|hey,|so,|ok,|"
    "now listen,|i should mention that|i told you that|actually,|also,|and|from now on"
)


def _own_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    said = speaker.say(m["what"], subject=True)
    if m.get("not"):
        if said.text.startswith(("any", "either", "neither", "no ", "none", "nothing", "one ", "some")):
            return f"i {r.pick(('do not', 'don' + chr(39) + 't'))} own {speaker.np(m['what'])}"
        be, do = ("are", "do") if said.plural else ("is", "does")
        return r.pick(
            (
                f"{said.text} {be} not mine",
                f"{said.text} {be}n't mine",
                f"i {r.pick(('do not', 'don' + chr(39) + 't'))} own {speaker.np(m['what'])}",
                f"{said.text} {do} not belong to me",
                f"{said.text} {do}n't belong to me",
                f"i am not the owner of {speaker.np(m['what'])}",
                f"{said.text} {be} not my property",
                f"{said.text} {be}n't my property",
                f"{said.text} {be} not owned by me",
                f"{said.text} {do} not belong to me at all",
                f"i never owned {speaker.np(m['what'])}",
                f"i{chr(39)}m not the owner of {speaker.np(m['what'])}",
                f"no, {said.text} {be} not mine",
            )
        )
    be = "are" if said.plural else "is"
    what = speaker.np(m["what"])
    return r.pick(
        (
            f"{said.text} {be} mine",
            f"{said.text} {be} mine",
            f"{said.text} {be} mine",
            f"i own {what}",
            f"i own {what}",
            f"{said.text} {'belong' if said.plural else 'belongs'} to me",
            f"i am the owner of {what}",
            f"{said.text} {be} owned by me",
            f"{said.text} {'belong' if said.plural else 'belongs'} to me",
            f"{said.text} {be} my property",
            f"{said.text} {be} all mine",
            f"{r.pick(_NOTE)} {said.text} {be} mine",
            f"{r.pick(_NOTE)} i own {what}",
            f"{r.pick(_NOTE)} {said.text} {'belong' if said.plural else 'belongs'} to me",
            f"i{chr(39)}m the owner of {what}",
            f"i possess {what}",
            f"i am the proud owner of {what}",
            f"{said.text} {be} mine, not yours",
            f"{said.text} {be} mine and nobody else{chr(39)}s",
            f"{what} - mine",
            f"the owner of {what} is me",
            f"it is me who owns {what}",
            f"mine {be} {what}" if said.text.startswith(("the ", "that ", "this ")) else f"{said.text} {be} mine",
        )
    )


def _forget_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    word = quoted(speaker, m["word"], 0.35)
    return r.pick(
        (
            f"forget {word}",
            f"forget {word}",
            f"forget the word {word}",
            f"forget the word {word}",
            f"forget what {word} means",
            f"unlearn {word}",
            f"forget about the word {word}",
            f"forget the meaning of {word}",
            f"please forget {word}",
            f"delete the word {word}",
            f"forget the name {word}",
            f"you can forget {word}",
            f"remove the word {word} from your dictionary",
            f"drop the word {word}",
            f"forget the definition of {word}",
            f"forget everything about {word}",
            f"forget all about {word}",
            f"forget what i said about {word}",
            f"forget what i told you about {word}",
            f"forget that word {word}",
            f"forget the verb {word}",
            f"forget the noun {word}",
            f"forget how to {word}" if not word.startswith(("'", '"')) and r.maybe(0.4) else f"now forget {word}",
            f"erase {word} from your memory",
            f"erase the word {word}",
            f"delete {word} from your dictionary",
            f"remove {word} from your vocabulary",
            f"strike {word} from your vocabulary",
            f"unlearn the word {word}",
            f"unlearn what {word} means",
            f"don't remember {word} anymore",
            f"you don't need to know {word} anymore",
            f"don't use the word {word} anymore",
            f"i want you to forget {word}",
            f"can you forget {word}",
            f"could you forget the word {word}",
            f"i take back the word {word}",
            f"scrap the word {word}",
            f"discard the word {word}",
            f"{word} doesn't mean anything anymore",
            f"{word} no longer means anything",
            f"the word {word} has no meaning anymore",
            f"the word {word} can be forgotten",
            f"let's forget the word {word}",
            f"you may forget the word {word}",
            f"you should forget {word}",
            f"{word}? forget it" if r.maybe(0.2) else f"wipe the word {word}",
        )
    )


_WORDS_TEXT = forms(
    "which words did i teach you*2|what words have i taught you*2|what have i taught you|"
    "what did i teach you|which words do you know|what words do you know*2|"
    "list the words i taught you|list your words|show me the words you learned|what have you learned*2|"
    "which words have you learned|what new words do you know|"
    "tell me the words i taught you|list all the words|show the words|words|"
    "which words did you learn from me|what did you learn so far|what words have you learned so far|"
    "what is in your dictionary|show your vocabulary|what's your vocabulary|list the new words|"
    "which definitions do you know|can you list the words you know|"
    "tell me which words you know|what words were you taught|what do you know that i taught you|"
    "show me your dictionary|"
    "what words have you got|what words did i define|which words have i defined|which verbs did i teach you|"
    "which nouns did i teach you|what vocabulary do you have|what new words have you learned|"
    "which new words did you learn|what did i teach you so far|what did you learn from me|what have you learnt|"
    "what have i taught you so far|what all did i teach you|can you tell me what i taught you|"
    "tell me what i taught you|tell me what you have learned|list what i taught you|list all words you know|"
    "list all new words|list my words|show all words|show words|show my words|show me all your words|"
    "show me what you learned|give me a list of the words|give me the words i taught you|your vocabulary|"
    "how did i extend your vocabulary|what names and words do you know|do you remember what i taught you|"
    "do you remember the words i taught you|which words do you remember|what words do you remember|"
    "recite the words i taught you|name the words i taught you|name the words you learned|"
    "say the words that i taught you|what do you remember of what i taught you|what words did you learn today|"
    "which words were you taught|have i taught you any words|did i teach you any words|do you know any new words|"
    "what words can i use that i taught you|print the dictionary|open your dictionary|what's in your dictionary"
)


def _words_text(speaker: Speaker, m: Meaning) -> str:
    text = speaker.r.pick(_WORDS_TEXT)
    return text + (
        "?" if text.startswith(("which", "what", "can", "do", "did", "have", "how")) and speaker.r.maybe(0.8) else ""
    )


_SAY: dict[str, Callable[[Speaker, Meaning], str]] = {
    "claim": _claim_text,
    "own": _own_text,
    "name": say_name,
    "define": say_define,
    "teach": say_teach,
    "forget": _forget_text,
    "words": _words_text,
}


def say_statement(speaker: Speaker, m: Meaning) -> str:
    """One statement."""
    return _SAY[m["act"]](speaker, m) + ("." if m["act"] != "words" and speaker.r.maybe(0.6) else "")
