"""How fast nano answers: its numpy loop against transformers' `generate` with an llguidance logits processor.

    python bench/decode_speed.py [MODEL_FOLDER] [--limit 24] [--rounds 5]

Without a folder, nano's shape with random weights and a full vocabulary. Both answer the same prompts in turn, in one
process, with at most `--limit` tokens (random weights never come to an end by themselves). The bound is memory: every
token reads all the weights once; what the machine can read is measured in the same run.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import agent.lm  # first: settles how many threads numpy uses  # isort: skip
import numpy as np

from agent.language.grammar import grammar
from agent.lm.decoding import GrammarDecoder
from agent.lm.nano import NanoForward
from agent.lm.prompt import END, Exchange, encode_prompt, render_prompt

PROMPTS = (
    "pick up a big red block",
    "grasp the pyramid",
    "find a block which is taller than the one you are holding and put it into the box",
    "what does the box contain?",
    "how many things are on top of green cubes?",
    "put the small red pyramid on the block which is behind the tallest green one",
    "had you touched any pyramid before you put the green one on the little cube?",
    "why did you do that?",
)
HISTORY = [Exchange("will you please stack up both of the red blocks and either a green cube or a pyramid?", "OK.")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--limit", type=int, default=24, help="tokens of an answer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--torch-threads", type=int, default=0, help="0: torch's own choice")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        run(args.folder or random_nano(Path(scratch)), args)


def run(folder: Path, args: argparse.Namespace) -> None:
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModelForCausalLM

    if args.torch_threads:
        torch.set_num_threads(args.torch_threads)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    end = tokenizer.token_to_id(END)
    decoder = GrammarDecoder(tokenizer.to_str(), grammar(free_talk=False), end)
    nano = NanoForward.load(folder)
    slow: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    prompts = [encode_prompt(tokenizer, HISTORY, text) for text in PROMPTS]

    def numpy_answer(ids: list[int]) -> tuple[int, ...]:
        return decoder.decode(nano, ids, args.limit).ids

    def generate_answer(ids: list[int]) -> tuple[int, ...]:
        allowed = processor(decoder)
        with torch.inference_mode():
            out = slow.generate(
                torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), do_sample=False,
                max_new_tokens=args.limit, logits_processor=[allowed], eos_token_id=end, pad_token_id=end,
            )  # fmt: skip
        return tuple(token for token in out[0, len(ids) :].tolist() if token != end)

    for answer in (numpy_answer, generate_answer):
        answer(prompts[0])
    times: dict[str, list[float]] = {"numpy": [], "generate": []}
    counts: dict[str, list[int]] = {"numpy": [], "generate": []}
    engines = (("numpy", numpy_answer), ("generate", generate_answer))
    for _, (name, answer) in itertools.product(range(args.rounds), engines):
        answer(prompts[0])  # torch's threads go on spinning for a while after the other's turn
        for ids in prompts:
            nano.truncate(0)
            begin = perf_counter()
            made = answer(ids)
            times[name].append(1000 * (perf_counter() - begin))
            counts[name].append(len(made))
    step = step_time(nano)
    rate = read_rate(nano)
    limit = 1000 * nano.bytes_per_token / rate
    print(f"{folder}: {nano.bytes_per_token / 1e6:.1f} MB of weights a token, vocabulary {nano.vocabulary}, ", end="")
    print(
        f"prompts of {min(map(len, prompts))}-{max(map(len, prompts))} tokens, torch threads {torch.get_num_threads()}"
    )
    print(f"{'':10}{'ms an utterance, median':>26}{'worst':>8}{'tokens':>8}{'tokens/s':>10}{'ms a token':>12}")
    per_token = {}
    for name in times:
        pairs = zip(times[name], counts[name], strict=True)
        per_token[name] = statistics.median(ms / count for ms, count in pairs)
        print(
            f"{name:10}{statistics.median(times[name]):26.1f}{max(times[name]):8.1f}{statistics.mean(counts[name]):8.1f}"
            f"{1000 / per_token[name]:10.0f}{per_token[name]:12.2f}"
        )
    print(f"numpy is {per_token['generate'] / per_token['numpy']:.1f} times as fast (medians)")
    print(f"one step of one token: {step:.2f} ms; limit by memory ({rate / 1e9:.1f} GB/s): {limit:.2f} ms, ", end="")
    print(f"so {100 * limit / step:.0f}% of it is reached")


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


def step_time(nano: NanoForward) -> float:
    """Milliseconds of one step of one token behind 60 others, median."""
    nano.truncate(0)
    nano.step([5] * 60)
    return statistics.median(timed(lambda: (nano.truncate(60), nano.step([7]))) for _ in range(200))


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


def random_nano(folder: Path) -> Path:
    """A nano with random weights, its vocabulary filled up with made-up words."""
    from training.nano import nano_config, new_nano
    from training.tokenizer import train_tokenizer

    rng = random.Random(1)
    words = [" " + "".join(rng.choices("abcdefghijklmnop", k=6)) for _ in range(4000)]
    known = [(render_prompt(HISTORY, text), "{}") for text in PROMPTS] * 10
    made_up = [(word, "{}") for word in words]
    new_nano(folder, train_tokenizer(known + made_up, min_frequency=1), nano_config("nano"), seed=1)
    return folder


if __name__ == "__main__":
    print(agent.lm.__name__, "numpy", np.__version__)
    main()
