"""How fast nano answers: its numpy loop against transformers' `generate` with an llguidance logits processor.

    python -m bench.decode_speed [MODEL_FOLDER] [--sentences 40] [--rounds 3] [--torch-threads 1]

All answer the same sentences of a suite, in one process, a round by turns; of each sentence's rounds the fastest
counts, since whatever else runs only ever makes it slower. A round begins with an empty cache and a decoder that has
seen nothing, so that its guesses come from the round's earlier sentences only, as in a conversation. The bound is
memory: a forward reads all the weights once; what the machine can read is measured in the same run.
"""

from __future__ import annotations

import argparse
import itertools
import math
import statistics
from pathlib import Path
from time import perf_counter
from typing import Any

import agent.lm  # first: settles how many threads numpy uses  # isort: skip
import numpy as np
from tokenizers import Tokenizer

from agent.language.grammar import grammar
from agent.lm.candidates import SURE, k_best
from agent.lm.decoding import GrammarDecoder
from agent.lm.interface import CANDIDATES
from agent.lm.nano import NanoForward
from agent.lm.prompt import END, encode_prompt
from agent.lm.registry import nano_folder
from training.evaluate.suite import load_suite

ENGINES = ("one reading", "candidates", "generate")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=nano_folder())
    parser.add_argument("--suite", default="handwritten")
    parser.add_argument("--sentences", type=int, default=40, help="how many, spread evenly over the suite")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--torch-threads", type=int, default=1, help="numpy has one; 0: torch's own choice")
    args = parser.parse_args()
    run(args)


def run(args: argparse.Namespace) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    if args.torch_threads:
        torch.set_num_threads(args.torch_threads)
    tokenizer = Tokenizer.from_file(str(args.folder / "tokenizer.json"))
    end = tokenizer.token_to_id(END)
    nano = NanoForward.load(args.folder)
    slow: Any = AutoModelForCausalLM.from_pretrained(args.folder, dtype=torch.float32).eval()
    items = load_suite(args.suite)
    items = items[:: max(1, len(items) // args.sentences)][: args.sentences]
    prompts = [encode_prompt(tokenizer, [], item.say) for item in items]
    forwards = count_forwards(nano)

    def generate(decoder: GrammarDecoder, ids: list[int]) -> tuple[int, ...]:
        with torch.inference_mode():
            out = slow.generate(
                torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), do_sample=False,
                max_new_tokens=192, logits_processor=[processor(decoder)], eos_token_id=end, pad_token_id=end,
            )  # fmt: skip
        return tuple(token for token in out[0, len(ids) :].tolist() if token != end)

    best = {name: [math.inf] * len(prompts) for name in ENGINES}
    answers: dict[str, list[tuple[int, ...]]] = {name: [()] * len(prompts) for name in ENGINES}
    sure, reads = [True] * len(prompts), 0
    for turn, name in itertools.product(range(args.rounds), ENGINES):
        decoder = GrammarDecoder(tokenizer.to_str(), grammar(free_talk=False), end)
        for number, ids in enumerate((prompts[0], *prompts), -1):
            if number == 0:  # what came before was to warm up after the other engine, and is forgotten
                decoder = GrammarDecoder(tokenizer.to_str(), grammar(free_talk=False), end)
            nano.truncate(0)
            before, begin = forwards[0], perf_counter()
            if name == "one reading":
                decoded = decoder.decode(nano, ids)
                answer = decoded.ids
            elif name == "candidates":
                answer = k_best(decoder, nano, ids, CANDIDATES)[0].ids
            else:
                answer = generate(decoder, ids)
            ms = 1000 * (perf_counter() - begin)
            if number < 0:
                continue
            best[name][number] = min(best[name][number], ms)
            answers[name][number] = answer
            if name == "one reading" and not turn:
                sure[number] = math.exp(decoded.logprob) > SURE
                reads += forwards[0] - before
    report(args, nano, best, answers, sure, reads)


def report(
    args: argparse.Namespace,
    nano: NanoForward,
    best: dict[str, list[float]],
    answers: dict[str, list[tuple[int, ...]]],
    sure: list[bool],
    reads: int,
) -> None:
    """Prints the times, the ratios, and how far they are from what memory allows."""
    sentences = len(sure)
    print(f"{args.folder}: {nano.bytes_per_token / 1e6:.1f} MB of weights a forward, vocabulary {nano.vocabulary}")
    print(f"{sentences} sentences, torch threads {args.torch_threads}, the best of {args.rounds} rounds each")
    print(f"{'ms an utterance':32}{'median':>8}{'mean':>8}{'worst':>8}{'tokens':>8}")
    unsure = [ms for ms, certain in zip(best["candidates"], sure, strict=True) if not certain]
    lines = [(name, best[name], answers[name]) for name in ENGINES]
    if unsure:
        lines.insert(2, (f"candidates, of {len(unsure)} uncertain", unsure, []))
    for name, times, made in lines:
        tokens = f"{statistics.mean(map(len, made)):8.1f}" if made else ""
        print(f"{name:32}{statistics.median(times):8.1f}{statistics.mean(times):8.1f}{max(times):8.1f}{tokens}")
    ratios = [slow / fast for slow, fast in zip(best["generate"], best["one reading"], strict=True)]
    print(f"one reading is {statistics.median(ratios):.1f} times as fast as generate (median of the sentences')")
    same = sum(a == b for a, b in zip(answers["one reading"], answers["generate"], strict=True))
    print(f"the same answer {same} times of {sentences}")
    one, four = step_time(nano, 1), step_time(nano, 4)
    rate = read_rate(nano)
    limit = 1000 * nano.bytes_per_token / rate
    print(f"limit by memory ({rate / 1e9:.1f} GB/s): {limit:.2f} ms a forward; ", end="")
    print(f"of one token {one:.2f} ms ({limit / one:.0%} reached), of four {four:.2f} ms ({limit / four:.0%})")
    least = limit * reads / sentences
    whole = statistics.mean(best["one reading"])
    print(f"{reads / sentences:.1f} forwards a reading: at least {least:.1f} ms, so {least / whole:.0%} is reached")


def count_forwards(nano: NanoForward) -> list[int]:
    """A list whose only number is how many forwards there were since."""
    count = [0]
    stream = nano._stream

    def counted(*args: Any) -> Any:
        count[0] += 1
        return stream(*args)

    nano._stream = counted  # type: ignore[method-assign]
    return count


def processor(decoder: GrammarDecoder) -> Any:
    """A logits processor that masks what the grammar forbids, at every step."""
    import torch
    from llguidance import LLMatcher

    matcher = LLMatcher(decoder.tokens, grammar(free_talk=False))
    seen = -1

    def mask(ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        nonlocal seen
        if seen >= 0:
            matcher.consume_token(int(ids[0, -1]))
        seen = ids.shape[1]
        bits = np.frombuffer(matcher.compute_bitmask(), np.uint8)
        allowed = np.unpackbits(bits, bitorder="little", count=scores.shape[1]).view(np.bool_)
        return scores.masked_fill(~torch.from_numpy(allowed), float("-inf"))

    return mask


def step_time(nano: NanoForward, tokens: int) -> float:
    """Milliseconds of one forward of so many tokens behind 60 others: the best of 100, as with what can be read."""
    nano.truncate(0)
    nano.step([5] * 60)
    return min(timed(lambda: (nano.truncate(60), nano.all_logits([7] * tokens))) for _ in range(100))


def read_rate(nano: NanoForward) -> float:
    """Bytes a second that the products of one token read, with nothing between them: the best of 50."""
    matrices = [np.ones((nano.bytes_per_token // 4 // 256 // 8, 256), np.float32) for _ in range(8)]
    row = np.ones(256, np.float32)
    best = min(timed(lambda: [matrix @ row for matrix in matrices]) for _ in range(50))
    return 1000 * sum(matrix.nbytes for matrix in matrices) / best


def timed(work: Any) -> float:
    begin = perf_counter()
    work()
    return 1000 * (perf_counter() - begin)


if __name__ == "__main__":
    print(agent.lm.__name__, "numpy", np.__version__)
    main()
