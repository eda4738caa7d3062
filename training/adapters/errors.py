"""What can go wrong with kept adapters."""

from __future__ import annotations

from agent.lm.interface import ModelError


class AdapterError(ModelError):
    """Something can't be done with the kept adapters. `str()` of it says what, why, and what to do next."""


def failed(what: str, error: OSError) -> AdapterError:
    """The error for what the disk refused."""
    why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return AdapterError(what, why, "Check the disk and who may write there")
