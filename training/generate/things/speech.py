"""Saying descriptions: noun phrases in every wording, by one speaker in one style."""

from __future__ import annotations

from agent.lm.prompt import Exchange
from training.generate.chance import Chance, forms
from training.generate.meaning import Meaning
from training.generate.ordering.corrections import mended
from training.generate.things.clauses import modifiers
from training.generate.things.determiners import counted, determined, part_of
from training.generate.things.fronted import (
    adjectives,
    alone,
    color_word,
    counted_from,
    from_side,
    in_front,
    ordinal,
    shared_noun,
)
from training.generate.things.places import say_region
from training.generate.things.stacks import say_made
from training.generate.words.phrases import Said, join_list
from training.generate.words.vocabulary import (
    COMPARATIVES,
    KINDS,
    NUMBERS,
    plural_of,
)

_BUT = forms(
    "except*5|but*4|except for*4|apart from*2|other than*2|but not*3|besides|excluding|excepting|not counting|save|"
    "save for|aside from|with the exception of|minus"
)
_INDEFINITE = {"any": "anything", "some": "something", "every": "everything", "no": "nothing"}
_UNITS = forms("square*8|step*4|space*4|cell*2|tile|position*2|spot|place|unit|field|notch|grid square|grid space|slot")
_ONE = forms("one*12|1*4|a*3|a single|just one|exactly one|another")


def is_name(d: Meaning) -> bool:
    """Whether a description is a proper name: a noun of its own and nothing with it."""
    return set(d) == {"kind"} and d["kind"] not in KINDS and d["kind"] != "support"


class Speaker:
    """Says what was meant. A telegraphic speaker drops "the", some others do now and then.

    `kept` collects words that no slip may change. One who `mends` says a wrong thing first and puts it right; one who
    is `brief` puts few words around what is meant.
    """

    def __init__(self, r: Chance, *, telegraphic: bool = False) -> None:
        self.r = r
        self.telegraphic = telegraphic
        self.kept: set[str] = set()
        self.digits = r.maybe(0.2)
        self.british = r.maybe(0.35)
        self.dropping = r.pick((0.95, 0.8, 0.8, 0.5)) if telegraphic else 0.35 if r.maybe(0.06) else 0.0
        self.mends = False
        self.brief = False
        self.alone = False
        """Whether a command is said by itself, so that its thing may be named before the verb."""
        self.topical = False
        """Whether it has been."""
        self.after: Exchange | None = None
        """The turn that is answered, where only an answer to it means this."""

    # Words.

    def number(self, n: int) -> str:
        """A number as a word or, by this speaker's habit, in digits."""
        return str(n) if self.digits or n >= len(NUMBERS) else NUMBERS[n]

    def squares(self, n: int) -> str:
        """A distance in words."""
        unit = self.r.pick(_UNITS)
        if n == 1:
            return f"{self.r.pick(_ONE)} {unit}"
        return f"{self.number(n)} {unit}{'' if self.r.maybe(0.04) else 's'}"

    def the(self, text: str) -> str:
        """The phrase with "the", unless this speaker leaves it out."""
        dropping = (self.dropping or 0.8) if self.telegraphic else self.dropping if self.dropping < 0.5 else 0.0
        return text if dropping and self.r.maybe(dropping) else f"the {text}"

    def noun_word(self, kind: str, plural: bool) -> str:
        """The noun in one of its synonyms."""
        if kind not in KINDS:
            self.kept.add(word := plural_of(kind) if plural else kind)
            return word
        word = self.r.pick(KINDS[kind])
        return plural_of(word) if plural else word

    def color(self, color: str) -> str:
        """A colour by one of its words."""
        return color_word(self, color)

    def _adjectives(self, d: Meaning) -> list[str]:
        return adjectives(self, d)

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
        if self.mends:
            self.mends = False
            return mended(self, d, self._noun(d, guard))
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
        if (shared := shared_noun(self, d["all"], "and")) is not None:
            return Said(shared, True)
        parts = [self.np(part, guard=guard or i + 1 < len(d["all"])) for i, part in enumerate(d["all"])]
        text = join_list(parts, "and", self.r)
        if len(parts) == 2 and self.r.maybe(0.06) and not text.startswith("both") and not self.telegraphic:
            text = f"both {text}"
        return Said(text, True)

    def _either(self, d: Meaning, guard: bool) -> Said:
        if (shared := shared_noun(self, d["any"], "or")) is not None:
            return Said(shared, d["any"][0].get("det") == "all")
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
        if plural is False and (others := self._than_others(d)):
            head = others
        if "that" in d:
            head = modifiers(self, d, head, plural, guard)
        if "but" in d:
            left_out = self.np(d["but"], guard=guard)
            word = r.pick(_BUT)
            head += f" {'except' if word == 'but not' and left_out.startswith(('all', 'both')) else word} {left_out}"
        return Said(head, plural)

    def _than_others(self, d: Meaning) -> str:
        """As in "the block that is taller than all the others" for "the tallest block"."""
        r = self.r
        bare = d.get("det") == "the" and not {"n", "ord", "that", "but", "of", "mod"} & d.keys()
        if not bare or d.get("sup") not in COMPARATIVES or self.brief or not r.maybe(0.06):
            return ""
        noun = self.np({key: value for key, value in d.items() if key not in ("det", "sup")} | {"plural": False})
        many = plural_of(noun)
        others = r.pick(
            ("all the others", "all others", f"all the other {many}", f"any other {noun}", f"every other {noun}")
        )
        which = r.pick(("that is", "which is", "that's"))
        return f"the {noun} {which} {r.pick(COMPARATIVES[d['sup']])} than {others}"

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
        return say_region(self, d)

    def _head(self, d: Meaning) -> tuple[str, bool]:
        """Determiner, number, adjectives and noun."""
        r = self.r
        kind, det, n = d["kind"], d.get("det"), d.get("n")
        after = alone(self, d)
        words = adjectives(self, d)
        if kind == "thing" and det in _INDEFINITE and n is None and "ord" not in d and "sup" not in d and r.maybe(0.9):
            word = _INDEFINITE[det]
            if det == "any" and r.maybe(0.04):
                word = "any thing"
            return " ".join([word, *words]), False
        if kind == "thing" and det == "another" and n is None and r.maybe(0.6):
            return " ".join(["something else", *words]), False
        plural = self._is_plural(d)
        if "that" in d and "but" not in d:
            first, tail = in_front(self, d)
            words, after = [first, *words] if first else words, after + tail
        if counted_from(d):
            words.insert(0, ordinal(self, d["ord"]))
            after = f" {from_side(self, d['sup'])}{after}"
        if kind == "one":
            return self._one(d, words, plural) + after, plural
        noun = self.noun_word(kind, plural)
        if kind in ("stack", "row") and "of" in d and "ref" not in d["of"]:
            front, noun, behind = say_made(self, d, noun, plural)
            noun = f"{front} {noun} {behind}".strip()
        if d.get("that") and (front := self._front(d, plural)):
            return f"{front} {' '.join([*words, noun])}{after}", plural
        return determined(self, d, " ".join([*words, noun]), plural) + after, plural

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
            return self.the(adjectives[0] if adjectives[0].endswith("st") else f"{adjectives[0]} one")
        noun = "ones" if plural else "1" if adjectives and self.r.maybe(0.015) else "one"
        return determined(self, d, " ".join([*adjectives, noun]), plural)
