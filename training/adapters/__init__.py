"""Adapters that are kept: a folder of them by name, the one in use for each base, merging, and taking them elsewhere.

    ROOT/NAME/adapter_config.json adapter_model.safetensors metadata.json   as PEFT and `etaoin train` write them
              registered.json                                               when it was added, and from where
    ROOT/defaults.json                                                      which one chat uses with which base

The folder is an argument everywhere; the program's own is tui.paths.adapters_folder(). Nothing here imports torch but
`merge`.
"""

from training.adapters.defaults import in_use
from training.adapters.errors import AdapterError
from training.adapters.export import export
from training.adapters.facts import compare, facts, scores
from training.adapters.fitting import left_off, model_for, why_not
from training.adapters.merge import merge
from training.adapters.registry import NONE, Entry, add, entries, free_name, get, remove, rename, usable
from training.adapters.resolve import adapter_folders, base_of, default_for, resolve_adapter, same_base, use
from training.adapters.runs import add_run
from training.adapters.suites import SuiteScore, keep_score, known_before, score_of, suite_scores

__all__ = [
    "NONE",
    "AdapterError",
    "Entry",
    "SuiteScore",
    "adapter_folders",
    "add",
    "add_run",
    "base_of",
    "compare",
    "default_for",
    "entries",
    "export",
    "facts",
    "free_name",
    "get",
    "in_use",
    "keep_score",
    "known_before",
    "left_off",
    "merge",
    "model_for",
    "remove",
    "rename",
    "resolve_adapter",
    "same_base",
    "score_of",
    "scores",
    "suite_scores",
    "usable",
    "use",
    "why_not",
]
