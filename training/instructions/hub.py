"""Data sets of the hub, through `datasets`: downloaded once, then read from its cache."""

from __future__ import annotations

from typing import Any

from training.instructions.instruction import InstructionsError


def load_rows(hub_id: str, split: str = "train") -> list[dict[str, Any]]:
    """All rows of a data set. Raises InstructionsError if it is neither in the cache nor to be had."""
    import datasets

    hidden = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()  # they would cover the screen
    try:
        rows: list[dict[str, Any]] = datasets.load_dataset(hub_id, split=split).to_list()
    except Exception as error:  # datasets, hub, requests and arrow raise a dozen types
        lines = str(error).strip().splitlines()
        raise InstructionsError(
            f"the data set {hub_id} can't be loaded",
            lines[0].rstrip(".") if lines else type(error).__name__,
            "Check the connection, or download its file elsewhere and name that as the source",
        ) from error
    finally:
        if not hidden:
            datasets.enable_progress_bars()
    return rows
