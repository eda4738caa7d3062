"""Questions about what was done: did, when, why, how; sampling and wording."""

from __future__ import annotations

from training.generate.asking.terse import bare_did
from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase, time_phrase
from training.generate.things.descriptions import Describer
from training.generate.things.relations import event
from training.generate.things.speech import Speaker


def sample_did(describer: Describer) -> Meaning:
    """Yes or no about the past."""
    return {"event": event(describer)}


def _timed(speaker: Speaker, m: Meaning) -> tuple[Meaning, str]:
    happened = dict(m["event"])
    when = happened.pop("time", None)
    return happened, f" {time_phrase(speaker, when)}" if when else ""


def say_did(speaker: Speaker, m: Meaning) -> str:
    """As in "Have you picked it up since we began?"."""
    r = speaker.r
    happened, tail = _timed(speaker, m)
    mark = "?" if r.maybe(0.8) else ""
    if tail and tail != " last" and r.maybe(0.42):
        return f"{tail.strip()}{r.pick((', ', ', ', ' '))}{_did(speaker, happened, '')}{mark}"
    if happened["verb"] != "do" and tail != " last" and r.maybe(0.09):
        return bare_did(speaker, happened, tail)
    return f"{_did(speaker, happened, tail)}{mark}"


_EVER = forms("*5|ever*3|already|just|at any time|at some point|at any point|by any chance|at all|really|actually")
_ANY_TIME = ("at any time", "at some point", "at any point")
_WHETHER = forms(
    "is it true that|do you remember if|can you tell me if|tell me whether|do you know if|is it correct that|"
    "tell me if|did i see that|do you remember whether|i want to know if|i wonder whether|is it right that|"
    "could it be that|can you remember if|let me know if|i'd like to know whether"
)


def _did(speaker: Speaker, happened: Meaning, tail: str) -> str:
    """Yes or no about what happened, without its mark."""
    r = speaker.r
    if happened["verb"] != "do" and r.maybe(0.13):
        what = speaker.say(happened["what"], subject=True)
        passive = event_phrase(speaker, happened, "passive")
        if r.maybe(0.4):
            return f"{'have' if what.plural else 'has'} {what.text} {r.pick(('ever ', '', ''))}been {passive}{tail}"
        if r.maybe(0.2):
            return f"did {what.text} {r.pick(('ever ', ''))}get {passive}{tail}"
        return f"{'were' if what.plural else 'was'} {what.text} {r.pick(('ever ', '', ''))}{passive}{tail}"
    base, participle = (event_phrase(speaker, happened, shape) for shape in ("base", "participle"))
    ever = r.pick(_EVER) if not tail else r.pick(("", "", "", "ever"))
    inner = f"{ever} " if ever and not ever.endswith("all") else ""
    after = " at all" if ever.endswith("all") else ""
    if ever in _ANY_TIME and r.maybe(0.6):
        inner, after = "", f" {ever}"
    choice = r.whole(0, 19)
    if choice < 7:
        return f"did you {inner if ever != 'already' else ''}{base}{after}{tail}"
    if choice < 13:
        start = r.pick(("have", "have", "had")) if tail else "have"
        return f"{start} you {inner}{participle}{after}{tail}"
    past = event_phrase(speaker, happened, "past")
    if choice < 15:
        return f"{r.pick(_WHETHER)} you {past}{tail}"
    if choice < 16:
        return (
            f"{'' if r.maybe(0.5) else 'so '}you {past}{tail}, {r.pick(('right', 'didn' + chr(39) + 't you', 'yes'))}"
        )
    if choice < 17:
        aux, verb = r.pick((("didn't", base), ("haven't", participle), ("didn't", base)))
        return f"{aux} you {r.pick(('', '', 'already ', 'just '))}{verb}{tail}"
    if choice < 18:
        return f"have you {r.pick(_ANY_TIME)} {participle}{tail}"
    return f"did you {base}{tail}{r.pick(('', '', ' or not', ', yes or no', ' or did you not'))}"


def say_when(speaker: Speaker, m: Meaning) -> str:
    """As in "When did you pick it up?"."""
    r = speaker.r
    happened, tail = _timed(speaker, m)
    mark = "?" if r.maybe(0.8) else ""
    if m["event"].get("time") == {"rel": "last"} and r.maybe(0.6):
        past = event_phrase(speaker, happened, "past")
        return r.pick(
            (
                f"when did you last {event_phrase(speaker, happened, 'base')}{mark}",
                f"when have you last {event_phrase(speaker, happened, 'participle')}{mark}",
                f"when was the last time {r.pick(('', 'that '))}you {past}{mark}",
                f"when was it that you last {past}{mark}",
                f"tell me when you last {past}",
            )
        )
    if happened["verb"] != "do" and r.maybe(0.12):
        what = speaker.say(happened["what"], subject=True)
        return (
            f"when {'were' if what.plural else 'was'} {what.text} "
            f"{event_phrase(speaker, happened, 'passive')}{tail}{mark}"
        )
    return r.pick(
        (
            f"when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when have you {event_phrase(speaker, happened, 'participle')}{tail}{mark}",
            f"at what time did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"tell me when you {event_phrase(speaker, happened, 'past')}{tail}",
            f"at which point did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when was it that you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"when'd you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"when exactly did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"at what point did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"how long ago did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"do you {r.pick(('know', 'remember', 'recall'))} when you "
            f"{event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"you {event_phrase(speaker, happened, 'past')} when?"
            if not tail
            else f"and when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"since when have you {event_phrase(speaker, happened, 'participle')}?"
            if m["event"]["verb"] in ("hold",) and not tail
            else f"so when did you {event_phrase(speaker, happened, 'base')}{tail}{mark}",
            f"can you tell me when you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
        )
    )


def sample_why(describer: Describer) -> Meaning:
    """What for? Often with no more than "why"."""
    return (
        {}
        if describer.r.maybe(0.25)
        else {"event": event(describer)}
        if not describer.r.maybe(0.2)
        else {"event": {"verb": "do"}}
    )


def say_why(speaker: Speaker, m: Meaning) -> str:
    """As in "Why did you clear off that cube?"."""
    r = speaker.r
    mark = "?" if r.maybe(0.85) else ""
    if "event" not in m:
        return r.pick(
            forms(
                "why is that*3|but why*3|how come*3|what for*3|why so*2|and why*3|why not*2|for what reason|why though|"
                "why was that|and why is that|but why is that|tell me why*2|why exactly|ok why|so why|whats the reason|"
                "what is the reason|explain why|may i ask why|can you tell me why|reason|could you explain why|"
                "for what purpose|to what end|why why why|oh why|hmm why|why please|howcome|y tho|"
                "why's that*2|whys that|why ever|why then|"
                "what's the reason|any reason|any reason why|what for exactly|because of what|"
                "how's that|hm, why|wait why|wait, why|but what for|and what for|why on earth|just why|your reason"
            )
        ) + r.pick(("?", "?", "?", "", "??", "."))
    happened, tail = _timed(speaker, m)
    if happened["verb"] != "do" and r.maybe(0.1):
        what = speaker.say(happened["what"], subject=True)
        return (
            f"why {'were' if what.plural else 'was'} {what.text} "
            f"{event_phrase(speaker, happened, 'passive')}{tail}{mark}"
        )
    base = event_phrase(speaker, happened, "base")
    return r.pick(
        (
            f"why did you {base}{tail}{mark}",
            f"why did you {base}{tail}{mark}",
            f"why did you {base}{tail}{mark}",
            f"and why did you {base}{tail}{mark}",
            f"but why did you {base}{tail}{mark}",
            f"why have you {event_phrase(speaker, happened, 'participle')}{tail}{mark}",
            f"for what reason did you {base}{tail}{mark}",
            f"what did you {base} for{tail}{mark}",
            f"how come you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"tell me why you {event_phrase(speaker, happened, 'past')}{tail}",
            f"why did you have to {base}{tail}{mark}",
            f"can you explain why you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"what was the reason you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"what did you {base} for{tail}{mark}",
            f"what'd you {base} for{tail}{mark}",
            f"why'd you {base}{tail}{mark}",
            f"why'd you {base}{tail}{mark}",
            f"whyd you {base}{tail}{mark}",
            f"how come you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"how come {r.pick(('did you ' + base, 'you ' + event_phrase(speaker, happened, 'past')))}{tail}{mark}",
            f"why {r.pick(('on earth', 'exactly', 'the hell', 'again', 'then', 'actually', 'in the world'))} "
            f"did you {base}{tail}{mark}",
            f"what made you {base}{tail}{mark}",
            f"what's the point of {event_phrase(speaker, happened, 'gerund')}{tail}{mark}",
            f"what's the reason for {event_phrase(speaker, happened, 'gerund')}{tail}{mark}",
            f"what was the {r.pick(('point', 'purpose', 'reason'))} of "
            f"{event_phrase(speaker, happened, 'gerund')}{tail}{mark}",
            f"why was it {r.pick(('necessary', 'needed', 'important'))} to {base}{tail}{mark}",
            f"why did you need to {base}{tail}{mark}",
            f"why did you {r.pick(('want', 'decide', 'choose'))} to {base}{tail}{mark}",
            f"do you know why you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"explain why you {event_phrase(speaker, happened, 'past')}{tail}",
            f"i want to know why you {event_phrase(speaker, happened, 'past')}{tail}",
            f"why u {base}{tail}{mark}" if r.maybe(0.4) else f"so why did you {base}{tail}{mark}",
            f"you {event_phrase(speaker, happened, 'past')}{tail}, why?",
            f"you {event_phrase(speaker, happened, 'past')}{tail} - why?",
        )
    )


def sample_how(describer: Describer) -> Meaning:
    """In which steps?"""
    r = describer.r
    return {} if r.maybe(0.12) else {"event": {"verb": "do"}} if r.maybe(0.3) else {"event": event(describer)}


def say_how(speaker: Speaker, m: Meaning) -> str:
    """As in "How did you do it?"."""
    r = speaker.r
    mark = "?" if r.maybe(0.85) else ""
    if "event" not in m:
        return (
            r.pick(
                forms(
                    "how*3|how exactly|but how*2|and how*2|how so|in which way|ok how|so how|in what way|tell me how|"
                    "by what steps"
                )
            )
            + mark
        )
    happened, tail = _timed(speaker, m)
    base = event_phrase(speaker, happened, "base")
    if m["event"] == {"verb": "do"} and r.maybe(0.15):
        return (
            r.pick(
                (
                    "what did you do",
                    "what did you just do",
                    "what have you done",
                    "what did you do just now",
                    "what steps did you take",
                    "what were the steps",
                    "which steps did you take",
                    "what exactly did you do",
                    "what did you do there",
                    "what have you just done",
                    "what'd you do",
                    "walk me through it",
                    "explain what you did",
                    "tell me what you did",
                    "describe what you did",
                    "list the steps",
                )
            )
            + mark
        )
    return r.pick(
        (
            f"how did you {base}{tail}{mark}",
            f"how did you {base}{tail}{mark}",
            f"how did you {base}{tail}{mark}",
            f"how have you {event_phrase(speaker, happened, 'participle')}{tail}{mark}",
            f"how did you manage to {base}{tail}{mark}",
            f"tell me how you {event_phrase(speaker, happened, 'past')}{tail}",
            f"in which steps did you {base}{tail}{mark}",
            f"explain how you {event_phrase(speaker, happened, 'past')}{tail}",
            f"by what steps did you {base}{tail}{mark}",
            f"and how did you {base}{tail}{mark}",
            f"how'd you {base}{tail}{mark}",
            f"how exactly did you {base}{tail}{mark}",
            f"in what way did you {base}{tail}{mark}",
            f"how were you able to {base}{tail}{mark}",
            f"how on earth did you {base}{tail}{mark}",
            f"describe how you {event_phrase(speaker, happened, 'past')}{tail}",
            f"can you explain how you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"do you know how you {event_phrase(speaker, happened, 'past')}{tail}{mark}",
            f"what did you do to {base}{tail}{mark}",
            f"what steps did it take to {base}{tail}{mark}",
            f"how did you go about {event_phrase(speaker, happened, 'gerund')}{tail}{mark}",
        )
    )
