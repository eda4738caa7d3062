"""Commands: from what was said to goals for the planner."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product
from typing import Any

from agent.dialog.placing import each_on_its_own, on_one_of_them, places, reach, square
from agent.dialog.working import Working
from agent.grounding.choose import MOST, Choice, choices
from agent.grounding.focus import OBJECT
from agent.grounding.piles import members, piles
from agent.grounding.problems import Impossible, NoSuch, UnknownWord, Unsupported
from agent.grounding.regions import ends
from agent.language import acts
from agent.language.acts import Command
from agent.language.descriptions import Both, Clause, Description, Noun, Ref
from world.bodies import TABLE
from world.goals import (
    Anywhere,
    At,
    ClearTop,
    Goal,
    Hold,
    LetGo,
    Put,
    Reason,
    Shifted,
    Stack,
    Swap,
    Touch,
)
from world.space import resting_place

_TOWARDS = {"left": "left", "right": "right", "forward": "front", "back": "back", "up": "far", "down": "near"}


def pick_up(working: Working, act: acts.PickUp) -> None:
    """Take one thing into the hand."""
    denoter = working.denoter()
    options = choices(denoter, act.what, suits=reach(working.state))
    working.settle(denoter)
    if all(len(option) != 1 for option in options):
        raise Unsupported("hold more than one thing at a time")
    options = [option for option in options if len(option) == 1]
    index = working.achieve([[Hold(option[0])] for option in options])
    _remember(working, "pick_up", act.what, options[index])


def put(working: Working, act: acts.Put) -> None:
    """Bring things to a place."""
    denoter = working.denoter(handled=True)
    options = choices(denoter, act.what, suits=reach(working.state))
    working.settle(denoter)
    denoter = working.denoter()
    if len(options) == 1 and not isinstance(act.where, Ref):
        # What is put is spoken of before its place is: "put a pyramid on the block next to it".
        denoter.mention(act.what, options[0], OBJECT)
    denoter.excluded = frozenset(_left_behind(working, options[0])) if len(options) == 1 else frozenset()
    try:
        targets = places(denoter, act)
    finally:
        working.settle(denoter)  # also where the place is asked about: "put it on the blue one"
    tried: list[tuple[Choice, str | None, list[Goal]]] = []
    for option, (place, key) in islice(product(options, targets), 2 * MOST):
        if key not in option:
            tried.append((option, key, [g for body in option for g in (Put(body, place), LetGo(body))]))
    tried += each_on_its_own(denoter, act, options) or on_one_of_them(denoter, act, options)
    if not tried:
        raise Impossible(Reason("itself", options[0][0], options[0][0]))
    index = working.achieve([goals for _, _, goals in tried])
    option, key, _ = tried[index]
    if key is not None:
        working.spoke_of(act.where, (key,), place=True)
    _remember(working, "put", act.what, option)


def _left_behind(working: Working, bodies: Choice) -> set[str]:
    """The things that are put somewhere, and what carries them or did before they were taken up: not where they go."""
    found = set(bodies)
    for body in bodies:
        place = working.world.history.stood_before(body) if body == working.state.holding else None
        if isinstance(place, At) and place.support:
            found.add(place.support)
        elif body in working.state.support:
            found.add(working.state.support[body])
    return found


def put_down(working: Working, act: acts.PutDown) -> None:
    """Let go of something on the table."""
    if act.what is None:
        if working.state.holding is None:
            raise Impossible(Reason("not_holding"))
        what: Description = Ref(ref="it")
        options: list[Choice] = [(working.state.holding,)]
    else:
        what = act.what
        denoter = working.denoter(handled=True)
        options = choices(denoter, what, suits=reach(working.state))
        working.settle(denoter)
    goals: list[list[Goal]] = [[g for b in option for g in (Put(b, Anywhere()), LetGo(b))] for option in options]
    held = working.state.holding
    if held is not None and working.state.grid and options == [(held,)]:
        # Over a board the hand lets go where it is: what it holds comes to rest on whatever is below.
        straight = Put(held, At(resting_place(working.state, held)))
        goals.insert(0, [straight, LetGo(held)])
        options = [*options, *options]
    index = working.achieve(goals)
    _remember(working, "put_down", what, options[index])


def put_back(working: Working, act: acts.PutBack) -> None:
    """Return a thing to what carried it before."""
    what = act.what or Ref(ref="it")
    denoter = working.denoter(handled=True)
    options = choices(denoter, what)
    working.settle(denoter)
    goals: list[Goal] = []
    for body in options[0]:
        if body == TABLE:
            raise Impossible(Reason("not_movable", TABLE))
        place = working.world.history.stood_before(body)
        if place is not None:
            goals += [Put(body, place), LetGo(body)]
    if not goals:
        raise Unsupported("put back what has not been moved")
    working.achieve([goals])
    _remember(working, "put", what, options[0])


def move(working: Working, act: acts.Move) -> None:
    """Shift a thing in a direction; up is into the hand, down is out of it, but on a board squares up are away."""
    if act.steps is None or not working.state.grid:
        if act.dir == "up":
            return pick_up(working, acts.PickUp(act="pick_up", what=act.what))
        if act.dir == "down":
            return put_down(working, acts.PutDown(act="put_down", what=act.what))
    denoter = working.denoter(handled=True)
    options = choices(denoter, act.what, suits=reach(working.state))
    working.settle(denoter)
    axis, end = ends(working.state)[_TOWARDS[act.dir]]
    length = end * square(working.state) * (act.steps or 1)
    dx, dy = (length, 0.0) if axis == 0 else (0.0, length)
    goals: list[list[Goal]] = [[g for b in option for g in (Put(b, Shifted(dx, dy)), LetGo(b))] for option in options]
    index = working.achieve(goals)
    return _remember(working, "move", act.what, options[index])


def stack(working: Working, act: acts.Stack) -> None:
    """Pile things up."""
    denoter = working.denoter()
    options = choices(denoter, act.what)
    working.settle(denoter)
    enough = [option for option in options if len(option) > 1]
    if not enough:
        raise Unsupported("make a stack of one thing")
    index = working.achieve([[Stack(option)] for option in enough])
    _made(working, enough[index])
    _remember(working, "stack", act.what, enough[index])


def build(working: Working, act: acts.Build) -> None:
    """Make a thing that is defined by what it contains."""
    what = act.what
    if not isinstance(what, Noun):
        raise Unsupported("build that")
    word = what.kind
    if word == "one":
        word = next((k for k in working.focus.kinds() if working.knowledge.noun(k)), "one")
    parts = what.of if what.of is not None else _parts(working, word)
    denoter = working.denoter()
    options = [option for option in choices(denoter, parts) if len(option) > 1]
    working.settle(denoter)
    if not options:
        raise NoSuch(parts)
    index = working.achieve([[Stack(option)] for option in options])
    _remember(working, "build", what, options[index])
    _made(working, options[index])


def _parts(working: Working, word: str) -> Description:
    """What a defined thing is made of. Raises UnknownWord or Unsupported."""
    if word in ("stack", "tower"):
        return Noun(kind="block", n=3)
    meaning = working.knowledge.noun(word)
    if meaning is None:
        if word in ("one", "thing"):
            raise Unsupported("build that")
        raise UnknownWord(word)
    for clause in (meaning.that or ()) if isinstance(meaning, Noun) else ():
        if isinstance(clause, Clause) and clause.rel == "contains" and clause.of is not None:
            return clause.of
    if isinstance(meaning, Noun) and meaning.of is not None:
        return meaning.of
    raise Unsupported(f"build a {word}, as it has no parts that I know of")


def clear(working: Working, act: acts.Clear) -> None:
    """Take everything off things."""
    denoter = working.denoter()
    options = choices(denoter, act.what)
    working.settle(denoter)
    goals: list[list[Goal]] = [
        [ClearTop(b) for b in option if b != TABLE] for option in options if any(b != TABLE for b in option)
    ]
    if not goals:
        raise Unsupported("clear the table: there is nowhere else to put things")
    index = working.achieve(goals)
    _remember(working, "clear", act.what, options[index])


def swap(working: Working, act: acts.Swap) -> None:
    """Let two things change places."""
    denoter, suits = working.denoter(), reach(working.state)
    pairs = [
        (a[0], b[0])
        for a, b in product(choices(denoter, act.what, suits=suits), choices(denoter, act.other, suits=suits))
        if len(a) == len(b) == 1 and a != b
    ]
    if isinstance(act.what, Both) or not pairs:
        raise Unsupported("swap those")
    working.settle(denoter)
    index = working.achieve([[Swap(a, b)] for a, b in pairs[:MOST]])
    working.spoke_of(act.other, pairs[index][1:], place=True)
    _remember(working, "move", act.what, pairs[index][:1])


def find(working: Working, act: acts.Find) -> None:
    """Settle on something and keep it in mind."""
    denoter = working.denoter()
    options = choices(denoter, act.what)
    working.settle(denoter)
    working.spoke_of(act.what, options[0])
    working.done = True


def touch(working: Working, act: acts.Touch) -> None:
    """Bring the hand to things."""
    denoter = working.denoter()
    options = [option for option in choices(denoter, act.what) if TABLE not in option]
    working.settle(denoter)
    if not options:
        raise Unsupported("point at that")
    index = working.achieve([[Touch(b) for b in option] for option in options])
    _remember(working, "touch", act.what, options[index])


def do(working: Working, act: acts.Do) -> None:
    """A verb that was taught: its meaning, with "it" standing for its object."""
    meaning = working.knowledge.verb(act.verb)
    if meaning is None and act.what is not None and act.where is not None and act.rel is not None:
        # Whatever the verb, who names a thing and a place for it wants it there.
        return put(working, acts.Put(act="put", what=act.what, rel=act.rel, where=act.where))
    if meaning is None:
        raise UnknownWord(act.verb)
    if act.what is not None:
        denoter = working.denoter(handled=True)
        options = choices(denoter, act.what)
        working.settle(denoter)
        working.spoke_of(act.what, options[0])
        working.bound[Ref(ref="it")] = options[0]
    if act.verb in working.doing:
        raise Unsupported(f'do "{act.verb}", as it is explained by itself')
    working.doing.append(act.verb)
    try:
        for command in meaning:
            carry_out(working, command)
    finally:
        working.doing.pop()
        working.bound.pop(Ref(ref="it"), None)


def _made(working: Working, bodies: Choice) -> None:
    """The stack that was made can be spoken of as one thing."""
    pile = next((p for p in piles(working.state) if set(bodies) <= set(members(p))), None)
    if pile is not None:
        working.spoke_of(Noun(kind="stack", det="the"), (pile,))


def _remember(working: Working, verb: Any, what: Description, ids: Choice) -> None:
    """The object of a command stays in focus, and the order can be referred to."""
    working.spoke_of(what, ids)
    working.focus = working.focus.order(verb, ids)


_COMMANDS: dict[type[Any], Callable[[Working, Any], None]] = {
    acts.PickUp: pick_up,
    acts.Put: put,
    acts.PutDown: put_down,
    acts.PutBack: put_back,
    acts.Move: move,
    acts.Stack: stack,
    acts.Build: build,
    acts.Clear: clear,
    acts.Swap: swap,
    acts.Find: find,
    acts.Touch: touch,
    acts.Do: do,
}


def is_command(act: object) -> bool:
    """Whether an act asks for something to be done in the world."""
    return type(act) in _COMMANDS


def carry_out(working: Working, act: Command) -> None:
    """Carry out a command. Raises Problem when it cannot be understood or done; the world is then as it was."""
    if type(act) not in _COMMANDS:
        raise Unsupported(f"{act.act} in the middle of other things")
    _COMMANDS[type(act)](working, act)
