"""What is spoken of in ordinary short sentences: an article, a colour or a size, a noun; at most one relation.

The samplers of questions and commands ask a describer for their things; this one keeps them as plain as people
mostly do. Half of all examples are made with it, the other half with descriptions of any depth.
"""

from __future__ import annotations

from training.generate.chance import Chance, spread
from training.generate.meaning import Meaning
from training.generate.surroundings import Seen, View
from training.generate.things.descriptions import Describer
from training.generate.things.frequencies import BOUNDS
from training.generate.words.invention import new_name
from training.generate.words.vocabulary import COLORS

_KINDS = spread(
    {"block": 34, "cube": 24, "pyramid": 22, "box": 5, "thing": 5, "one": 6, "stack": 3, "unknown": 3, "row": 0}
)
_TOP_KINDS = spread({"block": 36, "cube": 26, "table": 12, "box": 8, "stack": 6, "pyramid": 3, "one": 5, "thing": 2})
_DETS = {
    "target": spread(
        {"the": 72, "a": 16, "all": 5, "n": 3, "any": 2, "the_other": 2, "that": 3, "both": 1, "another": 1, "every": 1}
    ),
    "landmark": spread({"the": 84, "a": 9, "that": 2, "the_other": 2, "any": 1, "another": 1}),
    "subject": spread(
        {"the": 76, "all": 8, "that": 3, "this": 2, "any": 3, "both": 2, "every": 2, "a": 2, "the n": 2, "bound": 1}
    ),
    "exists": spread({"a": 42, "any": 38, "n": 6, "bound": 4, "some": 2, "bare": 6, "another": 2}),
    "topic": spread({"the": 88, "all": 4, "that": 3, "this": 2, "the_other": 2, "both": 1}),
    "bare": ("bare",),
}


class Everyday(Describer):
    """Describes things in two or three words; `spare` relations may still be said of them in this utterance."""

    plain = True

    def __init__(self, r: Chance, view: View) -> None:
        super().__init__(r, view)
        self.spare = 1 if r.maybe(0.3) else 0

    def depth(self) -> int:
        """Nothing is said of what is only mentioned to say something of another thing."""
        return 0

    def thing(self, role: str, depth: int | None = None, *, top: bool = False) -> Meaning:
        """Mostly a noun phrase, now and then a pronoun, a name, something, two things."""
        r = self.r
        chance = r.whole(0, 99)
        if role != "exists":
            if chance < (4 if role == "landmark" else 12):
                return self.pronoun(role)
            if chance < 14:
                return {"kind": new_name(r)}
            if chance < 18 and role in ("target", "subject"):
                return self.whatever(role, 0)
            if chance < 22:
                return self.several(role, 0)
            if chance < 23:
                return self.part(0, role)
        return self.noun(role, 0, top=top)

    def noun(self, role: str, depth: int, *, top: bool = False, kind: str | None = None) -> Meaning:
        """A noun phrase, with a relation if there is one to spare."""
        r = self.r
        d = super().noun(role, 0, top=top, kind=kind or r.pick(_TOP_KINDS if top else _KINDS))
        if kind is None and d["kind"] == "stack" and "of" in d and r.maybe(0.5):
            del d["of"]
        if "that" in d and d["kind"] != "one":
            if self.spare and len(d["that"]) == 1:
                self.spare -= 1
            else:
                del d["that"]
        elif self.spare and d["kind"] in ("block", "cube", "pyramid", "thing") and r.maybe(0.35):
            self.spare -= 1
            d["that"] = [self.clause(0, d["kind"])]
        return d

    def clauses(self, depth: int, kind: str) -> list[Meaning]:
        """One only, and another thing in it only by its colour."""
        self.spare = 0
        return [self.clause(0, kind)]

    def several(self, role: str, depth: int) -> Meaning:
        """Two, sometimes three, each by its colour or size."""
        r = self.r
        if role != "bare" and r.maybe(0.3):
            parts = self._two_colors()
        else:
            parts = [self.noun("landmark", 0) for _ in range(r.pick((2, 2, 2, 2, 3)))]
        return {"all" if r.maybe(0.75) else "any": parts}

    def _determine(self, d: Meaning, role: str) -> None:
        r = self.r
        det = r.pick(_DETS[role])
        if det in ("n", "the n"):
            d["n"] = r.pick((1, 2, 2, 2, 3, 3, 4)) if det == "n" else 2
            if det == "the n":
                d["det"] = "the"
        elif det == "bound":
            d["det"], d["n"] = r.pick(BOUNDS), r.pick((2, 2, 3, 4))
        elif det != "bare":
            d["det"] = det
        elif role != "bare" and d["kind"] not in ("block", "pyramid", "cube", "thing", "stack", "box", "one"):
            d["det"] = "a"
        if d.get("det") is None and d.get("n") is None and d["kind"] == "one" and role != "bare":
            d["det"] = "all"

    def _qualify(self, d: Meaning, seen: Seen | None, kind: str) -> None:
        r = self.r
        toy = kind in ("block", "pyramid", "cube", "one", "thing")
        if r.maybe(0.6 if toy else 0.1):
            d["color"] = seen.color if seen else r.pick(tuple(COLORS))
        if r.maybe(0.22 if toy else 0.1):
            d["size"] = r.pick(seen.sizes) if seen and seen.sizes else r.pick(("large", "small", "small", "tall"))
        if d.get("det") == "the" and r.maybe(0.07) and "n" not in d:
            d["sup"] = r.pick(("biggest", "smallest", "tallest", "shortest", "leftmost", "rightmost", "highest"))
            d.pop("size", None)
            if r.maybe(0.6):
                d.pop("color", None)
