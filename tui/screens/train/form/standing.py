"""How a form stands: whether it can be started, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of what is filled in.

    args: what follows `etaoin train`, None while that is being checked or where there is a problem; refused: why a run
    would end at once; fits: whether the plan says that the memory does; advice: what would be wiser.
    """

    args: tuple[str, ...] | None = None
    problem: str | None = None
    refused: tuple[str, ...] = ()
    fits: bool = True
    advice: str = ""

    @property
    def forbidden(self) -> str | None:
        """Why it can't be started, or None."""
        if self.args is None:
            return self.problem or "it is being checked"
        return next(iter(self.refused), None)

    @property
    def wrong(self) -> bool:
        """Whether that is for the user to mend."""
        return self.forbidden is not None and (self.args is not None or self.problem is not None)

    def told(self, where: str) -> str:
        """In a sentence; `where` the run will be."""
        if self.forbidden is not None:
            return f"Not yet: {self.forbidden}" if self.wrong else "checking …"
        told = f"Ready: the run will be in {where}"
        told = told if self.fits else f"{told}, but the plan says that it does not fit"
        return f"{told}. {self.advice}" if self.advice else told
