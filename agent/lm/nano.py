"""nano's forward pass in numpy: a small Falcon, equal to transformers' and some five times faster on a CPU.

One layer, for a row x of the residual stream:  x + [attention(q, K, V) | gelu(u)] @ W_out,  [q k v u] = norm(x) @ W_in.

One token costs two matrix-vector products a layer and little else, so everything that can be folded into the weights at
load is folded there:
- attention and MLP stand in parallel behind one layer norm: their inputs are one matrix, their outputs another;
- the norm's gain goes into W_in, its bias becomes a constant; and since each norm takes the mean away, the embeddings
  and W_out are centred once, so that the stream has mean zero and a norm is one division;
- the rows of q and k are interleaved, so that a rotary position is one multiplication of complex numbers;
- 1/sqrt(head size) goes into q, and the scale and shift that make of u a place in a table of gelu into W_in.

Several tokens at once, be they guesses of how a text goes on or branches of it, share one reading of the weights: four
cost little more than one, since memory is the limit. `grow` reads a tree of tokens, each seeing its own ancestors only
("tree attention", Miao et al. 2023, arXiv:2305.09781).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agent.lm.adapters import WEIGHTS, Base, base_at, read_infos
from agent.lm.interface import ModelError
from agent.lm.weights import Array, adapted, read_config, read_safetensors

Turns = npt.NDArray[np.complex64]

_EXPECTED = {
    "model_type": "falcon", "multi_query": True, "parallel_attn": True, "new_decoder_architecture": False,
    "alibi": False, "bias": False, "activation": "gelu",
}  # fmt: skip
_DEFAULTS = {"multi_query": True, "parallel_attn": True, "activation": "gelu"}
_GELU_RANGE, _GELU_SCALE = 8, 512
TREE_ROOM = 512
"""Tokens that a tree may have, beside the text that it branches off."""
_SMALL, _GROUP, _FEW = 1_000_000, 12, 32
"""OpenBLAS multiplies without packing up to so many operations (m * n * k), fastest with at most `_GROUP` rows; for
`_FEW` rows and fewer that takes as little as a third of the time."""


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
        self.adapters: tuple[str, ...] = ()
        """The names of the adapters that are on."""
        self._tensors = tensors
        """The weights without adapters."""
        self._base = Base("nano", None, {name: tensor.shape for name, tensor in tensors.items()})
        self._tied = config.get("tie_word_embeddings", True)
        self._fold(tensors)
        self._turns = _turns(self._context, self.head, _theta(config))
        self._keys = np.zeros((self.layers, self._context + TREE_ROOM, self.head), np.float32)
        self._values = np.zeros_like(self._keys)
        self._gelu = _gelu_table()
        self._room = _Room(0, 0, 0, 0)
        self.ids: list[int] = []
        self._tree: list[int] = []
        """The position of each of the tree's tokens."""
        self._unseen = np.empty((TREE_ROOM, self._context + TREE_ROOM), np.float32)
        """What is added to the scores of a tree's tokens: 0 for what precedes them, else -inf."""

    @classmethod
    def load(cls, folder: Path, *adapters: Path) -> NanoForward:
        """Reads a model folder and adds the updates of LoRA adapters to its weights. Raises ModelError."""
        config = read_config(folder)
        _check(config)
        tensors = read_safetensors(folder / WEIGHTS)
        infos = read_infos(adapters)
        base = base_at(folder, {name: tensor.shape for name, tensor in tensors.items()})
        nano = cls(config, adapted(tensors, infos, base))
        nano._tensors, nano._base, nano.adapters = tensors, base, tuple(info.name for info in infos)
        return nano

    def use(self, adapters: Sequence[Path]) -> None:
        """Puts these adapters on in the place of those that are; forgets what it has read.

        The updates of several add up. Raises ModelError, with all as it was, if one is damaged or does not fit.
        """
        infos = read_infos(adapters)
        self._fold(adapted(self._tensors, infos, self._base))
        self.adapters = tuple(info.name for info in infos)
        self.truncate(0)

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
        self._tree.clear()

    def prefill(self, ids: Sequence[int]) -> Array:
        """Reads exactly `ids`, reusing the cache as far as it begins alike; the logits after the last."""
        self._keep(ids)
        return self.step(ids[len(self.ids) :])

    def verify(self, ids: Sequence[int], guesses: Sequence[int]) -> Array:
        """Like `prefill`, and reads `guesses` too: the logits after `ids` and each guess, (1 + guesses, vocabulary)."""
        self._keep(ids)
        return self._logits(self._read([*ids[len(self.ids) :], *guesses], 1 + len(guesses)))

    def _keep(self, ids: Sequence[int]) -> None:
        """Forgets what does not begin like `ids`; the last one is to be read anew, for its logits."""
        same = 0
        for old, new in zip(self.ids, ids[:-1], strict=False):
            if old != new:
                break
            same += 1
        self.truncate(same)

    def step(self, ids: Sequence[int]) -> Array:
        """Reads `ids` after what is in the cache; the logits after the last, (vocabulary,)."""
        out: Array = self._logits(self._read(ids, 1))[0]
        return out

    def all_logits(self, ids: Sequence[int]) -> Array:
        """Like `step`, but the logits after each of `ids`: shape (len(ids), vocabulary)."""
        return self._logits(self._read(ids, len(ids)))

    def grow(self, ids: Sequence[int], after: Sequence[int], wanted: Sequence[int] | None = None) -> Array:
        """Reads `ids` into a tree beside the text: each follows the token at place `after` of it.

        Places count through the text in the cache and on through the tree, in the order of reading. Gives the logits
        after each of `ids`, or after those whose indices are `wanted`: shape (how many, vocabulary). Whatever changes
        the text (`step`, `prefill`, `truncate`) fells the tree. Raises ModelError if it has no room for more.
        """
        text, old, n = len(self.ids), len(self._tree), len(ids)
        if old + n > TREE_ROOM:
            raise ModelError("nano can't read on", f"a tree has no room for {old + n} tokens", "Shorten the utterance")
        for row, place in enumerate(after, old):
            unseen = self._unseen[row, : text + old + n]
            unseen[:] = -np.inf
            if place < text:
                unseen[: place + 1] = 0
            else:
                unseen[: place + 1] = self._unseen[place - text, : place + 1]
            unseen[text + row] = 0
            self._tree.append(1 + (place if place < text else self._tree[place - text]))
        if n == 0 or max(self._tree[old:]) >= self._context:
            del self._tree[old:]
            raise ModelError("nano can't read on", "a tree outgrows its context", "Shorten the utterance")
        turns, unseen = self._turns[self._tree[old:]], self._unseen[old : old + n, : text + old + n]
        return self._logits(self._stream(ids, text + old, turns, unseen, range(n) if wanted is None else wanted))

    def _logits(self, rows: Array) -> Array:
        """The final norm and the (tied) head for rows of the stream: shape (rows, vocabulary)."""
        out = np.empty((len(rows), self.vocabulary), np.float32)
        _multiply(rows, self._head, out)
        out *= self._scale(rows)
        out += self._head_bias
        return out

    def _read(self, ids: Sequence[int], last: int) -> Array:
        """Reads `ids` into the cache; the residual stream after the last layer, of the `last`: (last, hidden)."""
        begin, n = len(self.ids), len(ids)
        end = begin + n
        if n == 0 or end > self._context:
            why = "there is nothing to read" if n == 0 else f"{end} tokens are more than its context of {self._context}"
            raise ModelError("nano can't read on", why, "Shorten the utterance")
        future = None if n == 1 else np.triu(np.full((n, end), -np.inf, np.float32), begin + 1)
        x = self._stream(ids, begin, self._turns[begin:end], future, range(n - last, n))
        self._tree.clear()
        self.ids.extend(ids)
        return x

    def _stream(
        self, ids: Sequence[int], begin: int, turns: Turns, unseen: Array | None, wanted: Sequence[int]
    ) -> Array:
        """The layers over `ids`, whose keys and values go to the cache's places from `begin` on.

        `turns` are their rotary positions, (len(ids), head / 2); `unseen` is added to the scores, (len(ids), places).
        Of the last layer, all but the `wanted` need only keys and values; comes back in (len(wanted), hidden).
        """
        end = begin + len(ids)
        x: Array = self._embeddings[np.asarray(ids, np.intp)]
        slots: slice | npt.NDArray[np.intp] = slice(begin, end)
        turns = turns[:, None]
        if len(ids) > self._room.rows:
            self._room = _Room(len(ids), self.heads, self.head, self.ffn)
        for layer in range(self.layers):
            if layer == self.layers - 1 and len(wanted) < len(ids):
                self._remember(layer, x, slots, turns)
                kept = np.asarray(wanted, np.intp)
                x, turns, slots = x[kept], turns[kept], begin + kept
                unseen = None if unseen is None else unseen[kept]
            self._layer(layer, x, slots, end, turns, unseen)
        return x

    def _layer(
        self, layer: int, x: Array, slots: slice | npt.NDArray[np.intp], end: int, turns: Turns, unseen: Array | None
    ) -> None:
        """Adds to x, (n, hidden), what one layer makes of it; its keys and values go to the cache's `slots`."""
        n, heads, head = len(x), self.heads, self.head
        room = self._room
        y, rotary, queries, key, value, places, joined, attended, activated, out = room.views(n)
        _multiply(x, self._w_in[layer], y)
        y *= self._scale(x)
        y += self._c_in[layer]
        rotary *= turns
        keys, values = self._keys[layer, :end], self._values[layer, :end]
        keys[slots] = key
        values[slots] = value
        scores = queries.reshape(n * heads, head) @ keys.T
        if unseen is not None:
            scores.reshape(n, heads, end)[:] += unseen[:, None]
        scores -= np.maximum.reduce(scores, axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= np.add.reduce(scores, axis=1, keepdims=True)
        attended[:] = (scores @ values).reshape(n, self.hidden)
        _gelu_into(places, activated, self._gelu, room)
        _multiply(joined, self._w_out[layer], out)
        x += out

    def _remember(self, layer: int, x: Array, slots: slice | npt.NDArray[np.intp], turns: Turns) -> None:
        """Puts the keys and values of x into the cache, and no more."""
        begin = self.heads * self.head
        y = x @ self._w_in[layer][:, begin : begin + 2 * self.head]
        y *= self._scale(x)
        y += self._c_in[layer][begin : begin + 2 * self.head]
        key = np.ascontiguousarray(y[:, : self.head]).view(np.complex64)
        key *= turns[:, 0]
        self._keys[layer, slots] = key.view(np.float32)
        self._values[layer, slots] = y[:, self.head :]

    def _scale(self, x: Array) -> Array:
        """What a norm multiplies its rows by, (n, 1)."""
        scale: Array = 1 / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(self.hidden) + self._epsilon)
        return scale

    def _fold(self, tensors: dict[str, Array]) -> None:
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
            up = take(f"{at}.mlp.dense_h_to_4h.weight", ffn, hidden) * np.float32(_GELU_SCALE)
            w_in = np.concatenate([qkv, up]).T
            gain, bias = take(f"{at}.input_layernorm.weight", hidden), take(f"{at}.input_layernorm.bias", hidden)
            constant = bias @ w_in
            constant[rows:] += _GELU_RANGE * _GELU_SCALE
            self._c_in.append(constant)
            self._w_in.append(np.ascontiguousarray(gain[:, None] * w_in))
            dense = take(f"{at}.self_attention.dense.weight", hidden, hidden)
            w_out = np.concatenate([dense, take(f"{at}.mlp.dense_4h_to_h.weight", hidden, ffn)], axis=1).T
            self._w_out.append(np.ascontiguousarray(w_out - w_out.mean(axis=1, keepdims=True)))
        embeddings = take("transformer.word_embeddings.weight", self.vocabulary, hidden)
        unembed = embeddings if self._tied else take("lm_head.weight", self.vocabulary, hidden)
        self._embeddings = embeddings - embeddings.mean(axis=1, keepdims=True)
        self._head = np.ascontiguousarray((unembed * take("transformer.ln_f.weight", hidden)).T)
        self._head_bias = unembed @ take("transformer.ln_f.bias", hidden)


class _Room:
    """Places for intermediate values, kept from call to call: fresh pages cost a prompt a third of its time."""

    def __init__(self, rows: int, heads: int, head: int, ffn: int) -> None:
        hidden = heads * head
        self.rows, self._heads, self._head = rows, heads, head
        self._inner = np.empty((rows, hidden + 2 * head + ffn), np.float32)
        self._joined, self._out = np.empty((rows, hidden + ffn), np.float32), np.empty((rows, hidden), np.float32)
        self.slope, self.index = np.empty((rows, ffn), np.float32), np.empty((rows, ffn), np.intp)
        self._views: dict[int, tuple[Any, ...]] = {}

    def views(self, n: int) -> tuple[Any, ...]:
        """For n rows: q k v u; q and k as complex numbers; q; k; v; u; the input of W_out; its two parts; x + this."""
        if n not in self._views:
            heads, head = self._heads, self._head
            y, joined = self._inner[:n], self._joined[:n]
            parts = np.split(y, np.cumsum([heads * head, head, head]), axis=1)
            rotary = y[:, : (heads + 1) * head].view(np.complex64).reshape(n, heads + 1, head // 2)
            attended, activated = joined[:, : heads * head], joined[:, heads * head :]
            self._views[n] = (y, rotary, *parts, joined, attended, activated, self._out[:n])
        return self._views[n]


def _multiply(x: Array, matrix: Array, out: Array) -> None:
    """Writes x @ matrix. For a few rows in blocks, each small enough for OpenBLAS not to pack the matrix."""
    rows, columns = out.shape
    if rows == 1 or rows > _FEW or rows * matrix.size <= _SMALL:
        np.matmul(x, matrix, out=out)
        return
    height = -(-rows // -(-rows // _GROUP))
    blocks = -(-height * matrix.size // _SMALL)
    width = -(-columns // (16 * blocks)) * 16
    for left in range(0, columns, width):
        block = matrix[:, left : left + width]
        for top in range(0, rows, height):
            np.matmul(x[top : top + height], block, out=out[top : top + height, left : left + width])


def _gelu_table() -> tuple[Array, Array]:
    """The function gelu as straight lines between even steps of u = 512 x + 4096: what to add to how many times u.

    Below the table it is 0, above it is x.
    """
    grid = np.arange(2 * _GELU_RANGE * _GELU_SCALE + 1)
    points = grid / _GELU_SCALE - _GELU_RANGE
    gelu = points * np.array([0.5 * (1 + math.erf(point / math.sqrt(2))) for point in points])
    slope = np.append(np.diff(gelu), 1 / _GELU_SCALE)
    base = gelu - slope * grid
    slope[0], base[0], base[-1] = 0, 0, -_GELU_RANGE
    return base.astype(np.float32), slope.astype(np.float32)


def _gelu_into(u: Array, out: Array, table: tuple[Array, Array], room: _Room) -> None:
    """Writes gelu(x), exact to 2e-6, for u = 512 x + 4096: numpy has no erf, so it is looked up and interpolated."""
    base, slopes = table
    index, slope = room.index[: len(u)], room.slope[: len(u)]
    np.copyto(index, u, casting="unsafe")
    slopes.take(index, out=slope, mode="clip")
    np.multiply(slope, u, out=out)
    base.take(index, out=slope, mode="clip")
    out += slope


def _turns(context: int, head: int, theta: float) -> Turns:
    """Rotary positions (Su et al. 2021, eq. 34) as unit complex numbers, (context, head / 2)."""
    speed = theta ** (-np.arange(0, head, 2) / head)
    turns: Turns = np.exp(1j * np.arange(context)[:, None] * speed).astype(np.complex64)
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
