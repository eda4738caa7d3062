"""Aligning several examples: on all cores, and then so that they agree with each other.

What one sentence leaves open the others may settle: a verb that was found in "yoink the cube" is also meant in "flump
the cube and yoink the ball", and "give it the boot" has as its core what most sentences with "the boot" share.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache

from agent.lm.prompt import Exchange
from training.cores import cores
from training.own.alignment import Aligner, Alignment, Span, Wording, acts_in, occurrences, put_in

Told = tuple[str, str, tuple[tuple[str, str], ...]]
"""What was said, what it means (canonical JSON), and the exchanges before."""

_ALONE = 4
"""So few examples are aligned in this process: others take longer to start."""
_MOST = 4
"""Processes; each holds a nano (100 MB)."""
_THING = "\0"


def align_all(told: Sequence[Told], processes: int | None = None) -> list[Alignment]:
    """What says what in examples, read by the shipped nano, whatever model is trained. `processes`: one a core."""
    processes = min(processes or cores(), _MOST, len(told))
    if processes < 2 or len(told) <= _ALONE:
        found = [_align(one) for one in told]
    else:
        # Spawned, not forked: a fork of a process whose torch has threads can hang.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, context, initializer=_begin) as pool:
            found = list(pool.map(_align, told))
    says = [say for say, _, _ in told]
    return shared(agreed(list(zip(says, found, strict=True))), told)


def shared(found: Sequence[Alignment], told: Sequence[Told]) -> list[Alignment]:
    """Alignments with the verbs of all sentences: where one says an act that nothing was found for, it is taken; where
    one is part of a longer stretch that fewer sentences have ("boop" of "can you boop"), it is all there is to it.
    """
    taught: dict[str, dict[str, tuple[str, ...]]] = {}
    support = Counter[tuple[str, str]]()
    for aligned, (say, _, _) in zip(found, told, strict=True):
        for word in aligned.words:
            if word.act:
                texts, text = taught.setdefault(word.act, {}), say[slice(*word.span)].lower()
                texts[text] = tuple(dict.fromkeys((*texts.get(text, ()), *word.known)))
                support[word.act, text] += 1
    out = []
    for aligned, (say, action, _) in zip(found, told, strict=True):
        words = [word for word in aligned.words if not word.act]
        for act in acts_in(action) if aligned.core is None and not words else ():
            own = next((word for word in aligned.words if word.act == act), None)
            room = own.span if own else (0, len(say))
            taken = [slot.span for slot in aligned.slots] + [word.span for word in words]
            fits = [
                (support[act, text], span)
                for text in taught.get(act, {})
                for span in [one for one in occurrences(text, say, taken) if room[0] <= one[0] and one[1] <= room[1]]
            ]
            if own or len(fits) == 1:
                span = max(fits)[1]
                words.append(Wording(span, taught[act][say[slice(*span)].lower()], act=act))
        out.append(replace(aligned, words=tuple(words)))
    return out


def agreed(found: Sequence[tuple[str, Alignment]]) -> list[Alignment]:
    """Alignments of sentences with the core in each that most of the sentences have, and of those the longest.

    In one sentence alone "give it the boot" may seem to be "it the boot" after a polite "give".
    """
    patterns = {pattern for say, aligned in found if (pattern := _pattern(say, aligned))}
    support = {
        pattern: sum(any(_fits(pattern, say, aligned)) for say, aligned in found if aligned.core)
        for pattern in patterns
    }
    out = []
    for say, aligned in found:
        fits = {pattern: span for pattern in patterns if aligned.core for span in _fits(pattern, say, aligned)}
        best = max(fits, key=lambda pattern: (support[pattern], len(pattern)), default=None)
        out.append(replace(aligned, core=fits[best]) if best else aligned)
    return out


def _pattern(say: str, aligned: Alignment) -> str:
    """The words of a core, with a mark for each thing."""
    if aligned.core is None:
        return ""
    return _marked(say, aligned)[slice(*_moved(aligned, aligned.core))]


def _marked(say: str, aligned: Alignment) -> str:
    """A sentence with one character for each slot."""
    for slot in sorted(aligned.slots, key=lambda slot: -slot.span[0]):
        say = put_in(say, slot.span, _THING)
    return say.lower()


def _moved(aligned: Alignment, span: Span) -> Span:
    """Where a stretch is in the sentence with a mark for each slot."""
    begin, end = (
        at - sum(slot.span[1] - slot.span[0] - 1 for slot in aligned.slots if slot.span[1] <= at) for at in span
    )
    return begin, end


def _fits(pattern: str, say: str, aligned: Alignment) -> Iterator[Span]:
    """Where a pattern stands in a sentence, in characters of the sentence."""
    marked = _marked(say, aligned)
    at = marked.find(pattern)
    if at < 0 or pattern.count(_THING) != len(aligned.slots):
        return
    places = [place for place in range(len(say) + 1) if not any(s.span[0] < place < s.span[1] for s in aligned.slots)]
    begin = next(place for place in places if _moved(aligned, (place, place))[0] == at)
    end = next(place for place in places if _moved(aligned, (place, place))[0] == at + len(pattern))
    yield begin, end


def _begin() -> None:
    """Begins a process: it ends with the one that began it, and leaves Ctrl-C to that."""
    import signal
    from threading import Thread

    from training.data import end_with

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


@cache
def _aligner() -> Aligner:
    from agent.lm.registry import load_model

    return Aligner(load_model("nano"))


def _align(told: Told) -> Alignment:
    """Aligns one example, on one core."""
    from threadpoolctl import threadpool_limits

    say, action, history = told
    aligner = _aligner()
    # nano's products are so small that two threads of a BLAS wait for each other longer than they compute.
    with threadpool_limits(1, user_api="blas"):
        return aligner.align(say, action, [Exchange(*exchange) for exchange in history])
