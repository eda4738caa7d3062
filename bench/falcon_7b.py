"""What falcon-7b does on a card of 24 GB: training a LoRA in int8, and chatting; ours beside the libraries' own ways.

    python -m bench.falcon_7b                       on a GPU: a falcon-7b with random weights, about 10 minutes
    python -m bench.falcon_7b --small               the same at small size in seconds, on a CPU too
    python -m bench.falcon_7b --data databricks-dolly-15k.jsonl --tokenizer FALCON_FOLDER

Training: our engine beside Trainer + PEFT, on rows as long as Dolly's. Each takes its turn alone on the card, loads the
model, takes a step of the longest rows (which warms it up, and takes the most memory), then trains for as long as the
other. Trainer gets batches of 8 rows, or the most that fit. Chatting: our decode loop beside `generate`, in turns, on
one loaded model. What fails, for want of memory say, is a row that says so; the rest goes on.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from agent.lm.interface import ModelError, Sampling
from agent.lm.memory import GB, Quantize
from bench.contestants import BATCH, Ours, Plain, device, settle
from bench.falcon_made import END_ID, FULL, SMALL, Size, rows_like_dolly, write_falcon, write_tokenizer
from training.data import DataSpec, Shard
from training.instructions.instruction import InstructionsError
from training.plan.cards import card_named
from training.plan.plan import plan_of
from training.run.recipe import MixturePart, Recipe, load_recipe

PARTS = ("train", "chat")
FORMATS: tuple[tuple[str, Quantize, float], ...] = (
    ("int8, threshold 6", "int8", 6.0), ("int8, threshold 0", "int8", 0.0), ("nf4", "nf4", 0.0), ("bf16", "bf16", 0.0),
)  # fmt: skip
ROUNDS = 2
EPOCHS, EPOCH_TOKENS = 3, 2_690_000
"""Of Dolly, in Falcon's vocabulary with nothing cut; its rows of at most 512 have some 2.2 million."""
_OF_TRAINING = 0.7
"""The share of the minutes that training is measured for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. figures: ours and the other's, None where it failed; least: whether less is better."""

    what: str
    figures: tuple[float | None, ...] = (None, None)
    note: str = ""
    least: bool = False

    def __str__(self) -> str:
        ours, other = self.figures
        ratio = "-"
        if ours and other:
            ratio = f"{(other / ours if self.least else ours / other):.2f}x"
        return f"{self.what:<32}{_figure(ours):>10}{_figure(other):>10}{ratio:>10}  {self.note}".rstrip()


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn at training. peak: bytes of tensors at the highest moment; layers: how many are in int8."""

    tokens: int
    seconds: float
    peak: int
    layers: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something gave no figure."""

    why: str
    memory: bool


@dataclass(frozen=True, slots=True)
class Data:
    """Rows to train on, and how many tokens an epoch of Dolly has."""

    shard: Shard
    epoch: int


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="2 layers of 128 instead of falcon-7b, in seconds")
    parser.add_argument("--data", type=Path, help="rows like Dolly's, as JSON lines, instead of random tokens")
    parser.add_argument("--tokenizer", default="falcon-7b", help="for --data: a folder or id (default: falcon-7b)")
    parser.add_argument("--minutes", type=float, help="measured in all, loading not counted (default: 4)")
    parser.add_argument("--card-gb", type=float, default=24, help="memory that a GPU is held to (default: 24)")
    parser.add_argument("--parts", default=",".join(PARTS), help="which (default: train,chat)")
    options = parser.parse_args(argv)
    parts = sorted(set(options.parts.split(",")))
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"--parts {', '.join(unknown)}: there are {', '.join(PARTS)}")
    if not options.small and device() == "cpu":
        parser.error("falcon-7b is measured on a GPU, and torch sees none here; --small measures at small size")
    seconds = 60 * (options.minutes or (0.02 if options.small else 4))
    if options.small:
        torch.set_num_threads(1)  # two would wait for each other longer than they compute
    try:
        with tempfile.TemporaryDirectory(prefix="etaoin-") as folder:
            for line in measure(Path(folder), SMALL if options.small else FULL, parts, seconds, options):
                print(line, flush=True)
    except (ModelError, InstructionsError, OSError) as error:
        print(f"falcon_7b: {error}", file=sys.stderr)
        return 2
    return 0


def measure(base: Path, size: Size, parts: Sequence[str], seconds: float, options: argparse.Namespace) -> Iterator[str]:
    """The lines of the table, each as soon as it is known."""
    recipe = _recipe(base, size)
    spec = _spec(recipe)
    data, size = _data(base, size, recipe, spec, options)
    begin = time.perf_counter()
    write_falcon(base, size, device())
    _release()
    yield f"measured on: {_machine(options.card_gb)}"
    yield (
        f"a Falcon of {size.layers} layers x {size.hidden}, vocabulary {size.vocabulary:,}, random weights "
        f"(written in {time.perf_counter() - begin:.0f} s); rows of {options.data or 'random tokens'}"
    )
    training_share = _OF_TRAINING if len(parts) == len(PARTS) else 1
    if "train" in parts:
        yield f"\n{'training, int8 LoRA':<32}{'etaoin':>10}{'Trainer':>10}{'better by':>10}"
        yield from map(str, training(recipe, base, data, spec, seconds * training_share, options.card_gb))
    if "chat" in parts:
        yield f"\n{'chat':<32}{'etaoin':>10}{'generate':>10}{'better by':>10}"
        yield from map(str, chatting(base, size, seconds * (1 - training_share or 1)))


def training(recipe: Recipe, base: Path, data: Data, spec: DataSpec, seconds: float, card_gb: float) -> Iterator[Row]:
    """Speed, memory and hours of both. Trainer's batch is halved until it fits."""
    each = seconds / ROUNDS / 2
    turns: dict[str, list[Turn]] = {Ours.name: [], Plain.name: []}
    failed: dict[str, Failure] = {}
    batch = BATCH
    for number in range(ROUNDS):
        for name in turns:
            while name not in failed:
                make = _maker(name, recipe, base, data.shard, spec, batch)
                done = attempt(partial(_turn, make, each, number == ROUNDS - 1))
                if isinstance(done, Turn):
                    turns[name].append(done)
                    break
                if name == Plain.name and done.memory and batch > 1:
                    yield Row(f"{name}, batch {batch}", note=f"{done.why} (within {card_gb:g} GB)")
                    batch //= 2
                    turns[name].clear()  # those of a larger batch can't be repeated
                else:
                    failed[name] = done
                    yield Row(name, note=done.why)
    speeds = tuple(None if name in failed else _speed(turns[name]) for name in turns)
    peaks = tuple(None if name in failed else max(turn.peak for turn in turns[name]) / GB for name in turns)
    hours = tuple(speed and EPOCHS * data.epoch / speed / 3600 for speed in speeds)
    told = f"Trainer's batch {batch}; of falcon-7b 2.5x is expected"
    if not failed:
        ratios = sorted(_speed([a]) / _speed([b]) for a, b in zip(*turns.values(), strict=False))
        told = f"rounds {ratios[0]:.2f} to {ratios[-1]:.2f}; {told}"
    layers = {turn.layers for each_turn in turns.values() for turn in each_turn}
    plan = attempt(partial(_planned, recipe, card_gb))
    planned = f"planned for ours: {plan.why if isinstance(plan, Failure) else f'{plan:.3g}'}"
    counted = f"{'/'.join(map(str, layers)) or 'no'} layers in int8"
    yield Row("tokens/s", speeds, told)
    yield Row("peak of tensors, GB", peaks, f"{planned}; {counted}", least=True)
    yield Row(f"Dolly x {EPOCHS}, hours", hours, "the course before this project: 9", least=True)


def chatting(base: Path, size: Size, seconds: float) -> Iterator[Row]:
    """Tokens a second of one answer at a time, in each number format."""
    for name, quantize, threshold in FORMATS:
        done = attempt(partial(_chat, base, size, quantize, threshold, seconds / len(FORMATS)))
        what = f"{name}, tokens/s"
        yield replace(done, what=what) if isinstance(done, Row) else Row(what, note=done.why)


def attempt(work: Callable[[], Any]) -> Any:
    """What `work` gives, or a Failure; either way what it took of the GPU is free again."""
    try:
        done = work()
    except Exception as error:  # whatever one contestant dies of, the others are measured
        text = str(error).strip() or type(error).__name__
        memory = isinstance(error, torch.OutOfMemoryError) or any(
            sign in text.lower() for sign in ("out of memory", "can't allocate memory", "does not fit")
        )
        done = Failure("out of memory" if memory else f"failed: {text.splitlines()[0][:160]}", memory)
    _release()  # only here is the error gone, and with it the frames that held the model
    return done


def _release() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _maker(
    name: str, recipe: Recipe, base: Path, shard: Shard, spec: DataSpec, batch: int
) -> Callable[[], Ours | Plain]:
    """Loads the model of a contestant."""
    if name == Ours.name:
        return partial(Ours, recipe, base, shard, spec)
    return partial(Plain, recipe, base, shard, spec, batch=batch)


def _turn(make: Callable[[], Ours | Plain], seconds: float, last: bool) -> Turn:
    """Loads the model, warms up, finds how fast it is, and trains for about so many seconds."""
    import bitsandbytes as bnb
    from accelerate.state import AcceleratorState

    AcceleratorState._reset_state(True)  # the other's, which may want other numbers
    one = make()
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    one.run_longest()
    tokens, took = one.run(1)
    if took < seconds:
        tokens, took = one.run(int(tokens / took * seconds))
    # On a CPU counting takes a step of its own: once is enough, it comes out the same each time.
    peak = _peak(one) if last or torch.cuda.is_available() else 0
    kind: Any = bnb.nn
    return Turn(tokens, took, peak, sum(isinstance(module, kind.Linear8bitLt) for module in one.model.modules()))


def _chat(base: Path, size: Size, quantize: Quantize, threshold: float, seconds: float) -> Row:
    """One model in turns by both, on the same prompt, until the time is up; the end token ends nothing."""
    from agent.lm.hf import check_quantised, load_causal_lm
    from agent.lm.hf_model import HFModel
    from agent.lm.sampling import sample

    model: Any = load_causal_lm(base, quantize, device=device(), int8_threshold=threshold)
    layers = check_quantised(model, quantize) if quantize in ("int8", "nf4") else 0
    model.generation_config.eos_token_id = None
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    prompt = np.random.default_rng(1).integers(END_ID + 1, size.vocabulary, size.prompt).tolist()
    loop = HFModel(model)

    def by_loop(count: int) -> list[int]:
        loop.truncate(0)
        return list(sample(loop, prompt, Sampling(max_tokens=count), ()))

    def by_generate(count: int) -> list[int]:
        ids = torch.tensor([prompt], device=device())
        out = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=count,
            pad_token_id=END_ID,
        )  # fmt: skip
        written: list[int] = out[0, len(prompt) :].tolist()
        return written

    both = (by_loop, by_generate)
    for work in both:
        work(2)
    times: list[tuple[float, float]] = []
    answers: list[list[int]] = []
    while len(times) < ROUNDS or sum(map(sum, times)) < seconds:
        answers, took = [], []
        for work in both:
            settle()
            begin = time.perf_counter()
            answers.append(work(size.answer))
            settle()
            took.append(time.perf_counter() - begin)
        times.append((took[0], took[1]))
    if any(len(answer) != size.answer for answer in answers):
        raise RuntimeError(f"the answers have {len(answers[0])} and {len(answers[1])} tokens instead of {size.answer}")
    same = sum(a == b for a, b in zip(*answers, strict=True))
    note = f"{len(times)} rounds; {same} of {size.answer} tokens the same"
    note += f"; {layers} layers in {quantize}" if layers else ""
    if torch.cuda.is_available():
        note += f"; peak {torch.cuda.max_memory_allocated() / GB:.1f} GB"
    speeds = tuple(size.answer * len(times) / sum(column) for column in zip(*times, strict=True))
    return Row("", speeds, note)


def _peak(one: Ours | Plain) -> int:
    """Bytes of tensors at the highest moment of training: what torch counted on a GPU; on a CPU, where it doesn't
    count, what is held and every allocation of one more step of the longest rows.
    """
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated()
    from torch.profiler import ProfilerActivity, profile

    held = _held(one)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        one.run_longest()
    events = [event for event in profiler.profiler.kineto_results.events() if event.name() == "[memory]"]
    changes = [event.nbytes() for event in sorted(events, key=lambda event: event.start_ns())]
    return held + max(0, int(np.cumsum(changes).max(initial=0)))


def _held(one: Ours | Plain) -> int:
    """Bytes of the model, its adapter and the optimiser's memory between two steps; what is shared counts once."""
    tensors = [*one.model.parameters(), *one.model.buffers()]
    for module in one.model.modules():
        states = (getattr(module, "state", None), getattr(module, "weight", None))  # int8's scales are on either
        tensors += [getattr(state, key, None) for state in states for key in ("CB", "SCB")]
    if isinstance(one, Ours):
        tensors += [*one.engine.weights.values(), *one.optimizer.memory().values()]
    elif one.optimizer:
        tensors += [value for slots in one.optimizer.state.values() for value in slots.values()]
    kept = [tensor.untyped_storage() for tensor in tensors if isinstance(tensor, torch.Tensor)]
    return sum({storage.data_ptr(): storage.nbytes() for storage in kept}.values())


def _planned(recipe: Recipe, card_gb: float) -> float:
    """Gigabytes of tensors that `etaoin train --plan` reckons with."""
    return plan_of(recipe, card_named(f"{card_gb:g}" if torch.cuda.is_available() else "cpu")).memory.total / GB


def _speed(turns: Sequence[Turn]) -> float:
    return sum(turn.tokens for turn in turns) / sum(turn.seconds for turn in turns)


def _recipe(base: Path, size: Size) -> Recipe:
    """The recipe that comes with the program, on the model in `base`."""
    sizes = {key: getattr(size, key) for key in ("max_length", "micro_tokens", "step_tokens")}
    settings = {"model.base": str(base), "threads": 1 if size.layers == SMALL.layers else 0}
    return load_recipe("falcon-7b-dolly", settings | {f"data.{key}": value for key, value in sizes.items()})


def _spec(recipe: Recipe) -> DataSpec:
    part = recipe.data
    return DataSpec(
        recipe.seed, max_length=part.max_length, micro_tokens=part.micro_tokens, step_tokens=part.step_tokens
    )


def _data(base: Path, size: Size, recipe: Recipe, spec: DataSpec, options: argparse.Namespace) -> tuple[Data, Size]:
    """Rows of a file in tokens, or random ones; the size with the vocabulary that goes with them."""
    if options.data is None:
        write_tokenizer(base)
        return Data(rows_like_dolly(size), EPOCH_TOKENS), size
    from training.instructions.corpus import prepare
    from training.instructions.tokenise import tokenizer_of

    tokenizer, end = tokenizer_of(options.tokenizer)
    write_tokenizer(base, tokenizer, end)
    shard = prepare([MixturePart(source=str(options.data))], tokenizer, spec, end=end, held_out=0.0).train
    vocabulary = -(-tokenizer.get_vocab_size() // 64) * 64
    return Data(shard, int(shard.lengths.sum())), replace(size, vocabulary=vocabulary)


def _machine(card_gb: float) -> str:
    """The device, what it is held to, and the versions; on a GPU, holds it."""
    names = ("torch", "transformers", "peft", "bitsandbytes")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    if not torch.cuda.is_available():
        return f"{platform.machine()} CPU, {os.cpu_count()} cores, no GPU; {versions}"
    whole = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, card_gb * GB / whole), 0)
    return (
        f"{torch.cuda.get_device_name(0)}, {whole / GB:.1f} GB, of which {min(card_gb, whole / GB):.1f} may be used; "
        f"{versions}"
    )


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value >= 1e-2 else f"{value:.2g}"


if __name__ == "__main__":
    sys.exit(main())
