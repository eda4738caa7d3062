"""Statements: claims, ownership, names, definitions, taught verbs; sampling and wording."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.chance import forms, spread
from training.generate.clauses import predicate
from training.generate.commands import sample_command
from training.generate.descriptions import Describer
from training.generate.doings import event_phrase, time_phrase
from training.generate.invention import new_name, new_noun, new_verb
from training.generate.meaning import Meaning
from training.generate.orders import WISH, imperative
from training.generate.phrases import article
from training.generate.questions import predicate_clause
from training.generate.relations import did_clause, time
from training.generate.speech import Speaker
from training.generate.vocabulary import KINDS, PLACES, plural_of

_HOLDING = ("you are holding", "you have", "you're holding")
_ACTS = spread({"claim": 11, "own": 9, "name": 10, "define": 10, "teach": 8, "forget": 3, "words": 2})


def sample_statement(describer: Describer, act: str | None = None) -> Meaning:
    """One statement."""
    act = act or describer.r.pick(_ACTS)
    return {"act": act, **_SAMPLE[act](describer)}


def _past(describer: Describer) -> Meaning:
    return time(describer, state=True)


def _claim(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.45):
        what = describer.noun("exists", max(1, describer.depth()))
        if what["kind"] == "one" or what.get("det") == "any":
            what["kind"] = "block" if what["kind"] == "one" else what["kind"]
            what.pop("det", None)
            what.setdefault("n", r.pick((1, 2, 2, 3, 4, 5)))
        return {"what": what} | ({"time": _past(describer)} if r.maybe(0.35) else {})
    what = describer.thing("subject", r.pick((0, 0, 1)))
    if r.maybe(0.2) and "kind" in what and what.get("det") in ("the", "all", "both"):
        done = {key: value for key, value in did_clause(describer).items() if key != "time"}
        if done["did"] not in ("do", "support", "contain", "hold") and ("where" not in done or "that" not in what):
            verb = done.pop("did")
            return {"what": what, "that": [{"did": verb} | ({"not": True} if r.maybe(0.4) else {}) | done]}
    clause = predicate_clause(describer, what, r.pick((1, 1, 2)))
    while clause["rel"] == "owned_by":
        clause = predicate_clause(describer, what, 1)
    if r.maybe(0.15):
        clause["not"] = True
    return {"what": what, "that": [clause]} | (
        {"time": _past(describer)} if r.maybe(0.2) and clause["rel"] != "is" else {}
    )


def _own(describer: Describer) -> Meaning:
    r = describer.r
    m: Meaning = {"not": True} if r.maybe(0.25) else {}
    if r.maybe(0.2):
        kind = r.pick(("block", "cube", "pyramid", "thing"))
        what: Meaning = {"kind": kind}
        if r.maybe(0.5):
            what["color"] = r.pick(("red", "green", "blue", "yellow", "black", "orange"))
        if "color" not in what or r.maybe(0.3):
            what["that"] = describer.clauses(1, kind)
        if kind == "thing" or m:
            what["det"] = "any" if m else "every"
        return m | {"what": what}
    what = describer.thing("subject", describer.depth())
    if what.get("det") in ("no", "most") or (what.get("kind") == "thing" and what.get("det") == "any" and not m):
        what = describer.noun("landmark", 1)
    return m | {"what": what}


def _name(describer: Describer) -> Meaning:
    what = (
        describer.thing("landmark", describer.depth())
        if describer.r.maybe(0.8)
        else {"ref": describer.r.pick(("it", "it", "that", "this"))}
    )
    if what.get("ref") == "them":
        what = {"ref": "it"}
    return {"what": what, "name": new_name(describer.r)}


def _define(describer: Describer) -> Meaning:
    r = describer.r
    word = new_noun(r)
    kind = r.pick(("stack", "stack", "stack", "block", "cube", "pyramid", "thing", "row", "box"))
    what: Meaning = {"kind": kind, "det": "a"}
    if r.maybe(0.3):
        what["color"] = r.pick(("red", "green", "blue", "yellow", "black", "orange"))
    if r.maybe(0.35):
        what["size"] = r.pick(("large", "small", "tall", "short", "wide", "narrow"))
    if kind in ("stack", "row") and r.maybe(0.85):
        contents = (
            describer.several("landmark", 0)
            if r.maybe(0.65)
            else describer.noun("landmark", 0, kind=r.pick(("block", "cube", "pyramid")))
        )
        for part in contents.get("all", [contents]):
            if isinstance(part, dict) and "kind" in part and part.get("det") not in ("a", None):
                part.pop("det", None)
                part.pop("sup", None)
                part.pop("ord", None)
                if "n" not in part:
                    part |= r.pick(({"det": "a"}, {"n": 2}, {"n": 3}))
        what["that"] = [{"rel": "contains", "of": contents}]
    elif r.maybe(0.7) or len(what) == 2:
        what["that"] = describer.clauses(max(1, describer.depth()), kind)
    return {"word": word, "what": what}


def _teach(describer: Describer) -> Meaning:
    r = describer.r
    steps: list[Meaning] = []
    for _ in range(r.pick((1, 1, 1, 2, 2, 3))):
        act = r.pick(("pick_up", "put", "put", "put", "put", "move", "put_down", "clear", "touch", "stack", "put_back"))
        step = sample_command(describer, act)
        if "what" in step or act == "put_down":
            step["what"] = {"ref": "it"}
        steps.append(step)
    return {"word": new_verb(r), "by": steps}


def _forget(describer: Describer) -> Meaning:
    r = describer.r
    return {"word": r.pick((new_noun, new_verb, new_name))(r)}


_SAMPLE: dict[str, Callable[[Describer], Meaning]] = {
    "claim": _claim,
    "own": _own,
    "name": _name,
    "define": _define,
    "teach": _teach,
    "forget": _forget,
    "words": lambda d: {},
}


def _deed_text(speaker: Speaker, what: Meaning, clause: Meaning) -> str:
    """A claim about what was done: "you never touched the blue block"."""
    r = speaker.r
    event = {"verb": clause["did"], "what": what} | {k: v for k, v in clause.items() if k in ("rel", "where")}
    if clause.get("not"):
        if r.maybe(0.5):
            return f"you never {event_phrase(speaker, event, 'past')}"
        have = r.pick(("you have not", "you haven't", "you have never", "you've never", "you had not"))
        if r.maybe(0.5):
            return f"{have} {event_phrase(speaker, event, 'participle')}{r.pick(('', '', ' yet', ' at all'))}"
        return f"you {r.pick(('did not', 'didn' + chr(39) + 't'))} {event_phrase(speaker, event, 'base')}"
    if r.maybe(0.4):
        have = r.pick(("you have", "you've", "you have already", "you've already", "you have just", "you had"))
        return f"{have} {event_phrase(speaker, event, 'participle')}"
    start = r.pick(("you already", "you did", "i think you", "you just", "i saw that you", "earlier you"))
    return f"{start} {event_phrase(speaker, event, 'base' if start == 'you did' else 'past')}"


def _claim_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    past = "time" in m
    tail = f" {time_phrase(speaker, m['time'])}" if past else ""
    if "that" not in m:
        said = speaker.say(m["what"])
        be = ("were" if said.plural else "was") if past else "are" if said.plural else "is"
        text = f"there {be} {said.text}{tail}"
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
                "i think*2|i believe|i see that|i know that|i thought|actually|but|no,|well,|i guess|i'm sure|it seems|"
                "so|as far as i can see|i say|you know,|look,"
            )
        )
        + " "
        if r.maybe(0.15)
        else ""
    )
    return start + text


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
        )
    )


def _quote(speaker: Speaker, word: str, chance: float = 0.3) -> str:
    speaker.kept.add(word)
    return f'"{word}"' if speaker.r.maybe(chance) else f"'{word}'" if speaker.r.maybe(0.05) else word


def _name_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    what, name = speaker.np(m["what"], guard=True), _quote(speaker, m["name"])
    subject = speaker.say(m["what"], subject=True)
    return r.pick(
        (
            f"call {what} {name}",
            f"call {what} {name}",
            f"call {what} {name}",
            f"name {what} {name}",
            f"name {what} {name}",
            f"let's call {what} {name}",
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
        )
    )


def _define_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    word = _quote(speaker, m["word"])
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
            f"{what} is {a}"
            if m["what"]["kind"] in KINDS and "that" in m["what"] and r.maybe(0.3)
            else f"{a} is {what}",
        )
    )


def _teach_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    word = _quote(speaker, m["word"], 0.2)
    steps = (
        r.pick((" and ", " and ", " and then ", ", then "))
        .join(imperative(speaker, step) for step in m["by"])
        .replace(WISH, "put ")
    )
    thing = r.pick(("a thing", "a thing", "something", "something", "an object", "a block", "x", "anything", "things"))
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
        )
    )


def _forget_text(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    word = _quote(speaker, m["word"], 0.35)
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
    "tell me which words you know|what words were you taught|what do you know that i taught you|show me your dictionary"
)


def _words_text(speaker: Speaker, m: Meaning) -> str:
    text = speaker.r.pick(_WORDS_TEXT)
    return text + ("?" if text.startswith(("which", "what", "can")) and speaker.r.maybe(0.8) else "")


_SAY: dict[str, Callable[[Speaker, Meaning], str]] = {
    "claim": _claim_text,
    "own": _own_text,
    "name": _name_text,
    "define": _define_text,
    "teach": _teach_text,
    "forget": _forget_text,
    "words": _words_text,
}


def say_statement(speaker: Speaker, m: Meaning) -> str:
    """One statement."""
    return _SAY[m["act"]](speaker, m) + ("." if m["act"] != "words" and speaker.r.maybe(0.6) else "")
