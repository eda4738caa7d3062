"""What `etaoin train` does: a run that prints a line every few seconds, or only a plan of it."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from training.run.events import Event, Listener
from training.run.lines import line_of
from training.run.recipe import RECIPES, Recipe, RecipeError, check_recipe, load_recipe, parse_override

EXAMPLES = """examples:
  etaoin train nano-scratch --out runs/nano --minutes 60
  etaoin train nano-adapter --data corrections
  etaoin train nano-adapter --data mine.jsonl --out runs/mine
  etaoin train falcon-7b-dolly --plan --card 24
  etaoin train falcon-7b-dolly --out runs/dolly
  etaoin train --resume runs/dolly
  accelerate launch --num_processes 2 -m tui.cli train falcon-7b-dolly --out runs/dolly
"""
NAMED = ("dolly", "oasst1", "blocks")
"""Instruction data that --data knows by name; anything else is a file."""


def train_command(
    argv: Sequence[str], out: TextIO | None = None, *, adapters: Path | None = None, corrections: Path | None = None
) -> int:
    """Runs `etaoin train` with these arguments. Exit code: 0 done, 1 an error that is told, 130 stopped by a signal.

    `adapters`: the folder of registered adapters; an adapter that a run makes is added to it. `corrections`: the file
    that `--data corrections` stands for.
    """
    out = out or sys.stdout
    options = train_parser().parse_args(argv)
    try:
        if options.data:
            _take_data(options, corrections)
        return _train(options, out, adapters)
    except Exception as error:
        from training.run.trainer import TOLD

        if not isinstance(error, TOLD):
            raise
        print(f"etaoin train: {error}", file=sys.stderr)
        return 1


def train_parser(parser: argparse.ArgumentParser | None = None) -> argparse.ArgumentParser:
    """Adds the options of `etaoin train` to a parser, or makes one."""
    names = ", ".join(sorted(file.stem for file in RECIPES.glob("*.toml")))
    known = textwrap.fill(names, 78, initial_indent="  ", subsequent_indent="  ")
    parser = parser or argparse.ArgumentParser(
        "etaoin train", allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Train a model or an adapter. ctrl-C ends it after a step; it can go on from there.\n\n"
        f"recipes (commented files in training/recipes):\n{known}",
        epilog=EXAMPLES,
    )  # fmt: skip
    parser.add_argument("recipe", nargs="?", help="a recipe's name (nano-scratch) or a TOML file")
    parser.add_argument("--out", type=Path, help="the run's folder (default: runs/RECIPE)")
    parser.add_argument("--resume", type=Path, metavar="RUN", help="go on with a run that was stopped")
    parser.add_argument("--minutes", type=float, help="end after so many minutes")
    parser.add_argument("--steps", type=int, help="end after so many steps")
    parser.add_argument(
        "--data", type=Path, action="append", default=[], metavar="FILE",
        help="train also on these examples: JSON lines with say and acts, or `corrections` for what was put right in "
        "chat (may be given several times)",
    )  # fmt: skip
    parser.add_argument("--base", metavar="MODEL", help="another base than the recipe's: a folder or a hub id")
    parser.add_argument("--seed", type=int, help="another seed than the recipe's")
    parser.add_argument("--plan", action="store_true", help="only say how much memory and time it would take")
    parser.add_argument("--card", help="with --plan: a card's name (rtx-4090, a10g, ...) or its memory in GB")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="as in optimizer.lr=1e-3")
    return parser


def asked(argv: Sequence[str], *, corrections: Path | None = None) -> Recipe:
    """The recipe that `etaoin train` would train with these arguments. Raises RecipeError and ExamplesError."""
    options = train_parser().parse_args(argv)
    if options.data:
        _take_data(options, corrections)
    return load_recipe(options.recipe, _overrides(options))


def _take_data(options: argparse.Namespace, corrections: Path | None) -> None:
    """Finds the files to train on; a few examples end nano-adapter sooner. Raises ExamplesError."""
    from training.own.corrections import GENTLY, MINUTES, STEPS, are_few, resolve

    options.data = resolve(options.data, corrections)
    own_budget = options.minutes or options.steps or any(text.startswith("budget") for text in options.set)
    if options.recipe == "nano-adapter" and not own_budget and are_few(options.data):
        options.minutes, options.steps = MINUTES, STEPS
        options.set = [*GENTLY, *options.set]


def _overrides(options: argparse.Namespace) -> dict[str, Any]:
    """What the options set in the recipe, by dotted key. Raises RecipeError."""
    overrides: dict[str, Any] = dict(map(parse_override, options.set))
    if options.minutes is not None or options.steps is not None:
        # A budget of one's own replaces the recipe's: the longer of two would never be reached.
        overrides |= {"budget": {"minutes": options.minutes, "steps": options.steps}}
    if options.data:
        overrides["data.files"] = [
            name if name in NAMED else str(Path(name).resolve()) for name in map(str, options.data)
        ]
    if options.base:
        overrides["model.base"] = options.base
    if options.seed is not None:
        overrides["seed"] = options.seed
    return overrides


def _train(options: argparse.Namespace, out: TextIO, adapters: Path | None) -> int:
    if options.resume:
        _check_resume(options)
    overrides = _overrides(options)
    listener = printer(out)
    if options.resume:
        from training.run.export import read_run
        from training.run.trainer import resume

        stored = read_run(options.resume)["recipe"]
        recipe, run = check_recipe(stored, overrides), options.resume
        if options.plan:
            return _plan(recipe, options.card, out)
        state = resume(run, recipe=recipe, listener=listener)
    elif options.recipe:
        recipe = load_recipe(options.recipe, overrides)
        if options.plan:
            return _plan(recipe, options.card, out)
        run = options.out or Path("runs") / Path(options.recipe).stem
        from training.run.trainer import train

        state = train(recipe, run, listener=listener)
    else:
        raise RecipeError("name a recipe (nano-scratch) or a run to go on with (--resume RUN)")
    if os.environ.get("RANK", "0") != "0":
        # The first process tells of it. This one ends at once: on its way out, threads of gloo's can end in an abort,
        # at which the launcher would kill the first one, too.
        out.flush()
        os._exit(0 if state.finished else 130)
    if not state.finished:
        print(f"stopped; go on with: etaoin train --resume {run}", file=out)
        return 130
    if adapters and recipe.adapter.r and (run / "final" / "adapter_config.json").exists():
        from training.adapters import add_run

        entry = add_run(run, adapters)
        print(f"registered as {entry.name}: etaoin chat --adapter {entry.name}", file=out)
    return 0


def _check_resume(options: argparse.Namespace) -> None:
    """Raises RecipeError for what a run can't change on its way."""
    given = {"a recipe": options.recipe, "--out": options.out, "--data": options.data, "--base": options.base}
    for name, value in given.items():
        if value:
            raise RecipeError(f"a run goes on with what it began with: leave out {name}, or begin another run")
    for text in options.set:
        if text.partition("=")[0].strip().split(".")[0] in ("adapter", "model", "tokenizer", "seed"):
            raise RecipeError(f"a run goes on with what it began with: leave out --set {text}, or begin another run")


def _plan(recipe: Recipe, card: str | None, out: TextIO) -> int:
    from training.plan.command import plan_command

    return plan_command(recipe, card, out)


def printer(out: TextIO) -> Listener:
    """Prints events as plain lines."""

    def show(event: Event) -> None:
        line = "" if event["event"] == "failed" else line_of(event)  # an error is told on stderr
        if line:
            print(f"{time.strftime('%H:%M:%S', time.localtime(event['time']))}  {line}", file=out, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(train_command(sys.argv[1:]))
