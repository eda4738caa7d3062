"""A recipe: everything that decides what a training run makes, as one TOML file checked field by field."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.lm.registry import is_nano

RECIPES = Path(__file__).parent.parent / "recipes"
"""Where the recipes that come with the program are."""
PROGRAM = Path(__file__).parents[2]
"""The folder of the program, with agent/models in it."""

_NANO_LAYERS = ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h")
Share = Annotated[float, Field(ge=0, le=1)]


class RecipeError(Exception):
    """A recipe can't be used. `str()` of it says what is wrong, where, and what to do next."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class BudgetPart(_Part):
    """When the run is over: the first of these that is reached. The learning rate follows whichever is nearest."""

    minutes: Annotated[float, Field(gt=0)] | None = None
    """Minutes of training (pauses between a stop and a resume don't count)."""
    steps: Annotated[int, Field(gt=0)] | None = None
    """Steps of the optimiser."""
    tokens: Annotated[int, Field(gt=0)] | None = None
    """Tokens seen, prompts counted, padding not."""
    epochs: Annotated[float, Field(gt=0)] | None = None
    """With a mixture: how often all of it is seen."""


class ModelPart(_Part):
    """Which model is trained."""

    size: Literal["nano", "micro"] = "nano"
    """The shape of a new one, see training.nano."""
    base: str | None = None
    """A model to go on from, with its tokenizer, instead of a new one: a folder here or within the program, falcon-7b,
    or any causal language model's id on the hub."""
    quantize: Literal["int8", "nf4", "bf16", "fp32"] | None = None
    """The number format of a base that transformers loads; none: int8 on a GPU, fp32 without."""
    gradient_checkpointing: bool = True
    """Computes each layer's inner values twice instead of keeping them; for a base that transformers loads."""

    @property
    def base_folder(self) -> Path | None:
        """`base` as it is found from here or, if not there, within the program (agent/models/nano)."""
        if self.base is None:
            return None
        own = PROGRAM / self.base
        return own if not Path(self.base).exists() and own.exists() else Path(self.base)

    @property
    def is_nano(self) -> bool:
        """Whether nano's own forward pass trains it: a new model, or a base that is a nano."""
        return self.base_folder is None or is_nano(self.base_folder)


class TokenizerPart(_Part):
    """The vocabulary of a new model, or a larger one for a base."""

    size: Annotated[int, Field(ge=300, le=65536)] = 3584
    """The most tokens it may have."""
    grow: bool = False
    """Adds new pieces to a base's vocabulary, up to `size`; its own tokens stay as they are."""
    pairs: Annotated[int, Field(gt=0)] = 60_000
    """Generated examples that it is made from."""
    path: str | None = None
    """A tokenizer.json to use instead of making one."""


class MixturePart(_Part):
    """One kind of instruction data in a mixture; see training.instructions."""

    source: str
    """dolly, oasst1 (from the hub), blocks (generated), or a file of JSON lines."""
    weight: Annotated[float, Field(gt=0)] = 1.0
    """How often it comes, beside its own size: 2 shows each of its examples twice in an epoch, 0.5 half of them."""
    limit: Annotated[int, Field(gt=0)] | None = None
    """The most examples of it; of blocks, how many are generated (20,000 unless said otherwise)."""


class DataPart(_Part):
    """Examples and batches; see training.data.DataSpec."""

    source: Literal["blocks", "author"] = "blocks"
    """blocks: what is said and what it means; author: the other way round, for self-instruct's companion of nano."""
    examples: Annotated[int, Field(ge=0)] = 0
    """Different examples before they repeat in another order; 0: they never repeat."""
    shard_size: Annotated[int, Field(ge=8)] = 8192
    """Examples that are generated, sorted by length and shuffled together."""
    max_length: Annotated[int, Field(ge=16, le=2048)] = 320
    """Longer examples (in tokens) are left out."""
    micro_tokens: Annotated[int, Field(ge=64)] = 4096
    """The most tokens of one forward pass."""
    step_tokens: Annotated[int, Field(ge=64)] = 8192
    """About how many tokens one step of the optimiser sees."""
    prompt_loss: Share = 0.0
    """The weight of a prompt token in the loss; a token of the completion has 1."""
    workers: Annotated[int, Field(ge=0, le=64)] = 1
    """Processes that generate ahead; 0: in the training process."""
    cache: str | None = None
    """A folder to keep generated shards in, for other runs with the same data."""
    options: dict[str, bool | int | float | str] = Field(default_factory=dict)
    """Handed to the generator."""
    mixture: tuple[MixturePart, ...] = ()
    """Instruction data that is read once and trained on in epochs, instead of examples that are generated all along."""
    leave_out_tested: bool = False
    """With a mixture: leaves out sentences of the test suites and the classic dialog, instead of refusing to train."""
    layout: Literal["buckets", "packed"] = "buckets"
    """With a mixture: rows of like-long examples, padded; or rows filled with several, each masked from the others."""
    files: tuple[str, ...] = ()
    """Examples of one's own (JSON lines, see training.own.examples); generated ones are replayed between them."""
    replay: Share = 0.5
    """With files: the share of examples that are generated."""
    vary: bool = True
    """With files: their examples come in other colours and with slips of typing."""
    held_out: Share = 0.1
    """With files: the share of their examples that is kept to evaluate."""
    unconfirmed: bool = True
    """With robot commands: also those that the board does not confirm, if their words fit their tree."""


class AdapterPart(_Part):
    """A LoRA adapter on the base instead of new weights; see training.run.adapter."""

    r: Annotated[int, Field(ge=0, le=1024)] = 0
    """The rank; 0: no adapter, all weights are trained."""
    alpha: Annotated[int, Field(gt=0)] = 32
    """The change is scaled by alpha / r."""
    targets: tuple[str, ...] = ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h")
    """The linear layers that are changed, by name; single ones by the end of their path (h.0.mlp.dense_h_to_4h)."""
    distill: bool = False
    """Learns the targets that the base gets wrong, and keeps its probabilities where it is right; for nano."""
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """The share of each adapted layer's input that is left out by chance; not for nano."""


class OptimizerPart(_Part):
    """How a step follows from the gradient, and the mean of the weights over time; see training.run.optimizer."""

    kind: Literal["adamw", "muon", "adamw8bit", "paged_adamw8bit"] = "adamw"
    """adamw (Loshchilov & Hutter 2019); muon for the matrices in the layers and adamw for the rest; adamw8bit with its
    memory in 8 bits (Dettmers et al. 2022), paged also in the computer's memory where the GPU's is full."""
    lr: Annotated[float, Field(gt=0, le=1)] = 1e-3
    """The peak learning rate."""
    betas: tuple[Share, Share] = (0.9, 0.95)
    """How long gradients and their squares are remembered."""
    eps: Annotated[float, Field(gt=0)] = 1e-8
    """Added to the root of the squares."""
    weight_decay: Annotated[float, Field(ge=0)] = 0.1
    """Pull of matrices towards 0; norms have none."""
    clip: Annotated[float, Field(gt=0)] = 1.0
    """The longest gradient."""
    ema: Annotated[float, Field(ge=0, lt=1)] = 0.999
    """How much of the mean of the weights a step keeps; the mean is what is evaluated and exported. 0: no mean."""


class SchedulePart(_Part):
    """The learning rate over the run."""

    kind: Literal["wsd", "cosine"] = "wsd"
    """wsd: warm up, stay, decay linearly (Hu et al. 2024, section 4); cosine: warm up, then half a cosine."""
    warmup_steps: Annotated[int, Field(ge=0)] = 100
    """Steps from 0 to the peak."""
    decay: Share = 0.4
    """The share of the budget over which wsd decays, at its end."""
    final: Share = 0.0
    """The last learning rate, as a share of the peak."""


class EvaluationPart(_Part):
    """Held-out examples of the same generator."""

    examples: Annotated[int, Field(gt=0)] = 2048
    """How many."""
    every_minutes: Annotated[float, Field(gt=0)] = 3
    """How often; always once more at the end."""
    every_steps: Annotated[int, Field(gt=0)] | None = None
    """How often, by steps instead of minutes: then runs can be compared step by step."""
    denotation: Annotated[int, Field(ge=0)] = 0
    """How many held-out sentences are acted on in the world: right where the outcome is that of the right action."""
    samples: Annotated[int, Field(ge=0, le=32)] = 4
    """How many held-out sentences are written out each time, to read along; the same ones all through the run."""
    best: Literal["loss", "accuracy", "denotation"] | None = None
    """The score by which the best checkpoint is kept and exported; none: the last one is."""
    patience: Annotated[int, Field(ge=0)] = 0
    """With `best`: the run ends after so many evaluations without a better score; 0: never."""


class CheckpointPart(_Part):
    """What is kept to go on from."""

    every_minutes: Annotated[float, Field(gt=0)] = 5
    """How often; always once more when the run ends or is stopped."""
    every_steps: Annotated[int, Field(gt=0)] | None = None
    """How often, by steps instead of minutes."""
    keep: Annotated[int, Field(gt=0)] = 2
    """The newest so many."""


class Recipe(_Part):
    """A whole recipe."""

    seed: Annotated[int, Field(ge=0)] = 1
    """Of everything that is left to chance: first weights, examples, their order."""
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    """Cores to compute on; 0: all there are."""
    dtype: Literal["bf16", "fp32"] = "bf16"
    """Numbers of the computation; weights and optimiser are fp32 always."""
    log_every_seconds: Annotated[float, Field(ge=0)] = 5
    """How often a step is written to events.jsonl; 0: each."""
    budget: BudgetPart = BudgetPart()
    model: ModelPart = ModelPart()
    tokenizer: TokenizerPart = TokenizerPart()
    adapter: AdapterPart = AdapterPart()
    data: DataPart = DataPart()
    optimizer: OptimizerPart = OptimizerPart()
    schedule: SchedulePart = SchedulePart()
    evaluation: EvaluationPart = EvaluationPart()
    checkpoint: CheckpointPart = CheckpointPart()


def load_recipe(name_or_path: str, overrides: dict[str, Any] | None = None) -> Recipe:
    """A recipe by name ("nano-scratch") or TOML file, with `overrides` by dotted key. Raises RecipeError."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = RECIPES / f"{name_or_path}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in RECIPES.glob("*.toml")))
        raise RecipeError(f"there is no recipe {name_or_path}. There are: {known}; or give a .toml file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} can't be read: {error}") from None
    return check_recipe(values, overrides, where=str(path))


def check_recipe(values: dict[str, Any], overrides: dict[str, Any] | None = None, where: str = "the recipe") -> Recipe:
    """A recipe from plain values. Raises RecipeError, which names every wrong field and near misses of its name."""
    for key, value in (overrides or {}).items():
        *parts, last = key.split(".")
        inner = values
        for part in parts:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                raise RecipeError(f"{key} can't be set: {part} is a value, not a section")
        inner[last] = value
    try:
        recipe = Recipe.model_validate(values)
    except ValidationError as error:
        lines = [_explain(list(problem["loc"]), problem["type"], problem["msg"]) for problem in error.errors()]
        raise RecipeError(f"{where} can't be used:\n" + "\n".join(f"  {line}" for line in lines)) from None
    if recipe.adapter.r and (recipe.model.base is None or recipe.tokenizer.grow):
        raise RecipeError(f"{where} has an adapter: set model.base to its model, and tokenizer.grow to false")
    if not recipe.model.is_nano:
        if not recipe.adapter.r:
            raise RecipeError(f"{where} has a base that is no nano: it is trained through an adapter, set adapter.r")
        if not recipe.data.mixture and not recipe.data.files:
            raise RecipeError(f"{where} has a base that is no nano: say what it learns in data.mixture, or with --data")
        if recipe.optimizer.kind == "muon":
            raise RecipeError(f"{where}: muon is for nano's own weights; set optimizer.kind to adamw")
    elif recipe.adapter.r and (wrong := {t for t in recipe.adapter.targets if t.split(".")[-1] not in _NANO_LAYERS}):
        known = ", ".join(_NANO_LAYERS)
        raise RecipeError(
            f"{where}: nano has no layer {', '.join(sorted(wrong))}; set adapter.targets to some of {known}"
        )
    elif recipe.data.mixture:
        raise RecipeError(f"{where} trains nano, which learns from generated examples: leave out data.mixture")
    elif recipe.adapter.dropout:
        raise RecipeError(f"{where} trains nano, which has no dropout: leave out adapter.dropout")
    if recipe.budget.epochs and recipe.model.is_nano and not recipe.data.examples:
        raise RecipeError(f"{where}: its examples never end, so there are no epochs; set another budget")
    if recipe.budget == BudgetPart():
        raise RecipeError(f"{where} never ends: set budget.minutes, budget.steps, budget.tokens or budget.epochs")
    return recipe


def parse_override(text: str) -> tuple[str, Any]:
    """`--set optimizer.lr=3e-4` as key and value; a value that is no TOML is a string. Raises RecipeError."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise RecipeError(f"--set needs key=value, as in optimizer.lr=1e-3; it got {text!r}")
    try:
        return key.strip(), tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


def _explain(location: list[int | str], kind: str, message: str) -> str:
    name = ".".join(map(str, location))
    if kind != "extra_forbidden":
        return f"{name}: {message[:1].lower()}{message[1:]}"
    part: type[BaseModel] = Recipe
    for step in location[:-1]:
        part = type(part.model_fields[str(step)].default)
    known = list(part.model_fields)
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    elsewhere = [
        f"{section}.{location[-1]}"
        for section, described in Recipe.model_fields.items()
        if isinstance(described.default, BaseModel) and location[-1] in type(described.default).model_fields
    ]
    hint = near or elsewhere
    advice = f"did you mean {hint[0]}?" if hint else f"there are {', '.join(known)}"
    return f"{name}: there is no such key; {advice}"
