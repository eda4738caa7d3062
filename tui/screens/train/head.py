"""The chosen run in a line or two: where it is, how fast, how long it will take, or why it ended."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.runs import words
from tui.runs.state import RunState, Status
from tui.screens.train.runlist import bar, status_words
from tui.text import printable

_BAR = 24


class RunHead(Static):
    """Over the charts."""

    def show(self, run: RunState | None, doing: str = "") -> None:
        """Draw it."""
        self.update(self._drawn(run, doing) if run else "")

    def _drawn(self, run: RunState, doing: str) -> Content:
        status, tone = status_words(run, doing)
        width = self.size.width or 80
        parts: list[tuple[str, str]] = [(printable(run.name, 60), "bold"), (f"   {status}", tone)]
        if run.status.alive or run.status is Status.STOPPED:
            parts += [("   ", ""), *bar(run.done, _BAR if width >= 100 else 10), (f" {run.done:.0%}", "$foreground")]
        for text in self._numbers(run):
            if sum(len(text) for text, _ in parts) + len(text) + 3 > width:
                break
            parts.append((f"   {text}", "$dim"))
        if run.why:
            parts.append((f"\n{printable(run.why)}", "$error"))
        elif not run.step and run.status.alive:
            parts.append(("\nIt reads its data and loads what it needs; the first step comes soon.", "$dim"))
        return Content.assemble(*parts)

    @staticmethod
    def _numbers(run: RunState) -> list[str]:
        speed = run.last("speed")
        left = words.span(run.left) if run.status is not Status.PAUSED else ""
        found = [
            f"{left} left" if left else "",
            words.steps(run),
            f"{words.count(speed)} tokens/s" if speed and run.status.alive else "",
            "" if run.status.alive else f"took {words.span(run.trained)}" if run.trained else "",
            f"{words.share(run.score)} right" if run.score is not None else "",
        ]
        return [text for text in found if text]
