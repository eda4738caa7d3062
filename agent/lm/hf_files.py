"""The files of a model that transformers is to load: found in a folder or on the hub, and checked before they are read.

What is wrong with them is said in a sentence here, where from inside transformers it would be a page of traceback.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.lm.interface import ModelError

SHORT_NAMES = {
    "falcon-7b": "tiiuae/falcon-7b",
    "falcon-7b-instruct": "tiiuae/falcon-7b-instruct",
}
INDEX, SINGLE = "model.safetensors.index.json", "model.safetensors"
_DESCRIBING = ["*.json", "*.txt", "*.model"]
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_NO_WRITER = ("ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")
_LONGEST_HEADER = 100_000_000  # the format's own limit


def hub_name(name_or_path: str | Path) -> str:
    """A folder, or a hub id written in full."""
    return SHORT_NAMES.get(str(name_or_path), str(name_or_path))


def model_folder(name_or_path: str | Path, *, weights: bool) -> Path:
    """The folder of a model: itself, or where the hub's files are kept here, downloaded if they are not yet.

    Without `weights` only what describes the model and its tokenizer. Raises ModelError where it can't be had.
    """
    name = hub_name(name_or_path)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if not _HUB_ID.fullmatch(name):
        raise ModelError(
            f"{name} can't be loaded", "there is no such folder", "Check the path, or use a hub id or `nano`"
        )
    return _from_hub(name, weights)


def read_config(folder: Path, name: str) -> Any:
    """The transformers config of a model's folder. Raises ModelError unless it is a causal LM that transformers knows.

    Nothing of what a folder brings as code is ever run.
    """
    path = folder / "config.json"
    values = _json(path, name)
    from transformers import CONFIG_MAPPING, AutoConfig
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    kind = values.get("model_type")
    choose = "Choose a model of an architecture that transformers has, as falcon, llama, mpt or gpt2"
    if kind not in CONFIG_MAPPING:
        why = f"its architecture ({kind or 'not named in config.json'}) is not part of transformers"
        if values.get("auto_map"):
            why += ", and the code that it brings is not run: trust_remote_code is off for good"
        raise ModelError(f"{name} can't be loaded", why, choose)
    made_as = [str(each) for each in values.get("architectures") or []]
    if kind not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES or any(each.endswith(_NO_WRITER) for each in made_as):
        why = f"it is {made_as[0] if made_as else kind}, which does not write a text on from its beginning"
        raise ModelError(f"{name} can't be used", why, "Choose a causal language model (decoder only)")
    try:
        return AutoConfig.from_pretrained(folder, trust_remote_code=False)
    except Exception as error:  # values that are wrong in themselves
        raise ModelError(f"{name} can't be loaded", f"config.json: {first_line(error)}", _restore(folder)) from error


def check_weights(folder: Path, name: str) -> tuple[Path, ...]:
    """The safetensors files of a folder, all there and whole as far as their headers tell. Raises ModelError."""
    what = f"{name} can't be loaded"
    if (folder / SINGLE).exists():  # transformers looks for it first, too
        files = [folder / SINGLE]
    elif (folder / INDEX).exists():
        files = [folder / file for file in _indexed(folder, name)]
        if missing := [file.name for file in files if not file.exists()]:
            why = f"{len(missing)} of its {len(files)} files of weights are missing: {', '.join(missing[:3])}"
            raise ModelError(what, why, _restore(folder))
    else:
        pickles = sorted(file.name for file in [*folder.glob("*.bin"), *folder.glob("*.pt"), *folder.glob("*.pth")])
        if pickles:
            why = f"its weights are a pickle ({pickles[0]}), which can run any program when it is opened"
            raise ModelError(what, why, "Only safetensors are read: find a copy of the model with model.safetensors")
        raise ModelError(what, f"{SINGLE} is missing", _restore(folder))
    for file in files:
        if problem := _damage(file):
            raise ModelError(what, f"{file.name} is damaged: {problem}", _restore(folder))
    return tuple(files)


def first_line(error: BaseException) -> str:
    """What an error says, in one line without a full stop."""
    text = str(error).strip()
    return text.splitlines()[0].rstrip(".") if text else type(error).__name__


def _from_hub(name: str, weights: bool) -> Path:
    """The folder in the cache with what describes a model, and (`weights`) the files that its index names.

    Some repositories hold the same weights once more under another name, "consolidated.safetensors".
    """
    folder = _fetched(name, _DESCRIBING)
    if not weights:
        return folder
    if not (folder / INDEX).exists():
        return _fetched(name, [*_DESCRIBING, SINGLE])
    return _fetched(name, [*_DESCRIBING, *map(glob.escape, _indexed(folder, name))])


def _fetched(name: str, wanted: list[str]) -> Path:
    """The folder in the hub's cache where the files of these patterns are. Raises ModelError."""
    from huggingface_hub import snapshot_download

    try:
        found = snapshot_download(name, allow_patterns=wanted, ignore_patterns=["*/*"])
    except Exception as error:  # hub and connection errors of a dozen types
        raise ModelError(f"{name} can't be loaded", *_hub_problem(name, error)) from error
    return Path(found)


def _indexed(folder: Path, name: str) -> list[str]:
    """The files of weights that a folder's index names. Raises ModelError."""
    index = _json(folder / INDEX, name).get("weight_map")
    if not isinstance(index, dict):
        raise ModelError(f"{name} can't be loaded", f"{INDEX} names no files", _restore(folder))
    return sorted({str(file) for file in index.values()})


def _hub_problem(name: str, error: Exception) -> tuple[str, str]:
    """Why, and what to do next."""
    from huggingface_hub import errors

    elsewhere = "Download it where there is a network and give its folder; `nano` needs no download"
    for cause in _causes(error):
        if isinstance(cause, errors.GatedRepoError):
            return "its owner asks you to accept terms first", f"Accept them on the hub's page of {name} and log in"
        if isinstance(cause, errors.RepositoryNotFoundError):
            return "there is neither such a folder here nor such a model on the hub", "Check its name, or use `nano`"
        if isinstance(cause, OSError) and cause.errno == 28:
            return "the disk is full", "Make room, or set HF_HOME to a larger disk"
    for cause in _causes(error):
        if isinstance(cause, errors.OfflineModeIsEnabled):
            return "it is not in the cache, and HF_HUB_OFFLINE forbids to download it", f"Unset it, or: {elsewhere}"
        if isinstance(cause, errors.IncompleteSnapshotError):
            return "only a part of it is in the cache, and the hub can't be reached", elsewhere
        if isinstance(cause, errors.LocalEntryNotFoundError | ConnectionError):
            return "it is not in the cache, and the hub can't be reached", elsewhere
    return first_line(error), elsewhere


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _json(path: Path, name: str) -> dict[str, Any]:
    """A JSON object of a folder. Raises ModelError."""
    folder, what = path.parent, f"{name} can't be loaded"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if (folder / "adapter_config.json").exists():
            advice = "Load the model that it was trained on, with --adapter and this folder"
            raise ModelError(what, "the folder holds an adapter, not a model", advice) from None
        raise ModelError(what, f"{path.name} is missing from {folder}", _restore(folder)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(what, f"{path.name} can't be read ({first_line(error)})", _restore(folder)) from None
    if not isinstance(values, dict):
        raise ModelError(what, f"{path.name} is no JSON object", _restore(folder))
    return values


def _damage(file: Path) -> str | None:
    """What is wrong with a safetensors file: 8 bytes of length, a JSON header, then exactly the tensors' bytes."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        if size < 8 or length > min(_LONGEST_HEADER, size - 8):
            return "it is no safetensors file, or cut off"
        try:
            header = json.loads(opened.read(length))
            tensors = [entry["data_offsets"] for key, entry in header.items() if key != "__metadata__"]
            expected = 8 + length + max((int(end) for _, end in tensors), default=0)
        except (ValueError, KeyError, TypeError, AttributeError):
            return "its header can't be read"
    return None if size == expected else f"it has {size:,} bytes and should have {expected:,}"


def _restore(folder: Path) -> str:
    if "snapshots" in folder.parts:
        return f"Delete {folder} and load it again, so that it is downloaded anew"
    return "Restore the folder's files from where they came; a training run can be started again with --resume"
