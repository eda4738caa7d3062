"""What would spoil a run, found before its first second: masked rows, cut answers, missing ends, leaks, duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from training.data import DataSpec, Ints, MicroBatch, Shard, rectangles
from training.generate.exclude import excluded, fold
from training.instructions.instruction import Instruction
from training.instructions.packing import pack
from training.instructions.tokenise import Tokenised, end_of, private_copy

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Severity = Literal["error", "warning", "note"]

_MANY = 0.05
"""The share of rows from which on what is usual in small numbers becomes a warning."""
_SAMPLE = 2000
"""So many completions are spelled and read back."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Finding(_Model):
    """One thing about the data: how bad, what, how many rows, one of them, and what to do about it.

    An error makes a run refuse to start; a warning will show in the model; a note is worth knowing.
    """

    severity: Severity
    what: str
    count: int
    example: str = ""
    next_step: str = ""


class SourceStatistics(_Model):
    """One source in an epoch: rows (with weights), tokens, and the share of them that are completion."""

    source: str
    rows: int
    tokens: int
    completion: float


class Statistics(_Model):
    """One epoch in tokens, held-out rows included; lengths are of whole rows with prompt and end.

    padding: the share of a batch's places that hold no token, in buckets and packed; completion: the share of tokens
    that have a loss of 1; trained: how many these are.
    """

    rows: int
    tokens: int
    trained: int
    median: int
    p95: int
    longest: int
    max_length: int
    completion: float
    padding_buckets: float
    padding_packed: float
    sources: tuple[SourceStatistics, ...]


class Lint(_Model):
    """All findings, the worst first, and the statistics (none of an empty set)."""

    findings: tuple[Finding, ...]
    statistics: Statistics | None

    @property
    def refuses(self) -> bool:
        """Whether nothing should be trained on this."""
        return any(finding.severity == "error" for finding in self.findings)


def lint(instructions: Sequence[Instruction], done: Tokenised, tokenizer: Tokenizer, spec: DataSpec, end: str) -> Lint:
    """Looks at the texts, at the ids they became, and at the batches these will come in."""
    end_id = end_of(tokenizer, end)
    found = [
        *_empty(instructions, done),
        *_leaks(instructions),
        *_masked(done.shard, instructions, done.index),
        *_ends(done.shard, spec, end_id, end),
        *_too_long(instructions, done, spec),
        *_blank(instructions),
        *_repeated(instructions),
        *_contradictions(instructions),
        *_unspelled(instructions, tokenizer),
    ]
    order = {"error": 0, "warning": 1, "note": 2}
    found.sort(key=lambda finding: order[finding.severity])
    return Lint(findings=tuple(found), statistics=_statistics(instructions, done, spec) if len(done.shard) else None)


def _empty(instructions: Sequence[Instruction], done: Tokenised) -> Iterable[Finding]:
    if not len(done.shard):
        why = "there is no row" if not instructions else "none of the rows fits"
        yield Finding(severity="error", what=why, count=len(instructions), next_step="name data, or raise max_length")


def _leaks(instructions: Sequence[Instruction]) -> Iterable[Finding]:
    leaks = [one for one in instructions if is_tested(one)]
    if leaks:
        yield Finding(
            severity="error",
            what="said in a test suite or a dialog script: scores would tell nothing any more",
            count=len(leaks),
            example=_shown(leaks[0]),
            next_step="delete these lines, or let the run do it: --set data.leave_out_tested=true",
        )


def is_tested(one: Instruction) -> bool:
    """Whether a sentence with an action is one of a test suite or of the classic dialog, whatever its punctuation."""
    return one.is_action and fold(one.said) in excluded()


def _masked(shard: Shard, instructions: Sequence[Instruction], index: Ints | np.ndarray) -> Iterable[Finding]:
    masked = np.flatnonzero(shard.n_prompt >= shard.lengths)
    if len(masked):
        yield Finding(
            severity="error",
            what="rows without a token to learn: all of them is prompt",
            count=len(masked),
            example=_shown(instructions[index[masked[0]]]),
            next_step="give them a completion, or raise max_length",
        )


def _ends(shard: Shard, spec: DataSpec, end_id: int, end: str) -> Iterable[Finding]:
    """Whether answers end, and whether their end is learned: in the batches as they are made, not in theory."""
    if not len(shard):
        return
    complete = shard.ids[shard.offsets[1:] - 1] == end_id
    if not complete.any():
        yield Finding(
            severity="error",
            what=f"no row ends in {end}: the model would never stop",
            count=len(shard),
            next_step="raise max_length, so that answers are not cut",
        )
        return
    rows = np.flatnonzero(complete)[:: max(1, int(complete.sum()) // 256)]
    by_length = rows[np.argsort(-shard.lengths[rows], kind="stable")]
    learned = sum(_ends_learned(batch, end_id) for batch in rectangles(shard, spec, by_length, spec.prompt_loss))
    if learned < len(rows):
        yield Finding(
            severity="error",
            what=f"{end} has no loss, as where it is also the padding: the model would never stop",
            count=len(rows) - learned,
            next_step="mask padding by its place, not by its token",
        )


def _ends_learned(batch: MicroBatch, end_id: int) -> int:
    return int(((batch.targets == end_id) & (batch.weights == 1)).sum())


def _too_long(instructions: Sequence[Instruction], done: Tokenised, spec: DataSpec) -> Iterable[Finding]:
    limit = f"max_length ({spec.max_length} tokens)"
    for numbers, what in (
        (done.prompt_too_long, f"left out: the prompt alone fills {limit}"),
        (done.action_too_long, f"left out: the action doesn't fit {limit}, and a part of one is none"),
        (done.cut, f"cut at {limit}, without an end"),
    ):
        if numbers:
            many = len(numbers) > _MANY * len(instructions)
            yield Finding(
                severity="warning" if many else "note",
                what=what,
                count=len(numbers),
                example=_shown(instructions[numbers[0]]),
                next_step="raise max_length" if many else "",
            )


def _blank(instructions: Sequence[Instruction]) -> Iterable[Finding]:
    silent = [one for one in instructions if not one.completion.strip()]
    if silent:
        yield Finding(
            severity="warning",
            what="empty completions: the model learns to say nothing",
            count=len(silent),
            example=_shown(silent[0]),
            next_step="delete these lines",
        )
    unasked = [one for one in instructions if not one.said]
    if unasked:
        yield Finding(
            severity="warning",
            what="empty prompts",
            count=len(unasked),
            example=_short(unasked[0].completion),
            next_step="delete these lines",
        )


def _repeated(instructions: Sequence[Instruction]) -> Iterable[Finding]:
    seen: set[tuple[str, str]] = set()
    again: list[Instruction] = []
    for one in instructions:
        pair = (one.prompt, one.completion)
        if pair in seen:
            again.append(one)
        seen.add(pair)
    if again:
        # Short commands recur among generated ones, as they do among people's; copies in a file are a mistake.
        copies = [one for one in again if one.source != "blocks"]
        many = len(copies) > 0.01 * len(instructions)
        yield Finding(
            severity="warning" if many else "note",
            what="the same prompt and completion again",
            count=len(again),
            example=_shown((copies or again)[0]),
            next_step="say it once, with a weight" if many else "",
        )


def _contradictions(instructions: Sequence[Instruction]) -> Iterable[Finding]:
    actions: defaultdict[str, list[Instruction]] = defaultdict(list)
    for one in instructions:
        if one.is_action:
            actions[one.prompt].append(one)
    torn = [same for same in actions.values() if len({one.completion for one in same}) > 1]
    if torn:
        first, *others = torn[0]
        other = next(one for one in others if one.completion != first.completion)
        yield Finding(
            severity="warning",
            what="prompts with two or more actions: the model can learn only one",
            count=len(torn),
            example=f"{_short(first.said)} -> {_short(first.completion)} or {_short(other.completion)}",
            next_step="keep the right one of each",
        )


def _unspelled(instructions: Sequence[Instruction], tokenizer: Tokenizer) -> Iterable[Finding]:
    broken = [one for one in instructions if _is_broken(one)]
    if broken:
        yield Finding(
            severity="warning",
            what="replacement characters: the text was read in a wrong encoding once",
            count=len(broken),
            example=_shown(broken[0]),
            next_step="restore the text, or delete these lines",
        )
    sample = [one for one in instructions[:: max(1, len(instructions) // _SAMPLE)] if not _is_broken(one)]
    own = private_copy(tokenizer)
    own.encode_special_tokens = True
    spelled = own.encode_batch_fast([one.completion for one in sample], add_special_tokens=False)
    read = own.decode_batch([one.ids for one in spelled], skip_special_tokens=False)
    lost = [one for one, text in zip(sample, read, strict=True) if text.strip() != one.completion.strip()]
    if lost:
        yield Finding(
            severity="warning",
            what=f"completions that the vocabulary can't spell, of {len(sample)} tried",
            count=len(lost),
            example=_shown(lost[0]),
            next_step="choose another tokenizer, or other texts",
        )


def _is_broken(one: Instruction) -> bool:
    return "\ufffd" in one.prompt or "\ufffd" in one.completion


def _statistics(instructions: Sequence[Instruction], done: Tokenised, spec: DataSpec) -> Statistics:
    shard = done.shard
    times = np.array([instructions[i].times for i in done.index], np.int64)
    lengths = np.repeat(shard.lengths.astype(np.int64), times)
    trained = np.repeat(np.maximum(shard.lengths - shard.n_prompt, 0).astype(np.int64), times)
    names = np.repeat(np.array([instructions[i].source for i in done.index]), times)
    tokens = int(lengths.sum())
    sources = []
    for name in dict.fromkeys(names.tolist()):
        own = names == name
        share = float(trained[own].sum() / lengths[own].sum())
        sources.append(
            SourceStatistics(source=name, rows=int(own.sum()), tokens=int(lengths[own].sum()), completion=share)
        )
    by_length = np.argsort(-lengths, kind="stable")
    packed = pack(lengths, spec.max_length, by_length)
    return Statistics(
        rows=len(lengths),
        tokens=tokens,
        trained=int(trained.sum()),
        median=int(np.median(lengths)),
        p95=int(np.percentile(lengths, 95)),
        longest=int(lengths.max()),
        max_length=spec.max_length,
        completion=float(trained.sum() / tokens),
        padding_buckets=1 - tokens / _places(lengths[by_length], spec.micro_tokens),
        padding_packed=1 - tokens / (len(packed) * spec.max_length),
        sources=tuple(sources),
    )


def _places(lengths: Ints, micro_tokens: int) -> int:
    """The places in the padded batches of rows of these falling lengths (training.data.rectangles)."""
    from training.data import rectangle

    places = begin = 0
    while begin < len(lengths):
        rows, width = rectangle(int(lengths[begin]), micro_tokens)
        places += min(rows, len(lengths) - begin) * width
        begin += rows
    return places


def _shown(one: Instruction) -> str:
    return f"{_short(one.said)} -> {_short(one.completion)}"


def _short(text: str, limit: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
