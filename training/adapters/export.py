"""Takes an adapter elsewhere: a folder, or a .zip, that PEFT loads."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

from agent.lm.adapters import read_info
from training.adapters.errors import AdapterError, failed
from training.adapters.registry import FILES, copy_files


def export(folder: Path, out: Path) -> Path:
    """Writes an adapter's files to a folder that is not there yet, or to `out` as an archive if it ends in .zip.

    What the folder of kept adapters says of it (when it was added, from where) stays behind. Whole or not at all.
    Raises AdapterError and ModelError.
    """
    info = read_info(folder)
    out = out.expanduser()
    refuse_existing(out)
    unfinished = out.parent / f".{out.name}.{os.getpid()}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".zip":
            with zipfile.ZipFile(
                unfinished,
                "w",
                zipfile.ZIP_DEFLATED,
                strict_timestamps=False,  # some file systems say 1970
            ) as archive:
                for file in FILES:
                    if (folder / file).exists():
                        archive.write(folder / file, f"{info.name}/{file}")
        else:
            unfinished.mkdir()
            copy_files(folder, unfinished)
        os.rename(unfinished, out)
    except OSError as error:
        raise failed(f"the adapter {info.name} can't be written to {out}", error) from None
    finally:
        if unfinished.is_dir():
            shutil.rmtree(unfinished, ignore_errors=True)
        else:
            unfinished.unlink(missing_ok=True)
    return out


def refuse_existing(out: Path) -> None:
    """Raises AdapterError where a file, or a folder that is not empty, would be overwritten."""
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise AdapterError(f"nothing was written to {out}", "it is there already", "Choose another place, or remove it")
