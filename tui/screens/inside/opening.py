"""What is asked of the model and of the world about a turn, and how that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.errors import explain
from tui.screens.inside.looked import Opened, View, unasked

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from agent.dialog.behind import Behind
    from agent.lm.interface import LanguageModel
    from tui.mind.mind import Mind
    from tui.mind.worker import Job

SERVED = (
    "{} shows only what it writes: it is served somewhere else, or of a kind that cannot be opened. The shipped model "
    "can be: start with --model nano, or with a folder or hub id of your own."
)
_NOTHING_DONE = "The world was not asked: {}."


@dataclass
class ModelOpened(Message):
    """The model showed itself, or (`closed`) does not."""

    view: View
    opened: Opened | None
    closed: str | None = None


@dataclass
class WorldOpened(Message):
    """What was behind it in the world, or why that is hidden."""

    view: View
    behind: Behind | None
    hidden: str | None = None


def ask_model(mind: Mind, owner: MessagePump, view: View) -> Job:
    """Have the model read the utterance once more, with the history as it was then; it ends in a ModelOpened."""

    def work(model: LanguageModel, _: Job) -> Message:
        from agent.lm.looking import can_be_opened, parts
        from agent.lm.prompt import clean

        if not can_be_opened(model):
            return ModelOpened(view, None, SERVED.format(getattr(model, "name", "This model")))
        words = clean(view.turn.utterance)
        prompt = tuple(model.prompt(view.history, words))
        tokens = model.decoder.tokens
        opened = Opened(
            model.name,
            model.parse(view.history, words, want_trace=True),
            prompt,
            parts(model, prompt),
            tokens.decode_str(list(prompt)),
            model.model.context,
            int(tokens.vocab_size),
        )
        return ModelOpened(view, opened)

    return mind.ask(owner, "looking into the model", work)


def see(view: View) -> WorldOpened:
    """Go through the turn once more in the world; takes as long as the turn did."""
    turn = view.turn
    if turn.before is None or turn.actions is None:
        asked = "the agent asked back which reading was meant" if turn.asked else turn.failed
        why = asked or unasked(turn) or "turns were only taken back or done again"
        return WorldOpened(view, None, _NOTHING_DONE.format(why.rstrip(".")))
    try:
        from agent.dialog.behind import behind

        return WorldOpened(view, behind(turn.before, turn.actions, turn.hints))
    except Exception as error:  # whatever it is, the page says so and the app goes on
        return WorldOpened(view, None, explain(error, "looking behind a turn"))
