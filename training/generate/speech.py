"""Saying descriptions: noun phrases in every wording, by one speaker in one style."""

from __future__ import annotations

from training.generate.chance import Chance
from training.generate.clauses import modifiers
from training.generate.determiners import counted, determined, part_of
from training.generate.meaning import Meaning
from training.generate.phrases import Said, join_list
from training.generate.vocabulary import (
    COLORS,
    KINDS,
    NUMBERS,
    ORDINALS,
    REGIONS,
    SIDES,
    SIZES,
    SUPERLATIVES,
    plural_of,
)

_OF_ALL = {
    "left": "leftmost",
    "right": "rightmost",
    "front": "frontmost",
    "back": "backmost",
    "top": "highest",
    "bottom": "lowest",
}
_SIDE_OF = {sup: side for side, sup in _OF_ALL.items()}
_INDEFINITE = {"any": "anything", "some": "something", "every": "everything", "no": "nothing"}


def is_name(d: Meaning) -> bool:
    """Whether a description is a proper name: a noun of its own and nothing with it."""
    return set(d) == {"kind"} and d["kind"] not in KINDS and d["kind"] != "support"


class Speaker:
    """Says what was meant. A telegraphic speaker drops "the"; `kept` collects words that no slip may change."""

    def __init__(self, r: Chance, *, telegraphic: bool = False) -> None:
        self.r = r
        self.telegraphic = telegraphic
        self.kept: set[str] = set()
        self.digits = r.maybe(0.2)
        self.british = r.maybe(0.35)

    # Words.

    def number(self, n: int) -> str:
        """A number as a word or, by this speaker's habit, in digits."""
        return str(n) if self.digits or n >= len(NUMBERS) else NUMBERS[n]

    def squares(self, n: int) -> str:
        """A distance in words."""
        unit = self.r.pick(("square", "square", "square", "step", "space", "cell"))
        return f"{self.r.pick(('one', 'one', '1', 'a')) if n == 1 else self.number(n)} {unit}{'' if n == 1 else 's'}"

    def the(self, text: str) -> str:
        """The phrase with "the", unless this speaker leaves it out."""
        return text if self.telegraphic and self.r.maybe(0.8) else f"the {text}"

    def noun_word(self, kind: str, plural: bool) -> str:
        """The noun in one of its synonyms."""
        if kind not in KINDS:
            self.kept.add(word := plural_of(kind) if plural else kind)
            return word
        word = self.r.pick(KINDS[kind])
        return plural_of(word) if plural else word

    def color(self, color: str) -> str:
        """A colour by one of its words."""
        return self.r.pick(COLORS[color])

    def _adjectives(self, d: Meaning, *, superlative: bool = True) -> list[str]:
        r = self.r
        words: list[str] = []
        if "ord" in d and not self._sided(d):
            words.append(ORDINALS[d["ord"]])
        if "sup" in d and superlative and not self._sided(d):
            words.append(r.pick(SUPERLATIVES[d["sup"]]))
        own: list[str] = []
        if "size" in d:
            own.append(r.pick(SIZES[d["size"]]))
        for mod in d.get("mod", ()):
            self.kept.add(mod)
            own.append(mod)
        if "color" in d:
            own.append(self.color(d["color"]))
        if len(own) > 1 and r.maybe(0.07):
            own.reverse()
            if d.get("mod") and len(d["mod"]) > 1:
                own.reverse()
        if len(own) > 1 and r.maybe(0.05):
            own[0] += ","
        return words + own

    def _sided(self, d: Meaning) -> bool:
        """Whether a superlative is said after the noun: "the second block from the left"."""
        return "ord" in d and d.get("sup") in ("leftmost", "rightmost", "frontmost", "backmost", "highest", "lowest")

    # Descriptions.

    def np(self, d: Meaning, *, guard: bool = False) -> str:
        """The text of a description; `guard` where a place follows that must not attach to it."""
        return self.say(d, guard=guard).text

    def say(self, d: Meaning, *, guard: bool = False, subject: bool = False) -> Said:
        """A description as a phrase with its number."""
        if "ref" in d:
            return self._ref(d["ref"], subject)
        if "all" in d:
            return self._both(d, guard)
        if "any" in d:
            return self._either(d, guard)
        if "region" in d:
            return Said(self.region(d), False)
        return self._noun(d, guard)

    def _ref(self, ref: str, subject: bool) -> Said:
        if ref == "them":
            return Said(
                self.r.pick(("they",) * 6 + ("those", "these"))
                if subject
                else self.r.pick(("them",) * 9 + ("those", "these")),
                True,
            )
        if ref == "me":
            return Said("i" if subject else "me", False)
        return Said(ref, ref == "you")

    def _both(self, d: Meaning, guard: bool) -> Said:
        parts = [self.np(part, guard=guard or i + 1 < len(d["all"])) for i, part in enumerate(d["all"])]
        text = join_list(parts, "and", self.r)
        if len(parts) == 2 and self.r.maybe(0.06) and not text.startswith("both") and not self.telegraphic:
            text = f"both {text}"
        return Said(text, True)

    def _either(self, d: Meaning, guard: bool) -> Said:
        parts = [self.say(part, guard=guard) for part in d["any"]]
        text = join_list([part.text for part in parts], "or", self.r)
        return Said(f"either {text}" if self.r.maybe(0.45) else text, parts[-1].plural)

    def _noun(self, d: Meaning, guard: bool) -> Said:
        r = self.r
        d = dict(d)
        kind = d["kind"]
        if is_name(d):
            self.kept.add(kind)
            return Said(f'"{kind}"' if r.maybe(0.04) else kind, False)
        if kind == "support":
            return self._support(d)
        if kind == "one" and "of" in d and not {"det", "n", "sup"}.isdisjoint(d):
            head, plural = part_of(self, d)
        else:
            head, plural = self._head(d)
        if "that" in d:
            head = modifiers(self, d, head, plural, guard)
        if "but" in d:
            head += (
                " "
                + r.pick(("except", "except", "but", "except for", "apart from", "other than"))
                + " "
                + self.np(d["but"], guard=guard)
            )
        return Said(head, plural)

    def _support(self, d: Meaning) -> Said:
        r = self.r
        owner = d["of"]
        if "ref" in owner:
            word = {"it": "its", "them": "their", "me": "my", "you": "your"}.get(owner["ref"], owner["ref"] + "'s")
            return Said(f"{word} support", False)
        if "that" in owner or r.maybe(0.3):
            return Said(f"{self.the('support')} of {self.np(owner)}", False)
        text, plural = self.say(owner)
        return Said(f"{text}{chr(39) if plural and text.endswith('s') else chr(39) + 's'} support", False)

    def region(self, d: Meaning) -> str:
        """As in "the back left corner of the table"."""
        r = self.r
        region, side = d["region"], d.get("side")
        word = r.pick(REGIONS[region])
        if word == "center" and self.british:
            word = "centre"
        tail = f" of {self.np(d['of'])}" if "of" in d else ""
        if side is None:
            if region == "center":
                text = f"{self.the(word)}{tail}"
            else:
                text = f"{r.pick(('a ', 'the ', 'the ', 'one '))}{word}{tail}"
            return text
        name = r.pick(SIDES[side])
        if " " in name and r.maybe(0.12):
            name = name.replace(" ", "-")
        if region == "corner" and " " in name and not tail and r.maybe(0.06):
            return self.the(name)
        return f"{self.the(f'{name} {word}')}{tail}"

    def _head(self, d: Meaning) -> tuple[str, bool]:
        """Determiner, number, adjectives and noun."""
        r = self.r
        kind, det, n = d["kind"], d.get("det"), d.get("n")
        adjectives = self._adjectives(d)
        if kind == "thing" and det in _INDEFINITE and n is None and "ord" not in d and "sup" not in d and r.maybe(0.9):
            word = _INDEFINITE[det]
            if det == "any" and r.maybe(0.04):
                word = "any thing"
            return " ".join([word, *adjectives]), False
        if kind == "thing" and det == "another" and n is None and r.maybe(0.6):
            return " ".join(["something else", *adjectives]), False
        plural = self._is_plural(d)
        if kind == "one":
            return self._one(d, adjectives, plural), plural
        noun = self.noun_word(kind, plural)
        if kind in ("stack", "row") and "that" in d and (made := self._made_of(d)):
            return determined(
                self, d, " ".join([*adjectives, made[0], noun, made[1]]).replace("  ", " ").strip(), plural
            ), plural
        if self._sided(d):
            adjectives.insert(0, ORDINALS[d["ord"]])
            noun += f" from {self.the(_SIDE_OF[d['sup']])}"
        if "that" in d and (word := self._free(d)):
            adjectives.insert(0, word)
        if d.get("that") and (front := self._front(d, plural)):
            return f"{front} {' '.join([*adjectives, noun])}", plural
        return determined(self, d, " ".join([*adjectives, noun]), plural), plural

    def _made_of(self, d: Meaning) -> tuple[str, str] | None:
        """What a stack contains, said before or after the noun ("red and green", "of two blocks")."""
        contents = d["that"][0]
        if (
            d.get("plain")
            or set(contents) != {"rel", "of"}
            or contents["rel"] != "contains"
            or len(d["that"]) > 1
            or "ref" in contents["of"]
        ):
            return None
        of = contents["of"]
        parts = of.get("all", [of] if set(of) == {"kind", "color"} and of["kind"] == "block" else [])
        if parts and all(part.get("kind") in ("thing", "block") and set(part) == {"kind", "color"} for part in parts):
            colors = [self.color(part["color"]) for part in parts]
            if parts[0]["kind"] == "thing":
                if "color" in d or self.r.maybe(0.1):
                    return None
                d["that"] = []
                return ("-" if self.r.maybe(0.15) else " and ").join(colors) if len(colors) == 2 else join_list(
                    colors, "and", self.r
                ), ""
            if len(colors) == 1 and self.r.maybe(0.4):
                d["that"] = []
                return f"{colors[0]} {self.r.pick(('block', 'brick'))}", ""
            if self.r.maybe(0.6):
                d["that"] = []
                return "", f"of {join_list(colors, 'and', self.r)} {plural_of(self.r.pick(KINDS['block']))}"
            return None
        if of.get("det") in ("any", "some", "no", "every") or self.r.maybe(0.6):
            return None
        d["that"] = []
        return "", f"of {self.np(of)}"

    def _front(self, d: Meaning, plural: bool) -> str:
        """As in "my", where the only clause says who owns it; the clause is then done with."""
        if (
            d["that"] == [{"rel": "owned_by", "of": {"ref": "me"}}]
            and d.get("det") in ("the", "all")
            and self.r.maybe(0.6)
        ):
            d["that"] = []
            word = "my"
            if d["det"] == "all" and self.r.maybe(0.3):
                word = self.r.pick(("all my", "all of my"))
            return f"{word} {self.number(d['n'])}" if "n" in d else word
        return ""

    def _free(self, d: Meaning) -> str:
        """As in "exposed", "empty": a clause said as an adjective, which is then done with."""
        clause = d["that"][0]
        if len(d["that"]) > 1 or clause not in ({"rel": "clear"}, {"rel": "empty"}) or not self.r.maybe(0.3):
            return ""
        d["that"] = []
        return "empty" if clause["rel"] == "empty" else self.r.pick(("clear", "free", "exposed", "uncovered", "bare"))

    def _is_plural(self, d: Meaning) -> bool:
        det, n = d.get("det"), d.get("n")
        if n is not None:
            return bool(n != 1)
        if det in ("any", "no"):
            return self.r.maybe(0.5)
        if det == "some":
            return self.r.maybe(0.6)
        if det == "the_other":
            return self.r.maybe(0.25)
        if det in ("that", "this"):
            return self.r.maybe(0.12)
        if det is None and "plural" in d:
            return bool(d["plural"])
        return det in (None, "all", "both", "most")

    def _one(self, d: Meaning, adjectives: list[str], plural: bool) -> str:
        """As in "the red one", "one", "another", "both"."""
        det, n = d.get("det"), d.get("n")
        bare = not adjectives
        clause = "that" in d
        if bare and det == "a":
            return "one"
        if bare and n is not None and det not in ("the", "that", "the_other", "another"):
            return counted(self, det, n)
        if bare and det in ("another", "some", "any", "both", "all", "every", "most") and n is None:
            choices = {
                "another": ("another one", "another"),
                "some": ("some",),
                "any": ("any", "any one"),
                "both": ("both", "both of them"),
                "all": ("all the ones",) if clause else ("all of the ones", "the ones"),
                "every": ("every one", "each one"),
                "most": ("most",),
            }
            if det == "both" and d.get("of") is None:
                return "both"
            return self.r.pick(choices[det])
        if bare and det == "no":
            return "none"
        if bare and det == "the_other" and plural:
            return self.the("others" if n is None else f"other {self.number(n)}")
        if len(adjectives) == 1 and "sup" in d and det == "the" and n is None and self.r.maybe(0.3):
            return self.the(adjectives[0])
        noun = "ones" if plural else "one"
        return determined(self, d, " ".join([*adjectives, noun]), plural)
