"""`etaoin data lint`: what would spoil a training run, before its first second."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.parser import Parser, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.data import DataSpec
    from training.instructions.lint import Finding, Lint, Statistics
    from training.run.recipe import MixturePart

EXAMPLES = """
etaoin data lint mine.jsonl                      a file of one's own
etaoin data lint dolly --tokenizer falcon-7b     a data set of the hub
etaoin data lint nano-adapter                    whatever a recipe trains on
"""
WIDTH = 80
_INDENT = " " * 15


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin data lint",
        "Look for what would spoil a training run: rows without anything to learn, cut\n"
        "answers, sentences that models are tested on, contradictions, copies; and count\n"
        "the tokens.\n"
        "Exit code 1 where a run would refuse the data.",
        EXAMPLES,
    )
    p.add_argument("data", metavar="DATA", help="a file of JSON lines, dolly, oasst1, blocks, or a recipe")
    p.add_argument(
        "--tokenizer",
        metavar="T",
        help="nano, falcon-7b, or a model's folder or hub id (default: the recipe's, or nano)",
    )
    p.add_argument(
        "--max-length", type=whole(16), metavar="N", help="tokens of the longest row (default: the recipe's, or 512)"
    )
    p.add_argument("--json", action="store_true", help="print one JSON object")
    return p


def run(args: list[str]) -> int:
    """Read, tokenise, look, and tell."""
    options = parser().parse_args(args)
    from agent.lm.interface import ModelError
    from training.instructions.instruction import InstructionsError
    from training.instructions.lint import lint
    from training.instructions.mixture import read_mixture
    from training.instructions.tokenise import tokenise, tokenizer_of
    from training.run.recipe import RecipeError

    try:
        parts, spec, base = _asked(options.data, options.max_length)
        tokenizer, end = tokenizer_of(options.tokenizer or base)
        instructions = read_mixture(parts, spec.seed, spec.options)
        found = lint(instructions, tokenise(instructions, tokenizer, end, spec.max_length), tokenizer, spec, end)
    except (InstructionsError, ModelError, RecipeError, OSError) as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({"data": options.data, "refuses": found.refuses, **found.model_dump()}, ensure_ascii=False))
    else:
        print("\n".join(report(found)))
    return 1 if found.refuses else 0


def report(found: Lint) -> Iterator[str]:
    """The statistics and findings as lines of at most 80 columns."""
    if found.statistics:
        yield from _counted(found.statistics)
        yield ""
    for finding in found.findings:
        yield from _told(finding)
    if found.refuses:
        yield "A training run would refuse this data."
    elif not found.findings:
        yield "Nothing was found that would spoil a run."


def _asked(data: str, max_length: int | None) -> tuple[tuple[MixturePart, ...], DataSpec, str]:
    """What to read, how it would be batched, and the model whose tokenizer it is for."""
    from training.data import DataSpec
    from training.instructions.mixture import SOURCES
    from training.run.recipe import MixturePart, load_recipe

    if data in SOURCES or Path(data).suffix in (".jsonl", ".json"):
        return (MixturePart(source=data),), DataSpec(seed=1, max_length=max_length or 512), "nano"
    recipe = load_recipe(data)
    part = recipe.data
    parts = (*part.mixture, *(MixturePart(source=file) for file in part.files))
    if not part.mixture:  # examples are generated all along: a shard of them
        parts = (*parts, MixturePart(source="blocks", limit=part.shard_size))
    spec = DataSpec(
        seed=recipe.seed, max_length=max_length or part.max_length, micro_tokens=part.micro_tokens,
        step_tokens=part.step_tokens, prompt_loss=part.prompt_loss, options=part.options,
    )  # fmt: skip
    return parts, spec, str(recipe.model.base_folder or "nano")


def _counted(told: Statistics) -> Iterator[str]:
    yield f"{'source':36}{'rows':>12}{'tokens':>16}{'learned':>12}"
    for one in told.sources:
        yield f"{_cut(one.source, 35):36}{one.rows:12,}{one.tokens:16,}{one.completion:12.0%}"
    if len(told.sources) > 1:
        yield f"{'all':36}{told.rows:12,}{told.tokens:16,}{told.completion:12.0%}"
    yield ""
    yield from textwrap.wrap(
        f"A row has {told.median} tokens (median); 95 of 100 have at most {told.p95}, the longest {told.longest}, "
        f"where {told.max_length} fit. Padding: {told.padding_buckets:.1%} in buckets, "
        f"{told.padding_packed:.1%} packed.",
        WIDTH,
    )


def _told(finding: Finding) -> Iterator[str]:
    start = f"{finding.severity:8}{finding.count:>6,} "
    yield from textwrap.wrap(finding.what, WIDTH, initial_indent=start, subsequent_indent=_INDENT)
    if finding.example:
        example = f"such as: {finding.example}"
        yield from textwrap.wrap(example, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
    if finding.next_step:
        step = f"{finding.next_step[0].upper()}{finding.next_step[1:]}."
        yield from textwrap.wrap(step, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
