"""One half of a data file to learn from, the other only to measure with: nothing that belongs together is in both."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


class HalvesError(Exception):
    """A file can't be halved; the message says which line, why and what to do."""


def halve(file: Path, by: str, out: Path) -> tuple[Path, Path, int, int]:
    """Writes NAME.a.jsonl and NAME.b.jsonl in the folder `out`; the two paths and how many lines each has.

    Lines of the same value of the field `by` (a scene, a speaker) go to the same side, which is that of the SHA-256 of
    "FIELD VALUE": the same for everyone, always. Raises HalvesError.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HalvesError(f"{file} can't be read ({error}). Give a file of JSON lines.") from None
    sides: tuple[list[str], list[str]] = ([], [])
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise HalvesError(f"{file.name}, line {number}: not JSON ({error}). Mend the line and try again.") from None
        if not isinstance(row, dict) or by not in row:
            raise HalvesError(f"{file.name}, line {number}: there is no field {by!r}. Name one that every line has.")
        digest = hashlib.sha256(f"{by} {row[by]}".encode()).hexdigest()
        sides[int(digest, 16) % 2].append(line)
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / f"{file.stem}.{side}.jsonl" for side in "ab"]
    for path, kept in zip(paths, sides, strict=True):
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    return paths[0], paths[1], len(sides[0]), len(sides[1])
