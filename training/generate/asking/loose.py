"""Questions as they are typed in passing: shortened, turned round, without a verb, with a tag, in slang.

The same meanings as in asking, wh and attributes, which word them in full; what is said here is said by people who
expect to be understood anyway. A wording that could also be a fragment or a command is never used.
"""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.asking import be_form, say_exists, say_is, tagged, wrapped
from training.generate.asking.counting import say_count
from training.generate.asking.offhand import attr_loosely, where_loosely
from training.generate.asking.terse import compared_to, verbless_exists, verbless_is, which_if_any
from training.generate.asking.wh import say_which
from training.generate.chance import forms, words
from training.generate.meaning import Meaning
from training.generate.ordering.doings import time_phrase
from training.generate.things.clauses import predicate
from training.generate.things.mutual import mutual
from training.generate.things.places import place_words
from training.generate.things.speech import Speaker
from training.generate.words.phrases import UnsayableError
from training.generate.words.vocabulary import PLACES

_MARKS = ("?", "?", "?", "?", "", "", ".")
_IN_TOTAL = forms("in total*3|total*2|altogether*2|all together|overall|in all|all in all|here*2|in the scene|there")
_NUMBER_OF = forms("total number of|count of|the number of*2|number of*2|amount of|total of|quantity of")
_HAVE = forms("do we have|have we got|have you got|do you count|do you see|can you see|do you make out|are we talking")


def _place(speaker: Speaker, clause: Meaning) -> str | None:
    """A clause as a place ("on the table"), or None where it is none, or is not so, or not now."""
    rel = clause.get("rel", "")
    if "of" in clause and (rel in PLACES or rel == "at") and not {"not", "time"} & clause.keys():
        if clause["of"].get("det") == "which":
            return None
        return place_words(speaker, rel, clause["of"], clause.get("steps"))
    return None


def _known(d: Meaning) -> bool:
    """Whether it is one definite thing, which can be named first: "the green cube, what's on it?"."""
    return "kind" in d and d.get("det") in ("the", "that", "this", "all", "both") and "but" not in d


def _which(speaker: Speaker, m: Meaning) -> str | None:
    r = speaker.r
    what = m["what"]
    if len(what.get("that", ())) != 1 or "time" in m or "of" in what:
        return None
    if r.maybe(0.06) and (text := which_if_any(speaker, m)):
        return text
    clause = what["that"][0]
    if set(what) != {"kind", "that"} or what["kind"] != "thing":
        return _which_noun(speaker, what, clause)
    if clause == {"rel": "held"}:
        text = r.pick(
            forms(
                "what have you got*2|what've you got|what have you got in your hand*2|what've you got in your hand|"
                "what's in your hand*3|what is in your hand*2|what's in your gripper|what is in the hand|"
                "whatcha holding|what you holding*2|what u holding|what are you carrying|what are you gripping|"
                "what is that in your hand|what's that you're holding|what is it that you are holding|"
                "what is your hand holding|what does your hand hold|your hand is holding what|you are holding what|"
                "what's in your arm|what is the robot holding|what is the hand holding|what is being held|"
                "name what you are holding|what do you hold"
            )
        )
        return wrapped(speaker, text, None)
    of = clause.get("of")
    if of is None or of.get("det") == "which" or clause.get("not") or "time" in clause:
        return None
    if clause["rel"] == "supports" and "ref" not in of:
        return wrapped(speaker, _what_it_stands_on(speaker, of), None)
    if clause["rel"] == "supports":
        s = of["ref"] if of["ref"] != "them" else "they"
        return wrapped(speaker, f"what {'are' if s == 'they' else 'is'} {s} {r.pick(_STANDING)}", None)
    if clause["rel"] == "in" and of.get("kind") == "box" and r.maybe(0.35):
        text = f"contents of {speaker.np(of)}"
        return r.pick(
            (
                f"what are the {text}?",
                f"list the {text}",
                f"{text}?",
                f"tell me the {text}",
                f"what is {speaker.np(of)} filled with?",
                f"what {r.pick(('all ', '', 'things '))}does {speaker.np(of)} have in it?",
                f"what has {speaker.np(of)} got in it?",
            )
        )
    place = _place(speaker, clause)
    if place is None:
        return _compared(speaker, clause)
    if _known(of) and clause["rel"] not in ("at", "between") and r.maybe(0.15):
        said = speaker.say(of, subject=True)
        pointed = place_words(speaker, clause["rel"], {"ref": "them" if said.plural else "it"}, clause.get("steps"))
        pointed = pointed.replace("those", "them").replace("these", "them")
        lead = r.pick(("", "", "", "and ", "about ", "as for ", "so "))
        return f"{lead}{said.text}{r.pick((', ', ', ', ': ', ' '))}what{r.pick((chr(39) + 's', ' is'))} {pointed}?"
    if speaker.telegraphic or r.maybe(0.05):
        return f"what {place}{r.pick(_MARKS)}"
    start = r.pick(
        forms(
            "what all is*3|what all's|what's all|whats*6|whats all|what things are|what things are there|what stuff is|"
            "what objects are there*2|what is there*4|what's there*3|what do you see*3|what can you see*3|"
            "what do you have|what do we have*2|what have we got*2|what kind of things are|what toys are|"
            "what is currently|what's currently|what exactly is|what might be|what is to be found|what can i find|"
            "what sits|what stands|what lies|what rests|what's sitting|what's standing|what's lying|what's"
        )
    )
    return wrapped(speaker, f"{start} {place}", None) if r.maybe(0.75) else _listed(speaker, place)


_STANDING = forms("on*4|sitting on*2|standing on*2|resting on*2|lying on|supported by|placed on|stacked on|perched on")


def _what_it_stands_on(speaker: Speaker, of: Meaning) -> str:
    r = speaker.r
    said = speaker.say(of, subject=True)
    be, do = ("are", "do") if said.plural else ("is", "does")
    if r.maybe(0.3):
        return f"{said.text} {be} {r.pick(_STANDING)} what"
    if r.maybe(0.4):
        return f"what {do} {said.text} {r.pick(('sit on', 'stand on', 'rest on', 'lie on'))}"
    start = "what's" if not said.plural and r.maybe(0.5) else f"what {be}"
    return f"{start} {said.text} {r.pick(_STANDING)}"


def _listed(speaker: Speaker, place: str) -> str:
    """A list is asked for: "list everything on the table"."""
    r = speaker.r
    verb = r.pick(forms("list*3|name*3|tell me*2|list me|enumerate|write down|read out|describe|report|print"))
    what = r.pick(
        forms("everything*4|all things*2|all the things|everything that is*2|all objects|all that is|what is*2")
    )
    please = r.pick(("", "", "", "please ", "can you ", "could you ", "now "))
    return f"{please}{verb} {what} {place}{'?' if please.endswith('you ') and r.maybe(0.7) else r.pick(('', '.'))}"


def _compared(speaker: Speaker, clause: Meaning) -> str | None:
    """As in "anything else" of comparison: "what's bigger than the red block"."""
    if clause.get("rel") in ("is", "held", "owned_by", "supported_by", "contains", "clear", "empty", "part_of"):
        return None
    text = predicate(speaker, clause, False, verbs=False).text
    start = speaker.r.pick(forms("what's*3|whats*2|what all is|what things are|what is there that is"))
    return wrapped(speaker, f"{start} {text}", None)


def _which_noun(speaker: Speaker, what: Meaning, clause: Meaning) -> str | None:
    """A noun is asked about without a verb or out of order: "which blocks on the table", "list all red ones"."""
    r = speaker.r
    place = _place(speaker, clause)
    if place is None:
        return None
    head = {key: value for key, value in what.items() if key != "that"}
    if head == {"kind": "one"}:
        return wrapped(
            speaker,
            f"{r.pick(('which ones', 'which one' + chr(39) + 's', 'which'))} are {place}".replace("'s are", "'s"),
            None,
        )
    text = speaker.np({**head, "plural": True})
    choice = r.whole(0, 5)
    if choice == 0:
        return f"{r.pick(('which', 'what'))} {text} {place}{r.pick(_MARKS)}"
    if choice == 1:
        verb = r.pick(forms("list*3|name*3|tell me|enumerate|list me"))
        return f"{verb} {r.pick(('all the', 'all', 'the', 'all of the', 'every one of the'))} {text} {place}"
    return wrapped(
        speaker,
        f"{r.pick(('what', 'what', 'which'))} {text} {r.pick(('are there', 'do you see', *_HAVE[:3]))} {place}",
        None,
    )


def _count(speaker: Speaker, m: Meaning) -> str | None:
    r = speaker.r
    what = m["what"]
    if "time" in m or "of" in what or len(what.get("that", ())) > 1 or what == {"kind": "one"}:
        return None
    clause = what["that"][0] if "that" in what else None
    text = speaker.np({**{key: value for key, value in what.items() if key != "that"}, "plural": True})
    if clause is None:
        lead = r.pick(forms("how many*8|what number of|how many different|so how many|and how many"))
        return r.pick(
            (
                f"{lead} {text} {r.pick(_IN_TOTAL)}{r.pick(_MARKS)}",
                f"{lead} {text} {r.pick(_HAVE)}{r.pick(_MARKS)}",
                f"{lead} {text} are there {r.pick(_IN_TOTAL)}{r.pick(_MARKS)}",
                f"{lead} {text}{r.pick(_MARKS)}",
                f"{r.pick(_NUMBER_OF)} {text}{r.pick(('?', '?', ''))}",
                (
                    f"{r.pick(('', '', 'can you ', 'please ', 'could you ', 'now '))}"
                    f"{r.pick(forms('count*3|count up|count me|tally|add up|count out'))} "
                    f"{r.pick(('the', 'all the', 'all', 'your', 'all of the', 'up the'))} {text}"
                ).replace("up up", "up"),
                f"{r.pick(('give me', 'tell me', 'what' + chr(39) + 's', 'i need', 'say'))} the number of {text}",
                f"there are how many {text}{r.pick(('?', ''))}",
            )
        )
    if clause == {"rel": "held"}:
        held = r.pick(("in your hand", "have you got in your hand", "do you have in your hand", "you holding"))
        return f"how many {text} {held}{r.pick(_MARKS)}"
    place = _place(speaker, clause)
    if place is None:
        return None
    return r.pick(
        (
            f"how many {text} {place}{r.pick(_MARKS)}",
            f"how many {text} {r.pick(_HAVE[:6])} {place}{r.pick(_MARKS)}",
            f"{r.pick(('number of', 'count of', 'what is the number of', 'the number of'))} {text} {place}?",
            f"{r.pick(('count', 'count', 'please count', 'can you count'))} {r.pick(('the', 'all the', 'all'))} {text} "
            f"{place}",
            f"{place} there are how many {text}?",
            f"{r.pick(('give me', 'tell me'))} the number of {text} {place}",
        )
    )


def _exists(speaker: Speaker, m: Meaning) -> str | None:
    r = speaker.r
    what = m["what"]
    det = what.get("det")
    if "time" in m or (det not in ("any", "a", "some", None) and "n" not in what):
        return None
    clauses = what.get("that", [])
    if r.maybe(0.33) and (text := verbless_exists(speaker, m)):
        return text
    if clauses and clauses[-1].get("rel") == "owned_by":
        return None
    if clauses == [{"rel": "held"}]:
        text = speaker.np({key: value for key, value in what.items() if key != "that"})
        return r.pick(
            (
                f"do you have {text} in your {r.pick(('hand', 'hand', 'gripper', 'arm'))}{r.pick(_MARKS)}",
                f"have you got {text} in your hand{r.pick(_MARKS)}",
                f"you got {text} in your hand?",
                f"got {text} in your hand{r.pick(('?', ''))}",
                f"are you holding {text} {r.pick(('right now', 'at the moment', 'now'))}{r.pick(_MARKS)}",
                f"you holding {text}?",
                f"is there {text} in your {r.pick(('hand', 'gripper'))}{r.pick(_MARKS)}",
                f"is your hand holding {text}{r.pick(_MARKS)}",
                *([f"{text} in your hand?", f"holding {text}?"] if det == "any" else []),
            )
        )
    said = speaker.say(what)
    if det == "any" and (said.plural or said.text.startswith("anything")) and r.maybe(0.5):
        return f"{r.pick(('', '', '', '', 'is there ', 'so, ', 'see '))}{said.text}{r.pick(_MARKS[:6])}".replace(
            "is there " if said.plural else "\0", "there "
        )
    if r.maybe(0.3):
        be = be_form(said.plural, False)
        tag = r.pick((f"{be}n't there", "right", "correct", "yeah", "no", "or not", "true", "yes"))
        return f"there {be} {said.text}, {tag}{r.pick(('?', '?', ''))}"
    start = r.pick(
        forms(
            "do you have*3|have you got*2|have we got|do you see*2|can you see*2|can you spot|do you spot|"
            "did you see|is there such a thing as|do you happen to see|would there be|have we|you see|can we see|"
            "do you happen to have|do you notice|does there exist"
        )
    )
    where = r.pick(("", "", " anywhere", " somewhere", " around", " here", " in the scene")) if not clauses else ""
    return f"{start} {said.text}{where}{r.pick(_MARKS)}"


def _is(speaker: Speaker, m: Meaning) -> str | None:
    r = speaker.r
    clauses, what = m["that"], m["what"]
    if "time" in m or len(clauses) > 1 or mutual(m):
        return None
    if r.maybe(0.4) and (text := verbless_is(speaker, m)):
        return text
    if r.maybe(0.2) and (text := compared_to(speaker, m)):
        return text
    if clauses[0].get("not"):
        return None
    if what.get("kind") == "hand" and clauses == [{"rel": "empty"}]:
        hand = r.pick(("your hand", "your hand", "your gripper", "the hand", "the gripper", "your arm"))
        return r.pick(
            (
                f"is {hand} {r.pick(('empty', 'empty', 'free'))}{r.pick(_MARKS)}",
                f"{hand} is empty, right?",
                f"do you have {r.pick(('an empty hand', 'your hand free', 'a free hand'))}?",
            )
        )
    if clauses[0].get("rel") == "held" and r.maybe(0.5):
        return None
    subject = speaker.say(what, subject=True, guard=True)
    pred = predicate(speaker, clauses[0], subject.plural)
    statement = f"{subject.text} {pred.finite(speaker, subject.plural)}"
    if r.maybe(0.45):
        return f"{statement}{tagged(speaker, subject, pred)}"
    if pred.verb:
        direct = f"{'do' if subject.plural else 'does'} {subject.text} {pred.verb} {pred.text}"
    else:
        direct = f"{be_form(subject.plural, False)} {subject.text} {pred.text}"
    return r.pick(
        (
            f"{direct} or not{r.pick(_MARKS)}",
            f"{direct}, yes or no{r.pick(_MARKS)}",
            f"is it true that {statement}{r.pick(_MARKS)}",
            f"is it {r.pick(('correct', 'right', 'so'))} that {statement}{r.pick(_MARKS)}",
            f"am i {r.pick(('right', 'correct'))} that {statement}{r.pick(_MARKS)}",
            f"true or false: {statement}",
            f"would you say {r.pick(('', 'that '))}{statement}{r.pick(_MARKS)}",
            f"{r.pick(('check', 'see', 'can you see', 'can you check', 'could you check', 'please check'))} "
            f"{r.pick(('if', 'whether'))} {statement}",
            f"do you {r.pick(('think', 'believe'))} {statement}{r.pick(_MARKS)}",
            f"{direct}{r.pick(('?', ''))}",
            f"{direct}{r.pick(('?', ''))}",
        )
    )


_ASKING = frozenset(
    words("was were what which how did is are had wasn't weren't whats tell can could do please any anything")
)
_SAY_LATER: dict[str, Callable[[Speaker, Meaning], str]] = {
    "is": say_is,
    "exists": say_exists,
    "which": say_which,
    "count": say_count,
}


def _time_first(speaker: Speaker, m: Meaning) -> str | None:
    """As in "before you moved it, what was on the table?"."""
    r = speaker.r
    when = time_phrase(speaker, m["time"])
    text = _SAY_LATER[m["act"]](speaker, {**m, "time": {**m["time"], "fronted": True}})
    if text.split()[0] not in _ASKING:
        return None
    return f"{r.pick(('', '', '', 'and '))}{when}{r.pick((', ', ', ', ' '))}{text}"


_LOOSE: dict[str, Callable[[Speaker, Meaning], str | None]] = {
    "which": _which,
    "count": _count,
    "exists": _exists,
    "is": _is,
    "where": where_loosely,
    "attr": attr_loosely,
}
_SHARE = {"which": 0.4, "count": 0.35, "exists": 0.35, "is": 0.3, "where": 0.4, "attr": 0.35}


def loosely(speaker: Speaker, m: Meaning) -> str | None:
    """A loose wording of a question, for a part of them; None where it is to be said in full."""
    r = speaker.r
    if "time" in m and m["act"] in _SAY_LATER and m["time"]["rel"] != "last" and r.maybe(0.35):
        return _time_first(speaker, m)
    if m["act"] not in _LOOSE or not r.maybe(_SHARE[m["act"]]):
        return None
    terse, speaker.telegraphic = speaker.telegraphic, speaker.telegraphic or r.maybe(0.12)
    try:
        return _LOOSE[m["act"]](speaker, m)
    except UnsayableError:
        return None
    finally:
        speaker.telegraphic = terse
