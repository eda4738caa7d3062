"""What went before: a plausible reply of the agent to an utterance, for examples that stand in a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from training.generate.chance import Chance, forms, spread
from training.generate.meaning import Meaning
from training.generate.things.descriptions import Describer
from training.generate.things.speech import Speaker

_NOT_UNDERSTOOD = forms(
    "I don't understand which {kind} you mean.*3|I don't know the word \"{word}\".|"
    "I don't see any {kind}s here.|There is no {color} {kind}.|I can't do that.*2|I can't.*2|I don't know.*2|"
    "I'm not sure what you mean."
)
_COMMANDS = spread(
    {
        "pick_up": 1,
        "put": 1,
        "put_down": 1,
        "put_back": 1,
        "move": 1,
        "stack": 1,
        "build": 1,
        "clear": 1,
        "swap": 1,
        "find": 1,
        "touch": 1,
    }
)
_COLORS = ("red", "green", "blue", "yellow", "black", "orange", "white")
_KINDS = ("block", "pyramid", "cube", "thing")
_NUMBERS = ("one", "two", "three", "four", "five", "six")


def clarification(r: Chance) -> str:
    """A question of the agent with numbered alternatives."""
    kind, colors = r.pick(_KINDS[:3]), [r.pick(_COLORS) for _ in range(4)]
    options = [
        f"the {r.pick(('large ', 'small ', ''))}{color} {r.pick((kind, 'one'))}"
        for color in colors[: r.pick((2, 2, 3, 4))]
    ]
    if r.maybe(0.25):
        options = ["directly on the surface", "anywhere on top of"]
        ask = 'I\'m not sure what you mean by "on top of". Do you mean:'
    else:
        ask = r.pick(
            (
                f"I don't understand which {kind} you mean.",
                f"Which {kind} do you mean?",
                "Do you mean:",
                f"Which {kind} do you mean:",
                f"I don't understand which {kind} you mean:",
            )
        )
    return ask + " " + " ".join(f"{i} - {option}" for i, option in enumerate(options, 1))


def which_one(r: Chance, kind: str, colors: Sequence[str] = ()) -> str:
    """A question of the agent which of several was meant, with alternatives or without."""
    hues = tuple(colors) or tuple(dict.fromkeys(r.pick(_COLORS) for _ in range(4)))[: r.pick((2, 2, 3))]
    options = [f"the {hue} {r.pick((kind, kind, 'one'))}" for hue in hues]
    return r.pick(
        (
            f"I don't understand which {kind} you mean.",
            f"I don't understand which {kind} you mean.",
            f"Which {kind} do you mean?",
            f"Which one do you mean: {', '.join(options[:-1])} or {options[-1]}?" if options[1:] else "Which one?",
            f"Which {kind} do you mean: {' '.join(f'{i} - {option}' for i, option in enumerate(options, 1))}",
            f"I don't understand which {kind} you mean: "
            + " ".join(f"{i} - {option}" for i, option in enumerate(options, 1)),
        )
    )


def reply(r: Chance, describer: Describer, acts: list[Meaning]) -> str:
    """What the agent might have answered."""
    act = acts[-1]["act"]
    if r.maybe(0.1):
        text = r.pick(_NOT_UNDERSTOOD)
        text = (
            text.replace("{kind}", r.pick(_KINDS[:3]))
            .replace("{word}", r.pick(("steeple", "zork", "blorp", "shiny")))
            .replace("{color}", r.pick(_COLORS))
        )
    elif r.maybe(0.08):
        text = clarification(r)
    else:
        text = _answer(r, describer, act, acts[-1])
    return text.upper() if r.maybe(0.2) else text[:1].upper() + text[1:]


def _something(r: Chance, describer: Describer) -> str:
    d = describer.noun("landmark", 0, kind=r.pick(("block", "pyramid", "cube"))) | {"det": r.pick(("the", "the", "a"))}
    for key in ("n", "mod", "ord"):
        d.pop(key, None)
    if any(c.get("rel", "").startswith("same_") and "of" not in c for c in d.get("that", ())):
        del d["that"]  # one thing is not the same as itself
    return Speaker(r).np(d)


def _answer(r: Chance, describer: Describer, act: str, m: Meaning) -> str:
    if act in _COMMANDS:
        if r.maybe(0.12):
            return f'By "it", I assume you mean {_something(r, describer)}. OK.'
        return r.pick(("OK.", "OK.", "OK.", "OK.", "Done.", f"OK. I put {_something(r, describer)} aside first."))
    if act in ("is", "exists", "did", "can"):
        return r.pick(
            (
                "Yes.",
                "No.",
                "Yes.",
                "No.",
                f"Yes, {_something(r, describer)}.",
                f"No, only {r.pick(_NUMBERS)} of them.",
                f"Yes, {r.pick(_NUMBERS)} of them: {_something(r, describer)} and {_something(r, describer)}.",
                "I don't know.",
            )
        )
    if act == "which":
        return r.pick(
            (
                f"{_something(r, describer)}.",
                f"{_something(r, describer)}.",
                f"{_something(r, describer)} and {_something(r, describer)}.",
                "Nothing.",
                "The table.",
                "The box.",
                "None of them.",
            )
        )
    if act == "count":
        return r.pick(("None.", *(f"{n} of them." for n in _NUMBERS)))
    if act == "where":
        return r.pick(
            ("On the table.", "In the box.", f"On {_something(r, describer)}.", f"Behind {_something(r, describer)}.")
        )
    if act == "attr":
        return r.pick(
            (*(f"{color}." for color in _COLORS), "Large.", "Small.", "A block.", "You do.", "It has no name.")
        )
    if act == "when":
        return r.pick(
            (
                f"While I was stacking up {_something(r, describer)} and {_something(r, describer)}.",
                f"Before I picked up {_something(r, describer)}.",
                "Just now.",
            )
        )
    if act == "why":
        return r.pick(
            (
                "Because you asked me to.",
                "To get rid of it.",
                f"To clear off {_something(r, describer)}.",
                f"To put it on {_something(r, describer)}.",
            )
        )
    if act == "how":
        return f"By putting {_something(r, describer)} on the table; then letting go of it."
    if act in ("claim", "own", "name", "define", "teach", "forget"):
        return (
            r.pick(("I understand.", "I understand.", "OK.", f"No, only {r.pick(_NUMBERS)} of them."))
            if act == "claim"
            else r.pick(("I understand.", "I understand.", "OK."))
        )
    if act == "do":
        return f'I don\'t know the word "{m["verb"]}".'
    if act == "words":
        return r.pick(("You have not taught me any words.", "Steeple.", "Two words: zork and park."))
    if act == "undo" or act == "redo":
        return r.pick(("OK.", "There is nothing to undo.", "I took that back."))
    about = m.get("about")
    return {
        "hello": "Hello.",
        "bye": "Goodbye.",
        "thanks": "You're welcome!",
        "praise": "Thank you.",
        "who": "I am Etaoin.",
        "how_are_you": "I am fine.",
        "off_topic": "I can only talk about the blocks.",
        "unclear": "I don't understand that.",
        "help": "You can ask me to move the blocks.",
    }.get(str(about), r.pick(("OK.", "I see.", "I don't understand what you refer to.")))
