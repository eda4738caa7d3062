"""`etaoin compare`: one prompt to several models, their answers side by side, and a vote that sees no names."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.backend import DEFAULT_SCENE, Backend
from tui.cli.parser import Parser, add_quantize, whole
from tui.errors import UserError, explain
from tui.paths import votes_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.lm.interface import LanguageModel, Sampling
    from training.compare.answers import Answer, Pair
    from training.compare.prompts import Prompt

EXAMPLES = """
etaoin compare --with nano --with falcon-7b-instruct --prompt "what can you do?"
etaoin compare --with falcon-7b --with falcon-7b+runs/dolly/final --prompts questions.jsonl --vote
etaoin compare --with falcon-7b-instruct --with falcon-7b+course --context degree.txt --temperature 0.7 \\
    --prompt "Formulate 10 possible questions from prospective students about this degree course."
etaoin compare --with served:http://localhost:8000/v1#mistral --with nano --scene tower --prompt "what is on top?"
etaoin compare --votes                                   who won how often
"""
SIDE_BY_SIDE = 100
"""Columns of a terminal from which answers stand beside each other."""
NARROWEST = 30
"""Columns that an answer beside others needs."""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin compare",
        "Ask several models the same, and see their answers side by side with time and speed.\n"
        "A model is written as for --model, with its adapters behind plus signs: falcon-7b+runs/dolly/final.\n"
        "One is loaded at a time. nano, which writes no text of its own, answers in a blocks world.",
        EXAMPLES,
    )
    p.add_argument("--with", dest="pairs", action="append", default=[], metavar="M[+A]", help="a model; once for each")
    what = p.add_mutually_exclusive_group()
    what.add_argument("--prompt", metavar="TEXT", action="append", help="what to ask; may be given several times")
    what.add_argument("--prompts", metavar="FILE", help='many: one a line, or JSON with "instruction" and "context"')
    what.add_argument("--votes", action="store_true", help="show how the votes stand, and ask nothing")
    p.add_argument("--context", metavar="FILE|TEXT", default="", help="what --prompt is to be answered from")
    p.add_argument("--scene", metavar="S", help="all models talk about this scene, as in chat, instead of freely")
    p.add_argument("--max-tokens", type=whole(1), default=256, metavar="N", help="of an answer (default: 256)")
    p.add_argument("--temperature", type=share(2.0), default=0.0, metavar="T", help="0 to 2 (default: 0, no chance)")
    p.add_argument("--top-p", type=share(1.0), default=1.0, metavar="P", help="of the likeliest tokens (default: 1)")
    p.add_argument("--seed", type=whole(0), default=0, metavar="S", help="of what is left to chance (default: 0)")
    add_quantize(p)
    p.add_argument("--vote", action="store_true", help="hide the names, ask which answer is best, and keep the vote")
    p.add_argument("--shuffle", type=whole(0), metavar="S", help="the seed of the order in a vote (default: by chance)")
    p.add_argument("--json", action="store_true", help="one JSON object a prompt (with --votes, one for all)")
    return p


def share(high: float) -> type[float]:
    """A type for numbers from 0 to `high`; argparse shows its name in messages."""

    class Share(float):
        def __new__(cls, text: str) -> Share:
            value = super().__new__(cls, text)
            if not 0 <= value <= high:
                raise ValueError
            return value

    Share.__name__ = f"number from 0 to {high:g}"
    return Share


def run(args: list[str], backend: Backend | None = None) -> int:
    """Ask and show; 2 where a model gave no answer."""
    p = parser()
    options = p.parse_args(args)
    from training.compare.errors import CompareError

    try:
        if options.votes:
            return _tally(options.json)
        if not options.pairs:
            p.error("there is no model to ask; add --with nano")
        if options.prompt is None and options.prompts is None:
            p.error("there is nothing to ask; add --prompt TEXT or --prompts FILE")
        if options.context and options.prompt is None:
            p.error('--context goes with --prompt; in a file each prompt has its own "context"')
        if options.vote:
            if len(options.pairs) < 2:
                p.error("a vote needs two models; add another --with")
            if options.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
                p.error("a vote needs somebody at a terminal; without one, leave --vote out (--json for a program)")
        return _compare(options, backend or Backend())
    except CompareError as error:
        raise UserError(str(error)) from error


def _compare(options: Any, backend: Backend) -> int:
    from agent.lm.interface import Sampling
    from training.compare.answers import collect, pairs_of
    from training.compare.prompts import Prompt, read_context, read_prompts

    pairs = pairs_of(options.pairs)
    if options.prompts is not None:
        prompts = read_prompts(Path(options.prompts))
    elif all(map(str.strip, options.prompt)):
        prompts = [Prompt(prompt, read_context(options.context)) for prompt in options.prompt]
    else:
        raise UserError("The prompt is empty. Say what to ask: --prompt TEXT")
    sampling = Sampling(options.max_tokens, options.temperature, options.top_p, options.seed)
    scene = backend.scene(options.scene or DEFAULT_SCENE)

    def load(pair: Pair) -> LanguageModel:
        return backend.model(pair.model, list(pair.adapters) or "none", options.quantize)

    tell = _telling()
    rows = collect(pairs, prompts, sampling, load, scene, talk=options.scene is not None, told=tell, explain=explain)
    tell("")
    if options.vote:
        seed = secrets.randbelow(2**32) if options.shuffle is None else options.shuffle
        _vote(prompts, rows, sampling, seed)
    elif options.json:
        for prompt, answers in zip(prompts, rows, strict=True):
            print(json.dumps(as_json(prompt, answers, sampling), ensure_ascii=False))
    else:
        for prompt, answers in zip(prompts, rows, strict=True):
            _show(prompt, answers, [answer.pair for answer in answers], figures=True)
    errors = dict.fromkeys(answer.error for answers in rows for answer in answers if answer.error)
    for message in errors:
        print(f"etaoin: {_safe(str(message))}", file=sys.stderr)
    return 2 if errors else 0


def as_json(prompt: Prompt, answers: Sequence[Answer], sampling: Sampling) -> dict[str, Any]:
    """A prompt and its answers for another program."""
    made = [{**asdict(answer), "tokens_per_second": answer.rate} for answer in answers]
    return {"prompt": prompt.text, "context": prompt.context, "sampling": asdict(sampling), "answers": made}


def _telling() -> Callable[[str], None]:
    """What is being done, on one line of a terminal that is written over; nothing where nobody sits."""
    if not sys.stderr.isatty():
        return lambda _: None
    width = shutil.get_terminal_size().columns - 1

    def tell(what: str) -> None:
        print(f"\r{_safe(what)[:width]:<{width}}\r", end="", file=sys.stderr, flush=True)

    return tell


def _show(prompt: Prompt, answers: Sequence[Answer], titles: Sequence[str], *, figures: bool) -> None:
    """The prompt and its answers, side by side where the terminal is wide enough."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size().columns
    console = Console(width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)
    console.print()
    console.print(Text(f"> {_safe(prompt.text)}", style="bold"))
    if prompt.context:
        words = len(prompt.context.split())
        console.print(Text(f"  from a text of {words:,} word{'' if words == 1 else 's'}", style="dim"))
    texts = [_answer_text(answer) for answer in answers]
    notes = [_figures(answer) if figures else "" for answer in answers]
    if width >= SIDE_BY_SIDE and width // len(answers) >= NARROWEST and len(answers) > 1:
        table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
        for title in titles:
            table.add_column(Text(_safe(title)), ratio=1, overflow="fold", vertical="top")
        table.add_row(*map(Text, texts))
        if figures:
            table.add_section()
            table.add_row(*(Text(note, style="dim") for note in notes))
        console.print(table)
        return
    for title, text, note in zip(titles, texts, notes, strict=True):
        console.print(Rule(Text(_safe(title)), align="left"))
        console.print(Text(text))
        if note:
            console.print(Text(note, style="dim"))


def _answer_text(answer: Answer) -> str:
    if answer.error:
        return f"(no answer: {_safe(answer.error)})"
    return "\n".join(_safe(line) for line in answer.text.split("\n")) or "(an empty answer)"


def _figures(answer: Answer) -> str:
    if answer.error:
        return ""
    parts = [f"{answer.seconds:.2f} s"]
    if answer.tokens is not None:
        parts.append(f"{answer.tokens:,} tokens")
    if answer.rate is not None:
        parts.append(f"{answer.rate:,.0f} tokens/s" if answer.rate >= 10 else f"{answer.rate:.1f} tokens/s")
    return ", ".join(parts)


def _vote(prompts: Sequence[Prompt], rows: Sequence[Sequence[Answer]], sampling: Sampling, seed: int) -> None:
    """Shows each prompt's answers without names and figures, asks, tells whose they were, and keeps the vote."""
    from training.compare.votes import append_vote, shuffled, vote_of

    kept = 0
    for number, (prompt, answers) in enumerate(zip(prompts, rows, strict=True)):
        shown = shuffled([answer for answer in answers if answer.error is None], seed, number)
        if len(shown) < 2:
            print(f"\n> {_safe(prompt.text)}\n(fewer than two answers: no vote)")
            continue
        letters = [chr(ord("A") + place) for place in range(len(shown))]
        _show(prompt, shown, letters, figures=False)
        choice = _choose(letters)
        if choice == "q":
            break
        for letter, answer in zip(letters, shown, strict=True):
            print(f"  {letter} was {_safe(answer.pair)} ({_figures(answer)})")
        if choice != "s":
            best = None if choice == "=" else letters.index(choice)
            now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
            append_vote(votes_file(), vote_of(prompt, shown, best, asdict(sampling), now))
            kept += 1
    print(f"\n{kept} vote{'' if kept == 1 else 's'} kept; `etaoin compare --votes` shows how they stand.")


def _choose(letters: Sequence[str]) -> str:
    """A letter, "=" for a tie, "s" to skip, "q" to end; asks until it is one of them."""
    known = {letter.lower(): letter for letter in letters} | {"=": "=", "tie": "=", "skip": "s", "quit": "q"}
    known = {"s": "s", "q": "q"} | known
    while True:
        try:
            typed = input(f"Which is best? {', '.join(letters)}, = for a tie, skip, quit: ").strip().lower()
        except EOFError:
            print()
            return "q"
        if typed in known:
            return known[typed]


def _tally(as_json: bool) -> int:
    from training.compare.votes import duels, read_votes, standings

    path = votes_file()
    votes, broken = read_votes(path)
    if broken:
        print(f"etaoin: {broken} line{'' if broken == 1 else 's'} of {path} can't be read", file=sys.stderr)
    ranks, pairs = standings(votes), duels(votes)
    if as_json:
        rows = [{**asdict(one), "share": round(one.share, 4)} for one in ranks]
        print(json.dumps({"votes": len(votes), "standings": rows, "duels": [asdict(duel) for duel in pairs]}))
        return 0
    if not votes:
        print(f"There are no votes in {path} yet. Vote with `etaoin compare ... --vote`.")
        return 0
    width = max(len("model"), *(len(one.pair) for one in ranks))
    print(f"{'model':<{width}}  votes   wins   ties  share (a tie is half)")
    for one in ranks:
        print(f"{_safe(one.pair):<{width}}  {one.votes:>5}  {one.wins:>5}  {one.ties:>5}  {one.share:>5.0%}")
    print()
    for duel in pairs:
        ties = f", {duel.ties} tied" if duel.ties else ""
        print(f"{_safe(duel.first)} against {_safe(duel.second)}: {duel.wins} to {duel.losses}{ties}")
    return 0


def _safe(text: str) -> str:
    """Without what could steer the terminal, in an encoding it has."""
    from tui.text import printable

    encoding = sys.stdout.encoding or "utf-8"
    return printable(text, None).encode(encoding, errors="replace").decode(encoding)
