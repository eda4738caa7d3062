"""How much memory a run takes."""

from __future__ import annotations

from typing import Any


def memory_used() -> dict[str, int]:
    """`memory_mb` of this process, and `gpu_memory_mb` that torch holds where it has begun with a GPU; 1e6 bytes."""
    import psutil
    import torch

    used = {"memory_mb": round(psutil.Process().memory_info().rss / 1e6)}
    begun: Any = torch.cuda.is_initialized
    if torch.cuda.is_available() and begun():
        used["gpu_memory_mb"] = round(torch.cuda.memory_reserved() / 1e6)
    return used
