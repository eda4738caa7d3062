"""How often which kind of thing is spoken of, with which determiner, and how deep a description nests."""

from __future__ import annotations

from training.generate.chance import spread

KINDS = spread(
    {"block": 33, "pyramid": 22, "cube": 17, "thing": 7, "box": 4, "stack": 7, "row": 1, "unknown": 9, "one": 9}
)
TOP_KINDS = spread(
    {"block": 34, "cube": 24, "table": 12, "box": 9, "stack": 11, "pyramid": 4, "thing": 4, "unknown": 4, "one": 9}
)
_TARGET_DETS = spread(
    {
        "the": 40,
        "a": 22,
        "all": 8,
        "every": 4,
        "any": 3,
        "some": 3,
        "both": 3,
        "n": 7,
        "the n": 2,
        "another": 3,
        "the_other": 3,
        "that": 4,
        "this": 3,
        "bare": 3,
        "bound": 3,
        "most": 1,
    }
)
_LANDMARK_DETS = spread(
    {
        "the": 62,
        "a": 20,
        "any": 2,
        "every": 2,
        "all": 2,
        "another": 3,
        "the_other": 3,
        "that": 4,
        "this": 2,
        "n": 1,
        "both": 1,
        "some": 1,
        "bound": 1,
        "bare": 1,
        "no": 1,
    }
)
_SUBJECT_DETS = spread(
    {
        "the": 50,
        "a": 4,
        "all": 9,
        "every": 5,
        "any": 6,
        "both": 3,
        "n": 2,
        "the n": 2,
        "the_other": 3,
        "that": 6,
        "this": 5,
        "bound": 8,
        "most": 2,
        "no": 3,
        "some": 2,
        "another": 1,
    }
)
_EXISTS_DETS = spread({"a": 40, "any": 30, "n": 6, "bound": 8, "another": 4, "some": 4, "bare": 8, "no": 1})
_TOPIC_DETS = spread(
    {"the": 66, "a": 4, "all": 9, "every": 1, "both": 3, "the n": 2, "the_other": 4, "that": 6, "this": 5}
)
DETS = {
    "topic": _TOPIC_DETS,
    "target": _TARGET_DETS,
    "landmark": _LANDMARK_DETS,
    "subject": _SUBJECT_DETS,
    "exists": _EXISTS_DETS,
    "bare": ("bare",),
}
BOUNDS = ("at_least", "at_least", "at_most", "exactly", "more_than", "fewer_than")
DEPTHS = (0,) * 10 + (1,) * 6 + (2,) * 4 + (3,) * 2
