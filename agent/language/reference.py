"""The reference page of the action language, written from its models, so that it cannot disagree with them.

`python -m agent.language.reference` writes docs/action-language.md; a test compares the two.
"""

from __future__ import annotations

import re
import sys
import types
import typing
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import agent.language as language
from agent.language import acts, descriptions
from agent.language.descriptions import Node
from agent.script import load_script

PAGE = Path(__file__).parents[2] / "docs" / "action-language.md"

_GROUPS = {
    "Commands": acts.Command,
    "Questions": acts.Question,
    "Statements": acts.Statement,
    "Talk": acts.Conversation,
}
_PARTS = (
    descriptions.Noun,
    descriptions.Ref,
    descriptions.Region,
    descriptions.Both,
    descriptions.Either,
    descriptions.Clause,
    descriptions.DidClause,
    descriptions.ToldClause,
    descriptions.Event,
    descriptions.Time,
)
_WORDS = (
    "Determiner", "Size", "Color", "Superlative", "Side", "Relation", "Verb", "TimeRelation",
)  # fmt: skip
_NAMED: dict[Any, str] = {
    descriptions.Description: "description",
    descriptions.AnyClause: "clause",
    acts.AnyCommand: "command",
    descriptions.Word: "word",
    **{getattr(descriptions, name): name for name in _WORDS},
    acts.Attribute: "Attribute",
    acts.Direction: "Direction",
    acts.Topic: "Topic",
    acts.Clauses: "list of clause",
}


def page() -> str:
    """The whole page as Markdown."""
    out = [
        "# The action language",
        "",
        "<!-- Written by `make docs` from agent/language; edit the models, not this page. -->",
        "",
        _prose(language.__doc__ or ""),
        "",
        'An utterance is `{"acts": [...]}` with one to four acts. Examples are from the classic dialog.',
        "",
    ]
    examples = _examples()
    for title, union in _GROUPS.items():
        out += [f"## {title}", ""]
        for model in get_args(union):
            out += _model(model, examples.get(_tag(model)))
    out += ["## Descriptions and their parts", ""]
    for model in _PARTS:
        out += _model(model, None)
    out += ["## Closed lists", ""]
    for name in _WORDS:
        out.append(f"- **{name}**: {_choices(getattr(descriptions, name))}")
    for name in ("Attribute", "Direction", "Topic"):
        out.append(f"- **{name}**: {_choices(getattr(acts, name))}")
    return "\n".join(out) + "\n"


def _model(model: type[Node], example: str | None) -> list[str]:
    tag = _tag(model)
    out = [f"### {tag or model.__name__}", "", _prose(model.__doc__ or ""), ""]
    for name, info in model.model_fields.items():
        if name == "act":
            continue
        need = "" if info.is_required() else " (optional)"
        out.append(f"- `{info.alias or name}`{need}: {_type(info.annotation, info.metadata)}")
    out.append("")
    if example:
        out += [example, ""]
    return out


def _tag(model: type[Node]) -> str:
    field = model.model_fields.get("act")
    return str(get_args(field.annotation)[0]) if field is not None else ""


def _prose(doc: str) -> str:
    return re.sub(r"\n[ ]+", "\n", doc).strip()


def _choices(kind: Any) -> str:
    return ", ".join(f"`{value}`" for value in get_args(kind))


def _type(kind: Any, metadata: typing.Sequence[Any] = ()) -> str:
    for known, name in _NAMED.items():
        if kind is known or kind == known:
            return name
    origin = get_origin(kind)
    if origin is Annotated:
        base, *meta = get_args(kind)
        return _type(base, meta)
    if origin in (typing.Union, types.UnionType):
        options = [a for a in get_args(kind) if a is not type(None)]
        tagged = [get_args(o)[0] for o in options if get_origin(o) is Annotated]
        if descriptions.Noun in tagged:
            return "description"
        if descriptions.Clause in tagged:
            return "clause"
        if acts.Put in options:
            return "command"
        return " or ".join(dict.fromkeys(_type(o, metadata) for o in options))
    if origin is Literal:
        return _choices(kind)
    if origin is tuple:
        return f"list of {_type(get_args(kind)[0])}"
    if kind is str:
        return "word" if any(getattr(m, "pattern", None) for m in metadata) else "text"
    if kind is int:
        return "number"
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _examples() -> dict[str, str]:
    """For each act the first turn of the classic dialog that has it."""
    found: dict[str, str] = {}
    for script in ("web42", "book44"):
        for turn in load_script(script).turns:
            for act in turn.action.acts if turn.action is not None else ():
                found.setdefault(act.act, f"“{turn.say}”\n\n```json\n{turn.gold}\n```")
    return found


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE.name}\n")
