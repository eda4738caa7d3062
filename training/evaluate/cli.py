"""`etaoin eval`: a table of how a model does on a suite, as text, Markdown or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from agent.lm.memory import FORMATS
from training.evaluate.compositional import compositional
from training.evaluate.offtopic import off_topic
from training.evaluate.report import as_json, markdown
from training.evaluate.robot_commands import CommandItem, load_commands
from training.evaluate.score import Result, run, summarise
from training.evaluate.suite import SuiteError, Task, load_suite, suite_names

ROBOT_COMMANDS, OFF_TOPIC, COMPOSITIONAL = "robot-commands", "off-topic", "compositional"


def parser() -> argparse.ArgumentParser:
    """The options of `etaoin eval`."""
    out = argparse.ArgumentParser(
        prog="etaoin eval",
        description="Score a model on a suite of sentences, by what comes of each in the world.",
        epilog="Examples: etaoin eval --suite handwritten --misses; "
        "etaoin eval --suite robot-commands --data train.jsonl --no-world",
    )
    names = ", ".join([*suite_names(), COMPOSITIONAL, ROBOT_COMMANDS, OFF_TOPIC])
    out.add_argument("--suite", default="handwritten", help=f"a name ({names}) or a .jsonl file")
    out.add_argument("--data", metavar="FILE", help=f"the sentences of {ROBOT_COMMANDS} or {OFF_TOPIC}, as JSON lines")
    out.add_argument("--model", default="nano", help="the model to score (default: nano)")
    out.add_argument(
        "--adapter", action="append", default=[], metavar="A",
        help="an adapter to put on it, by name or folder (several add up; one in use for chatting is not put on)",
    )  # fmt: skip
    out.add_argument(
        "--quantize", choices=FORMATS,
        help="the number format of what transformers loads (default: int8 on a GPU, else fp32); nano has its own",
    )  # fmt: skip
    out.add_argument("--no-world", action="store_true", help="take the model's first reading, whatever comes of it")
    out.add_argument("--gold", action="store_true", help="carry out the gold actions instead of asking a model")
    out.add_argument("--limit", type=int, metavar="N", help="only N of the sentences, evenly chosen")
    out.add_argument("--tags", action="store_true", help="the figures by kind of sentence, too")
    out.add_argument("--misses", action="store_true", help="list what went wrong")
    out.add_argument("--progress", action="store_true", help="count on stderr even where nobody sits, a line each time")
    out.add_argument("--json", metavar="FILE", help="write all results there")
    out.add_argument("--markdown", metavar="FILE", help="write the report there")
    return out


def eval_command(args: list[str], adapters: Path | None = None) -> int:
    """Run `etaoin eval`; the exit status. `adapters` is the folder of kept ones. Clear messages go to stderr."""
    options = parser().parse_args(args)
    from agent.lm.interface import CANDIDATES, ModelError
    from agent.lm.registry import load_model
    from training.adapters import adapter_folders

    try:
        items = _items(options.suite, options.data)
        if options.limit is not None:
            items = spread(items, options.limit)
        folders = adapter_folders(options.adapter, options.model, adapters or Path("adapters"))
        model = None if options.gold else load_model(options.model, folders, quantize=options.quantize)
        scored = run(items, model, candidates=1 if options.no_world else CANDIDATES)
        results = list(_shown(scored, len(items), options.progress))
        summary = summarise(results)
        name = "gold actions" if model is None else model.name
        name += "".join(f" + {adapter}" for adapter in options.adapter if folders)
        name += ", without the world's help" if options.no_world else ""
        report = markdown(options.suite, name, summary, results, tags=options.tags, misses=options.misses)
        print(report)
        if options.markdown:
            Path(options.markdown).write_text(report + "\n", encoding="utf-8")
        if options.json:
            data = as_json(options.suite, name, summary, results)
            Path(options.json).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    except (SuiteError, ModelError, ValueError, OSError) as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2
    return 0


def spread(items: Sequence[Task], n: int) -> list[Task]:
    """`n` of the items, evenly spread over all of them. Raises SuiteError if that leaves none."""
    if n < 1:
        raise SuiteError(f"--limit {n} leaves nothing to score. Give a number of 1 or more.")
    return [items[i * len(items) // n] for i in range(n)] if n < len(items) else list(items)


def _items(suite: str, data: str | None) -> Sequence[Task]:
    if suite in (ROBOT_COMMANDS, OFF_TOPIC):
        if data is None:
            raise SuiteError(f"the suite {suite} does not come with the program. Give its sentences with --data FILE.")
        if suite == OFF_TOPIC:
            return off_topic(Path(data))
        return [CommandItem(command) for command in load_commands(Path(data))]
    if data is not None:
        raise SuiteError(
            f"--data goes with --suite {ROBOT_COMMANDS} or {OFF_TOPIC}; another suite is given as --suite FILE.jsonl."
        )
    return compositional() if suite == COMPOSITIONAL else load_suite(suite)


def _shown(results: Iterable[Result], total: int, lines: bool = False) -> Iterator[Result]:
    """Counts on stderr while it goes on, where somebody sits there, or (`lines`) another program reads it."""
    seen, every = lines or sys.stderr.isatty(), 1 if lines else 20
    for number, result in enumerate(results, 1):
        if seen and (number % every == 0 or number == total):
            start, end = ("", "\n") if lines else ("\r", "\n" if number == total else "")
            print(f"{start}{number} of {total}", end=end, file=sys.stderr, flush=True)
        yield result
