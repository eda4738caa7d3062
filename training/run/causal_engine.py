"""Any causal language model in training: transformers loads it, PEFT puts a LoRA on it, accelerate joins processes.

    base, frozen: int8, nf4, bf16 or fp32
    A and B of LoRA: fp32, and copies in bf16 that the model computes with (Micikevicius et al. 2018, section 3.1)

Nothing runs under autocast, unless the base is in fp32: on a GPU autocast takes norms in fp32, and the whole residual
stream after them. Two things make it several times as fast as a plain Trainer on short texts of different lengths, at
the same loss: rows of like lengths (or packed ones) instead of padding, and the head only where there is a target
(head_loss).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from agent.lm.interface import ModelError
from training.cores import cores
from training.run.engine import Scores, Weights
from training.run.head_loss import head_loss

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from training.data import MicroBatch, Step
    from training.run.recipe import Recipe

ALL_LINEAR = "all-linear"
_PREFIX, _NAME = "base_model.model.", ".default"
_SEED = 1_000_003


class CausalEngine:
    """A frozen base with a LoRA adapter on one device of each process; an `Engine`. Raises ModelError."""

    def __init__(self, recipe: Recipe, base: str | Path) -> None:
        import accelerate
        from peft import LoraConfig, get_peft_model

        from agent.lm.hf import check_quantised, load_causal_lm, load_hf_tokenizer

        self._accelerator: Any = accelerate.Accelerator(cpu=not torch.cuda.is_available())
        self._seed, self._dropout = recipe.seed, recipe.adapter.dropout
        self._device: torch.device = self._accelerator.device
        if self._device.type == "cpu":
            torch.set_num_threads(recipe.threads or max(1, cores() // self._accelerator.num_processes))
        gpu = self._device.type == "cuda"
        quantize = recipe.model.quantize or ("int8" if gpu else "fp32")
        where = f"{self._device.type}:{self._device.index or 0}" if gpu else self._device.type
        model: Any = load_causal_lm(base, quantize, device=where)
        self.quantised = check_quantised(model, quantize) if quantize in ("int8", "nf4") else 0
        self.tokenizer: Any = load_hf_tokenizer(base)
        model.requires_grad_(False)
        self._check(model, base)
        if recipe.model.gradient_checkpointing:
            enable = getattr(model, "activation_checkpointing_enable", None) or model.gradient_checkpointing_enable
            # Reentrant: bitsandbytes keeps its inputs where the other kind of checkpointing can't drop them, which then
            # saves nothing for int8 (measured in docs/memory.md).
            enable({"use_reentrant": True})
            model.enable_input_require_grads()
        self._inner, self._head = getattr(model, model.base_model_prefix), model.get_output_embeddings()
        if recipe.data.layout == "packed" and "position_ids" not in inspect.signature(self._inner.forward).parameters:
            why = "it takes no positions, so that several examples can't share a row"
            raise ModelError(f"{base} can't be trained packed", why, "Set data.layout to buckets")
        torch.manual_seed(recipe.seed)
        targets: Any = list(recipe.adapter.targets)
        config = LoraConfig(
            r=recipe.adapter.r, lora_alpha=recipe.adapter.alpha, lora_dropout=recipe.adapter.dropout,
            target_modules=ALL_LINEAR if targets == [ALL_LINEAR] else targets, task_type="CAUSAL_LM",
        )  # fmt: skip
        try:
            self._model: Any = get_peft_model(model, config, autocast_adapter_dtype=False)
        except ValueError as error:
            raise ModelError(f"no adapter fits {base}", str(error), _targets_advice(model)) from None
        self._model.train()
        self._copies = {_plain(n): p for n, p in self._model.named_parameters() if p.requires_grad}
        self._weights = {name: torch.nn.Parameter(copy.detach().float().clone()) for name, copy in self._copies.items()}
        dtype = torch.bfloat16 if recipe.dtype == "bf16" else torch.float32
        for copy in self._copies.values():
            copy.data = copy.data.to(dtype)
        self._mixed = dtype == torch.bfloat16 and self._stream_dtype == torch.float32

    @property
    def weights(self) -> Mapping[str, torch.nn.Parameter]:
        """A and B, named as nano's are."""
        return self._weights

    @property
    def main(self) -> bool:
        """Whether this is the first of the processes."""
        return bool(self._accelerator.is_main_process)

    @property
    def map(self) -> Callable[..., Any]:
        """Torch's own threads do."""
        return map

    def gradients(self, step: Step, number: int) -> tuple[float, dict[str, torch.Tensor]]:
        """See `Engine`: micro-batches are dealt to the processes in turn, their gradients added up."""
        rank, processes = self._accelerator.process_index, self._accelerator.num_processes
        if self._dropout:
            torch.manual_seed(self._seed * _SEED + number * processes + rank)  # a function of the step: resumes exactly
        total = float(sum(batch.weights.sum(dtype=float) for batch in step))
        loss = torch.zeros((), device=self._device)
        self._give(self._weights)
        found = {name: torch.zeros_like(weight) for name, weight in self._weights.items()}
        for batch in step[rank::processes]:
            part = self._loss(batch)[0] / total
            torch.autograd.backward(part)
            loss += part.detach()
            del part  # and with it the graph, before the next one is made
            for name, copy in self._copies.items():
                if copy.grad is not None:
                    found[name] += copy.grad  # summed in fp32
                    copy.grad = None
        if processes > 1:
            flat = torch.cat([loss[None], *(gradient.flatten() for gradient in found.values())])
            flat = self._accelerator.reduce(flat, "sum")
            sizes = [gradient.numel() for gradient in found.values()]
            parts = flat[1:].split(sizes)
            loss = flat[0]
            found = {name: part.view_as(found[name]) for name, part in zip(found, parts, strict=True)}
        return loss.item(), found

    @torch.no_grad()
    def evaluate(self, weights: Weights | None, batches: Sequence[MicroBatch]) -> Scores:
        """See `Engine`; each process takes its share."""
        rank, processes = self._accelerator.process_index, self._accelerator.num_processes
        sums = torch.zeros(5, dtype=torch.float64)
        with self.borrowed(weights):
            for batch in batches[rank::processes]:
                loss, right = self._loss(batch)
                counted, hit = batch.weights > 0, right.cpu().numpy()
                rows, wrong = len(batch.ids), len(np.unique(batch.rows[counted & ~hit]))
                part = [loss.item(), int((hit & counted).sum()), int(counted.sum()), rows - wrong, rows]
                sums += torch.tensor(part, dtype=torch.float64)
        if processes > 1:
            sums = self._accelerator.reduce(sums.to(self._device, torch.float32), "sum").cpu()
        loss_sum, hits_sum, targets, exact, examples = sums.tolist()
        return Scores(loss_sum / targets, hits_sum / targets, exact / examples)

    @contextmanager
    def borrowed(self, weights: Weights | None) -> Iterator[Any]:
        """See `Engine`: the model with its adapter, as for inference."""
        self._model.eval()
        try:
            self._give(weights or self._weights)
            with self._autocast():
                yield self._model
        finally:
            self._model.train()

    @contextmanager
    def language_model(self, weights: Weights | None) -> Iterator[LanguageModel]:
        """See `Engine`."""
        from agent.lm.hf_model import as_language_model

        with self.borrowed(weights) as model:
            yield as_language_model(model, self.tokenizer, "model in training")

    def save(self, folder: Path) -> None:
        """See `Engine`: the adapter, in PEFT's format."""
        from safetensors.torch import save_file

        self._model.save_pretrained(folder)
        tensors = {f"{_PREFIX}{name}": weight.detach().contiguous() for name, weight in self._weights.items()}
        save_file(tensors, folder / "adapter_model.safetensors")  # in fp32, where PEFT wrote the copies
        (folder / "README.md").unlink(missing_ok=True)  # an empty model card

    def load(self, folder: Path) -> None:
        """See `Engine`."""
        from safetensors.torch import load_file

        tensors = load_file(folder / "adapter_model.safetensors")
        with torch.no_grad():
            for name, weight in self._weights.items():
                weight.copy_(tensors[f"{_PREFIX}{name}"])

    def agreed(self, seconds: float) -> float:
        """See `Engine`."""
        return self._sum(seconds if self.main else 0.0)

    def any_of(self, wish: bool) -> bool:
        """See `Engine`."""
        return self._sum(float(wish)) > 0

    def _sum(self, number: float) -> float:
        """Over all processes."""
        if self._accelerator.num_processes == 1:
            return number
        total: float = self._accelerator.reduce(torch.tensor(number, device=self._device), "sum").item()
        return total

    def told(self, scores: dict[str, float]) -> dict[str, float]:
        """See `Engine`."""
        if self._accelerator.num_processes == 1:
            return scores
        from accelerate.utils import broadcast_object_list

        (all_of_them,) = broadcast_object_list([scores])
        return dict(all_of_them)

    def wait(self) -> None:
        """See `Engine`."""
        self._accelerator.wait_for_everyone()

    def close(self) -> None:
        """Ends the bond between the processes."""
        self._accelerator.end_training()

    def _loss(self, batch: MicroBatch) -> tuple[torch.Tensor, torch.Tensor]:
        """The sum of the weighted losses of a micro-batch, and which of its targets are the likeliest token."""
        from training.instructions.corpus import PackedBatch, block_mask

        more = {}
        if isinstance(batch, PackedBatch):
            segments, positions = (
                torch.from_numpy(part).to(self._device) for part in (batch.segments, batch.positions)
            )
            more = {"attention_mask": block_mask(segments, self._stream_dtype), "position_ids": positions}
        ids, where, targets, weights = (
            torch.from_numpy(part).to(self._device) for part in (batch.ids, batch.where, batch.targets, batch.weights)
        )
        with self._autocast():
            hidden = self._inner(input_ids=ids, use_cache=False, **more).last_hidden_state
            return head_loss(hidden.flatten(0, 1).index_select(0, where), self._head, targets, weights)

    @torch.no_grad()
    def _give(self, weights: Weights) -> None:
        """Lets the model compute with these."""
        for name, copy in self._copies.items():
            copy.copy_(weights[name])

    @property
    def _stream_dtype(self) -> torch.dtype:
        dtype: torch.dtype = self._inner.get_input_embeddings().weight.dtype
        return dtype

    def _autocast(self) -> AbstractContextManager[Any]:
        return torch.autocast(self._device.type, torch.bfloat16) if self._mixed else nullcontext()

    @torch.no_grad()
    def _check(self, model: Any, base: str | Path) -> None:
        """Raises ModelError for a model whose logits are not simply its head's output (scaled or capped ones)."""
        ids = torch.arange(1, 9, device=self._device)[None]
        inner, head = getattr(model, model.base_model_prefix), model.get_output_embeddings()
        ours = head(inner(input_ids=ids, use_cache=False).last_hidden_state)
        if not torch.allclose(ours.float(), model(input_ids=ids, use_cache=False).logits.float(), atol=1e-2, rtol=1e-2):
            raise ModelError(
                f"{base} can't be trained", "its logits are not its head's output alone (they are scaled or capped)",
                "Use falcon-7b, or another model whose head is a plain linear layer",
            )  # fmt: skip


def _plain(name: str) -> str:
    """A parameter's name without what PEFT adds, as in an adapter's file without its prefix."""
    return name.removeprefix(_PREFIX).replace(_NAME, "")


def _targets_advice(model: Any) -> str:
    linears = {name.rpartition(".")[2] for name, module in model.named_modules() if "Linear" in type(module).__name__}
    return f'Set adapter.targets to some of its linear layers ({", ".join(sorted(linears))}) or to ["{ALL_LINEAR}"]'
