"""How a run of nano begins: its own examples as one file, and start/ with the first weights and the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.lm.adapters import sha256_of
from training import data
from training.generate.exclude import excluded, fold
from training.own import examples
from training.run.checkpoint import TOKENIZER_FILES
from training.run.recipe import RecipeError

if TYPE_CHECKING:
    from training.run.events import EventLog
    from training.run.recipe import Recipe

START = "start"
"""The folder in a run's."""


def own_examples(recipe: Recipe, run: Path, log: EventLog) -> dict[str, Any] | None:
    """Writes the run's examples.jsonl from the recipe's files; what it is made of. Raises ExamplesError."""
    if not recipe.data.files:
        return None
    files = [Path(file) for file in recipe.data.files]
    found, notes = examples.read_examples(files, unconfirmed=recipe.data.unconfirmed)
    tested = [example for example in found if fold(example.say) in excluded()]
    if tested:
        found = [example for example in found if fold(example.say) not in excluded()]
        left = f'{len(tested)} left out, as the test suites or the classic dialog have them ("{tested[0].say}")'
        notes = [*notes, left]
    if not found:
        raise examples.ExamplesError(f"nothing is left to train on: {notes[-1]}. Add other examples")
    trained, held_out = examples.write_examples(found, run / examples.FILE, recipe.data.held_out)
    names = ", ".join(file.name for file in files)
    said = f"{trained} example{'s' * (trained != 1)} of {names}, {held_out} more held out"
    for note in [*notes, said]:
        log.emit("note", text=note)
    sums = {file.name: sha256_of(file) for file in files}
    return {"files": sums, "trained_on": trained, "held_out": held_out, "notes": notes}


def start_nano(recipe: Recipe, run: Path, source: data.Source, spec: data.DataSpec, log: EventLog) -> None:
    """Writes start/: the base model, or a new one with its vocabulary."""
    from tokenizers import Tokenizer

    from agent.lm.hf import load_causal_lm
    from training.nano import grow_nano, nano_config, new_nano, save_nano
    from training.tokenizer import grow_tokenizer, train_tokenizer

    def words() -> Iterator[tuple[str, str]]:
        log.emit("preparing", what="vocabulary", pairs=recipe.tokenizer.pairs)
        return data.pairs(source, spec, recipe.tokenizer.pairs)

    if base := recipe.model.base_folder:
        model: Any = load_causal_lm(base, "fp32", device="cpu")
        tokenizer = Tokenizer.from_file(str(base / TOKENIZER_FILES[0]))
        if recipe.tokenizer.grow:
            larger = grow_tokenizer(tokenizer, words(), recipe.tokenizer.size)
            grow_nano(model, tokenizer, larger)
            tokenizer = larger
        save_nano(run / START, model, tokenizer, {"base": base.name})
        return
    if recipe.tokenizer.path:
        try:
            tokenizer = Tokenizer.from_file(recipe.tokenizer.path)
        except Exception as error:  # tokenizers raises bare Exception
            raise RecipeError(f"tokenizer.path {recipe.tokenizer.path} can't be read: {error}") from None
    else:
        tokenizer = train_tokenizer(words(), recipe.tokenizer.size)
    new_nano(run / START, tokenizer, nano_config(recipe.model.size), recipe.seed)
