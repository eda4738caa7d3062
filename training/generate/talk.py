"""Talk: greetings, thanks, yes and no, help; choices by number; fragments; what cannot be read."""

from __future__ import annotations

from training.generate.chance import Chance, forms
from training.generate.clauses import place_words
from training.generate.descriptions import Describer
from training.generate.invention import new_noun
from training.generate.meaning import Meaning
from training.generate.phrases import UnsayableError, article
from training.generate.relations import landmark, place
from training.generate.speech import Speaker
from training.generate.vocabulary import COLORS, ORDINALS, SIZES


def choice(r: Chance) -> tuple[str, int]:
    """The number of an alternative in one of many wordings."""
    n = r.pick((1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8))
    ordinal = ORDINALS[n]
    word = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}[n]
    digits = f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n, 'th') }"
    text = r.pick(
        (
            str(n),
            str(n),
            str(n),
            f"{n}.",
            f"{n})",
            f"({n})",
            word,
            word,
            f"number {n}",
            f"number {n}",
            f"number {word}",
            f"option {n}",
            f"option {word}",
            f"the {ordinal} one",
            f"the {ordinal} one",
            f"the {ordinal}",
            f"the {ordinal}",
            f"{ordinal}",
            f"the {digits}",
            f"no. {n}",
            f"#{n}",
            f"nr {n}",
            f"{n} please",
            f"{word} please",
            f"i mean the {ordinal} one",
            f"i mean {n}",
            f"i choose {n}",
            f"i mean number {n}",
            f"the {ordinal} option",
            f"the {ordinal} please",
            f"choice {n}",
            f"{ordinal} one",
            f"the {digits} one",
            f"i meant the {ordinal}",
            f"answer {n}",
            f"alternative {n}",
            f"{n}!",
            f"i'd say {n}",
            f"let's go with {n}",
            f"{ordinal} please",
            f"the {ordinal} one please",
            f"the {ordinal} alternative",
            f"pick option {n}",
            f"choose option {n}",
            f"it's {n}",
            f"ok {n}",
            f"{n} i think",
            f"{n} of course",
            f"the {ordinal}, please",
            f"the {ordinal} meaning",
            f"i want option {word}",
            f"yes, the {ordinal} one",
            f"i'd like number {n}",
            f"case {n}",
            f"the answer is {n}",
        )
    )
    return text, n


def sample_fragment(describer: Describer) -> Meaning:
    """A phrase without a verb."""
    r = describer.r
    kind = r.whole(0, 9)
    if kind < 2:
        rel, _, where = place(describer, 0)
        if where.get("ref") in ("there", "here"):
            where = {"kind": "table", "det": "the"}
            rel = "on"
        return {"act": "fragment", "rel": rel, "what": where}
    if kind < 3:
        rel = r.pick(
            (
                "on",
                "in",
                "under",
                "behind",
                "in_front_of",
                "left_of",
                "right_of",
                "beside",
                "near",
                "above",
                "on_top_of",
                "between",
                "at",
            )
        )
        where = landmark(describer, rel, 0)
        return {
            "act": "fragment",
            "rel": rel,
            "what": where if where.get("ref") not in ("there", "here") else {"region": "center"},
        }
    if kind < 4:
        return {"act": "fragment", "what": {"kind": new_noun(r), "det": "a"}}
    if kind < 7:
        d: Meaning = {
            "kind": "one",
            "det": r.pick(("the", "the", "the", "the", "a", "that", "this", "the_other", "another", "all")),
        }
        if d["det"] in ("the", "a", "all") or r.maybe(0.3):
            d |= r.pick(
                (
                    {"color": r.pick(tuple(COLORS))},
                    {"color": r.pick(tuple(COLORS))},
                    {"size": r.pick(tuple(SIZES))},
                    {"sup": r.pick(("biggest", "smallest", "tallest", "leftmost", "nearest"))}
                    if d["det"] != "a"
                    else {"color": "red"},
                    {"size": "large", "color": r.pick(tuple(COLORS))},
                )
            )
        if r.maybe(0.2):
            d["that"] = describer.clauses(1, "one")
        return {"act": "fragment", "what": d}
    what = describer.thing("target", describer.depth())
    while what.get("kind") == "one" and (
        "ord" in what
        or (
            not {"color", "size", "sup", "that", "of", "mod"} & what.keys()
            and what.get("det") not in ("that", "this", "the_other", "another")
        )
    ):
        what = describer.thing("target", 0)  # "two" and "the second one" are choices
    return {"act": "fragment", "what": what}


_FRAGMENT_STARTS = forms(
    "and*4|i mean*3|i meant*2|no, *3|what about*3|how about*2|not that, *1|yes, |and what about*2|or|maybe|"
    "but|only|just|well, |rather|sorry, |i said|ok, |as for|now|and now|also"
)


def say_fragment(speaker: Speaker, m: Meaning) -> str:
    """A phrase as an answer or an afterthought: "the red one", "and the green cube?"."""
    r = speaker.r
    what = m["what"]
    if "rel" in m:
        if what.get("ref") in ("there", "here"):
            text = str(what["ref"])
        else:
            text = place_words(speaker, m["rel"], what)
            if m["rel"] in ("on", "in") and r.maybe(0.15):
                text = {"on": "onto ", "in": "into "}[m["rel"]] + speaker.np(what)
    elif what.get("det") == "a" and len(what) == 2 and r.maybe(0.5):
        speaker.kept.add(what["kind"])
        start = r.pick(forms("does|is|can|has|did|and|or|what about|if|*2"))
        text = f"{start} {article(what['kind'])}".strip()
        return text + r.pick(("", "", "?", "..."))
    else:
        text = speaker.np(what)
        if text in ("one", "both", "all", "none") or text.split()[0].isdigit():
            raise UnsayableError
        if set(what) == {"kind", "det", "color"} and what["kind"] == "one" and what["det"] == "the" and r.maybe(0.2):
            text = speaker.color(what["color"])
    start = ""
    if r.maybe(0.4):
        start = r.pick(_FRAGMENT_STARTS)
    mark = (
        r.pick(("?", "?", "?", ""))
        if start in ("and", "what about", "how about", "and what about", "or")
        else r.pick(("", "", "", ".", ".", "?", " please", ", please", "!"))
    )
    return f"{start} {text}".strip() + mark
