"""`etaoin eval`: a table of how a model does on a suite, as text, Markdown or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from training.evaluate.score import Result, Summary, run, summarise
from training.evaluate.suite import SuiteError, load_suite, suite_names


def parser() -> argparse.ArgumentParser:
    """The options of `etaoin eval`."""
    out = argparse.ArgumentParser(
        prog="etaoin eval",
        description="Score a model on a suite of sentences, by what comes of each in the world.",
        epilog="Example: etaoin eval --suite handwritten --misses",
    )
    out.add_argument("--suite", default="handwritten", help=f"a name ({', '.join(suite_names())}) or a .jsonl file")
    out.add_argument("--model", default="nano", help="the model to score (default: nano)")
    out.add_argument("--adapter", help="an adapter to put on it")
    out.add_argument("--gold", action="store_true", help="carry out the gold actions instead of asking a model")
    out.add_argument("--misses", action="store_true", help="list what went wrong")
    out.add_argument("--json", metavar="FILE", help="write all results there")
    out.add_argument("--markdown", metavar="FILE", help="write the report there")
    return out


def eval_command(args: list[str]) -> int:
    """Run `etaoin eval`; the exit status. Clear messages go to stderr."""
    options = parser().parse_args(args)
    from agent.lm.interface import ModelError
    from agent.lm.registry import load_model

    try:
        items = load_suite(options.suite)
        model = None if options.gold else load_model(options.model, options.adapter)
        results = list(run(items, model))
    except (SuiteError, ModelError, ValueError) as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2
    summary = summarise(results)
    name = "gold actions" if model is None else model.name
    report = markdown(options.suite, name, summary, results, misses=options.misses)
    print(report)
    if options.markdown:
        Path(options.markdown).write_text(report + "\n", encoding="utf-8")
    if options.json:
        rows = [
            {"id": r.item.id, "say": r.item.say, "action": r.action, "reply": r.reply, "exact": r.exact, "right":
            r.right, "wrong": r.wrong, "ms": round(r.ms, 2)}
            for r in results
        ]  # fmt: skip
        data = {"suite": options.suite, "model": name, "summary": asdict(summary), "results": rows}
        Path(options.json).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def markdown(suite: str, name: str, summary: Summary, results: list[Result], *, misses: bool) -> str:
    """The report: the figures, and if asked for each miss with what was said, understood and answered."""
    out = [
        f"## {suite}: {name}",
        "",
        "| sentences | right | exact action | valid | p50 ms | p95 ms |",
        "|---|---|---|---|---|---|",
        f"| {summary.n} | {summary.right:.1%} | {summary.exact:.1%} | {summary.valid:.2%} "
        f"| {summary.p50:.1f} | {summary.p95:.1f} |",
    ]
    if misses:
        for r in results:
            if not r.right:
                out += [
                    "",
                    f"- {r.item.id} **{r.item.say}**: {'; '.join(r.wrong)}",
                    f"  - understood: `{r.action}`",
                    *([] if r.exact or r.item.gold is None else [f"  - gold: `{r.item.gold.to_json()}`"]),
                    f"  - answered: {r.reply}",
                ]
    return "\n".join(out)
