"""The loop: examples out of the pool, attempts by workers, what stands the tests into the pool, and again.

Attempts are numbered, and each has a chance of its own, from the seed and its number. Their examples come from the pool
as it was some rounds before, so that the workers need not wait for each other, and what is made does not depend on how
many there are, or on when a run was stopped.
"""

from __future__ import annotations

import os
import random
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from training.data import end_with
from training.self_instruct.attempt import Job, Result, Way, attempt
from training.self_instruct.author import Author
from training.self_instruct.drawing import Chances
from training.self_instruct.pool import Pool
from training.self_instruct.tasks import KINDS, Kind, Task

ROUND = 32
"""Attempts that start from the same pool."""
BEHIND = 1
"""Rounds that a round does not wait for: while that is finished, the next is begun."""
CHUNK = 8
"""Attempts that a worker makes at a time; a divisor of `ROUND`."""
OWN = 0.7
"""The share of our own tasks among the examples; in the paper 6 of 8."""
WEIGHTS: dict[Kind, int] = {"command": 45, "question": 38, "statement": 12, "talk": 5}
"""How often each kind is asked for."""


@dataclass(frozen=True, slots=True)
class AuthorSpec:
    """An author, as a worker process can make it.

    model: a nano's folder, or whatever `load_model` takes; adapter: the author's, of a nano; reader: the folder of the
    nano that reads for a model which is none.
    """

    model: str
    adapter: str | None
    chances: Chances
    reader: str
    quantize: str | None = None

    @property
    def is_nano(self) -> bool:
        """Whether nano writes."""
        from agent.lm.registry import is_nano

        return is_nano(Path(self.model))

    def make(self) -> Author:
        """Loads it. Raises ModelError."""
        if self.is_nano:
            from training.self_instruct.nano_author import NanoAuthor

            if self.adapter is None:
                raise ValueError("nano needs the author's adapter to write")
            return NanoAuthor.load(Path(self.model), Path(self.adapter), self.chances)
        from training.self_instruct.prompted_author import PromptedAuthor

        return PromptedAuthor.load(self.model, self.adapter, Path(self.reader), self.chances, self.quantize)


def self_instruct(
    pool: Pool, author: AuthorSpec | Author, n: int, *, seed: int, workers: int, most: int
) -> Generator[Result, None, None]:
    """Fills an open pool up to `n` made tasks, or `most` attempts; yields each attempt's result as it is written.

    `workers`: processes, each with an author of its own; 0: here. What is made is the same with any number of them.
    Raises ModelError.
    """
    if len(pool.made) >= n or pool.next >= most:
        return
    shown, alike, spelled = _manner(author)
    first = pool.next
    with _crew(author, workers, spelled) as crew:
        # A future for each chunk of attempts.
        ahead: deque[Future[list[Result]]] = deque()
        shelf: _Shelf | None = None
        begun = first - first % ROUND
        while True:
            while begun < most and pool.next >= (settled := begun - begun % ROUND - BEHIND * ROUND):
                if begun % ROUND == 0 or not shelf:
                    shelf = _Shelf(pool.tasks(settled))
                jobs = [_job(shelf, seed, number, shown, alike) for number in range(begun, begun + CHUNK)]
                ahead.append(crew.submit([job for job in jobs if first <= job.attempt < most]))
                begun += CHUNK
            if not ahead:
                return
            for result in ahead.popleft().result():
                yield pool.add(result)
                if len(pool.made) >= n or pool.next >= most:
                    return


class _Shelf:
    """Tasks to choose examples from, by kind and act, our own apart from those made."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._acts: dict[Kind, dict[str, tuple[list[Task], list[Task]]]] = {kind: {} for kind in KINDS}
        for task in tasks:
            self._acts[task.kind].setdefault(task.act, ([], []))[task.made].append(task)

    def some(self, r: random.Random, kind: Kind, shown: int, alike: bool) -> tuple[Task, ...]:
        """`shown` examples of a kind (and where `alike` of one act, and perhaps fewer), mostly our own."""
        acts = self._acts[kind]
        if alike:
            own, made = acts[r.choice(list(acts))]
            shown = r.randint(1, shown)
        else:
            own, made = ([task for both in acts.values() for task in both[which]] for which in (0, 1))
        from_own = min(len(own), sum(r.random() < OWN for _ in range(shown)))
        from_made = min(len(made), shown - from_own)
        examples = [*r.sample(own, min(len(own), shown - from_made)), *r.sample(made, from_made)]
        r.shuffle(examples)
        return tuple(examples)


def _job(shelf: _Shelf, seed: int, number: int, shown: int, alike: bool) -> Job:
    """The attempt with a number: every other one begins with the sentence, the rest with the meaning."""
    r = random.Random(f"{seed}/{number}/examples")
    kind = r.choices(KINDS, [WEIGHTS[kind] for kind in KINDS])[0]
    way: Way = "input" if number % 2 == 0 else "output"
    return Job(number, way, kind, shelf.some(r, kind, shown, alike), f"{seed}/{number}")


def _manner(author: AuthorSpec | Author) -> tuple[int, bool, bool]:
    """How many examples it likes, whether of one act, and whether its spelling needs watching."""
    if not isinstance(author, AuthorSpec):
        return author.shown, author.alike, author.alike
    if author.is_nano:
        from training.self_instruct.nano_author import NanoAuthor

        return NanoAuthor.shown, NanoAuthor.alike, True
    from training.self_instruct.prompted_author import PromptedAuthor

    return PromptedAuthor.shown, PromptedAuthor.alike, False


class _Here:
    """A crew of none: attempts are made when they are asked for."""

    def __init__(self, author: Author, spelled: bool) -> None:
        self._author, self._spelled = author, spelled

    def submit(self, jobs: Sequence[Job]) -> Future[list[Result]]:
        done: Future[list[Result]] = Future()
        done.set_result([attempt(self._author, job, spelled=self._spelled) for job in jobs])
        return done


class _Processes:
    """A crew of worker processes."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def submit(self, jobs: Sequence[Job]) -> Future[list[Result]]:
        return self._executor.submit(_work, list(jobs))


@contextmanager
def _crew(author: AuthorSpec | Author, workers: int, spelled: bool) -> Iterator[_Here | _Processes]:
    if workers < 1 or not isinstance(author, AuthorSpec):
        yield _Here(author.make() if isinstance(author, AuthorSpec) else author, spelled)
        return
    author.make()  # here first, so that what is wrong is told in words and not as the death of a process
    with one_thread():
        executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin, initargs=(author, spelled))
        try:
            executor.submit(_ready).result()
            yield _Processes(executor)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def one_thread() -> Iterator[None]:
    """Processes that are started meanwhile use one thread each: sums come out the same, and none waits for another."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


_working: tuple[Author, bool] | None = None


def _begin(author: AuthorSpec, spelled: bool) -> None:
    """Makes a worker's author."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; whoever began us ends us
    Thread(target=end_with, args=(parent_process(),), daemon=True).start()
    global _working
    _working = author.make(), spelled


def _ready() -> None:
    """What a worker does when it is ready."""


def _work(jobs: list[Job]) -> list[Result]:
    assert _working is not None
    author, spelled = _working
    return [attempt(author, job, spelled=spelled) for job in jobs]
