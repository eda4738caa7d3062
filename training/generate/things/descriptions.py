"""Sampling what is spoken of: descriptions of any depth, as plain data in the shape of `agent.language.descriptions`.

Meaning comes first and knows no words. What exists in the scene is preferred, so that most examples could be carried
out.
"""

from __future__ import annotations

from training.generate.chance import Chance
from training.generate.meaning import COUNTS, TOLD, Meaning
from training.generate.surroundings import Seen, View
from training.generate.things.frequencies import BOUNDS, DEPTHS, DETS, KINDS, TOP_KINDS
from training.generate.things.places import sample_region
from training.generate.things.relations import sample_clause
from training.generate.things.stacks import compose
from training.generate.words.invention import new_adjective, new_name, new_noun
from training.generate.words.vocabulary import COLORS, PLACES, SIZES, SUPERLATIVES

_COLORS, _SIZES, _SUPS = tuple(COLORS), tuple(SIZES), tuple(SUPERLATIVES)
_SUPS_COMMON = ("biggest", "smallest", "tallest", "shortest", *_SUPS)


class Describer:
    """Samples descriptions of things in one scene.

    Roles: target, landmark, subject, topic, exists, bare (after "which"). One that is `plain` says little of each.
    """

    plain = False

    def __init__(self, r: Chance, view: View) -> None:
        self.r = r
        self.view = view

    def depth(self) -> int:
        """How deep a description may nest; mostly shallow, as people speak."""
        return self.r.pick(DEPTHS)

    def thing(self, role: str, depth: int | None = None, *, top: bool = False) -> Meaning:
        """Any description for a role; `top` where something with a surface is meant."""
        r = self.r
        left = self.depth() if depth is None else depth
        chance = r.whole(0, 99) if left < 2 or r.maybe(0.4) else 99
        if chance < 12 and role != "exists":
            return self.pronoun(role)
        if chance < 15 and role != "exists":
            return {"kind": new_name(r)}
        if chance < 20 and role in ("target", "subject"):
            return self.whatever(role, left)
        if chance < 24 and role != "exists":
            return self.several(role, left)
        if chance < 27 and role != "exists":
            return self.part(left, role)
        if chance < 29 and role in ("target", "subject"):
            return self.all_but(left)
        if chance < 31 and role != "exists":
            return self.support(left)
        return self.noun(role, left, top=top)

    def pronoun(self, role: str) -> Meaning:
        """A word that points; "that" and "this" are rarer, "there" is a place and not here."""
        words = ("it",) * 12 + ("them",) * (5 if role != "landmark" else 2) + ("that",) * 2 + ("this",)
        return {"ref": self.r.pick(words)}

    def noun(self, role: str, depth: int, *, top: bool = False, kind: str | None = None) -> Meaning:
        """A noun phrase: determiner, number, adjectives, noun, clauses."""
        r = self.r
        seen = r.pick(self.view.toys) if self.view.toys and r.maybe(0.7) else None
        kind = kind or r.pick(TOP_KINDS if top else KINDS)
        if seen and kind in ("block", "pyramid", "cube"):
            fits = [toy for toy in self.view.toys if kind in toy.kinds]
            seen = r.pick(fits) if fits else None
        if kind in ("table", "box") and role != "bare" and r.maybe(0.95 if kind == "table" else 0.75):
            return {"kind": kind, "det": "the"}
        d: Meaning = {"kind": new_noun(r) if kind == "unknown" else kind}
        self._determine(d, role)
        self._qualify(d, seen, kind)
        if kind in ("stack", "row") and r.maybe(0.65):
            compose(self, d)
            depth = 0 if "of" in d and r.maybe(0.7) else depth
        if d == {"kind": "one", "n": 1}:
            d = {"kind": "one", "det": "a"}
        if d["kind"] == "one" and set(d) <= {"kind", "det"} and d.get("det") in ("the", "all", None):
            if r.maybe(0.5) and depth:
                d["that"] = [self.known_clause(depth)]
            else:
                d["color"] = seen.color if seen else r.pick(_COLORS)
        elif role == "landmark" and d["kind"] == "one" and set(d) == {"kind", "det"} and d["det"] == "a":
            d["color"] = r.pick(_COLORS)
        elif r.maybe(0.03) and self._plural(d):
            d["that"] = [{"rel": r.pick(("same_color", "same_color", "same_size", "same_size", "same_shape"))}]
        elif kind != "table" and "that" not in d and r.maybe((0.4 if kind == "box" else 0, 0.62, 0.85, 0.9)[depth]):
            d["that"] = self.clauses(max(depth, 1), kind)
        if d.get("ord") == -1 and any("did" in clause for clause in d.get("that", ())):
            del d["ord"]  # "the last one you moved" is the one you moved last
            if len(d["that"]) == 1 and "not" not in d["that"][0]:
                d["that"] = [{**d["that"][0], "time": {"rel": "last"}}]
        if "that" in d and (same := {"color", "size", "mod"} & d.keys()):
            d["that"] = [c for c in d["that"] if c.get("rel") != "is" or not same & c["of"].keys()]
            if not d["that"]:
                del d["that"]
        return d

    def _determine(self, d: Meaning, role: str) -> None:
        r = self.r
        det = r.pick(DETS[role])
        if det == "n" or det == "the n":
            d["n"] = r.pick(COUNTS) if det == "n" and not r.maybe(0.1) else 2 if r.maybe(0.7) else r.pick((3, 4))
            if det == "n" and r.maybe(0.12):
                d["n"] = 1
            if det == "the n":
                d["det"] = "the"
        elif det == "bound":
            d["det"], d["n"] = r.pick(BOUNDS), r.pick((1, 1, 2, 2, 3, 4, 5))
            if d["det"] == "fewer_than" and d["n"] == 1:
                d["n"] = 2
        elif det != "bare":
            d["det"] = det
            if det in ("another", "the_other", "that") and r.maybe(0.1):
                d["n"] = r.pick((2, 2, 3))
        elif role != "bare" and d["kind"] not in ("block", "pyramid", "cube", "thing", "stack", "box", "one"):
            d["det"] = "a"
        if d.get("det") is None and d.get("n") is None and d["kind"] == "one":
            d["det"] = "all" if role != "bare" else None
            if d["det"] is None:
                del d["det"]

    def _qualify(self, d: Meaning, seen: Seen | None, kind: str) -> None:
        """Adjectives: mostly those of something that is there."""
        r = self.r
        det = d.get("det")
        toy = kind in ("block", "pyramid", "cube", "one", "thing")
        if r.maybe(0.55 if toy else 0.15):
            d["color"] = seen.color if seen else r.pick(_COLORS)
        if r.maybe(0.24 if toy else 0.15):
            if seen is None or r.maybe(0.15):
                d["size"] = r.pick(_SIZES)
            elif seen.sizes:
                d["size"] = r.pick(seen.sizes)
        if det in ("the", "all", "both", "the_other") and r.maybe(0.14):
            d["sup"] = r.pick(_SUPS_COMMON)
            d.pop("size", None)
            if r.maybe(0.5):
                d.pop("color", None)
            if r.maybe(0.12) and det == "the" and "n" not in d:
                d["ord"] = r.pick((2, 2, 2, 3, 3, 4))
        elif det == "the" and "n" not in d and r.maybe(0.025):
            d["ord"] = r.pick((1, 1, 2, 2, 3, 4, 5, -1, -1))
        if (
            toy
            and r.maybe(0.025)
            and det in ("the", "a", "that", "another", "the_other", "any", None)
            and "sup" not in d
        ):
            d["mod"] = ["single"]
        elif r.maybe(0.05):
            d["mod"] = [new_adjective(r)]
            if r.maybe(0.1):
                d["mod"].append(new_adjective(r))

    @staticmethod
    def _plural(d: Meaning) -> bool:
        """Whether several are meant, which can be compared with each other."""
        return d.get("n", 0) > 1 or d.get("det") in ("all", "both", "most")

    @staticmethod
    def _singles(d: Meaning) -> bool:
        """Whether "single" can be said of it: of one thing, picked out by nothing stronger."""
        dets = ("the", "a") if d["kind"] == "thing" else ("the", "a", "that", "another", "the_other", "any", None)
        return d.get("det") in dets and not {"n", "sup", "ord"} & d.keys()

    def whatever(self, role: str, depth: int) -> Meaning:
        """Something, anything, everything, nothing."""
        r = self.r
        dets = {
            "target": ("every", "every", "every", "some", "any"),
            "subject": ("any", "any", "every", "no"),
            "exists": ("any", "any", "some", "no"),
        }
        d: Meaning = {"kind": "thing", "det": r.pick(dets[role])}
        if role == "target" and r.maybe(0.1):
            d["det"] = "another"
        if r.maybe(0.35):
            d["color" if r.maybe(0.6) else "size"] = ""
            if "color" in d:
                d["color"] = r.pick(_COLORS)
            else:
                d["size"] = r.pick(_SIZES)
        if r.maybe(0.55):
            d["that"] = self.clauses(max(depth, 1), "thing")
        return d

    def several(self, role: str, depth: int) -> Meaning:
        """Several together or a choice between them."""
        r = self.r
        count = r.pick((2, 2, 2, 2, 2, 3, 3, 4))
        role = "landmark" if r.maybe(0.75) else role
        parts: list[Meaning] = [
            self.noun(role, 0) if r.maybe(0.8) else self.noun(role, min(depth, 1)) for _ in range(count)
        ]
        if role == "bare":
            parts = [self.noun("landmark", 0) for _ in range(count)]
        if role != "bare" and r.maybe(0.15):
            parts = self._two_colors()
        if r.maybe(0.7):
            if count == 2 and r.maybe(0.15):
                parts[1] = {"any": [self.noun("landmark", 0), self.noun("landmark", 0)]}
            return {"all": parts}
        return {"any": parts[:3]}

    def _two_colors(self) -> list[Meaning]:
        """Two of a kind that differ in colour: "the red block and the green block", "all red and green cubes"."""
        r = self.r
        kind, det = r.pick(("block", "block", "cube", "pyramid", "one")), r.pick(("all", "all", "the", "the", "a"))
        colors = dict.fromkeys(r.pick(_COLORS) for _ in range(9))
        return [{"kind": kind, "det": det, "color": color} for color in colors][:2]

    def part(self, depth: int, role: str) -> Meaning:
        """Some out of a set: "one of them", "at least two of the red blocks"."""
        r = self.r
        d: Meaning = {"kind": "one"}
        choice = r.pick(("n", "n", "n", "some", "any", "bound", "sup"))
        whole: Meaning = (
            {"ref": "them"}
            if r.maybe(0.5)
            else self.noun("landmark", min(depth, 1), kind=r.pick(("block", "cube", "pyramid", "thing", "one")))
        )
        if whole.get("ref") == "them":
            choice = r.pick(
                (
                    "n",
                    "n",
                    "n",
                    "some",
                    "any",
                    "bound",
                    "sup",
                    "every",
                    "all",
                    "both",
                    "most",
                    "no" if role == "subject" else "all",
                )
            )
        else:
            for key in ("n", "ord", "sup", "of", "but"):
                whole.pop(key, None)
            whole["det"] = "all"
        if choice == "n":
            d["n"] = r.pick((1, 1, 1, 2, 2, 3))
        elif choice == "bound":
            d["det"], d["n"] = r.pick(BOUNDS[:5]), r.pick((1, 2, 2, 3))
        elif choice == "sup":
            d["det"], d["sup"] = "the", r.pick(_SUPS_COMMON)
        else:
            d["det"] = choice
        return d | {"of": whole}

    def all_but(self, depth: int) -> Meaning:
        """All of a kind with an exception."""
        r = self.r
        kind = r.pick(("block", "cube", "pyramid", "thing", "thing"))
        d: Meaning = {"kind": kind, "det": "every" if kind == "thing" or r.maybe(0.3) else "all"}
        if r.maybe(0.2):
            d["color"] = r.pick(_COLORS)
        but = self.noun("landmark", min(depth, 1), kind=None if kind == "thing" else r.pick(("one", "one", kind)))
        if r.maybe(0.5) and but["kind"] != "box":
            but = (
                {
                    "kind": but["kind"],
                    "det": "all",
                    **({"color": but["color"]} if "color" in but or but["kind"] == "one" else {}),
                }
                if ("color" in but or but["kind"] != "one")
                else {"kind": "one", "det": "the", "color": r.pick(_COLORS)}
            )
        elif r.maybe(0.15):
            but = {"ref": "it"}
        return d | {"but": but}

    def support(self, depth: int) -> Meaning:
        """What carries something: "its support", "the tallest pyramid's support"."""
        owner = self.noun("landmark", 0) if self.r.maybe(0.7) else {"ref": "it"}
        if owner.get("kind") == "table" or owner.get("det") == "no":
            owner = {"ref": "it"}
        return {"kind": "support", "of": owner}

    def clauses(self, depth: int, kind: str) -> list[Meaning]:
        """One clause, sometimes two or three, no two of the same relation."""
        r = self.r
        if r.maybe(0.015):
            return self._neither(kind)
        count = r.pick((1,) * 17 + (2, 2, 3)) if depth > 1 else r.pick((1,) * 12 + (2,))
        out: list[Meaning] = []
        for i in range(count):
            clause = self.clause(depth if i == 0 else min(depth, 1), kind)
            if all(clause.get("rel", clause.get("did")) != other.get("rel", other.get("did")) for other in out):
                out.append(clause)
        return out

    def _neither(self, kind: str) -> list[Meaning]:
        """Two things that are not true of it: "neither red nor green"."""
        r = self.r
        if r.maybe(0.6):
            colors = list(COLORS)[:4] if r.maybe(0.7) else list(COLORS)
            first = r.pick(tuple(colors))
            second = r.pick(tuple(c for c in colors if c != first))
            qualities: list[Meaning] = [{"color": first}, {"color": second}]
            if r.maybe(0.2):
                qualities[r.whole(0, 1)] = {"size": r.pick(("large", "small", "tall", "short", "wide", "narrow"))}
            return [{"rel": "is", "not": True, "of": {"kind": "thing", **quality}} for quality in qualities]
        out: list[Meaning] = []
        while len(out) < 2:
            clause = self.clause(1, kind)
            if clause.get("rel") in PLACES and not {"time", "did", "not"} & clause.keys():
                out.append({"rel": clause["rel"], "not": True, **{k: v for k, v in clause.items() if k != "rel"}})
        return out

    def known_clause(self, depth: int) -> Meaning:
        """A clause that picks out one thing both sides know of."""
        r = self.r
        return r.pick(({"rel": "held"}, {"told": r.pick(TOLD)}, self.clause(depth, "one")))

    def clause(self, depth: int, kind: str) -> Meaning:
        """One thing that is true of the thing described."""
        return sample_clause(self, depth, kind)

    def region(self) -> Meaning:
        """A part of the table."""
        return sample_region(self.r)
