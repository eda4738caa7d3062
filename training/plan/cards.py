"""Cards to plan for: how much memory they have, and how fast they multiply."""

from __future__ import annotations

import difflib
import re
import time
from dataclasses import dataclass

from agent.lm.memory import GB, Quantize, free_bytes
from training.run.recipe import RecipeError

SUSTAINED = 0.4
"""Of a card's peak, what training long enough batches in bf16 reaches: litgpt's falcon-7b on an A10G, about a third."""
SPEED = {"fp32": 0.5, "bf16": 1.0, "int8": 0.5, "nf4": 0.5}
"""Against bf16: LLM.int8 with its outliers has half the speed on a 4090, and litgpt needs 50.9 minutes with nf4 for
what takes 24.8 in bf16. On a CPU, fp32 is what is measured."""


@dataclass(frozen=True, slots=True)
class Card:
    """A GPU, or a computer without one. memory: bytes that a program can have; flops: dense bf16 products a second."""

    name: str
    memory: float
    flops: float | None
    gpu: bool = True

    def seconds(self, flop: float, quantize: Quantize) -> float | None:
        """How long so many operations take; None for a card whose speed is not known."""
        if self.flops is None:
            return None
        return flop / (self.flops * (SUSTAINED * SPEED[quantize] if self.gpu else 1))


# Memory is what torch reports as the card's total. Speeds are the makers' for bf16 with fp32 sums, without sparsity.
CARDS = {
    card.name: card
    for card in (
        Card("t4", 15.7 * GB, 8e12),  # it has no bf16 units: that of fp32
        Card("l4", 23.6 * GB, 121e12),
        Card("a10g", 23.7 * GB, 70e12),
        Card("rtx-3090", 25.4 * GB, 71e12),
        Card("rtx-4090", 25.4 * GB, 165e12),
        Card("a100-40", 42.3 * GB, 312e12),
        Card("a100-80", 84.9 * GB, 312e12),
        Card("h100", 84.9 * GB, 989e12),
        Card("h200", 150.1 * GB, 989e12),
    )
}


def card_named(text: str | None) -> Card:
    """The card of that name, one with so many GB ("24", a GPU of unknown speed), "cpu", or what is here (None).

    Raises RecipeError for a name that is not known.
    """
    if text is None:
        return _here()
    name = text.strip().lower().replace("_", "-").replace(" ", "-")
    if name == "cpu":
        return _cpu()
    if name in CARDS:
        return CARDS[name]
    if (found := re.fullmatch(r"(\d+(?:\.\d+)?)-?(?:gb|g)?", name)) and float(found[1]) > 0:
        return Card(f"a GPU with {float(found[1]):g} GB", float(found[1]) * GB, None)
    near = difflib.get_close_matches(name, CARDS, n=1)
    advice = f"did you mean {near[0]}? " if near else ""
    known = ", ".join(CARDS)
    raise RecipeError(f"--card {text}: {advice}known are {known} and cpu; for any other give its GB, as in --card 24")


def like(card: Card) -> list[Card]:
    """The known cards that have about as much memory, to a tenth."""
    return [each for each in CARDS.values() if card.gpu and abs(each.memory - card.memory) <= 0.1 * card.memory]


def _here() -> Card:
    import torch

    if not torch.cuda.is_available():
        return _cpu()
    found = torch.cuda.get_device_name(0)
    compact = re.sub(r"[^a-z0-9]", "", found.lower())
    chips = {card: card.name.split("-")[-1 if "rtx" in card.name else 0] for card in CARDS.values()}
    known = [card for card, chip in chips.items() if re.search(rf"{chip}(?![0-9])", compact)]
    return Card(found, float(free_bytes("cuda:0")), known[0].flops if known else None)


def _cpu() -> Card:
    """The computer at hand: what is free of its memory, and how fast it multiplies, measured in a fifth of a second."""
    import torch

    size = 1024
    a = torch.ones(size, size)
    products, end = 0, time.perf_counter() + 0.2
    begin = time.perf_counter()
    while time.perf_counter() < end:
        a @ a
        products += 1
    # Half of it is left where a model has norms and small tensors between its products.
    speed = products * 2 * size**3 / (time.perf_counter() - begin) / 2
    return Card("this computer's CPU", float(free_bytes("cpu")), speed, gpu=False)
