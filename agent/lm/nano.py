"""nano's forward pass in numpy: a small Falcon, equal to transformers' and some five times faster on a CPU.

One layer, for a row x of the residual stream:  x + [attention(q, K, V) | gelu(u)] @ W_out,  [q k v u] = norm(x) @ W_in.

One token costs two matrix-vector products a layer and little else, so everything that can be folded into the weights at
load is folded there:
- attention and MLP stand in parallel behind one layer norm: their inputs are one matrix, their outputs another;
- the norm's gain goes into W_in, its bias becomes a constant; and since each norm takes the mean away, the embeddings
  and W_out are centred once, so that the stream has mean zero and a norm is one division;
- the rows of q and k are interleaved, so that a rotary position is one multiplication of complex numbers;
- 1/sqrt(head size) goes into q.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agent.lm.interface import ModelError
from agent.lm.weights import Array, read_adapter, read_config, read_safetensors

_EXPECTED = {
    "model_type": "falcon", "multi_query": True, "parallel_attn": True, "new_decoder_architecture": False,
    "alibi": False, "bias": False, "activation": "gelu",
}  # fmt: skip
_DEFAULTS = {"multi_query": True, "parallel_attn": True, "activation": "gelu"}
_GELU_RANGE, _GELU_STEPS = 8.0, 4096


class NanoForward:
    """A Falcon with its key-value cache; implements `LogitsModel`.

    Weights are fp32 in memory. Raises ModelError where the config is another architecture or a tensor is missing or
    has the wrong shape.
    """

    def __init__(self, config: dict[str, Any], tensors: dict[str, Array]) -> None:
        _check(config)
        self.layers = int(config["num_hidden_layers"])
        self.heads = int(config["num_attention_heads"])
        self.hidden = int(config["hidden_size"])
        self.head = self.hidden // self.heads
        self.ffn = int(config.get("ffn_hidden_size") or 4 * self.hidden)
        self.vocabulary = int(config["vocab_size"])
        self._context = int(config.get("max_position_embeddings", 2048))
        self._epsilon = np.float32(config.get("layer_norm_epsilon", 1e-5))
        self._fold(tensors, tied=config.get("tie_word_embeddings", True))
        self._turns = _turns(self._context, self.head, _theta(config))
        self._keys = np.zeros((self.layers, self._context, self.head), np.float32)
        self._values = np.zeros_like(self._keys)
        self._gelu = _gelu_table()
        self._room = _Room(0, 0, 0, 0)
        self.ids: list[int] = []

    @classmethod
    def load(cls, folder: Path, adapter: Path | None = None) -> NanoForward:
        """Reads a model folder and adds a LoRA adapter's update to its weights. Raises ModelError."""
        config = read_config(folder)
        _check(config)
        tensors = read_safetensors(folder / "model.safetensors")
        for name, update in (read_adapter(adapter) if adapter else {}).items():
            if name not in tensors or tensors[name].shape != update.shape:
                raise ModelError(
                    f"the adapter in {adapter} does not fit {folder}", f"{name} is not there or has another shape",
                    "Use it with the model that it was trained on (see its adapter_config.json)",
                )  # fmt: skip
            tensors[name] = tensors[name] + update
        return cls(config, tensors)

    @property
    def context(self) -> int:
        """The most tokens it can read."""
        return self._context

    @property
    def length(self) -> int:
        """Tokens in the cache."""
        return len(self.ids)

    @property
    def bytes_per_token(self) -> int:
        """Bytes of weights that one decoding step reads: what bounds its speed."""
        return sum(w.nbytes for w in (*self._w_in, *self._w_out, self._head))

    def truncate(self, length: int) -> None:
        """Forgets all but the first `length` tokens."""
        del self.ids[length:]

    def prefill(self, ids: Sequence[int]) -> Array:
        """Reads exactly `ids`, reusing the cache as far as it begins alike; the logits after the last."""
        same = 0
        for old, new in zip(self.ids, ids[:-1], strict=False):  # the last one is read anew, for its logits
            if old != new:
                break
            same += 1
        self.truncate(same)
        return self.step(ids[same:])

    def step(self, ids: Sequence[int]) -> Array:
        """Reads `ids` after what is in the cache; the logits after the last, (vocabulary,)."""
        return self.logits(self._stream(ids)[-1])

    def all_logits(self, ids: Sequence[int]) -> Array:
        """Like `step`, but the logits after each of `ids`: shape (len(ids), vocabulary)."""
        return np.stack([self.logits(row) for row in self._stream(ids)])

    def logits(self, row: Array) -> Array:
        """The final norm and the (tied) head for one row of the stream: shape (vocabulary,)."""
        out: Array = self._head @ row
        out *= 1 / math.sqrt(float(row.dot(row)) / self.hidden + float(self._epsilon))
        out += self._head_bias
        return out

    def _stream(self, ids: Sequence[int]) -> Array:
        """Reads `ids` into the cache; the residual stream after the last layer, (len(ids), hidden)."""
        begin, n = len(self.ids), len(ids)
        end = begin + n
        if n == 0 or end > self._context:
            why = "there is nothing to read" if n == 0 else f"{end} tokens are more than its context of {self._context}"
            raise ModelError("nano can't read on", why, "Shorten the utterance")
        heads, head, split = self.heads, self.head, (self.heads + 2) * self.head
        x: Array = self._embeddings[np.asarray(ids, np.intp)]
        turns = self._turns[begin:end, None]
        future = None if n == 1 else np.triu(np.full((n, 1, end), -np.inf, np.float32).reshape(n, end), begin + 1)
        if n > self._room.rows:
            self._room = _Room(n, split + self.ffn, self.hidden + self.ffn, self.ffn)
        room = self._room
        y, joined = room.inner[:n], room.joined[:n]
        for layer in range(self.layers):
            np.matmul(x, self._w_in[layer], out=y)
            y *= 1 / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(self.hidden) + self._epsilon)
            y += self._c_in[layer]
            rotary = y[:, : (heads + 1) * head].view(np.complex64).reshape(n, heads + 1, head // 2)
            rotary *= turns
            keys, values = self._keys[layer, :end], self._values[layer, :end]
            keys[begin:] = y[:, heads * head : (heads + 1) * head]
            values[begin:] = y[:, (heads + 1) * head : split]
            scores = y[:, : heads * head].reshape(n * heads, head) @ keys.T
            if future is not None:
                scores.reshape(n, heads, end)[:] += future[:, None]
            scores -= np.maximum.reduce(scores, axis=1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= np.add.reduce(scores, axis=1, keepdims=True)
            joined[:, : self.hidden] = (scores @ values).reshape(n, self.hidden)
            _gelu_into(y[:, split:], joined[:, self.hidden :], self._gelu, room)
            x += joined @ self._w_out[layer]
        self.ids.extend(ids)
        return x

    def _fold(self, tensors: dict[str, Array], *, tied: bool) -> None:
        def take(name: str, *shape: int) -> Array:
            tensor = tensors.get(name)
            if tensor is None or tensor.shape != shape:
                found = "is missing" if tensor is None else f"has the shape {tensor.shape}, not {shape}"
                raise ModelError(
                    "the weights do not fit config.json", f"{name} {found}",
                    "Train the model again, or restore both files from the same run",
                )  # fmt: skip
            return tensor

        hidden, head, ffn = self.hidden, self.head, self.ffn
        rows = (self.heads + 2) * head
        order = np.arange(rows)
        halves = np.stack([np.arange(head // 2), np.arange(head // 2) + head // 2], axis=1).ravel()
        order[:-head] = (order[:-head].reshape(-1, head)[:, halves]).ravel()
        scale = np.ones((rows, 1), np.float32)
        scale[: self.heads * head] = head**-0.5
        self._w_in, self._c_in, self._w_out = [], [], []
        for layer in range(self.layers):
            at = f"transformer.h.{layer}"
            qkv = take(f"{at}.self_attention.query_key_value.weight", rows, hidden)[order] * scale
            w_in = np.concatenate([qkv, take(f"{at}.mlp.dense_h_to_4h.weight", ffn, hidden)]).T
            gain, bias = take(f"{at}.input_layernorm.weight", hidden), take(f"{at}.input_layernorm.bias", hidden)
            self._c_in.append(bias @ w_in)
            self._w_in.append(np.ascontiguousarray(gain[:, None] * w_in))
            dense = take(f"{at}.self_attention.dense.weight", hidden, hidden)
            w_out = np.concatenate([dense, take(f"{at}.mlp.dense_4h_to_h.weight", hidden, ffn)], axis=1).T
            self._w_out.append(np.ascontiguousarray(w_out - w_out.mean(axis=1, keepdims=True)))
        embeddings = take("transformer.word_embeddings.weight", self.vocabulary, hidden)
        unembed = embeddings if tied else take("lm_head.weight", self.vocabulary, hidden)
        self._embeddings = embeddings - embeddings.mean(axis=1, keepdims=True)
        self._head = np.ascontiguousarray(unembed * take("transformer.ln_f.weight", hidden))
        self._head_bias = unembed @ take("transformer.ln_f.bias", hidden)


class _Room:
    """Places for intermediate values, kept from call to call: fresh pages cost a prompt a third of its time."""

    def __init__(self, rows: int, inner: int, joined: int, ffn: int) -> None:
        self.rows = rows
        self.inner, self.joined = np.empty((rows, inner), np.float32), np.empty((rows, joined), np.float32)
        self.place, self.below = np.empty((rows, ffn), np.float32), np.empty((rows, ffn), np.float32)
        self.index = np.empty((rows, ffn), np.intp)


def _gelu_table() -> tuple[Array, Array]:
    """The normal distribution function at even steps, and its rise to the next; flat beyond both ends."""
    grid = np.linspace(-_GELU_RANGE, _GELU_RANGE, _GELU_STEPS + 1)
    phi = np.array([0.5 * (1 + math.erf(point / math.sqrt(2))) for point in grid])
    phi[0], phi[-1] = 0, 1
    rise = np.append(np.diff(phi), 0)
    rise[0] = 0
    return phi.astype(np.float32), rise.astype(np.float32)


def _gelu_into(x: Array, out: Array, table: tuple[Array, Array], room: _Room) -> None:
    """Writes x * Phi(x), exact gelu to 1e-6: numpy has no erf, so Phi is looked up and interpolated."""
    phi, rise = table
    place, below, index = room.place[: len(x)], room.below[: len(x)], room.index[: len(x)]
    np.multiply(x, np.float32(_GELU_STEPS / (2 * _GELU_RANGE)), out=place)
    place += np.float32(_GELU_STEPS / 2)
    np.floor(place, out=below)
    place -= below
    np.copyto(index, below, casting="unsafe")
    rise.take(index, out=below, mode="clip")
    place *= below
    phi.take(index, out=below, mode="clip")
    place += below
    np.multiply(x, place, out=out)


def _turns(context: int, head: int, theta: float) -> npt.NDArray[np.complex64]:
    """Rotary positions (Su et al. 2021, eq. 34) as unit complex numbers, (context, head / 2)."""
    speed = theta ** (-np.arange(0, head, 2) / head)
    turns: npt.NDArray[np.complex64] = np.exp(1j * np.arange(context)[:, None] * speed).astype(np.complex64)
    return turns


def _theta(config: dict[str, Any]) -> float:
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    kind = rope.get("rope_type", "default")
    if kind != "default":
        raise ModelError("nano can't be loaded", f"its rotary positions are of the kind {kind}", _USE_TRANSFORMERS)
    return float(rope.get("rope_theta", config.get("rope_theta", 10000.0)))


_USE_TRANSFORMERS = "Load it through transformers instead: put `hf:` before the folder's name"


def _check(config: dict[str, Any]) -> None:
    """Refuses what this forward pass does not compute."""
    for key, expected in _EXPECTED.items():
        found = config.get(key, _DEFAULTS.get(key, False))
        if found != expected:
            why = f"{key} is {found!r} in config.json, not {expected!r}"
            raise ModelError("this is no nano", why, _USE_TRANSFORMERS)
    for key in ("num_hidden_layers", "num_attention_heads", "hidden_size", "vocab_size"):
        if not isinstance(config.get(key), int) or config[key] < 1:
            raise ModelError("this is no nano", f"{key} is {config.get(key)!r} in config.json", _USE_TRANSFORMERS)
    if config["hidden_size"] % (2 * config["num_attention_heads"]):
        raise ModelError("this is no nano", "its heads have no even size", _USE_TRANSFORMERS)
