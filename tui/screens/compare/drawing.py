"""What a column and the lines around it say, as text for the screen; nothing that a model wrote is read as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from tui.screens.chat.action import tinted
from tui.screens.compare.rounds import Answering, Ballot, Question, Round, action_of, agreement, figures
from tui.text import compact, pretty, printable, printable_lines

if TYPE_CHECKING:
    from training.compare.votes import Standing

_Part = str | Content | tuple[str, str]
_EMPTY = "Type a question and press enter, or press ^r for a sentence of the tests, whose right action is known."
_ALONE = "Only {} is here so far. ^o chooses others: a folder, a hub id, served:URL. F5 trains an adapter."
_LONGEST = 20_000
"""Signs of an answer that are drawn."""


def state_of(one: Answering, hidden: bool) -> tuple[str, str]:
    """How far an answer is, or what it took; at length and in short."""
    if hidden:
        said = "answering …" if one.busy else ""
        return said, said
    match one.phase:
        case "writing":
            said = f"writing, {one.tokens:,} tokens" if one.tokens else "reading …"
            return said, f"{one.tokens:,} …"
        case "done" if one.answer and one.outcome:
            mark = {None: "", True: "✓ ", False: "✗ "}[one.outcome.exact]
            return f"{mark}{figures(one.answer)}", f"{mark}{figures(one.answer, short=True)}"
        case "done":
            return "no answer", "no answer"
        case "idle":
            return "", ""
        case other:
            return (other, other) if other == "stopped" else (f"{other} …", f"{other} …")


def title_of(one: Answering, round_: Round | None, place: int) -> Content:
    """Whose column it is; a letter while that is hidden, both once it is told."""
    name = (" + ".join(map(printable, (one.pair.model, *one.pair.adapters))), "bold")
    if round_ is None or not round_.blind:
        return Content.assemble(name)
    if round_.busy:
        return Content.assemble(("?", "bold $primary"))
    letter = round_.ballot.letter(one) if round_.ballot else ""
    if round_.hidden and letter:
        text = Content.assemble((letter, "bold $primary"), ("   press ", "$dim"), (str(place + 1), "$primary"))
        return _vote(place + 1, text)
    best = round_.ballot is not None and round_.ballot.best is one
    return Content.assemble(
        (f"{letter} " if letter else "", "bold $primary"), name, ("  ★ best" if best else "", "$primary")
    )


def body_of(
    one: Answering, hidden: bool, busy: bool, *, json_width: int = 0, earlier: Sequence[Answering | None] = ()
) -> Content:
    """The answer: what was understood, in short and in English, then what was said, then how that compares.

    With `json_width` the action as it was written, too; `earlier` are the answers to the questions before, the last
    one first.
    """
    if hidden and busy:
        return Content("")
    if one.outcome is None:
        return Content.assemble((printable_lines(one.text[-_LONGEST:]), "$dim" if one.busy else ""))
    outcome = one.outcome
    if outcome.answer.error is not None:
        return Content.assemble(("✗ ", "$error"), printable(outcome.answer.error, 2000))
    parts: list[_Part] = []
    if action := action_of(one):
        parts += [("▸ ", "$primary"), (f"{printable(compact(action), 2000)}\n", "$action")]
        if one.english:
            parts.append((f"  {printable(one.english)}\n", "$dim"))
        parts.append("\n")
    text = printable_lines(outcome.answer.text[:_LONGEST])
    parts.append(text if text.strip() else ("(an empty answer)", "$dim"))
    if not hidden:
        parts += _marks(one)
    if json_width and action:
        parts += ["\n\n", tinted(printable_lines(pretty(action, json_width)))]
    if not hidden:
        parts += _earlier(earlier)
    return Content.assemble(*parts)


def _earlier(answers: Sequence[Answering | None]) -> list[_Part]:
    """What the same model answered before, two lines each."""
    parts: list[_Part] = []
    for one in answers:
        if one is None or one.outcome is None:
            continue
        action = action_of(one)
        said = compact(action) if action else (one.answer.text if one.answer else "no answer")
        exact = one.outcome.exact
        mark = ("  ", "") if exact is None else ("✓ ", "$success") if exact else ("✗ ", "$error")
        asked = one.asked.prompt.text if one.asked else ""
        parts += [(f"\n› {printable(asked, 80)}\n", "$dim"), mark, (f"{printable(said, 120)}\n", "$dim")]
    return [("\n\nBefore", "$secondary"), *parts] if parts else []


def _marks(one: Answering) -> list[_Part]:
    outcome = one.outcome
    assert outcome is not None  # it has answered
    parts: list[_Part] = []
    if outcome.exact is not None:
        parts += [("✓ ", "$success"), "the expected action"] if outcome.exact else [("✗ ", "$error"), "another action"]
    if outcome.wrong:
        parts += [("\n✗ " if parts else "✗ ", "$error"), "; ".join(map(printable, outcome.wrong))]
    elif outcome.wrong is not None:
        parts += [("\n✓ " if parts else "✓ ", "$success"), "the right thing came of it"]
    return ["\n\n", *parts] if parts else []


def question_of(question: Question, suite: str = "") -> Content:
    """What was asked; of a sentence from a suite also what was said before, and what should be understood."""
    parts: list[_Part] = []
    if question.item is not None:
        for before in question.item.setup:
            parts.append((f"  {printable(before.say, 200)}\n", "$dim"))
    parts += [("› ", "bold $primary"), (printable(question.prompt.text), "bold")]
    if question.item is not None:
        parts.append(
            (f"   {printable(suite)} {printable(question.item.id)}, scene {printable(question.scene)}", "$dim")
        )
        if question.item.gold is not None:
            gold = compact(json.loads(question.item.gold.to_json()))
            parts += [("\n  expected  ", "$dim"), (printable(gold), "$action")]
    elif question.free:
        parts.append(("   free answers", "$dim"))
    else:
        parts.append((f"   scene {printable(question.scene)}", "$dim"))
    return Content.assemble(*parts)


def ballot_line(ballot: Ballot, typing: bool) -> Content:
    """How to vote, by key or with a click; while something is typed the keys are letters."""
    parts: list[_Part] = [("Which is best?   ", "bold")]
    for number, said in [*enumerate(map(ballot.letter, ballot.shown), 1), (0, "a tie")]:
        parts += [_vote(number, Content.assemble((str(number), "bold $primary"), f" {said}")), "   "]
    return Content.assemble(*parts, ("esc leaves the line" if typing else "", "$dim"))


def _vote(number: int, text: Content) -> Content:
    return text.stylize(Style.from_meta({"@click": f"screen.vote({number})"}))


def standings_line(standings: tuple[Standing, ...], names: set[str]) -> Content:
    """How the votes of those that are compared stand, all votes ever counted."""
    parts: list[_Part] = [("All votes so far   ", "$dim")]
    for one in standings:
        if one.pair in names:
            ties = f", {one.ties} tied" if one.ties else ""
            parts += [(printable(one.pair), "bold"), f" {one.wins} of {one.votes}{ties}   "]
    return Content.assemble(*parts)


def verdict_of(round_: Round, standing: Content | None, typing: bool) -> Content:
    """The line below the columns: how to vote, how the votes stand, or who agrees."""
    if round_.voting and round_.ballot is not None:
        return ballot_line(round_.ballot, typing)
    if round_.ballot is not None and standing is not None:
        return standing
    return Content.styled("esc stops", "$dim") if round_.busy else Content(agreement(round_))


def welcome(names: Sequence[str]) -> Content:
    """The same line before anything was asked: what to do."""
    return Content.styled(_ALONE.format(printable(names[0])) if len(names) == 1 else _EMPTY, "$dim")


def how_asked(scene: str, blind: bool) -> Content:
    """What is so of the next question: the scene, and whether the answers will have no names."""
    return Content.assemble((printable(scene, 40), "$dim"), ("   blind" if blind else "", "$primary"))
