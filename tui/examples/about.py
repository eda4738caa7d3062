"""What is behind one example: the prompt and its tokens, the action in English, and what the world makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tui.errors import explain
from tui.examples.row import Row

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from world.scene import Scene


@dataclass(frozen=True, slots=True)
class About:
    """What was found out about a row.

    english: the action said back; prompt: as the model is shown it; tokens: of the prompt and of what is to be learned,
    with its end mark; scene, world: where it was tried out and what came of it, or why it was not.
    """

    english: str = ""
    prompt: str = ""
    tokens: tuple[int, int] | None = None
    scene: str = ""
    world: tuple[str, ...] = ()


def about(row: Row) -> About:
    """Find it out; takes some milliseconds, and up to a second where the world has to plan."""
    scene, world, replies = _tried(row) if row.action else (row.scene, (), ())
    prompt, completion = _texts(row, replies)
    try:
        tokens = _tokens(prompt, completion)
    except Exception as error:  # without nano's vocabulary there is nothing to count with
        tokens = None
        prompt = f"{prompt}\n({explain(error, 'counting tokens')})"
    return About(_english(row), prompt, tokens, scene, world)


def _english(row: Row) -> str:
    """The action said back; a fragment says nothing by itself."""
    if not row.action or "fragment" in row.acts:
        return ""
    from agent.english.restate import restate
    from agent.language.acts import Utterance

    return restate(Utterance.model_validate_json(row.action))


def _texts(row: Row, replies: tuple[str, ...] = ()) -> tuple[str, str]:
    """Prompt and completion, as a model is trained on them; `replies` are those to the turns before, once played."""
    from agent.lm.prompt import Exchange, render_prompt, render_talk

    said = [reply for _, reply in row.history]
    history = [
        Exchange(user, reply)
        for (user, _), reply in zip(row.history, replies if len(replies) == len(said) else said, strict=True)
    ]
    if row.answer and row.acts != ("rcl",):
        return render_talk(history, row.say, row.context), f" {row.answer}"
    return render_prompt(history, row.say), row.action


def replayed(row: Row) -> list[tuple[str, str]]:
    """The turns before, with the agent's answers where they can be played."""
    if not row.earlier:
        return list(row.history)
    replies = _tried(row)[2]
    if len(replies) != len(row.history):
        return list(row.history)
    return [(user, reply) for (user, _), reply in zip(row.history, replies, strict=True)]


def _tokens(prompt: str, completion: str) -> tuple[int, int]:
    from agent.lm.prompt import encode_example

    ids, before = encode_example(_tokenizer(), prompt, completion)
    return before, len(ids) - before if completion else 0


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer as Read

    from agent.lm.registry import nano_folder

    return Read.from_file(str(nano_folder() / "tokenizer.json"))


def _scene(row: Row) -> Scene:
    """Where it belongs; without a scene of its own, the classic one."""
    if row.place is not None:
        return row.place
    from training.self_instruct.tasks import scene_of

    return scene_of(row.scene or "classic")


def _tried(row: Row) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The name of the scene, what the agent says and does there, and what it said to the turns before."""
    from agent.dialog.engine import Dialog
    from agent.language.acts import Utterance
    from world.scene import SceneError

    replies: list[str] = []
    try:
        scene = _scene(row)
    except SceneError as error:
        return row.scene, (f"Not tried: {error}",), ()
    try:
        dialog = Dialog.of(scene)
        for earlier in row.earlier:
            dialog, answer = dialog.respond(Utterance.model_validate_json(earlier))
            replies.append("\n".join(answer.lines))
        after, response = dialog.respond(Utterance.model_validate_json(row.action))
    except Exception as error:  # an action from a file may be anything
        return scene.name, (f"Not tried: {explain(error, 'trying an example out')}",), ()
    moves = sum(len(plan.moves) for plan in response.plans)
    lines = [f"“{line}”" for line in response.lines]
    if moves:
        lines.append(f"The hand makes {moves} move{'s' * (moves != 1)}.")
    if row.history and not row.earlier:
        lines.append("(Tried as the first turn: what the earlier one did is not known.)")
    failures = getattr(row.origin, "failures", None)
    if failures is not None:
        wrong = failures(dialog.world.state, after.world.state, "\n".join(response.lines))
        lines.append("✓ This is what the suite asks for." if not wrong else f"✗ {'; '.join(wrong)}")
    return scene.name, tuple(lines), tuple(replies)
