"""Saying commands: the bare verb phrases, each in many wordings."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.chance import forms
from training.generate.doings import destination
from training.generate.meaning import Meaning
from training.generate.speech import Speaker


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
    "pick/up*20|grasp*3|grab*6|take*5|lift*3|lift/up*3|get*3|hold|raise*2|seize|pick*2|get hold of|"
    "take hold of|fetch*2|"
    "bring me*2|give me*3|gimme*2|hand me*3|pass me*2|get me*2|fetch me*2|grip|clutch|snatch|snatch/up|scoop/up*2|"
    "collect|catch|catch hold of|grab hold of*2|pluck|nab|hoist|hoist/up|gather/up|take/up|hold on to|"
    "go get|go and get|let me have|pull/up|bring/up"
)
_PUT = forms(
    "put*28|place*14|move*10|set*5|drop*4|lay*2|position*2|bring*3|stick*4|transfer*2|deposit|stack*4|carry*2|shift*2|"
    "pop*2|plop|chuck*2|dump*2|throw|toss|shove*2|push*2|slide*2|leave*3|rest|balance*2|plonk|plunk|stash|relocate|"
    "drag|haul|perch|stand*2|sit|seat|store|tuck|slot|fling|slap|slip|situate|arrange|transport|"
    "pile*2|load|land|nudge|squeeze"
)


PLACING = frozenset(_PUT)
TAKING = frozenset(word for form in _PICK for word in form.partition("/")[0].split()[:1])
"""Verbs that mean putting and taking, and so are no unknown ones."""


def _source(clause: list[Meaning]) -> Meaning | None:
    """Where a thing is taken from, if all that is said of it is what it is on or in."""
    if (
        len(clause) == 1
        and set(clause[0]) == {"rel", "of"}
        and clause[0]["rel"] in ("on", "in")
        and "that" not in clause[0]["of"]
    ):
        return clause[0] if (clause[0]["rel"] == "in") == (clause[0]["of"].get("kind") == "box") else None
    return None


def _from(speaker: Speaker, source: Meaning) -> str:
    words = (
        ("from", "from", "off", "from on top of", "from the top of")
        if source["rel"] == "on"
        else ("from", "out of", "from inside")
    )
    return f"{speaker.r.pick(words)} {speaker.np(source['of'])}"


def _without_clauses(d: Meaning) -> Meaning:
    return {key: value for key, value in d.items() if key != "that"}


def _say_pick_up(speaker: Speaker, m: Meaning) -> str:
    source = _source(m["what"].get("that", []))
    if source and speaker.r.maybe(0.35):
        verb = speaker.r.pick(forms("pick up*4|pick*3|grab*2|lift|grasp|fetch"))
        return f"{verb} {speaker.np(_without_clauses(m['what']))} {_from(speaker, source)}"
    return _verb(speaker, m, _PICK)


_LET_GO = forms("put/down*8|drop*7|release*3|let go of*3|set/down*3|lay/down|place/down|lower|get rid of|remove")
WISH = "!wish "
"""Marks a verb phrase that is no imperative, only what is to be and where; `frame` says it as a wish."""


def _say_put(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    what, where, rel = m["what"], m["where"], m["rel"]
    place_text = destination(speaker, rel, where, m.get("steps"))
    source = _source(what.get("that", []))
    verb = r.pick(_PUT)
    if verb in ("stack", "drop", "lay") and rel not in ("on", "in"):
        verb = "put"
    if source and r.maybe(0.4):
        if verb in ("put", "place", "set", "stick", "drop", "stack", "lay") and r.maybe(0.6):
            verb = "move"
        return f"{verb} {speaker.np(_without_clauses(what))} {_from(speaker, source)} {place_text}"
    if r.maybe(0.05) and "ref" not in where and rel != "nearest":
        return f"{WISH}{speaker.np(what, guard=True)} {place_text}"
    if r.maybe(0.03) and rel in ("on", "in") and "that" not in what:
        return f"{verb} {place_text} {speaker.np(what)}"
    if r.maybe(0.04) and verb in ("put", "place", "set", "lay"):
        return f"{verb} {speaker.np(what, guard=True)} down {place_text}"
    if rel == "on" and r.maybe(0.03):
        return (
            f"add {speaker.np(what, guard=True)} to {speaker.np(where)}"
            if where.get("kind") == "stack"
            else f"{verb} {speaker.np(what, guard=True)} {place_text}"
        )
    return f"{verb} {speaker.np(what, guard=True)} {place_text}"


def _say_put_down(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    if "what" not in m:
        return r.pick(forms("let go*4|release|open your hand|drop|open the gripper|put down|set down|let loose"))
    what = m["what"]
    source = _source(what.get("that", []))
    if source and r.maybe(0.75) and not (what["kind"] == "thing" and what.get("det") == "every"):
        bare = speaker.np(_without_clauses(what))
        of = speaker.np(source["of"])
        if source["rel"] == "on":
            return r.pick(
                (
                    f"take {bare} off {of}",
                    f"take {bare} off of {of}",
                    f"remove {bare} from {of}",
                    f"get {bare} off {of}",
                    f"take {bare} off the top of {of}",
                )
            )
        return r.pick((f"take {bare} out of {of}", f"remove {bare} from {of}", f"get {bare} out of {of}"))
    if "that" in what:
        # "Drop the cube on the box" would ask for a place.
        return _verb(speaker, m, forms("put/down*4|release*3|let go of*3|set/down*2|get rid of|remove"))
    if r.maybe(0.05):
        return f"let {speaker.np(what)} go"
    if "ref" in what and r.maybe(0.08):
        return f"take {speaker.np(what)} {r.pick(('off', 'off', 'out', 'down'))}"
    return _verb(
        speaker,
        m,
        forms("put/down*8|drop*7|release*3|let go of*3|set/down*3|lay/down|place/down|lower|get rid of|remove"),
    )


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


_TOWARDS: dict[str, tuple[str, ...]] = {
    "left": forms("left*4|to the left*5|leftwards|towards the left|further left|over to the left"),
    "right": forms("right*4|to the right*5|rightwards|towards the right|further right|over to the right"),
    "forward": forms(
        "forward*5|forwards*3|ahead|towards me*2|toward me|closer to me*2|nearer to me|to the front*2|towards the front"
    ),
    "back": forms("backwards*4|backward*3|away from me*3|further away*2|to the back*2|towards the back|farther back"),
    "up": forms("up*4|upwards*2|higher"),
    "down": forms("down*4|downwards*2|lower"),
}


def _say_move(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    text = speaker.np(m["what"], guard=True)
    verb = (
        r.pick(forms("move*10|shift*3|push*3|slide*2|nudge"))
        if m["dir"] not in ("up", "down")
        else r.pick(("move", "move", "shift"))
    )
    if m["what"].get("kind") == "hand":
        text = r.pick(("your hand", "your arm", "the hand", "the gripper", "your gripper"))
    towards = r.pick(_TOWARDS[m["dir"]])
    if "steps" not in m:
        soft = (
            r.pick(("", "", "", "", "a bit ", "a little ", "slightly "))
            if not towards.startswith(("further", "over"))
            else ""
        )
        return f"{verb} {text} {soft}{towards}"
    steps = speaker.squares(m["steps"])
    if towards.startswith("further"):
        towards = m["dir"]
    if m["dir"] == "back" and r.maybe(0.3):
        towards = "back"
    if r.maybe(0.15):
        return f"{verb} {text} {towards} {r.pick(('by ', ''))}{steps}"
    return f"{verb} {text} {r.pick(('by ', '', '', ''))}{steps} {towards}"


def _say_stack(speaker: Speaker, m: Meaning) -> str:
    r = speaker.r
    what = m["what"]
    choice = r.whole(0, 9)
    if choice < 2 and "ref" not in what:
        noun = r.pick(forms("a stack*3|a tower*3|a pile*2|a column"))
        return (
            f"{r.pick(('build', 'make', 'create', 'construct'))} {noun} "
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
    if clause.get("rel") == "contains" and what["kind"] not in ("stack",) and "not" not in clause and r.maybe(0.5):
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
                "revert that|revert|undo what you did|undo your last action|take back the last move|undo this|rewind|"
                "undo the last command|reverse that"
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
                "redo*5|redo that*4|redo it*3|redo the last move*2|do it over|redo what you undid|redo the last step|"
                "redo this|undo the undo|do it again|do that again|redo your last action"
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
    return f"{verb} {speaker.np(m['what'])}"


_FIND = forms("find*8|look for*2|locate*2|choose*2|select|search for|pick out|identify")
_TOUCH = forms("touch*8|point at*3|point to*2|show me*4|point out|tap|indicate")

_SAY: dict[str, Callable[[Speaker, Meaning], str]] = {
    "pick_up": _say_pick_up,
    "put": _say_put,
    "put_down": _say_put_down,
    "put_back": _say_put_back,
    "move": _say_move,
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
