"""Saying where things are to go: putting in every wording, and shifting by squares."""

from __future__ import annotations

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.corrections import rather
from training.generate.ordering.doings import destination
from training.generate.things.speech import Speaker

PUT = forms(
    "put*30|place*22|move*16|set*5|drop*4|lay*2|position*2|bring*3|stick*3|transfer*2|deposit|stack*4|carry*2|"
    "shift*2|pop*2|plop|chuck|dump*2|throw|toss|shove*2|push*2|slide*2|leave*2|rest|balance*2|plonk|plunk|stash|"
    "relocate|drag|haul|perch|stand*2|sit|seat|store|tuck|slot|fling|slap|slip|situate|arrange|transport|"
    "reposition|pile*2|load|land|nudge|squeeze|lower*2|put*2|deliver|mount|keep|hide*2|dock|hang|install|"
    "settle|prop|ram"
)
_MOVERS = forms("move*8|shift*2|relocate|transfer|reposition|displace")
_AGAIN = forms("place*6|put*6|set*2|drop|stack|position|leave|lay")
_BETWEEN = (*(" and ",) * 10, ", ", ", ", *(". ",) * 3, " and then ", ", then ", ", and ", " then ", " & ", " ")
_TAKING_TO = forms("take*5|get*4|lift*2|raise|bring*2|send|lower*2")
"""Verbs that mean putting only where a direction is said: "take it to the corner", but "take it" is to pick it up."""
_DROPPED = frozenset(("stack", "drop", "lay", "mount", "load", "land", "lower", "balance", "pile"))
PLACING = frozenset(PUT) | frozenset(_MOVERS)
WISH = "!wish "
"""Marks a verb phrase that is no imperative, only what is to be and where; `frame` says it as a wish."""
_INWARD = ("onto ", "into ", "on to ", "to ", "over to ", "over onto ", "over into ", "all the way to ")


def source(clause: list[Meaning]) -> Meaning | None:
    """Where a thing is taken from, if all that is said of it is what it is on or in, or the place where it is."""
    if len(clause) != 1 or set(clause[0]) != {"rel", "of"}:
        return None
    rel, of = clause[0]["rel"], clause[0]["of"]
    if rel == "at":
        return clause[0] if "region" in of and of["region"] != "side" else None
    if rel not in ("on", "in") or "that" in of:
        return None
    return clause[0] if (rel == "in") == (of.get("kind") == "box") else None


def origin(speaker: Speaker, clause: Meaning) -> str:
    """As in "from the top of the red block"."""
    r = speaker.r
    if clause["rel"] == "at":
        return f"from {speaker.region(clause['of'])}"
    words = (
        forms(
            "from*10|off*4|off of*2|from on top of*2|from the top of*6|from top of*2|off the top of*2|from atop|"
            "from over|from above"
            if clause["of"].get("kind") != "table"
            else "from*5|off*2|off of"
        )
        if clause["rel"] == "on"
        else forms("from*2|out of*2|from inside|from in|from within")
    )
    return f"{r.pick(words)} {speaker.np(clause['of'])}"


def without_clauses(d: Meaning) -> Meaning:
    """A description with nothing said after the noun."""
    return {key: value for key, value in d.items() if key != "that"}


def _pronoun(plural: bool) -> str:
    return "them" if plural else "it"


def say_put(speaker: Speaker, m: Meaning) -> str:
    """To put something somewhere, as a verb phrase."""
    r = speaker.r
    what, where, rel = m["what"], m["where"], m["rel"]
    if r.maybe(0.06) and (text := _unusual(speaker, m)):
        return text
    if r.maybe(0.07) and (text := _pointed_at(speaker, m)):
        return text
    if speaker.mends and r.maybe(0.4):
        speaker.mends = False
        other: Meaning = {"kind": r.pick(("block", "cube", "box")), "det": "the"}
        wrong = destination(speaker, r.pick(("on", "in", "beside", "under")) if rel in ("on", "in") else "on", other)
        right = destination(speaker, rel, where, m.get("steps"))
        if r.maybe(0.4):
            instead = r.pick((f"{right}, not {wrong}", f"{right} rather than {wrong}", f"{right} instead of {wrong}"))
            place_text = r.pick((instead, instead, f"not {wrong} but {right}"))
        else:
            place_text = rather(speaker, wrong, right)
    else:
        place_text = destination(speaker, rel, where, m.get("steps"))
    from_ = source(what.get("that", []))
    verb = _verb(speaker, rel, place_text)
    if from_ and r.maybe(0.5):
        if verb in ("stick", "stack", "lay", "set") and r.maybe(0.6):
            verb = r.pick(("move", "move", "take", "place")) if _inward(rel, place_text) else "move"
        return f"{verb} {speaker.np(without_clauses(what))} {origin(speaker, from_)} {place_text}"
    # "Move the one on the cube onto the box": the place that follows cannot belong to the cube.
    guard = not (_inward(rel, place_text) and r.maybe(0.5))
    if r.maybe(0.14 if speaker.telegraphic else 0.05) and "ref" not in where and rel != "nearest":
        return f"{WISH}{speaker.np(what, guard=True)} {place_text}"
    if r.maybe(0.05) and "ref" not in what and "any" not in what:
        said = speaker.say(what, guard=True)
        return f"{r.pick(_MOVERS)} {said.text}{r.pick(_BETWEEN)}{r.pick(_AGAIN)} {_pronoun(said.plural)} {place_text}"
    if r.maybe(0.03) and rel in ("on", "in") and "that" not in what:
        return f"{verb} {place_text} {speaker.np(what)}"
    if r.maybe(0.04) and verb in ("put", "place", "set", "lay"):
        return f"{verb} {speaker.np(what, guard=True)} down {place_text}"
    text = speaker.np(what, guard=guard)
    if "that" in what and r.maybe(0.1):  # "move the cube, which is on the box, onto the table"
        text = text.replace(" which ", r.pick((", which ", " which ")), 1) + ","
    return f"{verb} {text} {place_text}"


_SPOT = forms(
    "a spot*3|a place*3|some space|some room|room|a free spot|a nice place|a good spot|space|a home|a new place"
)
_THERE = frozenset(("on", "in", "beside", "behind", "in_front_of", "near", "left_of", "right_of", "at", "between"))


def _pointed_at(speaker: Speaker, m: Meaning) -> str:
    """What is to be moved named first ("the red block, put it in the box"), or a spot found for it."""
    r = speaker.r
    what, where = m["what"], m["where"]
    if "ref" in what or "ref" in where or "any" in what:
        return ""
    place_text = destination(speaker, m["rel"], where, m.get("steps"))
    if m["rel"] in _THERE and "steps" not in m and r.maybe(0.3):
        find = r.pick(("find", "find", "find me", "make", "look for"))
        at = destination(speaker, m["rel"], where, telling=False).replace("onto ", "on ").replace("into ", "in ")
        return f"{find} {r.pick(_SPOT)} for {speaker.np(what, guard=True)} {at}"
    if not speaker.alone:
        return ""
    speaker.topical = True
    said = speaker.say(what, guard=True)
    verb = r.pick(forms("put*6|place*3|move*3|set*2|stick|drop"))
    joint = r.pick((", ", ", ", ", ", " - ", ": ", "... "))
    if r.maybe(0.25) and what.get("det") == "the":
        see = r.pick(("see", "see", "you see", "u see", "you know"))
        return f"{see} {said.text}? {verb} {_pronoun(said.plural)} {place_text}"
    return f"{said.text}{joint}{verb} {_pronoun(said.plural)} {place_text}"


def _verb(speaker: Speaker, rel: str, place_text: str) -> str:
    r = speaker.r
    if _inward(rel, place_text) and r.maybe(0.12):
        return r.pick(_TAKING_TO)
    verb = r.pick(PUT)
    if verb in _DROPPED and rel not in ("on", "in"):
        return r.pick(("put", "place"))
    return verb


def _inward(rel: str, place_text: str) -> bool:
    """Whether the words can only say where something goes, not where it is ("to the left of" may be either)."""
    return rel in ("on", "in", "at") and place_text.startswith(_INWARD)


def _unusual(speaker: Speaker, m: Meaning) -> str:
    """The place first, or as the verb, or as its object: "on the cube put it", "bin it", "top the cube with it"."""
    r = speaker.r
    what, where, rel = m["what"], m["where"], m["rel"]
    if "steps" in m or "ref" in where:
        return ""
    choice = r.whole(0, 9)
    if rel == "in" and where == {"kind": "box", "det": "the"} and choice < 6:
        if choice < 3:
            return f"{r.pick(('bin', 'bin', 'box', 'box up'))} {speaker.np(what)}"
        return f"{r.pick(('fill', 'load'))} {speaker.np(where)} with {speaker.np(what)}"
    if rel == "on" and where == {"kind": "table", "det": "the"} and choice < 3:
        return f"{r.pick(('table', 'floor', 'ground'))} {speaker.np(what)}"
    if rel == "on" and where.get("kind") != "table" and choice < 7 and "any" not in where:
        verb = r.pick(forms("top*4|cover*3|cap*2|crown*2|load"))
        return f"{verb} {speaker.np(where, guard=True)} with {speaker.np(what)}"
    if rel == "on" and where.get("kind") == "stack":
        return f"add {speaker.np(what, guard=True)} to {speaker.np(where)}"
    if rel in ("on", "in") and "that" not in where and choice < 9:
        prep = r.pick((rel, "on top of" if rel == "on" else "into"))
        verb = r.pick(("put", "put", "place", "set"))
        return f"{prep} {speaker.np(where)}{r.pick((', ', ' '))}{verb} {speaker.np(what)}"
    return ""


_TOWARDS: dict[str, tuple[str, ...]] = {
    "left": forms(
        "left*8|to the left*8|leftwards|leftward|towards the left|further left|over to the left|to its left|"
        "to your left|more to the left"
    ),
    "right": forms(
        "right*8|to the right*8|rightwards|rightward|towards the right|further right|over to the right|"
        "to its right|to your right|more to the right"
    ),
    "forward": forms(
        "forward*8|forwards*5|ahead|towards me|toward me|closer to me*2|nearer to me|to the front*2|"
        "towards the front|further forward|to forward"
    ),
    "back": forms(
        "backwards*5|backward*4|away from me*3|further away*2|to the back*2|towards the back|farther back|"
        "to backward|further back"
    ),
    "up": forms("up*8|upwards*3|upward|higher|higher up"),
    "down": forms("down*8|downwards*3|downward|lower|lower down"),
}
_PUSHING = forms("move*16|shift*4|push*3|slide*2|nudge|scoot|drag|bring|take|put*2|place*3|set|slide over|budge")
_LIFTING = forms("move*8|shift*2|put|place|bring")


def say_move(speaker: Speaker, m: Meaning) -> str:
    """To shift something in a direction, perhaps by so many squares."""
    r = speaker.r
    way: str = m["dir"]
    steps: int | None = m.get("steps")
    said = speaker.say(m["what"], guard=True)
    text = said.text
    if m["what"].get("kind") == "hand":
        text = r.pick(("your hand", "your arm", "the hand", "the gripper", "your gripper"))
    verb = r.pick(_LIFTING if way in ("up", "down") else _PUSHING)
    if steps and way in ("up", "down") and r.maybe(0.12):
        verb = r.pick(("raise", "lift") if way == "up" else ("lower", "drop"))
    towards = r.pick(_TOWARDS[way])
    if speaker.mends and way in ("left", "right"):
        speaker.mends = False
        towards = rather(speaker, "right" if way == "left" else "left", way)
    if steps is None:
        if verb in ("put", "place", "set", "take", "slide over", "bring"):
            verb = "move"
        if towards.startswith(("further", "farther", "over", "more", "higher", "lower")):
            soft = r.pick(("", "", "", "a bit ", "a little ", "slightly ")) if not towards.startswith("over") else ""
        else:
            soft = r.pick(forms("*9|a bit*2|a little*2|slightly|a tad|a little bit|a touch|just a bit")) + " "
        tail = f"{soft.lstrip()}{towards}"
        if r.maybe(0.08) and not soft.strip():
            tail += r.pick((" a bit", " a little", " slightly", " a little bit"))
        if r.maybe(0.06) and way in ("left", "right", "up", "down") and "ref" not in m["what"]:
            return f"{verb} {tail.strip()} {text}"
    else:
        if towards.startswith(("further", "farther", "more")):
            towards = {"back": "backwards"}.get(way, way)
        if way == "back" and r.maybe(0.3):
            towards = "back"
        count = _squares(speaker, steps)
        choice = r.whole(0, 99)
        if choice < 14:
            tail = f"{towards} {r.pick(('by ', 'by ', ''))}{count}"
        elif choice < 20:
            tail = f"by {count} {towards}"
        elif choice < 25:
            tail = f"{r.pick(('over ', 'to ', 'over by '))}{count} {towards}"
        else:
            tail = f"{count} {towards}"
    if r.maybe(0.04) and "ref" not in m["what"] and m["what"].get("kind") != "hand":
        return f"{r.pick(_MOVERS)} {text}{r.pick(_BETWEEN)}{r.pick(_AGAIN)} {_pronoun(said.plural)} {tail}"
    return f"{verb} {text} {tail}"


def _squares(speaker: Speaker, n: int) -> str:
    """A distance, sometimes without its unit: "move it two left"."""
    if speaker.r.maybe(0.07):
        return speaker.number(n)
    return speaker.squares(n)
