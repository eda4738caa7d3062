"""Several things compared with each other: "are they the same size?", "do the two pyramids have different colors?".

A relation like `same_size` without `of`: each with each other.
"""

from __future__ import annotations

from training.generate.chance import forms, spread
from training.generate.meaning import Meaning
from training.generate.things.descriptions import Describer
from training.generate.things.speech import Speaker

_RELATIONS = spread(
    {"same_color": 5, "same_size": 5, "same_shape": 3, "as_tall_as": 3, "as_big_as": 2, "as_wide_as": 2}
)
_QUALITY = {"same_color": ("color",), "same_size": ("size",), "same_shape": ("shape",), "as_tall_as": ("height",),
            "as_wide_as": ("width",), "as_big_as": ()}  # fmt: skip
_SEVERAL: tuple[Meaning, ...] = (
    {"det": "the", "n": 2},
    {"det": "all"},
    {"det": "all"},
    {"det": "both"},
    {"det": "this", "n": 2},
    {"det": "that", "n": 2},
    {"det": "the", "n": 3},
)
_EQUALLY = {
    "as_tall_as": ("tall", "tall", "high"),
    "as_big_as": ("big", "big", "large"),
    "as_wide_as": ("wide", "wide", "broad", "thick"),
}


def mutual(m: Meaning) -> bool:
    """Whether a question or claim compares its subject's things with each other."""
    return len(m.get("that", ())) == 1 and m["that"][0].get("rel") in _QUALITY and "of" not in m["that"][0]


def sample_mutual(describer: Describer) -> Meaning:
    """Some things and what they have in common, or have not."""
    r = describer.r
    clause: Meaning = {"rel": r.pick(_RELATIONS)}
    if r.maybe(0.2):
        clause["not"] = True
    what: Meaning
    if r.maybe(0.25):
        what = {"ref": "them"}
    elif r.maybe(0.45):
        what = {"all": [describer.noun("landmark", 0), describer.noun("landmark", 0)]}
    else:
        what = describer.noun("landmark", 0, kind=r.pick(("block", "cube", "pyramid", "box", "one", "thing", "stack")))
        for key in ("n", "ord", "sup", "of"):
            what.pop(key, None)
        what |= r.pick(_SEVERAL)
        if what["kind"] == "one" and not {"color", "size", "mod"} & what.keys():
            what["color"] = r.pick(("red", "green", "blue", "yellow"))
    return {"what": what, "that": [clause]}


def _shared(speaker: Speaker, clause: Meaning) -> tuple[str, str]:
    """What they are ("the same size"), or what they do ("have the same size"): a verb and the rest."""
    r = speaker.r
    rel, differ = clause["rel"], clause.get("not")
    if not differ and rel in _EQUALLY and (r.maybe(0.5) or not _QUALITY[rel]):
        word = r.pick(_EQUALLY[rel])
        return "be", r.pick((f"equally {word}", f"as {word} as each other", f"just as {word} as each other"))
    if not _QUALITY[rel]:
        return "be", f"not equally {r.pick(_EQUALLY[rel])}"
    noun = r.pick(_QUALITY[rel])
    if differ:
        return r.pick(
            (
                ("be", f"different {noun}s"),
                ("be", f"different in {noun}"),
                ("be", f"of different {noun}s"),
                ("have", f"different {noun}s"),
                ("have", f"a different {noun}"),
                ("differ", f"in {noun}"),
                ("be", f"not the same {noun}"),
                ("be", f"not of the same {noun}"),
            )
        )
    same = r.pick(forms("the same*5|the very same|an identical|the exact same|one and the same"))
    return r.pick(
        (
            ("be", f"the same {noun}"),
            ("be", f"the same {noun}"),
            ("be", f"of {same if not same.startswith('an') else 'the same'} {noun}"),
            ("be", f"identical in {noun}"),
            ("be", f"of equal {noun}" if noun not in ("color", "shape") else f"of the same {noun}"),
            ("be", f"alike in {noun}"),
            ("have", f"{same} {noun}"),
            ("have", f"the same {noun}"),
            ("share", f"{r.pick(('a', 'the same', 'one'))} {noun}"),
            ("match", f"in {noun}"),
        )
    )


def say_mutual(speaker: Speaker, m: Meaning, *, asked: bool) -> str:
    """As a question without its mark, or as a claim."""
    r = speaker.r
    verb, rest = _shared(speaker, m["that"][0])
    subject = "they" if m["what"] == {"ref": "them"} else speaker.say(m["what"], subject=True).text
    each = r.pick(("both ", "all ")) if "all" not in m["what"] and subject == "they" and r.maybe(0.1) else ""
    if not asked:
        return f"{subject} {'are' if verb == 'be' else verb} {each}{rest}"
    return f"{'are' if verb == 'be' else 'do'} {subject} {each}{rest if verb == 'be' else f'{verb} {rest}'}"
