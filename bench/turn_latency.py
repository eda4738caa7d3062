"""How long a turn takes, from Enter to the answer, and how that compares with transformers' `generate` in one run.

    python -m bench.turn_latency [--suite handwritten] [--generate 20]

Every sentence of a suite is said in its context to a fresh session. `generate` answers the first so many sentences with
the same weights and the same grammar, in turn with nano, so that both meet the same machine. The last figure is a whole
process: from starting `etaoin chat --json` to its first answer.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import subprocess
import sys
from time import perf_counter
from typing import Any

from tokenizers import Tokenizer

from agent.language.grammar import grammar
from agent.lm.decoding import GrammarDecoder
from agent.lm.prompt import END, Exchange, encode_prompt
from agent.lm.registry import load_model, nano_folder
from agent.session import Session
from bench.decode_speed import processor
from training.evaluate.suite import Item, load_suite
from world.scene import load_scene


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", default="handwritten")
    parser.add_argument("--generate", type=int, default=20, metavar="N", help="sentences for the comparison")
    args = parser.parse_args()
    items = load_suite(args.suite)
    turns(items)
    against_generate(items[: args.generate])
    first_answer()


def turns(items: list[Item]) -> None:
    """Prints p50 and p95 of a turn, and the model's share."""
    model = load_model("nano")
    model.parse([], "pick up the red cube")
    total, share = [], []
    for item in items:
        session = Session(model, load_scene(item.scene))
        for before in item.setup:
            if before.gold is not None:
                session.perform(before.say, before.gold)
        turn = session.say(item.say)
        total.append(turn.ms)
        share.append(turn.model_ms)
    cuts = statistics.quantiles(total, n=20)
    print(
        f"{len(items)} turns: p50 {statistics.median(total):.1f} ms, p95 {cuts[-1]:.1f} ms, worst {max(total):.1f} ms"
    )
    print(f"the model's share: {sum(share) / sum(total):.0%} (median {statistics.median(share):.1f} ms)")


def against_generate(items: list[Item]) -> None:
    """Prints the ratio of `transformers.generate` with the same grammar to nano, on the same sentences."""
    import torch
    from transformers import AutoModelForCausalLM

    folder = nano_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    end = tokenizer.token_to_id(END)
    decoder = GrammarDecoder(tokenizer.to_str(), grammar(free_talk=False), end)
    slow: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    fast = load_model("nano")

    def generate(text: str) -> str:
        ids = encode_prompt(tokenizer, no_history, text)
        with torch.inference_mode():
            out = slow.generate(
                torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), do_sample=False,
                max_new_tokens=192, logits_processor=[processor(decoder)], eos_token_id=end, pad_token_id=end,
            )  # fmt: skip
        return str(tokenizer.decode(out[0, len(ids) :].tolist())).strip()

    no_history: list[Exchange] = []
    times: dict[str, list[float]] = {"nano": [], "generate": []}
    same = 0
    for item, name in itertools.product(items, ("nano", "generate")):
        begin = perf_counter()
        if name == "nano":
            answer = fast.parse(no_history, item.say).text
        else:
            same += generate(item.say).replace(" ", "") == answer.replace(" ", "")
        times[name].append(1000 * (perf_counter() - begin))
    nano, other = (statistics.median(times[name]) for name in ("nano", "generate"))
    print(f"{len(items)} sentences, no history: nano {nano:.1f} ms, generate {other:.1f} ms (medians)")
    print(f"nano is {other / nano:.1f} times as fast")
    print(f"the same answer {same} times of {len(items)}")


def first_answer() -> None:
    """Prints the time from starting `etaoin chat --json` to its first answer, median of five processes."""
    times = []
    for _ in range(5):
        begin = perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "tui.cli", "chat", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("pick up the green pyramid\n")
            process.stdin.flush()
            process.stdout.readline()
            times.append(perf_counter() - begin)
            process.stdin.close()
    print(f"etaoin chat --json, start to first answer: {statistics.median(times):.2f} s (worst {max(times):.2f} s)")


if __name__ == "__main__":
    main()
