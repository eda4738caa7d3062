"""The form's side of `reckon`: a process that is asked, and let go of when something newer is asked."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from typing import Any, Literal

from tui.program import python, surroundings

_MODULE = "tui.screens.train.form.reckon"


class Reckoner:
    """Asks one kind of question, from any thread."""

    def __init__(self, what: Literal["plan", "lint"]) -> None:
        self._what = what
        self._process: subprocess.Popen[str] | None = None
        self._turn = threading.Lock()
        self._newest = 0
        self._busy = False
        self._closed = False

    def ask(self, question: dict[str, Any]) -> dict[str, Any] | None:
        """The answer, or None where something newer was asked meanwhile, or the form was left. Waits for it."""
        self._newest = number = self._newest + 1
        if self._what == "lint" and self._busy:  # it may read for a minute what nobody wants to know any more
            self._end()
        with self._turn:
            if number != self._newest or self._closed:
                return None
            self._busy = True
            try:
                answer: dict[str, Any] | None = json.loads(self._exchange(json.dumps(question)))
            except (OSError, ValueError):  # it ended, perhaps in the midst of its answer
                answer = None
            finally:
                self._busy = False
            if self._closed:  # perhaps just before the process was begun
                self._end()
            if number != self._newest or self._closed:
                return None
        if answer is None:
            self._end()
            why = f"The {self._what} could not be made: its process ended. Change something to try again."
            return {"error": why, "forbids": False}
        return answer

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._end()

    def _exchange(self, question: str) -> str:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = subprocess.Popen(
                python(_MODULE, self._what), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, encoding="utf-8", env=surroundings(), start_new_session=True,
            )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(question + "\n")
        process.stdin.flush()
        return process.stdout.readline()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError, ValueError):
                    if pipe is not None and not self._busy:
                        pipe.close()
