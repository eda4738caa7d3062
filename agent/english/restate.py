"""Acts said back as what the agent would do: "put the red block on the blue one", for asking whether that was meant."""

from __future__ import annotations

from agent.english.said import VERBS, said
from agent.language import acts
from agent.language.acts import Act, Utterance
from agent.language.descriptions import Description, Ref

_RELATIONS = {"left_of": "to the left of", "right_of": "to the right of", "in_front_of": "in front of"} | {
    "beside": "next to", "on_top_of": "on top of", "nearest": "near",
}  # fmt: skip


def restate(utterance: Utterance) -> str:
    """All acts of an utterance in one phrase, from the agent's side."""
    return ", then ".join(map(_act, utterance.acts))


def _act(act: Act) -> str:
    match act:
        case acts.Put(what=what, rel=rel, steps=steps, where=where):
            far = "" if steps is None else f"{_squares(steps)} "
            return f"put {_it(what)} {far}{_RELATIONS.get(rel, rel.replace('_', ' '))} {said(where)}"
        case acts.PutDown(what=what):
            return f"put {_it(what)} down"
        case acts.PutBack(what=what):
            return f"put {_it(what)} back"
        case acts.Move(what=what, dir=direction, steps=steps):
            return f"move {_it(what)} {direction}" + ("" if steps is None else f" by {_squares(steps)}")
        case acts.Swap(what=what, other=other):
            return f"swap {_it(what)} with {said(other)}"
        case acts.Do(verb=verb, what=what):
            return f"{verb} {_it(what)}"
        case acts.PickUp(what=what) | acts.Stack(what=what) | acts.Build(what=what) | acts.Clear(what=what):
            return f"{VERBS[act.act]} {_it(what)}"
        case acts.Touch(what=what) | acts.Find(what=what):
            return f"{act.act} {_it(what)}"
        case acts.Where(what=what):
            return f"say where {_it(what)} is"
        case acts.Attr(attr=attr, what=what):
            return f"say the {attr} of {_it(what)}"
        case acts.Count(what=what):
            return f"count {_it(what)}"
        case acts.Which(what=what):
            return f"name {_it(what)}"
        case acts.Is(what=what) | acts.Exists(what=what):
            return f"answer yes or no about {_it(what)}"
        case acts.Choose(n=n):
            return f"pick number {n}"
        case acts.Talk(about=about):
            return _TALK.get(about, f"say {about.replace('_', ' ')}")
        case acts.Undo():
            return "undo that"
        case acts.Redo():
            return "redo that"
        case _:
            return "answer a question" if act.act in _QUESTIONS else "take that as a remark"


_TALK = {
    "off_topic": "take that as not about blocks", "unclear": "say that it is unclear", "praise": "be praised",
    "who": "say who I am", "how_are_you": "say how I am", "help": "say what I can do",
}  # fmt: skip
_QUESTIONS = ("can", "did", "when", "why", "how")


def _it(what: Description | None) -> str:
    return "it" if what is None or (isinstance(what, Ref) and what.ref == "that") else said(what)


def _squares(steps: int) -> str:
    return "one square" if steps == 1 else f"{steps} squares"
