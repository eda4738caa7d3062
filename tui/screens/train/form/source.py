"""Where examples come from, as typed into a form."""

from __future__ import annotations

from dataclasses import dataclass

NAMED = {
    "corrections": "what you put right in chat",
    "blocks": "generated sentences of the blocks world",
    "dolly": "15,000 questions and answers, from the hub",
    "oasst1": "OpenAssistant's conversations, from the hub",
}
"""Sources that have a name."""
FOR_NANO = ("corrections",)
"""Those that nano learns from; what is generated it gets anyway."""


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the data: a name or a file, how often it comes, and the most examples of it; as typed."""

    source: str = ""
    weight: str = "1"
    limit: str = ""
