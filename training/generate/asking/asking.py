"""Asking yes or no: of something, and whether there is one; and the frame around any question."""

from __future__ import annotations

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import time_phrase
from training.generate.things.clauses import Pred, predicate
from training.generate.things.mutual import mutual, say_mutual
from training.generate.things.speech import Speaker
from training.generate.words.phrases import Said, UnsayableError
from training.generate.words.vocabulary import PLACES

_TAILS = forms(
    " now*3| at the moment*2| right now*2| please*2| currently|, please| pls| then|, robot| exactly|, mate|"
    ", do you know|, i wonder|, if you can see it| here| in this world| in the scene| today| by the way| again|"
    ", thanks|"
    " anyway| actually| presently| as of now| just now|, can you tell me|, can you see|, any idea|, do you think|"
    ", please tell me|, buddy|, etaoin| plz| would you say| thx"
)
_TELL = forms(
    "tell me*8|can you tell me*5|could you tell me*3|please tell me*3|do you know*4|i want to know*3|"
    "i'd like to know*2|"
    "i wonder*2|would you tell me|can you say|say|let me know*2|do you see|explain|remind me|any idea*3|"
    "what i want to know is|do you happen to know*2|i'm wondering|i was wondering|i'm curious|can you see*2|"
    "could you say|"
    "please say|would you know|i forgot|just tell me*2|i need to know|could you please tell me|can you please tell me|"
    "tell us|check|can you check|have a look|any clue|have you any idea|do you have any idea|you know|do u know|"
    "could you let me know|please let me know|would you mind telling me|can you work out|can you figure out|find out|"
    "show me*2|can you show me|see|look|i can't see|i don't know|i can't tell|i'm not sure|not sure|"
    "i would like to know|i'd love to know|may i know|may i ask|might i ask|can i ask|do you remember|now tell me|"
    "ok tell me|so tell me|so do you know|hey do you know|will you tell me|are you able to tell me|can you describe|"
    "be so kind and tell me|do me a favor and tell me|i have to know|someone asked me|the question is|my question is|"
    "give me a hint|it would help to know|could you check|could you find out|please check|quick,|tell me please|"
    "tell me now|tell me again|can you tell|could you tell|wanna know|i wanna know|dunno|gotta know"
)
_IF_ONLY = forms("see if|check if|check whether|find out if|can you see if|please check if|verify that|confirm that")
_LEADS = (
    *(
        "so ",
        "so ",
        "so ",
        "and ",
        "and ",
        "and ",
        "ok, ",
        "ok ",
        "ok so ",
        "now, ",
        "hey, ",
        "and now ",
        "but ",
        "well, ",
    ),
    *("robot, ", "hm, ", "wait, ", "quick question: ", "question: ", "please, ", "excuse me, ", "hello, ", "hi, "),
    *(
        "sorry, ",
        "right, ",
        "just checking, ",
        "tell me, ",
        "say, ",
        "then ",
        "great, ",
        "thanks, ",
        "oh, ",
        "ah ",
        "um ",
    ),
    *(
        "and then ",
        "next question: ",
        "another question: ",
        "one question, ",
        "uh ",
        "hmm ",
        "alright, ",
        "hey ",
        "hey robot ",
    ),
    *("also, ", "also ", "wait ", "actually, ", "by the way, ", "btw ", "now ", "good, ", "cool, ", "just wondering, "),
    *(
        "out of curiosity, ",
        "let me ask, ",
        "let's see, ",
        "look, ",
        "listen, ",
        "one more thing: ",
        "yes but ",
        "no, ",
    ),
)


def wrapped(speaker: Speaker, direct: str, embedded: str | None) -> str:
    """A question as it stands, or inside "can you tell me ..."."""
    r = speaker.r
    if embedded is not None and r.maybe(0.16):
        start = r.pick(_TELL)
        asking = start.startswith(
            ("can", "could", "do", "would", "any", "have you", "will", "are", "may", "might", "you")
        )
        mark = "?" if asking and r.maybe(0.75) else r.pick((".", "", "", "", "?"))
        please = " please" if r.maybe(0.05) and "please" not in start else ""
        return f"{start} {embedded}{please}{mark}"
    start = r.pick(_LEADS) if r.maybe(0.08) else ""
    end = r.pick(_TAILS) if r.maybe(0.06) else ""
    end = f" {end}" if end and not end.startswith(",") else end
    return f"{start}{direct}{end}{'?' if r.maybe(0.78) else '.' if r.maybe(0.06) else ''}"


def tagged(speaker: Speaker, subject: Said, pred: Pred) -> str:
    """What makes a question of a statement: ", isn't it?", ", right?"."""
    r = speaker.r
    if r.maybe(0.45):
        plural = subject.plural
        aux = ("do" if plural else "does") if pred.verb else "are" if plural else "is"
        them = "they" if plural else r.pick(("it", "it", "it", "that")) if subject.text in ("that", "this") else "it"
        tag = r.pick((f"{aux}n't {them}", f"{aux}n't {them}", f"{aux} {them} not", "isn't that so", "innit"))
        if tag == "innit" and (pred.verb or plural):
            tag = f"{aux}n't {them}"
        return f"{r.pick((', ', ', ', ' '))}{tag}{r.pick(('?', '?', '?', ''))}"
    tag = r.pick(
        forms(
            "right*5|correct*2|yes|yeah*2|no|huh|eh|true|ok|am i right|is that right*2|is that correct|"
            "is that true|is that so|yes or no*2|or not*3|or isn't it|or am i wrong|don't you think|would you agree|hm"
        )
    )
    return f"{r.pick((', ', ', ', ' '))}{tag}{r.pick(('?', '?', '?', ''))}"


def be_form(plural: bool, past: bool) -> str:
    """Is, are, was, were."""
    return ("were" if plural else "was") if past else "are" if plural else "is"


_EARLIER = forms("before*5|earlier*2|previously|before that*2|beforehand|a while ago")
_LATER = forms("afterwards*3|after that*3|later*2|afterward|thereafter")


def when_said(speaker: Speaker, m: Meaning) -> str:
    """The time that a question is about, after a space, or nothing; a `fronted` one has been said already."""
    time = m.get("time")
    if time is None or "fronted" in time:
        return ""
    if time.get("event") == {"verb": "do"} and time["rel"] in ("before", "after") and speaker.r.maybe(0.5):
        return f" {speaker.r.pick(_EARLIER if time['rel'] == 'before' else _LATER)}"
    return f" {time_phrase(speaker, time)}"


def _definite(d: Meaning) -> bool:
    """Whether something known is asked about; of "a block" it is asked whether there is one."""
    return (
        "kind" not in d
        or d.get("det") in ("the", "all", "both", "that", "this", "the_other", "every")
        or set(d) == {"kind"}
    )


def say_is(speaker: Speaker, m: Meaning) -> str:
    """Yes or no about something: "is it on the table?"."""
    r = speaker.r
    if mutual(m):
        statement = say_mutual(speaker, m, asked=False)
        if r.maybe(0.08):
            return f"{statement}, {r.pick(('right', 'correct', 'yes', 'no'))}?"
        return wrapped(speaker, say_mutual(speaker, m, asked=True), f"{r.pick(('if', 'whether'))} {statement}")
    past = "time" in m
    tail = when_said(speaker, m)
    clauses = m["that"]
    what = m["what"]
    first = clauses[0]
    rel = first.get("rel")
    if len(clauses) == 1 and not first.get("not") and _definite(what) and r.maybe(0.5):
        text = speaker.np(what)
        if rel == "held":
            if past:
                return (
                    f"{r.pick(('were you holding', 'did you have'))} {text}".replace(
                        "have " + text, f"have {text} in your hand"
                    )
                    + tail
                    + "?"
                )
            return wrapped(
                speaker,
                r.pick(
                    (
                        f"are you holding {text}",
                        f"are you holding {text}",
                        f"do you have {text} in your hand",
                        f"do you hold {text}",
                    )
                ),
                f"if you are holding {text}",
            )
        if rel == "owned_by" and not past:
            who = "i" if first["of"]["ref"] == "me" else "you"
            return wrapped(speaker, f"do {who} own {text}", f"if {who} own {text}")
    subject = speaker.say(what, subject=True, guard=rel in PLACES or rel == "at")
    preds = [predicate(speaker, clause, subject.plural, verbs=len(clauses) == 1) for clause in clauses]
    if past and m["time"]["rel"] in ("then", "beginning") and preds[0].verb == "belong":
        raise UnsayableError
    said = [
        preds[0].finite(speaker, subject.plural, past=past),
        *(("not " if p.negated else "") + p.text for p in preds[1:]),
    ]
    statement = f"{subject.text} {' and '.join(said)}{tail}"
    direct = _yes_no(speaker, subject, preds, past) + tail
    if r.maybe(0.06):
        past_tag = r.pick((", right?", ", correct?", ", yes?", ", is that right?", ", true?", ", no?", " or not?"))
        return statement + r.pick(("?", "?", past_tag))
    if r.maybe(0.02):
        start = r.pick(_IF_ONLY)
        return f"{start} {statement}{'?' if start.startswith('can') else r.pick(('.', ''))}"
    return wrapped(speaker, direct, f"{r.pick(('if', 'if', 'whether'))} {statement}" if not r.maybe(0.1) else None)


def _yes_no(speaker: Speaker, subject: Said, preds: list[Pred], past: bool) -> str:
    r = speaker.r
    first = preds[0]
    if first.verb:
        do = "did" if past else "do" if subject.plural else "does"
        inverted = (
            f"{do}n't {subject.text}"
            if first.negated and r.maybe(0.5)
            else f"{do} {subject.text}{' not' if first.negated else ''}"
        )
        return f"{inverted} {first.verb} {first.text}".strip()
    be = be_form(subject.plural, past)
    inverted = (
        f"{be}n't {subject.text}"
        if first.negated and r.maybe(0.5)
        else f"{be} {subject.text}{' not' if first.negated else ''}"
    )
    rest = "".join(f" and {'not ' if pred.negated else ''}{pred.text}" for pred in preds[1:])
    return f"{inverted} {first.text}{rest}"


def say_exists(speaker: Speaker, m: Meaning) -> str:
    """Is there one? "Do you see a red block?"."""
    r = speaker.r
    past = "time" in m
    tail = when_said(speaker, m)
    what = m["what"]
    clauses = what.get("that", [])
    last = clauses[-1] if clauses else {}
    if last and not last.get("not") and last.get("rel") in ("held", "owned_by") and "time" not in last:
        bare = {key: value for key, value in what.items() if key != "that"} | (
            {"that": clauses[:-1]} if clauses[:-1] else {}
        )
        text = speaker.np(bare)
        if last["rel"] == "held":
            if past:
                return f"were you holding {text}{tail}?"
            return wrapped(
                speaker,
                r.pick(
                    (
                        f"are you holding {text}",
                        f"do you have {text} in your hand",
                        f"is there {text} in your hand",
                        f"do you hold {text}",
                    )
                ),
                None,
            )
        if not past:
            who = "i" if last["of"]["ref"] == "me" else "you"
            return wrapped(
                speaker,
                f"do {who} {r.pick(('own', 'own', 'have')) if who == 'i' else 'own'} {text}",
                f"if {who} own {text}",
            )
    said = speaker.say(what, subject=True)
    be = be_form(said.plural, past)
    if not past and r.maybe(0.13):
        return wrapped(
            speaker, f"{r.pick(('do you see', 'can you see', 'do we have', 'do you know of'))} {said.text}", None
        )
    if not past and r.maybe(0.03) and "that" not in what:
        return f"{'do' if said.plural else 'does'} {said.text} exist?"
    return wrapped(
        speaker, f"{be} there {said.text}{tail}", f"{r.pick(('if', 'whether'))} there {be} {said.text}{tail}"
    )
