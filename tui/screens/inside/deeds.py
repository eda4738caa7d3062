"""What the world made of a turn, as trees: meanings, deeds with their reasons, changes. No screen is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.inside.branches import Branch
from tui.screens.inside.reasons import OUTCOMES
from tui.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.dialog.behind import Behind
    from agent.dialog.engine import Dialog
    from agent.english.refer import Naming, Step
    from agent.session import Turn
    from world.bodies import State
    from world.events import Event, Plan

MOST_FITTING = 6
"""Things that are listed by name where a description fits several."""


def deeds(turn: Turn, behind: Behind) -> list[Branch]:
    """What the words meant, what was done, and what changed."""
    before = turn.before
    if before is None:
        return []
    trees = []
    state = before.world.state
    if behind.found:
        meant = Branch([("What the words meant", "strong")])
        for one in behind.found:
            _meaning(meant, state, one.what, one.ids, one.fits)
        trees.append(meant)
    if behind.problem is not None:
        name, why = OUTCOMES.get(behind.problem, (behind.problem, ""))
        against = Branch([("What stood against it", "strong")])
        against.add((name, "bad"), (f"  {why}", "dim"))
        trees.append(against)
    done = Branch([("What was done, and why", "strong")])
    for plan in turn.plans:
        _plan(done, before, plan)
    if not done.children:
        done.add(("Nothing: the hand did not move.", "dim"))
    trees.append(done)
    changed = Branch([("What changed", "strong")])
    _changes(changed, state, turn.state)
    if changed.children:
        trees.append(changed)
    return trees


def _meaning(tree: Branch, state: State, what: str, ids: Sequence[str], fits: Sequence[str]) -> None:
    from agent.dialog.behind import called

    label = f"“{printable(what, 80)}”"
    if not ids:
        tree.add((label, "plain"), ("  fits nothing here", "bad"))
    elif len(ids) == 1:
        more = f"  (it fits {len(fits)} things)" if len(fits) > 1 else ""
        tree.add((label, "plain"), ("  is ", "dim"), (called(state, ids[0]), "value"), (more, "dim"))
    else:
        several = tree.add((label, "plain"), (f"  fits {len(ids)} things", "dim"))
        for key in ids[:MOST_FITTING]:
            several.add((called(state, key), "value"))
        if len(ids) > MOST_FITTING:
            several.add((f"and {len(ids) - MOST_FITTING} more", "dim"))


def _plan(tree: Branch, dialog: Dialog, plan: Plan) -> None:
    from agent.dialog.behind import purposes

    grown: dict[int, Branch] = {}
    told: dict[int, str] = {}
    for event, words in purposes(dialog, plan):
        told[event.index] = words
        if _is_move(event):
            grown[event.parent if event.parent is not None else -1].add(
                (f"{event.end:>2}  ", "dim"), (_move(event), "value")
            )
            continue
        if event.parent is None:
            branch = tree.add((words, "plain"), ("   because you asked", "dim"))
        else:
            branch = grown[event.parent].add((words, "plain"), (f"   to {told[event.parent]}", "dim"))
        if event.start == event.end:
            branch.label.append(("   it was so already", "dim"))
        grown[event.index] = branch


def _is_move(event: Event) -> bool:
    return type(event.what).__name__ in _MOVES


_MOVES = {
    "Grasp": "close the fingers", "Carry": "carry it there", "Ungrasp": "open the fingers", "Reach": "reach over it",
}  # fmt: skip


def _move(event: Event) -> str:
    from world.goals import Carry

    text = _MOVES[type(event.what).__name__]
    if isinstance(event.what, Carry):
        x, y, z = event.what.position
        text = f"carry it to ({x:g}, {y:g}, {z:g})"
    return text


def _changes(tree: Branch, before: State, after: State) -> None:
    from agent.english.refer import refer
    from world.bodies import TABLE

    def called(state: State, key: str) -> str:
        return "the table" if key == TABLE else f"{refer(state, key)} ({key})"

    def place(state: State, key: str) -> str:
        below = state.support.get(key)
        if below is None:
            return "in the hand" if state.holding == key else "in the air"
        inside = below != TABLE and state.bodies[below].shape == "box"
        return f"{'in' if inside else 'on'} {called(state, below)}"

    for key, body in before.bodies.items():
        now = after.bodies.get(key)
        if now is None or (now.position == body.position and before.support.get(key) == after.support.get(key)):
            continue
        was, there = place(before, key), place(after, key)
        way = f"{was}, elsewhere" if was == there else f"{was} → {there}"
        tree.add((called(before, key), "value"), (f"  {way}", "plain"))
    if before.holding and not after.holding:
        tree.add(("The hand is empty again.", "dim"))


def namings(turn: Turn, behind: Behind) -> list[Branch]:
    """The reply, line by line, and below each how the things in it were named."""
    from agent.dialog.behind import place

    trees = []
    state = turn.state
    for line in turn.reply:
        tree = Branch([(printable(line), "strong")])
        for naming in behind.named:
            if place(naming, line) is not None:
                _naming(tree, state, naming)
        if not tree.children:
            tree.add(("A fixed sentence, or your own words said back: no thing had to be named.", "dim"))
        trees.append(tree)
    return trees


def _naming(tree: Branch, state: State, naming: Naming) -> None:
    phrase = naming.phrase
    here = tree.add((f"“{phrase.text()}”", "word"), (f"  for {naming.key}", "dim"))
    for number, step in enumerate(naming.steps):
        _step(here, state, step, naming.steps[number - 1] if number else None)
    if phrase.definite:
        here.add(("Nothing else fits: that is enough, so it is “the”.", "plain"))
    else:
        here.add(("What is big or small is vague, so it stays “a”.", "plain"))


def _step(tree: Branch, state: State, step: Step, before: Step | None) -> None:
    from agent.english.refer import refer

    left, gone = step.left, [key for key in (before.left if before else ()) if key not in step.left]
    line: list[tuple[str, str]] = []
    if gone:
        line.append((f"rules out {_listed(state, gone)}", "dim"))
    elif before is not None and before.left:
        line.append(("rules out nothing", "dim"))
    if left:
        names = ", ".join(f"{refer(state, key)} ({key})" for key in left[:3])
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        line.append((f"fits {names}{more} as well", "dim"))
    text = "; ".join(part for part, _ in line) or "fits nothing else"
    tree.add((f"{step.words}  ", "value"), (text, "dim"))


def _listed(state: State, keys: Sequence[str]) -> str:
    from agent.english.refer import refer

    names = [f"{refer(state, key)} ({key})" for key in keys[:3]]
    return ", ".join(names) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
