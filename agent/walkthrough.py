"""The page that follows one sentence through every stage, written from what the program does, so that it stays true.

`python -m agent.walkthrough` writes docs/how-a-sentence-becomes-a-move.md; a test compares the two. No model is needed:
the action is the script's gold one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

from agent.dialog import commands, placing, times
from agent.dialog.engine import Dialog
from agent.dialog.working import Working
from agent.english.refer import refer
from agent.english.said import definite, said
from agent.grounding.choose import choices
from agent.grounding.denote import Denoter
from agent.grounding.focus import CLOSE, EMBEDDED, IN_HAND, OBJECT, PER_TURN
from agent.language.acts import Find, Put, Utterance, Why
from agent.language.descriptions import Clause, Event, Noun
from agent.language.grammar import grammar
from agent.lm.prompt import render_prompt
from agent.script import load_script
from agent.session import Session
from world import planner, space
from world.goals import Move
from world.history import History
from world.scene import load_scene

PAGE = Path(__file__).parents[1] / "docs" / "how-a-sentence-becomes-a-move.md"

SCRIPT, TURN = "web42", 2
"""The third turn: two acts, a comparison in a relative clause, a pronoun, and something in the hand's way."""


def page() -> str:
    """The whole page as Markdown."""
    script = load_script(SCRIPT)
    session = Session(None, load_scene(script.scene))
    for turn in script.turns[:TURN]:
        assert turn.action is not None
        session.perform(turn.say, turn.action, turn.hints)
    asked = script.turns[TURN]
    action = asked.action
    assert action is not None
    before = session.dialog
    prompt = render_prompt(session.history(), asked.say)
    done = session.perform(asked.say, action, asked.hints)
    find, put = action.acts
    assert isinstance(find, Find)
    assert isinstance(put, Put)
    working = Working(before.world, before.focus.next_turn(), before.knowledge, before.topic)
    parts = [
        _opening(asked.say, done.reply, session, before),
        _reading(prompt, action),
        _finding(working, find),
        _pronoun(working, find, put),
        _planning(before.world.history, session.dialog.world.history),
        _moving(before.world.history, session.dialog.world.history),
        _replying(done.reply, session.dialog),
        _map(),
    ]
    return "\n\n".join(parts) + "\n"


# One section each.


def _opening(say: str, reply: Sequence[str], session: Session, before: Dialog) -> str:
    turns = [f"> **{turn.utterance}**<br>{' '.join(turn.reply)}" for turn in session.turns[:TURN]]
    state = before.world.state
    things = [
        (key, refer(state, key, identify=True), _vec(body.size), "the hand" if state.holding == key else on)
        for key, body in state.bodies.items()
        for on in [state.support.get(key, "")]
    ]
    return "\n\n".join(
        [
            "# How a sentence becomes a move",
            "<!-- Written by `python -m agent.walkthrough`; edit agent/walkthrough.py, not this page. -->",
            "This page follows one sentence of the classic dialog from the keyboard to the blocks and back. Every "
            "value on it was computed by the program. Before it, the person has said:",
            "\n>\n".join(turns),
            "Now they say:",
            f"> **{say}**<br>{'<br>'.join(reply)}",
            "The scene at that moment (sizes are width, depth and height; the hand holds "
            f"{state.holding}, {refer(state, str(state.holding), identify=True)}):",
            _table(("id", "called", "size", "carried by"), things),
            'Nobody has told the program which block is meant, what "it" is, where in the box there is room, or that '
            "the hand must first put something down. Each of these is found out by one of the stages below.",
        ]
    )


def _reading(prompt: str, action: Utterance) -> str:
    acts = ",\n".join(f"  {act.model_dump_json(exclude_none=True, by_alias=True)}" for act in action.acts)
    return "\n\n".join(
        [
            "## 1. Reading: text becomes an action",
            "The language model is shown the last exchange and the sentence, in lower case, with a mark before each "
            "part. Before this text goes in, a tokenizer cuts it into pieces of a few letters and numbers them; each "
            f"mark is one piece. This is the prompt ({_code(render_prompt)}):",
            _block(prompt),
            "The model continues the text after `<|act|>`, one piece at a time. It cannot write just anything: a "
            f"grammar ({_code(grammar)}, made from the classes that check the action) strikes out every piece that "
            "could not go on to a valid action. What it should write, and does if it reads the sentence rightly (the "
            "line breaks are for you):",
            _block(f'{{"acts":[\n{acts}\n]}}', "json"),
            'The action keeps what was *said*. "The one you are holding" is a description, not yet a block, and "it" '
            "is still a pronoun. So the same sentence gives the same action in every scene, which is what makes it "
            "learnable for a small model; and everything after this line is ordinary code. The vocabulary is explained "
            "in [the action language](action-language.md).",
        ]
    )


def _finding(working: Working, find: Find) -> str:
    what = find.what
    assert isinstance(what, Noun)
    assert what.that is not None
    [clause] = what.that
    assert isinstance(clause, Clause)
    assert clause.of is not None
    denoter = working.denoter()
    state = denoter.state
    [held] = denoter.meant(clause.of)
    blocks = denoter.extension(Noun(kind=what.kind))
    rows = [
        (
            key,
            refer(state, key, identify=True),
            f"{state.bodies[key].size[2]:g}",
            "yes" if denoter.satisfies(key, clause) else "no",
        )
        for key in blocks
    ]
    options = choices(denoter, what)
    return "\n\n".join(
        [
            "## 2. Grounding: descriptions become things",
            f"The first act is to find {said(what)}. A description is evaluated from the inside out "
            f"({_code(Denoter.extension)}).",
            f'- "{_capital(said(clause.of))}": of all things, the one for which `held` is true. That is {held}, '
            f'{refer(state, held, identify=True)}. As "the" wants exactly one, none or several would have been said '
            "to the person.\n"
            f'- "{_capital(what.kind)}": {_and(blocks)}.\n'
            f'- "Which is taller than" {held}: each block is tested against it.',
            _table(("block", "called", "height", f"{clause.rel} than {held}"), rows),
            f'"A" leaves the choice to the hand, so what comes out is a list of alternatives, those that need least '
            f"work first ({_code(choices)}): {', '.join(_and(option) for option in options)}. It is remembered as "
            "spoken of.",
        ]
    )


def _pronoun(working: Working, find: Find, put: Put) -> str:
    commands.find(working, find)
    denoter = working.denoter(handled=True)
    holding = denoter.state.holding
    singles = denoter.focus.singles(holding)
    rows = [
        (
            mention.ids[0],
            f'"{said(mention.said)}"' if mention.said is not None else "",
            f"{mention.weight:g}" + (f" + {IN_HAND:g}" if mention.ids[0] == holding else ""),
            f"{value:g}",
        )
        for value, mention in singles
    ]
    (best, first), (second, _) = singles[:2]
    assert first.said is not None
    [[key]] = choices(denoter, put.what)
    box = placing.places(working.denoter(), put)
    return "\n\n".join(
        [
            '## 3. What "it" is',
            'The second act is to put "it" into the box. Whatever has been spoken of is a candidate, weighted by the '
            f"part it played: {OBJECT:g} for the object of an order, {EMBEDDED:g} for what was only mentioned inside a "
            f"description, less {PER_TURN:g} for every turn that has passed; and {IN_HAND:g} more for what is in the "
            f"hand if the order is to move something ({_code(Denoter.referent)}).",
            _table(("candidate", "spoken of as", "weight", "salience"), rows),
            f"The best is {key}. But the next is only {best - second:g} behind, and anything nearer than {CLOSE:g} is "
            "plausible too. So the program goes on, and says what it assumed: "
            f'*By "it", I assume you mean {definite(first.said)}.* (The description is said back with I and you '
            "exchanged.)",
            f'"Into the box" becomes a place, `{_value(box[0][0])}` ({_code(placing.places)}), and the order becomes '
            "two goals for the planner: the thing is there, and the hand has let go of it.",
        ]
    )


def _planning(before: History, after: History) -> str:
    events = after.events[len(before.events) :]
    lines = [f"{'  ' * len(after.parents(e))}{_value(e.what)}" for e in events]
    width = max(len(line) for line in lines)
    ticks = [f"{line:<{width}}  {e.start}-{e.end}" for line, e in zip(lines, events, strict=True)]
    return "\n\n".join(
        [
            "## 4. Planning: goals become moves",
            f"The planner ({_code(planner.plan)}) works backwards, as Winograd's did: each goal is reached by reaching "
            "what it needs first. To put a thing somewhere, the hand must hold it; to hold it, the hand must be free; "
            f"and it is not. Free places are offered by {_code(space.places)}, the best first: near where the thing "
            "comes from on the table, in the tightest free corner in the box. Every choice (which place? what to clear "
            "away first?) can be taken back if it leads nowhere.",
            "This is the tree of goals that came out. What stands further in was done for what stands above it. The "
            "numbers say from which state of the world to which it lasted; there have been "
            f"{before.now} moves so far, so it begins with state {before.now}:",
            _block("\n".join(ticks)),
        ]
    )


def _moving(before: History, after: History) -> str:
    moves = [e for e in after.events[len(before.events) :] if isinstance(e.what, get_args(Move))]
    rows = []
    for event in moves:
        state = after.state_at(event.end)
        body = getattr(event.what, "body", "")
        rows.append(
            (
                str(event.end),
                f"`{_value(event.what)}`",
                state.holding or "nothing",
                state.support.get(body, "the hand"),
            )
        )
    return "\n\n".join(
        [
            "## 5. Moving: a new world",
            "The leaves of the tree are what the hand does. Each makes a new state; none is ever changed, so that undo "
            'is going back to an old one, and "before" is looking at it. (A thing that is still between the fingers '
            "counts as held until the hand lets go.)",
            _table(("state", "move", "in the hand", "the thing is carried by"), rows),
            f"{len(after.states)} states and {len(after.events)} events are now remembered.",
        ]
    )


def _replying(reply: Sequence[str], dialog: Dialog) -> str:
    what = Noun(kind="block", det="the", size="large", color="red")
    why = Why(act="why", event=Event(verb="get_rid", what=what))
    then, first = dialog.respond(Utterance(acts=(why,)))
    _, second = then.respond(Utterance(acts=(Why(act="why"),)))
    return "\n\n".join(
        [
            "## 6. Answering, and remembering why",
            "Nothing is left to say but what was assumed, and that it is done:",
            _block("\n".join(reply)),
            "The tree of goals is kept, and that is all it takes to answer for what was done "
            f'({_code(times.why)}): the answer to "why" is the goal above.',
            f"> **Why did you get rid of the large red block?**<br>{' '.join(first.lines)}\n>\n"
            f"> **Why?**<br>{' '.join(second.lines)}",
        ]
    )


def _map() -> str:
    rows = [
        ("text to action", "agent/lm, agent/language"),
        ("action to things", "agent/grounding"),
        ("acts to goals and answers", "agent/dialog"),
        ("goals to moves", "world"),
        ("things to words", "agent/english"),
    ]
    return "\n\n".join(["## Where to look", _table(("stage", "folder"), rows)])


# Values as text.


def _value(value: Any) -> str:
    """A goal, a place or a move as it would be written in code; numbers without a needless `.0`."""
    if is_dataclass(value):
        return f"{type(value).__name__}({', '.join(_value(getattr(value, f.name)) for f in fields(value))})"
    return _vec(value) if isinstance(value, tuple) else str(value)


def _vec(numbers: Iterable[float]) -> str:
    return "(" + ", ".join(f"{n:g}" for n in numbers) + ")"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _code(function: Callable[..., Any]) -> str:
    return f"`{function.__module__}.{function.__qualname__}`"


def _block(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.name}\n")
