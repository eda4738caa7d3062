"""One example as the page shows it, wherever it is from, and how a line of any known shape becomes some."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.text import compact

if TYPE_CHECKING:
    from world.scene import Scene

ANSWER = "answer"
"""What stands in the place of an act where the example is a free answer."""
NO_JSON, NO_SHAPE, NO_ACTION = "no JSON", "unknown shape", "invalid action"
"""Why a line of a file can't be learned from, beside the reasons of Self-Instruct."""
WAYS = {"input": "sentence first", "output": "meaning first"}


@dataclass(frozen=True, slots=True)
class Row:
    """An example: what is said after what, and the action or the free answer that is to be learned.

    number: its place in the source, from 1; action: canonical JSON; meaning: the same on one line; acts: their names;
    part: which part of its source it is from; place: the scene itself, where a name is not enough; earlier: the
    actions of the turns before, where they are known; reason, detail: why it was turned down ("" for what is kept);
    facts: what else is known, as pairs; origin: what it was made from.
    """

    number: int
    say: str
    action: str = ""
    meaning: str = ""
    acts: tuple[str, ...] = ()
    answer: str = ""
    history: tuple[tuple[str, str], ...] = ()
    context: str = ""
    part: str = ""
    scene: str = ""
    place: Scene | None = None
    earlier: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    origin: object = None

    @property
    def kept(self) -> bool:
        """Whether it is something to learn from."""
        return not self.reason

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.say.split())

    @property
    def act(self) -> str:
        """What its first act is."""
        return self.acts[0] if self.acts else ""

    @property
    def second(self) -> str:
        """What stands beside the sentence: the meaning, or the answer."""
        return self.meaning or self.answer


def acting(number: int, say: str, action: Any, **more: Any) -> Row:
    """A row with an action, given as an Utterance, JSON or plain data. Raises ValueError if that is none."""
    from agent.language.acts import Utterance

    if isinstance(action, str):
        action = Utterance.model_validate_json(action)
    elif not isinstance(action, Utterance):
        action = Utterance.model_validate({"acts": action} if isinstance(action, list) else action)
    text = action.to_json()
    value = json.loads(text)
    acts = tuple(act["act"] for act in value["acts"])
    return Row(number, say, action=text, meaning=compact(value), acts=acts, **more)


def rows_of(number: int, line: str) -> Iterator[Row]:
    """The rows of a line of a file; one that nothing can be learned from is a row that says why."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield Row(number, line[:200], reason=NO_JSON, detail=str(error)[:200])
        return
    if not isinstance(value, dict):
        yield Row(number, line[:200], reason=NO_JSON, detail="it is no JSON object")
    elif "reason" in value and "attempt" in value:
        yield _refused(value)
    else:
        try:
            yield from _learned(number, value)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            why = NO_ACTION if _key(value, _SAY) and _key(value, _ACTS) else NO_SHAPE
            yield Row(number, _said(value), reason=why, detail=_first(error), meaning=_raw(value))


_SAY, _ACTS = ("say", "text", "utterance"), ("acts", "actions", "action")


def _learned(number: int, value: Mapping[str, Any]) -> Iterator[Row]:
    say, action = _key(value, _SAY), _key(value, _ACTS)
    if "rcl" in value:
        board = f"board {value.get('scene', value.get('number', ''))}"
        yield Row(number, str(value["text"]), answer=str(value["rcl"]), acts=("rcl",), part=board)
    elif say and action:
        yield _acted(number, str(value[say]), value[action], value)
    elif "messages" in value:
        yield from _talked(number, value["messages"])
    elif isinstance(value.get("prompt"), str) and "completion" in value:
        yield Row(number, value["prompt"], answer=str(value["completion"]), acts=(ANSWER,))
    elif "instruction" in value and (answer := _key(value, ("response", "output"))):
        context = str(value.get(_key(value, ("context", "input")) or "") or "")
        category = str(value.get("category") or "")
        said = str(value["instruction"])
        yield Row(number, said, answer=str(value[answer]), acts=(ANSWER,), context=context, part=category)
    elif isinstance(value.get("prompt"), dict):
        yield from _tree(number, value["prompt"], ())
    else:
        raise ValueError(f"its keys are {', '.join(map(str, value)) or 'none'}")


def _acted(number: int, say: str, action: Any, value: Mapping[str, Any]) -> Row:
    part, facts = "", []
    if "held_out" in value:
        part = "held out" if value["held_out"] else "trained on"
    elif "way" in value:
        part = WAYS.get(value["way"], str(value["way"]))
    elif value.get("how"):
        part = str(value["how"])
    if "reply" in value:
        facts.append(("Answered", str(value["reply"])))
    if isinstance(value.get("similarity"), int | float):
        facts.append(("Nearest in the pool", f"ROUGE-L {value['similarity']:.2f}"))
    if isinstance(value.get("aligned"), dict):
        facts.append(("Aligned", json.dumps(value["aligned"], ensure_ascii=False)))
    if isinstance(value.get("attempt"), int):
        number = value["attempt"] + 1
    history = tuple(_exchange(one) for one in value.get("history") or ())
    scene = str(value.get("scene") or "")
    return acting(number, say, action, history=history, part=part, scene=scene, facts=tuple(facts))


def _refused(value: Mapping[str, Any]) -> Row:
    """A proposal that was turned down, with what is left of it."""
    number = value["attempt"] + 1 if isinstance(value["attempt"], int) else 0
    reason, detail = str(value["reason"]) or "turned down", str(value.get("detail") or "")
    part = WAYS.get(str(value.get("way")), str(value.get("way") or ""))
    more: dict[str, Any] = {"part": part, "reason": reason, "detail": detail}
    try:
        return acting(number, str(value.get("say") or ""), str(value["action"]), **more)
    except (ValueError, KeyError):
        return Row(number, str(value.get("say") or ""), meaning=str(value.get("action") or ""), **more)


def _talked(number: int, messages: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Each answer of an assistant, with what was said before it."""
    turns = [(str(one["role"]), str(one["content"])) for one in messages]
    context = turns.pop(0)[1] if turns and turns[0][0] == "system" else ""
    if not turns or [role for role, _ in turns] != ["user", "assistant"] * (len(turns) // 2):
        raise ValueError("its messages are not of user and assistant in turn")
    history: list[tuple[str, str]] = []
    for (_, said), (_, answer) in zip(turns[::2], turns[1::2], strict=True):
        yield Row(number, said, answer=answer, acts=(ANSWER,), history=tuple(history), context=context)
        history.append((said, answer))
        context = ""


def _tree(number: int, node: Mapping[str, Any], history: tuple[tuple[str, str], ...]) -> Iterator[Row]:
    """The answers of one of OpenAssistant's trees, along its best replies."""
    said = str(node["text"])
    for reply in (node.get("replies") or ())[:1]:
        answer = str(reply["text"])
        lang = str(node.get("lang") or "")
        yield Row(number, said, answer=answer, acts=(ANSWER,), history=history, part=lang)
        for following in (reply.get("replies") or ())[:1]:
            yield from _tree(number, following, (*history, (said, answer)))


def _exchange(value: Any) -> tuple[str, str]:
    user, reply = (value["user"], value["reply"]) if isinstance(value, dict) else value
    return str(user), str(reply)


def _key(value: Mapping[str, Any], names: Sequence[str]) -> str | None:
    return next((name for name in names if value.get(name)), None)


def _said(value: Mapping[str, Any]) -> str:
    key = _key(value, (*_SAY, "instruction", "prompt"))
    return str(value[key]) if key else ""


def _raw(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)[:400]


def _first(error: Exception) -> str:
    """An error in a line: pydantic's own name the field on the second."""
    errors = getattr(error, "errors", None)
    if callable(errors):
        problem = errors()[0]
        return f"{'.'.join(map(str, problem['loc'])) or 'the action'}: {problem['msg']}"
    if isinstance(error, KeyError):
        return f"it has no {error}"
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
