"""Asking yes or no: of something, and whether there is one; and the frame around any question."""

from __future__ import annotations

from training.generate.chance import forms
from training.generate.clauses import Pred, predicate
from training.generate.doings import time_phrase
from training.generate.meaning import Meaning
from training.generate.phrases import Said, UnsayableError
from training.generate.speech import Speaker
from training.generate.vocabulary import PLACES

_TAILS = forms(
    " now*3| at the moment*2| right now*2| please*2| currently|, please| pls| then|, robot| exactly|, mate|"
    ", do you know|, i wonder|, if you can see it| here| in this world| in the scene| today| by the way| again|, thanks"
)


def wrapped(speaker: Speaker, direct: str, embedded: str | None) -> str:
    """A question as it stands, or inside "can you tell me ..."."""
    r = speaker.r
    if embedded is not None and r.maybe(0.14):
        start = r.pick(
            forms(
                "tell me*5|can you tell me*3|could you tell me*2|please tell me*2|do you know*3|i want to know*2|"
                "i'd like to know|i wonder|would you tell me|can you say|say|let me know|do you see|explain|remind me|"
                "any idea|what i want to know is|do you happen to know|i'm wondering|i was wondering|i'm curious|"
                "can you see|could you say|please say|would you know|i forgot|just tell me|i need to know|"
                "could you please tell me|can you please tell me|tell us|check|can you check|have a look"
            )
        )
        mark = (
            "?" if start.startswith(("can", "could", "do", "would", "any")) and r.maybe(0.8) else r.pick((".", "", ""))
        )
        return f"{start} {embedded}{mark}"
    start = (
        r.pick(
            (
                *(
                    "so ",
                    "and ",
                    "ok, ",
                    "now, ",
                    "hey, ",
                    "and now ",
                    "but ",
                    "ok ",
                    "well, ",
                    "robot, ",
                    "hm, ",
                    "wait, ",
                ),
                *("quick question: ", "question: ", "please, ", "excuse me, ", "hello, ", "hi, ", "sorry, ", "right, "),
                *("just checking, ", "tell me, ", "say, ", "then ", "great, ", "thanks, ", "oh, ", "ah ", "um "),
            )
        )
        if r.maybe(0.07)
        else ""
    )
    end = r.pick(_TAILS) if r.maybe(0.05) else ""
    return f"{start}{direct}{end}{'?' if r.maybe(0.85) else ''}"


def be_form(plural: bool, past: bool) -> str:
    """Is, are, was, were."""
    return ("were" if plural else "was") if past else "are" if plural else "is"


def when_said(speaker: Speaker, m: Meaning) -> str:
    """The time that a question is about, after a space, or nothing."""
    return f" {time_phrase(speaker, m['time'])}" if "time" in m else ""


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
    if r.maybe(0.04):
        return statement + r.pick(
            ("?", "?", ", right?", ", correct?", ", yes?", ", is that right?", ", isn't it?", ", true?")
        )
    return wrapped(speaker, direct, f"{r.pick(('if', 'whether'))} {statement}" if not r.maybe(0.1) else None)


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
