"""What `etaoin train` does: a run that prints a line every few seconds.

etaoin train nano-scratch --out runs/nano --minutes 60
etaoin train nano-adapter --data mine.jsonl --out runs/mine
etaoin train --resume runs/nano
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from training.run.events import Event, Listener
from training.run.recipe import RecipeError, check_recipe, load_recipe, parse_override


def train_command(argv: Sequence[str], out: TextIO | None = None) -> int:
    """Runs `etaoin train` with these arguments. Exit code: 0 done, 1 an error that is told, 130 stopped by a signal."""
    out = out or sys.stdout
    options = train_parser().parse_args(argv)
    try:
        return _train(options, out)
    except Exception as error:
        from agent.lm.interface import ModelError
        from training.examples import ExamplesError
        from training.run.checkpoint import CheckpointError
        from training.run.trainer import TrainingError

        if not isinstance(error, RecipeError | CheckpointError | TrainingError | ExamplesError | ModelError | OSError):
            raise
        print(f"etaoin train: {error}", file=sys.stderr)
        return 1


def train_parser(parser: argparse.ArgumentParser | None = None) -> argparse.ArgumentParser:
    """Adds the options of `etaoin train` to a parser, or makes one."""
    parser = parser or argparse.ArgumentParser("etaoin train", description=__doc__)
    parser.add_argument("recipe", nargs="?", help="a recipe's name (nano-scratch) or a TOML file")
    parser.add_argument("--out", type=Path, help="the run's folder (default: runs/RECIPE)")
    parser.add_argument("--resume", type=Path, metavar="RUN", help="go on with a run that was stopped")
    parser.add_argument("--minutes", type=float, help="end after so many minutes")
    parser.add_argument("--steps", type=int, help="end after so many steps")
    parser.add_argument(
        "--data", type=Path, action="append", default=[], metavar="FILE",
        help="train also on these examples: JSON lines with say and acts (may be given several times)",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, help="another seed than the recipe's")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="as in optimizer.lr=1e-3")
    return parser


def _train(options: argparse.Namespace, out: TextIO) -> int:
    overrides: dict[str, Any] = dict(map(parse_override, options.set))
    if options.minutes is not None or options.steps is not None:
        # A budget of one's own replaces the recipe's: the longer of two would never be reached.
        overrides |= {"budget": {"minutes": options.minutes, "steps": options.steps}}
    if options.data:
        overrides["data.files"] = [str(file.resolve()) for file in options.data]
    if options.seed is not None:
        overrides["seed"] = options.seed
    listener = printer(out)
    if options.resume:
        from training.run.export import read_run
        from training.run.trainer import resume

        stored = read_run(options.resume)["recipe"]
        state = resume(options.resume, recipe=check_recipe(stored, overrides), listener=listener)
        recipe, run = check_recipe(stored, overrides), options.resume
    elif options.recipe:
        recipe = load_recipe(options.recipe, overrides)
        run = options.out or Path("runs") / Path(options.recipe).stem
        from training.run.trainer import train

        state = train(recipe, run, listener=listener)
    else:
        raise RecipeError("name a recipe (nano-scratch) or a run to go on with (--resume RUN)")
    if state.progress.done(recipe.budget) < 1:
        print(f"stopped; go on with: etaoin train --resume {run}", file=out)
        return 130
    return 0


def printer(out: TextIO) -> Listener:
    """Prints events as plain lines."""

    def show(event: Event) -> None:
        line = _line(event)
        if line:
            print(f"{time.strftime('%H:%M:%S', time.localtime(event['time']))}  {line}", file=out, flush=True)

    return show


def _line(e: Event) -> str:
    match e["event"]:
        case "preparing":
            return f"making a {e['what']} from {e['pairs']:,} examples"
        case "started":
            where = f", going on at step {e['resumed_at']}" if e["resumed_at"] else ""
            return (
                f"training {e['parameters'] / 1e6:.1f} M parameters, {e['vocabulary']} tokens in the vocabulary{where}"
            )
        case "step":
            left = "" if e["minutes_left"] is None else f"  {e['minutes_left']:.1f} min left"
            return (
                f"step {e['step']:>6}  loss {e['loss']:.4f}  lr {e['lr']:.2e}  |g| {e['grad_norm']:.2f}  "
                f"{e['tokens_per_second']:,} tok/s  {100 * e['done']:.1f}%{left}"
            )
        case "eval":
            more = {
                k: v for k, v in e.items() if k not in ("event", "time", "step", "loss", "token_accuracy", "accuracy")
            }
            extra = "".join(f"  {name} {value:.4f}" for name, value in more.items())
            return f"held out: loss {e['loss']:.4f}  tokens {e['token_accuracy']:.2%}  exact {e['accuracy']:.2%}{extra}"
        case "note":
            return str(e["text"])
        case "checkpoint":
            return f"saved {e['path']}"
        case "done":
            size = f"{e['step']} steps, {e['tokens'] / 1e6:.1f} M tokens, {e['minutes']:.1f} min"
            return f"done: {size}; model in {e['path']}"
        case _:
            return ""


if __name__ == "__main__":
    sys.exit(train_command(sys.argv[1:]))
