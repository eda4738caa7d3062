"""The memory of one training step of a LoRA on a frozen causal LM, part by part, from shapes alone.

What is alive at the highest of three moments: the loss (the head's logits), the forward pass through a layer's last
adapter, the backward pass through a layer. The formulas follow training.run.causal_engine and transformers' Falcon
tensor by tensor; tests/training/test_plan.py holds them against measured steps. For other architectures the
attention and the MLP are reckoned as those they are like.

Letters: T tokens of a micro-batch, L the longest row, h hidden size, f width of the MLP, H heads; sizes per token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.lm.memory import Linear, ModelShape, Quantize
from training.run.head_loss import CHUNK_NUMBERS

ALL_LINEAR = "all-linear"
CONTEXT = 0.8e9
"""Bytes of a GPU that torch's kernels, workspaces and holes between tensors take; a rule of thumb."""
PROCESS = 0.6e9
"""Bytes of the process on a computer without a GPU: Python, torch, transformers."""
_SUM = 4
"""Bytes of a trained number's gradient, summed over the micro-batches."""
_GATED = 3
"""An MLP with a gate keeps gate, up and their product; one without, what goes into its activation."""


@dataclass(frozen=True, slots=True)
class StepSpec:
    """What decides a step's memory beside the model.

    micro_tokens and length: tokens of a micro-batch, and of its rows; dtype: numbers that the adapter computes in, and
    an fp32 base with it; gpu: LLM.int8 multiplies in other ways there; optimizer_bytes: for each trained parameter;
    ema: whether a mean of the weights is kept; packed: whether rows have a mask of their own.
    """

    quantize: Quantize
    micro_tokens: int
    length: int
    r: int
    targets: tuple[str, ...]
    dtype: Literal["bf16", "fp32"] = "bf16"
    gpu: bool = True
    checkpointing: bool = True
    dropout: bool = False
    packed: bool = False
    optimizer_bytes: int = 8
    ema: bool = False


@dataclass(frozen=True, slots=True)
class StepMemory:
    """Bytes, part by part; `activations` and `logits` are what they take at the peak, so that all parts add up."""

    weights: int
    adapter: int
    gradients: int
    optimizer: int
    activations: int
    logits: int
    moment: str
    """Where the peak is: "loss", "forward" or "backward"."""

    @property
    def total(self) -> int:
        """The peak of tensor memory."""
        return self.weights + self.adapter + self.gradients + self.optimizer + self.activations + self.logits


def adapted(shape: ModelShape, targets: tuple[str, ...]) -> tuple[Linear, ...]:
    """The linear layers that a LoRA with these targets changes."""
    return tuple(linear for linear in shape.linears if linear.name in targets or targets == (ALL_LINEAR,))


def adapter_parameters(shape: ModelShape, r: int, targets: tuple[str, ...]) -> int:
    """Numbers in A (r, inputs) and B (outputs, r) of all layers."""
    return sum(r * (linear.inputs + linear.outputs) * linear.count for linear in adapted(shape, targets))


def step_memory(shape: ModelShape, spec: StepSpec) -> StepMemory:
    """The peak of a step. Raises nothing: what does not fit together gives nonsense, as it would in training."""
    trained = adapter_parameters(shape, spec.r, spec.targets)
    tokens = max(spec.micro_tokens, spec.length)
    layer = _Layer(shape, spec)
    own = layer.adapter * trained  # bytes of the copies that the model computes with; their gradients have as many
    one_input = tokens * layer.stream * shape.hidden
    whole = layer.saved * tokens + layer.weight_copies
    # What a layer's backward pass finds: with checkpointing the inputs of all up to it, else all that they saved.
    # Towards the first layer it is less and less, while the gradients of the copies become more and more.
    each = one_input if spec.checkpointing else one_input + whole
    begin, end = each * (shape.layers - 1) + one_input, own - own // max(1, shape.layers)
    mask = layer.mask(tokens)
    kept = mask + one_input + max(begin, end)
    at_loss = mask + each * shape.layers + 3 * one_input
    chunk = min(tokens, max(16, CHUNK_NUMBERS // shape.vocabulary))
    logits = 8 * chunk * shape.vocabulary  # in fp32, and once more while their exponentials are summed
    moments = {
        "loss": (at_loss, logits),
        "forward": (kept + whole + layer.forward(tokens), 0),
        "backward": (kept + layer.backward(tokens) + layer.weight_copies, 0),
    }
    moment = max(moments, key=lambda each: sum(moments[each]))
    return StepMemory(
        weights=shape.weight_bytes(spec.quantize),
        adapter=4 * trained + own + (4 * trained if spec.ema else 0),
        gradients=_SUM * trained,
        optimizer=spec.optimizer_bytes * trained,
        activations=moments[moment][0],
        logits=moments[moment][1],
        moment=moment,
    )


class _Layer:
    """Bytes for each token of one layer: what it saves for its gradient, and what comes and goes beside that.

    Public: `stream` between the layers; `adapter`, bytes of a number of A and B; `saved` for the gradient, for each
    token; `weight_copies` for all tokens together.
    """

    def __init__(self, shape: ModelShape, spec: StepSpec) -> None:
        self._spec = spec
        base = 4 if spec.quantize == "fp32" else 2
        self.adapter = 2 if spec.dtype == "bf16" else 4
        autocast = self.adapter < base
        quantised, int8 = spec.quantize in ("int8", "nf4"), spec.quantize == "int8"
        self.stream = base
        self._inner = self.adapter if autocast else base
        changed = adapted(shape, spec.targets)
        per_layer = [(linear.inputs, linear.count / shape.layers) for linear in changed]
        adapted_inputs = sum(inputs * count for inputs, count in per_layer)
        self._h, self._f = shape.hidden, max((linear.inputs for linear in shape.linears), default=shape.hidden)
        wide = [linear for linear in shape.linears if linear.outputs >= self._f and linear.inputs == self._h]
        gated = len([linear for linear in wide if linear.name != "query_key_value"]) > 1
        heads = shape.heads * shape.head_size
        # Inputs themselves are saved where an adapter multiplies them as they are, and by int8 for its own gradient;
        # an adapter in other numbers than they have (PEFT converts them) saves a copy of its own.
        self._copy = 0 if self.adapter == base else self.adapter
        self._own_input = int8 or not self._copy
        own = base * self._h + self._inner * (heads + self._f) if self._own_input else 0
        self._last_adapted = any(linear.inputs == self._f for linear in changed)
        self._copied_last = self._copy * self._f if self._last_adapted else 0
        low_rank = spec.r * self.adapter * sum(count for _, count in per_layer)
        dropped = adapted_inputs * (1 + (0 if autocast else self.adapter)) if spec.dropout else 0
        scores = 4 * shape.heads * spec.length
        # One key head for many query heads: no fused kernel takes it, so torch multiplies it out in fp32, with keys
        # and values copied for every head.
        plain = shape.kind in ("falcon", "mpt", "bloom") and (shape.kind != "falcon" or shape.kv_heads == 1)
        attention = 12 * heads + scores if plain else 4 * heads * self._inner
        self._scores = scores if plain else 0
        self._mlp_in = self._inner * self._f * (_GATED if gated else 1)
        self._mlp_out = self._inner * self._f
        self.saved = int(attention + own + self._mlp_in + self._copy * adapted_inputs + low_rank + dropped)
        # autocast casts fp32 weights at each use, and the product keeps the cast ones for its gradient.
        copies = 2 * sum(linear.parameters for linear in shape.linears) // shape.layers
        self.weight_copies = copies if autocast else 0
        # The largest matrix is taken out of int8 or nf4 for its product. On a CPU bitsandbytes multiplies int8's by its
        # scales with two copies in fp32.
        scaled = 8 if int8 and not spec.gpu else 0
        largest = max((linear.inputs * linear.outputs for linear in shape.linears), default=0)
        self._dequantised = largest * (self._inner + scaled) if quantised else 0

    def forward(self, tokens: int) -> int:
        """Bytes of all tokens at the layer's last adapter: its sums, and what the code still has names for.

        On a CPU, int8 weights are in their full numbers just before that.
        """
        spec, h = self._spec, self._h
        if not self._last_adapted:
            return int(tokens * self._inner * h)
        names = 0 if self._own_input else self._mlp_out + self.stream * h
        weights = self._dequantised - tokens * self._copied_last if self._int8 and not spec.gpu else 0
        return int(max(tokens * (names + 2 * self._inner * h), weights))

    def backward(self, tokens: int) -> int:
        """Bytes of all tokens in a layer's backward pass: what is saved and not used up, and the gradients to come."""
        coming = self.stream * self._h  # the gradient of what the layer gave on
        used = self._copied_last + (self._mlp_out if self._own_input and not self._int8 else 0)
        mlp = self.saved - used + coming + 3 * self._mlp_out
        mlp_with_weights = mlp - self._mlp_out
        # The adapter's own gradients, before its input is used up.
        adapter = self.saved + coming + self.adapter * (2 * self._h + self._f) if self._last_adapted else 0
        attention = self.saved - used - self._mlp_in + coming + 2 * self._scores
        return int(max(tokens * max(mlp, attention, adapter), tokens * mlp_with_weights + self._dequantised))

    def mask(self, tokens: int) -> int:
        """Which token sees which: a byte each, or a number each for packed rows."""
        rows = tokens / self._spec.length
        return int(self._spec.length**2 * (rows * (1 + self.stream) if self._spec.packed else 1))

    @property
    def _int8(self) -> bool:
        return self._spec.quantize == "int8"
