"""Saying commands: the bare verb phrases, each in many wordings."""

from __future__ import annotations

import re
from collections.abc import Callable

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import destination
from training.generate.ordering.puttings import origin, say_move, say_put, source, without_clauses
from training.generate.things.speech import Speaker
from training.generate.words.phrases import UnsayableError
from training.generate.words.vocabulary import PLACES


def _around(speaker: Speaker, verb: str, particle: str, text: str, pronoun: bool, tail: str = "") -> str:
    """A verb with a particle that may stand after a short object, and must after a pronoun."""
    if particle and (pronoun or (len(text.split()) <= 4 and speaker.r.maybe(0.35))):
        return f"{verb} {text} {particle}{tail}"
    return f"{verb} {particle + ' ' if particle else ''}{text}{tail}"


def imperative(speaker: Speaker, m: Meaning) -> str:
    """The bare verb phrase of a command, from which every frame is made."""
    return _SAY[m["act"]](speaker, m)


def _verb(speaker: Speaker, m: Meaning, table: tuple[str, ...], tail: str = "") -> str:
    """As in "pick/up": the particle after the slash may move; "grab" has none."""
    verb, _, particle = speaker.r.pick(table).partition("/")
    return _around(speaker, verb, particle, speaker.np(m["what"], guard=bool(tail)), "ref" in m["what"], tail)


_PICK = forms(
    "pick/up*20|grasp*3|grab*6|take*5|lift*3|lift/up*3|get*3|hold|raise*2|seize|pick*7|get hold of|take hold of|"
    "fetch*2|bring me*2|give me*3|gimme*2|hand me*3|pass me*2|get me*2|fetch me*2|grip|clutch|snatch|snatch/up|"
    "scoop/up*2|collect|catch|catch hold of|grab hold of*2|pluck|nab|hoist|hoist/up|gather/up|take/up|hold on to|"
    "go get|go and get|let me have|pull/up|bring/up"
)
TAKING = frozenset(word for form in _PICK for word in form.partition("/")[0].split()[:1])
"""Verbs that mean taking, and so are no unknown ones."""


def _say_pick_up(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    from_ = source(m["what"].get("that", []))
    if from_ and r.maybe(0.45):
        words = origin(speaker, from_)
        # "Take it off the cube" is to put it down, "take it from the cube" to pick it up.
        either = "|take*2|get" if words.startswith("from ") else ""
        verb = r.pick(forms(f"pick up*8|pick*5|grab*2|lift*2|grasp|fetch|lift up|collect{either}"))
        return f"{verb} {speaker.np(without_clauses(m['what']))} {words}"
    return _verb(speaker, m, _PICK)


_LET_GO = forms(
    "put/down*12|drop*14|release*4|let go of*4|set/down*4|lay/down*2|place/down*2|lower*3|get rid of|remove|"
    "lower/down|drop/down|let loose of|leave go of|unhand|put/back down|set/back down|let down"
)
_DOWN = forms(
    "straight down*3|exactly down*2|where it is|where you are|right where it is|straight|down where it is|"
    "on the spot|directly down|below|vertically|down now"
)
_EMPTY_HANDED = forms(
    "let go*8|release*2|open your hand*2|drop*2|open the gripper|put down|set down|let loose|"
    "open hand|open your gripper|let go now|empty your hand|open up your hand|free your hand|open the hand|"
    "release your grip|loosen your grip|release the grip"
)


def _say_put_down(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    if "what" not in m:
        return r.pick(_EMPTY_HANDED)
    what = m["what"]
    from_ = source(what.get("that", []))
    if from_ and r.maybe(0.75) and not (what["kind"] == "thing" and what.get("det") == "every"):
        bare, words = speaker.np(without_clauses(what)), origin(speaker, from_)
        verb = "remove" if words.startswith("from") else r.pick(("take", "take", "take", "get", "remove"))
        return f"{verb} {bare} {words}"
    if "that" in what:
        # "Drop the cube on the box" would ask for a place.
        return _verb(speaker, m, forms("put/down*4|release*3|let go of*3|set/down*2|get rid of|remove"))
    if r.maybe(0.03):
        return f"let {speaker.np(what)} {r.pick(('go', 'go', 'fall', 'drop', 'loose'))}"
    if "ref" in what and r.maybe(0.08):
        return f"take {speaker.np(what)} {r.pick(('off', 'off', 'out', 'down'))}"
    if r.maybe(0.08):
        verb = r.pick(forms("drop*4|put*2|place*2|set*2|lower*2|leave|lay"))
        down = r.pick(tuple(way for way in _DOWN if "down" in way) if verb != "drop" else _DOWN)
        return f"{verb} {speaker.np(what, guard=True)} {down}"
    return _verb(speaker, m, _LET_GO)


def _say_put_back(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    text, many = speaker.say(m["what"])
    was, place = ("they were", "their places") if many else ("it was", "its place")
    return r.pick(
        (
            f"put {text} back",
            f"put {text} back",
            f"place {text} back",
            f"return {text}",
            f"put {text} back where {was}",
            f"put {text} back where you got {'them' if many else 'it'} from",
            f"put {text} where {was} before",
            f"move {text} back to where {was}",
            f"return {text} to {place}",
            f"put {text} back in {place}",
            f"put back {text}" if "ref" not in m["what"] else f"put {text} back again",
            f"bring {text} back",
        )
    )


def _say_stack(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    what = m["what"]
    choice = r.whole(0, 9)
    if len(what.get("all", ())) > 1 and r.maybe(0.15):
        *under, top = what["all"]
        base = speaker.np({"all": under} if len(under) > 1 else under[0])
        with_ = f"with {speaker.np(top)} on top"
        if r.maybe(0.5):
            return f"{r.pick(('stack', 'stack up', 'pile up'))} {base} {with_}"
        verb = r.pick(("build", "make", "create", "make me"))
        return (
            f"{verb} a {r.pick(('tower', 'tower', 'stack', 'pile'))} {r.pick(('of', 'out of', 'from'))} {base} {with_}"
        )
    if choice < 2 and "ref" not in what:
        noun = r.pick(forms("a stack*3|a tower*3|a pile*2|a column|one stack|one tower"))
        return (
            f"{r.pick(('build', 'make', 'make', 'create', 'construct', 'make me', 'build me'))} {noun} "
            f"{r.pick(('of', 'of', 'out of', 'from', 'with', 'using'))} {speaker.np(what)}"
        )
    if choice == 2:
        how = (
            "on top of each other|on top of one another|on each other|in a stack|into a stack|into a tower|into a pile"
        )
        return f"{r.pick(('stack', 'pile', 'put', 'place'))} {speaker.np(what)} {r.pick(forms(how))}"
    return _verb(speaker, m, forms("stack/up*6|stack*5|pile/up*3|pile"))


def _say_build(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    what = m["what"]
    verb = r.pick(forms("build*8|make*5|construct*2|create*2|assemble|put together"))
    clause = what.get("that", [{}])[0]
    made = clause.get("rel") == "contains" and "not" not in clause and what["kind"] not in ("stack", "row")
    if made and r.maybe(0.5):
        bare = {key: value for key, value in what.items() if key != "that"}
        return f"{verb} {speaker.np(bare)} {r.pick(('of', 'out of', 'from', 'with'))} {speaker.np(clause['of'])}"
    return f"{verb} {speaker.np({**what, 'plain': True} if 'kind' in what else what)}"


def _say_clear(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    what = m["what"]
    if what.get("kind") == "box":
        text = speaker.np(what)
        return r.pick(
            (
                f"empty {text}",
                f"empty {text}",
                f"clear {text}",
                f"clear out {text}",
                f"take everything out of {text}",
                f"remove everything from {text}",
                f"empty out {text}",
                f"clean out {text}",
            )
        )
    if r.maybe(0.25):
        text = speaker.np(what)
        everything = r.pick(("everything", "everything", "all the stuff", "whatever is"))
        if everything == "whatever is":
            return f"remove whatever is on {text}"
        return r.pick(
            (
                f"take {everything} off {text}",
                f"take {everything} off of {text}",
                f"remove {everything} from {text}",
                f"get {everything} off {text}",
                f"clear the top of {text}",
            )
        )
    return _verb(speaker, m, forms("clear/off*6|clear*4|clean/off*4|uncover|unload|free/up|clear the top of"))


def _say_swap(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    one, other = speaker.np(m["what"]), speaker.np(m["with"])
    verb = r.pick(forms("swap*6|exchange*2|switch*3|interchange|trade"))
    return r.pick(
        (
            f"{verb} {one} and {other}",
            f"{verb} {one} and {other}",
            f"{verb} {one} with {other}",
            f"{verb} {one} with {other}",
            f"{verb} {one} for {other}",
            f"{verb} the places of {one} and {other}",
            f"let {one} and {other} {r.pick(('change', 'swap', 'trade'))} places",
            f"make {one} and {other} {r.pick(('change', 'swap', 'trade'))} places",
            f"{verb} the positions of {one} and {other}",
        )
    )


def _say_undo(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    if "n" not in m:
        return r.pick(
            forms(
                "undo*5|undo that*4|undo it*2|take that back*2|undo the last move*2|undo the last step|go back|"
                "revert that|revert|undo what you did|undo your last action|take back the last move|undo this|"
                "rewind|undo the last command|reverse that|reverse what you just did|reverse your last move|"
                "go back one step|"
                "go one step back|step back|one step back|undo one step|take that back again|"
                "take back what you did|undo what you just did|take back your last step|revert what you did|"
                "revert the last step|restore the previous state|go back to before that|back one step|unmake that|"
                "roll back|roll that back|cancel what you did|undo that last thing|ctrl z|ctrl+z|"
                "reverse your last action|undo that please|undo that one"
            )
        )
    n = speaker.number(m["n"])
    unit = r.pick(("moves", "steps", "turns", "commands", "actions", "things")) if m["n"] > 1 else "move"
    last = f"the last {n} {unit}"
    return r.pick(
        (
            f"undo {last}",
            f"undo {last}",
            f"undo {n} {unit}",
            f"go back {n} {unit}",
            f"take back {last}",
            f"take {last} back",
            f"undo {n} times",
            f"revert {last}",
            f"rewind {n} {unit}",
        )
    )


def _say_redo(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    if "n" not in m:
        return r.pick(
            forms(
                "redo*5|redo that*4|redo it*3|redo the last move*2|do it over|redo what you undid|"
                "redo the last step|redo this|undo the undo|do it again|do that again|redo your last action|"
                "do it again after all|do it after all|redo it after all|redo what i undid|redo what was undone|"
                "do that once more|do that after all|repeat what you took back|step forward again|redo one step|"
                "redo that again"
            )
        )
    n = speaker.number(m["n"])
    unit = r.pick(("moves", "steps", "turns", "commands", "actions"))
    return r.pick((f"redo {n} {unit}", f"redo the last {n} {unit}", f"redo {n} times"))


def _say_do(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    verb: str = m["verb"]
    speaker.kept.add(verb)
    if r.maybe(0.04):
        verb = f'"{verb}"'
    if "what" not in m:
        return verb
    if "where" in m:
        return f"{verb} {speaker.np(m['what'], guard=True)} {destination(speaker, m['rel'], m['where'])}"
    return f"{verb} {_closed(speaker, m['what'])}"


def _closed(speaker: Speaker, what: Meaning) -> str:
    """A description after which no place is left open: what follows an unknown verb would be where it is done."""
    for _ in range(8):
        text = speaker.np(what, guard=True)
        if all(clause.get("rel") not in _OPEN for clause in what.get("that", ())) or _RELATIVE.search(text):
            return text
    raise UnsayableError


_OPEN = frozenset(PLACES) | {"at"}
_RELATIVE = re.compile(r"\b(which|that|thats|that's)\b")
_FIND = forms("find*8|look for*2|locate*2|choose*2|select|search for|pick out|identify")
_TOUCH = forms("touch*8|point at*3|point to*2|show me*4|point out|tap|indicate")

_SAY: dict[str, Callable[[Speaker, Meaning], str]] = {
    "pick_up": _say_pick_up,
    "put": say_put,
    "put_down": _say_put_down,
    "put_back": _say_put_back,
    "move": say_move,
    "stack": _say_stack,
    "build": _say_build,
    "clear": _say_clear,
    "swap": _say_swap,
    "find": lambda s, m: _verb(s, m, _FIND),
    "touch": lambda s, m: _verb(s, m, _TOUCH),
    "undo": _say_undo,
    "redo": _say_redo,
    "do": _say_do,
}
