"""The models of the page in memory: each with a thread of its own, loaded when first asked, unloaded at will.

Pairs of one big model with different adapters share it: they answer in turn, and only the adapters change. nano is so
small that each pair has its own. Two models are never loaded at once, so that the second sees what memory the first has
left; where it does not fit beside the others, these are unloaded as soon as they have answered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.errors import explain
from tui.mind.worker import Job, Worker

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from training.compare.answers import Pair
    from tui.backend import Backend
    from tui.screens.compare.rounds import Answering, Question

_NO_ROOM = " does not fit in "
"""What `agent.lm.memory` says of a model that is too big for what is free."""

Changed = Callable[["Answering", Job], object]
"""Is told, in the holder's thread, that an answer is in another phase."""


class Holders:
    """All of them; `changed` hears of every change."""

    def __init__(self, backend: Backend, quantize: str | None, changed: Changed) -> None:
        self._backend, self._quantize, self.changed = backend, quantize, changed
        self._all: dict[str, Holder] = {}
        self.loading = threading.Lock()

    def ask(self, one: Answering, question: Question, job: Job) -> None:
        """Have the model of this answer answer, when its turn comes."""
        key = one.pair.name if one.pair.model == "nano" else one.pair.model
        if key not in self._all:
            self._all[key] = Holder(self, key)
        self._all[key].ask(one, question, job)

    @property
    def loaded(self) -> list[str]:
        """What is in memory, by name."""
        return [holder.key for holder in self._all.values() if holder.model is not None]

    def unload(self) -> None:
        """Free all of them, each as soon as it has answered."""
        for holder in self._all.values():
            holder.put(holder.drop)

    def close(self) -> None:
        """End the threads; waits for nothing."""
        for holder in self._all.values():
            holder.close()

    def model(self, pair: Pair, asking: Holder) -> LanguageModel:
        """Load a model; once more without the others where there was no room. Called with `loading` held."""
        from agent.lm.interface import ModelError

        def load() -> LanguageModel:
            return self._backend.model(pair.model, list(pair.adapters) or "none", self._quantize)

        try:
            return load()
        except ModelError as error:
            others = [one for one in list(self._all.values()) if one is not asking and one.model is not None]
            others = [one for one in others if not one.small]
            if _NO_ROOM not in error.what or not others:
                raise
        for other in others:
            with other.lock:
                other.drop()
        return load()


class Holder:
    """One model and its thread. `lock` is held while it answers; nobody who holds it waits for `Holders.loading`."""

    def __init__(self, house: Holders, key: str) -> None:
        self._house, self.key, self.small = house, key, key.split("+")[0] == "nano"
        self.lock = threading.Lock()
        self.model: LanguageModel | None = None
        self._on: tuple[str, ...] = ()
        self._worker = Worker(f"compare {key}")
        self.put, self.close = self._worker.put, self._worker.close
        self._worker.start()

    def ask(self, one: Answering, question: Question, job: Job) -> None:
        """Answer when what was asked before is answered."""
        self.put(lambda: self._answer(one, question, job))

    def drop(self) -> None:
        """Free the model."""
        from training.compare.answers import free

        self.model = None
        free()

    def _answer(self, one: Answering, question: Question, job: Job) -> None:
        from agent.lm.interrupt import Interrupted, interruptible
        from training.compare.answers import failed
        from training.compare.live import Outcome

        try:
            with interruptible(lambda: job.cancelled):
                while not job.cancelled and one.outcome is None:
                    self._load(one, job)
                    with self.lock:
                        if self.model is not None:  # nobody needed its room meanwhile
                            self._write(one, question, job, self.model)
        except Interrupted:
            pass
        except Exception as error:  # libraries raise what they like; the other columns go on
            one.outcome = Outcome(failed(one.pair.name, error, "answering", 0.0, explain))
        self._phase(one, job, "stopped" if job.cancelled else "done")

    def _load(self, one: Answering, job: Job) -> None:
        """Have the model in memory, with the adapters that this pair wants."""
        with self._house.loading:
            if self.model is None:
                self._phase(one, job, "loading")
                self.model, self._on = self._house.model(one.pair, self), one.pair.adapters
        if self._on != one.pair.adapters:
            from agent.lm.registry import swap_adapters
            from training.adapters import NONE, adapter_folders
            from tui.paths import adapters_folder

            folders = adapter_folders(list(one.pair.adapters) or NONE, one.pair.model, adapters_folder())
            with self.lock:
                if self.model is not None:
                    swap_adapters(self.model, folders)
                    self._on = one.pair.adapters

    def _write(self, one: Answering, question: Question, job: Job, model: LanguageModel) -> None:
        from agent.english.restate import restate
        from agent.lm.interface import Sampling
        from training.compare.live import answer_live
        from world.scene import load_scene

        def heard(text: str, tokens: int) -> None:
            one.text, one.tokens = text, tokens

        self._phase(one, job, "writing")
        one.outcome = answer_live(
            one.pair.name, model, question.prompt, Sampling(), load_scene(question.scene), heard,
            item=question.item, free=question.free, explain=explain,
        )  # fmt: skip
        if one.outcome.action is not None:
            one.english = restate(one.outcome.action)

    def _phase(self, one: Answering, job: Job, phase: str) -> None:
        if not job.cancelled or phase == "stopped":
            one.phase = phase  # type: ignore[assignment]
            self._house.changed(one, job)
