"""The training run: from a recipe to an exported model, read from top to bottom.

    train(load_recipe("nano-scratch"), Path("runs/nano"))
    resume(Path("runs/nano"))

A run folder has run.json (recipe, seed, data version, commit), checkpoints/, best/ where the recipe asks for it,
events.jsonl and at the end final/ (the model in bf16, or the adapter). nano's runs also have start/ (the first weights
and the vocabulary); runs with files of one's own examples.jsonl, what was made of them; runs with a mixture corpus/,
the same in tokens.

Under `accelerate launch` each process calls this; the first one writes.
"""

from __future__ import annotations

import inspect
import json
import os
import shutil
import signal
import sys
import threading
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch

from agent.lm.adapters import base_at, sha256_of
from agent.lm.hf_files import hub_name
from agent.lm.interface import ModelError
from training import data
from training.instructions.instruction import Instruction, InstructionsError
from training.own import examples
from training.run.checkpoint import BEST, CheckpointError, TrainingState, checkpoints, newest_checkpoint, read_state
from training.run.denotation import Posed, posed
from training.run.engine import Engine
from training.run.events import EVENTS, EventLog, Listener
from training.run.export import commit_of, export, read_run
from training.run.loop import Batches, Evaluation, Loop, TrainingError
from training.run.process import training
from training.run.recipe import Recipe, RecipeError
from training.run.samples import probes
from training.run.start import START, own_examples, start_nano
from training.self_instruct.author_data import author_examples

__all__ = ["Evaluation", "TrainingError", "resume", "train"]

SOURCES: dict[str, data.Source] = {"blocks": data.blocks_world, "author": author_examples}
"""By the recipe's name of it, where no files are mixed in."""
TOLD = (
    RecipeError, CheckpointError, TrainingError, examples.ExamplesError, data.NoExamplesError, InstructionsError,
    ModelError, OSError,
)  # fmt: skip
"""Errors whose text says what happened, why, and what to do next; any other is a fault of the program."""
_SEEN = 200
"""Generated examples among which those are chosen that are written out at each evaluation."""


def train(
    recipe: Recipe,
    run: Path,
    *,
    source: data.Source | None = None,
    evaluation: Evaluation | None = None,
    listener: Listener | None = None,
) -> TrainingState:
    """A new run in the folder `run`.

    Without a `source` the examples are the generator's, mixed with those of the recipe's files if there are any.
    Raises RecipeError if there is a run already, ExamplesError and InstructionsError for unusable files, ModelError for
    an unusable base, TrainingError where the lint refuses the data or the loss is no number.
    """
    _quiet_process()
    source = source or (examples.mixed if recipe.data.files else SOURCES[recipe.data.source])
    _check_options(recipe, source)
    with _held(run), ExitStack() as ended:
        if _first_process():
            _make_way(run)
            log = EventLog(run, listener)
            ended.enter_context(_ending_told(log))
            own, base = None, _base_of(recipe)
            if recipe.model.is_nano:
                own = own_examples(recipe, run, log)
                start_nano(recipe, run, source, data_spec(recipe, run), log)
            described = {
                "recipe": recipe.model_dump(mode="json"),
                "seed": recipe.seed,
                "data_version": data.data_version(),
                "commit": commit_of(Path(__file__).parent),
                "source": _name(source),
                "torch": torch.__version__,
                "base": base,
                "examples": own,
                "id": uuid.uuid4().hex,
            }
            _describe(run, described)
        else:
            log = EventLog(run, quiet=True)
            ended.enter_context(_ending_told(log))
        _together()
        return _go(recipe, run, source, log, evaluation, None, TrainingState(), {})


def resume(
    run: Path,
    *,
    recipe: Recipe | None = None,
    source: data.Source | None = None,
    evaluation: Evaluation | None = None,
    listener: Listener | None = None,
) -> TrainingState:
    """Goes on from the newest checkpoint of `run`, exactly as if it had not been stopped.

    With another `recipe` (a longer budget, say) from there on. Raises CheckpointError if there is no checkpoint.
    """
    described = read_run(run)
    recipe = recipe or Recipe.model_validate(described["recipe"])
    _quiet_process()
    if source is None:
        known = {_name(one): one for one in (*SOURCES.values(), examples.mixed)}
        if described["source"] not in known:
            raise CheckpointError(
                f"{run} was trained on {described['source']}, which is not one of the program's sources"
            )
        source = known[described["source"]]
    checkpoint = newest_checkpoint(run)
    state = read_state(checkpoint)
    with _held(run), ExitStack() as ended:
        log = EventLog(run, listener, quiet=not _first_process())
        ended.enter_context(_ending_told(log))
        if _first_process():
            for left in (run / "checkpoints").glob("*.unfinished"):
                shutil.rmtree(left)
        if described.get("data_version") != data.data_version():
            log.emit(
                "note", text="the generator has changed since this run began: from here on its examples are others"
            )
        described |= {"recipe": recipe.model_dump(mode="json")}
        return _go(recipe, run, source, log, evaluation, checkpoint, state, described)


@contextmanager
def _ending_told(log: EventLog) -> Iterator[None]:
    """Whoever follows the events learns why a run ended, also one that never came to its first step.

    Where nothing was told yet there is no run: whoever began it hears of the error.
    """
    here = threading.current_thread() is threading.main_thread()
    before: Any = signal.signal(signal.SIGTERM, _leave) if here else None
    try:
        yield
    except Exception as error:
        why = str(error) or type(error).__name__
        if log.begun:
            log.emit("failed", why=why if isinstance(error, TOLD) else f"{type(error).__name__}: {why}")
        raise
    except BaseException:
        if log.begun:
            log.emit("stopped", reason="signal")
        raise
    finally:
        log.close()
        if here:
            signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    """SIGTERM before the first step: ends like ctrl-C, so that everything is cleared away."""
    sys.exit(128 + number)


def _name(source: data.Source) -> str:
    return f"{source.__module__}:{source.__qualname__}"


def _describe(run: Path, told: Mapping[str, Any]) -> None:
    """Writes run.json, whole or not at all."""
    unfinished = run / "run.unfinished"
    unfinished.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(run / "run.json")


def _check_options(recipe: Recipe, source: data.Source) -> None:
    """Raises RecipeError for options that the generator does not have."""
    parameters = inspect.signature(data.blocks_world).parameters.items()
    known = {name for name, one in parameters if one.kind == one.KEYWORD_ONLY}
    wrong = set(recipe.data.options) - known
    if recipe.model.is_nano and wrong and source in (*SOURCES.values(), examples.mixed):
        raise RecipeError(f"data.options has no {', '.join(sorted(wrong))}; there are {', '.join(sorted(known))}")


def _make_way(run: Path) -> None:
    """Clears away a run that ended before its first checkpoint. Raises RecipeError where there is more than that."""
    if not (run / "run.json").exists():
        return
    if checkpoints(run) or (run / "final").exists():
        raise RecipeError(f"{run} holds a run already; go on with it (--resume {run}) or choose another folder")
    for left in ("corpus", START, BEST):
        shutil.rmtree(run / left, ignore_errors=True)
    for file in ("run.json", EVENTS, examples.FILE):
        (run / file).unlink(missing_ok=True)


def data_spec(recipe: Recipe, run: Path) -> data.DataSpec:
    """The data of a recipe's run."""
    part = recipe.data
    options: dict[str, Any] = dict(part.options)
    if part.files and recipe.model.is_nano:
        file = run / examples.FILE
        options |= {"file": str(file), "replay": part.replay, "vary": part.vary, "digest": sha256_of(file)}
    return data.DataSpec(
        seed=recipe.seed, examples=part.examples, shard_size=part.shard_size, max_length=part.max_length,
        micro_tokens=part.micro_tokens, step_tokens=part.step_tokens, prompt_loss=part.prompt_loss,
        options=options,
    )  # fmt: skip


def _go(
    recipe: Recipe,
    run: Path,
    source: data.Source,
    log: EventLog,
    evaluation: Evaluation | None,
    checkpoint: Path | None,
    state: TrainingState,
    described: Mapping[str, Any],
) -> TrainingState:
    """Sets up the engine and its data, trains, and exports. What is `described` anew is written once all fits."""
    spec = data_spec(recipe, run)
    if recipe.model.is_nano:
        engine, batches, held_out, probes, told = _nano(recipe, run, source, spec, checkpoint, state)
    else:
        engine, batches, held_out, probes, told = _causal(recipe, run, spec, log, state)
    try:
        tests: list[Posed] = []
        if recipe.evaluation.denotation and engine.main:
            tests = posed(data.stream_seed(recipe.seed, 0, data.HELD_OUT), recipe.evaluation.denotation)
        loop = Loop(
            recipe, run, engine, log, state, held_out=held_out, posed=tests, probes=probes, evaluation=evaluation,
            told=told,
        )  # fmt: skip
        if checkpoint:
            loop.restore(checkpoint)
            if engine.main:
                _describe(run, described)
        state.finished = loop.go(batches)
        if state.finished:
            final = run / "final"
            if engine.main:
                export(run, final)
            progress, scores = state.progress, state.best["scores"] if state.best else state.scores
            log.emit(
                "done", step=progress.steps, tokens=progress.tokens, minutes=progress.seconds / 60,
                before=state.before, scores=scores, path=str(final),
            )  # fmt: skip
        engine.wait()
    finally:
        engine.close()
    return state


_Parts = tuple[Engine, Batches, dict[str, list[data.MicroBatch]], list[Instruction], dict[str, Any]]


def _nano(
    recipe: Recipe, run: Path, source: data.Source, spec: data.DataSpec, checkpoint: Path | None, state: TrainingState
) -> _Parts:
    """nano: its engine, and examples that are generated all along."""
    from tokenizers import Tokenizer

    from training.run.nano_engine import NanoEngine

    if _processes() > 1:
        raise TrainingError(
            "nano trains in one process, with a thread for each core. Start it without `accelerate launch`"
        )
    engine = NanoEngine(recipe, run / START, checkpoint or run / START)
    file = run / START / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(file))
    count = recipe.evaluation.examples
    if source is not examples.mixed:
        held_out = {"": data.held_out(tokenizer, source, spec, count)}
    else:
        own = replace(spec, options={"file": spec.options["file"]})
        plain = replace(spec, options=recipe.data.options)
        held_out = {"replayed_": data.held_out(tokenizer, data.blocks_world, plain, count)}
        if any(True for _ in examples.held_out_examples(0, 1, **own.options)):
            held_out = {"": data.held_out(tokenizer, examples.held_out_examples, own, count), **held_out}
        else:
            held_out = {"": held_out["replayed_"]}
    cache = Path(recipe.data.cache) if recipe.data.cache else None
    stream = data.Stream(file, source, spec, start=state.position, workers=recipe.data.workers, cache=cache)
    shown = probes(_nano_pairs(source, spec, recipe), recipe.evaluation.samples)
    told = {"vocabulary": tokenizer.get_vocab_size(), "quantised": 0, "processes": 1}
    return engine, stream, held_out, shown, told


def _nano_pairs(source: data.Source, spec: data.DataSpec, recipe: Recipe) -> Iterator[Instruction]:
    """Held-out examples to choose from: of one's own only two, for the generator's show what must not be forgotten."""
    seed = data.stream_seed(spec.seed, 0, data.HELD_OUT)
    pairs: Iterator[tuple[str, str]] = iter(())
    if recipe.evaluation.samples:
        pairs = source(seed, _SEEN, **spec.options)
        if source is examples.mixed:
            own, options = (
                examples.held_out_examples(0, 2, file=spec.options["file"]),
                dict[str, Any](recipe.data.options),
            )
            pairs = chain(own, data.blocks_world(seed, _SEEN, **options))
    for prompt, completion in pairs:
        yield Instruction(prompt, completion, source.__name__, "")


def _causal(recipe: Recipe, run: Path, spec: data.DataSpec, log: EventLog, state: TrainingState) -> _Parts:
    """Any other model: transformers' engine, and a mixture that is read once and seen in epochs."""
    from training.instructions.corpus import held_out_batches
    from training.run.causal_engine import CausalEngine
    from training.run.mixture import EpochStream, prepare_mixture

    if _first_process():
        prepare_mixture(recipe, run, spec, log)
    _together()
    corpus = prepare_mixture(recipe, run, spec, None)
    engine = CausalEngine(recipe, recipe.model.base_folder or "")
    batches = held_out_batches(corpus, spec, recipe.evaluation.examples)
    held_out = {"": batches} if batches else {}
    stream = EpochStream(corpus.train, spec, recipe.data.layout, state.position)
    order = np.random.default_rng(spec.seed).permutation(len(corpus.held_out_rows))
    shown = probes((corpus.held_out_rows[i] for i in order), recipe.evaluation.samples)
    told = {"vocabulary": len(engine.tokenizer), "quantised": engine.quantised, "processes": _processes()}
    return engine, stream, held_out, shown, told


def _base_of(recipe: Recipe) -> dict[str, str] | None:
    """Name and checksum of the base, if any: what an adapter is checked against when it is loaded."""
    base = recipe.model.base_folder
    if base is None:
        return None
    digest = base_at(base).sha256
    name = base.name if base.is_dir() else hub_name(base)
    return {"name": name} | ({"sha256": digest} if digest else {})


def _quiet_process() -> None:
    from transformers.utils import logging

    from agent.lm.hf import quiet_bitsandbytes

    quiet: Any = logging.disable_progress_bar  # one for each file written, in the middle of our lines
    quiet()
    quiet_bitsandbytes()  # PEFT imports it, whatever the base
    warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*")  # PEFT asks for it


def _processes() -> int:
    """How many processes `accelerate launch` started."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def _held(run: Path) -> AbstractContextManager[None]:
    """So that nobody else trains the run meanwhile; the first of several processes sees to it."""
    return training(run) if _first_process() else nullcontext()


def _first_process() -> bool:
    return os.environ.get("RANK", "0") == "0"


def _together() -> None:
    """Waits until all processes are here."""
    if _processes() > 1:
        from accelerate import PartialState

        PartialState(cpu=not torch.cuda.is_available()).wait_for_everyone()
