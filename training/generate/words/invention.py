"""Words that the language does not know: names, nouns, adjectives and verbs to be copied as they were said.

Most are strung together from syllables, so that a model learns to copy and not to remember.
"""

from __future__ import annotations

from functools import cache

from training.generate.chance import Chance, forms, words
from training.generate.words.coinage import ADJECTIVES, NAMES, NOUNS, VERBS, coined, decent
from training.generate.words.vocabulary import KINDS, KNOWN, plural_of

_ONSETS = forms(
    "b|bl|br|c|ch|cl|cr|d|dr|f|fl|fr|g|gl|gr|h|j|k|kl|kr|l|m|n|p|pl|pr|qu|r|s|sk|sl|sm|sn|sp|spl|st|str|sw|t|"
    "th|tr|v|vr|w|x|y|z|zw"
)
_VOWELS = forms("a*5|e*5|i*4|o*5|u*3|ee|oo|ou|ea|ai|y")
_CODAS = forms("*6|b|ck|d|ff|g|k|l|ll|m|mp|n|nd|ng|nk|nt|p|r|rb|rd|rk|rm|rn|rp|rt|t|x|z")
_PREFIXES = forms("super|mega|mini|ultra|hyper|big|little|star|moon|fire|snow|micro|giga|turbo|king|uber|old|sun|sky")
_SUFFIXES = forms("block|cube|bob|man|star|boy|girl|stone|brick|tron|zilla|ster|ton|ville|berg|rock|fox|cat|ball|tip")
_PEOPLE = words(
    "bob alice charlie fred anna max lisa tom zoe otto mia ben ella felix emma paul rosa hugo nina leo ida "
    "oscar ruby sam "
    "lucy jack molly harry terry winograd turing ada grace albert marvin eliza shrdlu etaoin pepper fluffy "
    "sparky rocky "
    "buddy daisy bella coco luna rex ziggy gizmo pixel nemo dobby yoda frodo gandalf merlin zeus thor apollo "
    "hal clippy "
    "goliath david godzilla kong boss chief junior jumbo shorty tiny-tim blocky red-one champ hero rubik "
    "cheops giza tut"
)
_NOUNS = words(
    "steeple house tower-block castle bridge arch wall gate fort palace temple church chimney roof ladder "
    "staircase stair "
    "ball sphere cylinder disc ring wheel plank beam post pillar pole wedge ramp tile slab marble bottle cup "
    "plate bowl "
    "spoon fork knife pencil pen book lamp chair sofa bed door window car truck train boat plane rocket robot-arm doll "
    "teddy bear-toy egg apple banana orange-slice coin key hat shoe sock glove button rope hook nail screw bolt magnet "
    "spring tube pipe barrel basket bucket bag jar tray shelf drawer cupboard sandwich burger snowman tree "
    "flower stone "
    "rock pebble gem diamond crystal hexagon octagon rectangle oval star cross heart arrow cuboid slice layer monument "
    "lighthouse skyscraper igloo tent hut cabin barn garage stadium pagoda obelisk totem altar throne crown trophy "
    "domino brickwork lego dice card chip token pawn rook bishop knight queen king snake maze fence hedge tunnel dam"
)
_ADJECTIVES = words(
    "shiny single lone wooden heavy light-weight round soft hard old new broken beautiful ugly pretty nice "
    "plastic metal metallic golden "
    "striped spotted dotted dark bright pale square-shaped flat hollow solid smooth rough sharp pointy "
    "pointed dirty clean-looking "
    "wet dry hot cold warm cool strange weird funny crooked tilted upright loose fixed magic lucky special "
    "favorite famous "
    "transparent invisible glass paper stone rubber fluffy fuzzy sticky slippery curved bent lonely happy "
    "sad expensive cheap "
    "precious ancient modern elegant fancy plain simple perfect massive enormous gigantic beige maroon khaki "
    "indigo olive ivory "
    "triangular rectangular cubic spherical hexagonal identical real fake second-hand upside-down lovely cute boring"
)
_VERBS = words(
    "park yeet paint eat kick hit smash crush break rotate turn spin flip tilt roll hide open "
    "close wash polish "
    "burn melt cut split glue attach fasten hammer shake juggle weigh measure inspect examine hug kiss feed "
    "wrap fold bend stretch shrink grow delete destroy kill buy sell steal copy duplicate clone recolor "
    "color draw "
    "photograph scan sniff lick tickle poke stomp bounce hurl bury "
    "tidy sort align center straighten invert mirror unstack topple knock dock anchor"
)
_INTRANSITIVE = words(
    "dance jump sing sleep wave wait relax rest-up smile walk run fly swim bow cheer whistle laugh bark explode"
)


@cache
def _near_known() -> frozenset[str]:
    """Every known word and what is left of it when one letter is dropped."""
    known = KNOWN | {plural_of(noun) for nouns in KINDS.values() for noun in nouns}
    return known | {word[:i] + word[i + 1 :] for word in known if len(word) > 3 for i in range(len(word))}


def looks_known(word: str) -> bool:
    """Whether a word is in the vocabulary or within about one slip of it: then it would be read as a typo."""
    near = _near_known()
    return word in near or any(word[:i] + word[i + 1 :] in near for i in range(len(word)))


_SAFE = {
    group: tuple(word for word in listed if word not in KNOWN)
    for group, listed in {
        "noun": (*_NOUNS, *(word for word in NOUNS if not looks_known(word))),
        "adjective": (*_ADJECTIVES, *(word for word in ADJECTIVES if not looks_known(word))),
        "verb": (*_VERBS, *(word for word in VERBS if not looks_known(word))),
        "alone": _INTRANSITIVE,
        "name": (*_PEOPLE, *(word for word in NAMES if not looks_known(word))),
    }.items()
}


_ENDINGS = ("ed", "ing", "er", "est")
"""How no coined word ends: a form of another word would be read in it."""


def _syllables(r: Chance) -> str:
    """A word that nobody has used, of syllables or of letters as they follow in English, and no slip of a known one."""
    while True:
        word = (
            coined(r)
            if r.maybe(0.5)
            else "".join(r.pick(_ONSETS) + r.pick(_VOWELS) + r.pick(_CODAS) for _ in range(r.pick((1, 2, 2, 2, 3))))
        )
        if 3 <= len(word) <= 16 and decent(word) and not looks_known(word) and not word.endswith(_ENDINGS):
            return word


def new_name(r: Chance) -> str:
    """A proper name for a thing."""
    if r.maybe(0.25):
        return r.pick(_SAFE["name"])
    if r.maybe(0.3):
        word = r.pick(_PREFIXES) + (r.pick(_SUFFIXES) if r.maybe(0.7) else _syllables(r))
        return word if word not in KNOWN else word + "o"
    word = _syllables(r)
    return f"{word}{r.pick(('-', ''))}{r.whole(1, 99)}" if r.maybe(0.05) else word


def new_noun(r: Chance) -> str:
    """A noun outside the vocabulary whose plural is regular."""
    while True:
        word = r.pick(_SAFE["noun"]) if r.maybe(0.5) else _syllables(r)
        if not word.endswith(("s", "x", "z", "ch", "sh", "y")):
            return word


def new_adjective(r: Chance) -> str:
    """An adjective outside the vocabulary."""
    return r.pick(_SAFE["adjective"]) if r.maybe(0.75) else _syllables(r) + r.pick(("", "y", "ish", "ic"))


def new_verb(r: Chance) -> str:
    """A verb outside the vocabulary."""
    return r.pick(_SAFE["verb"]) if r.maybe(0.6) else _syllables(r)


def lone_verb(r: Chance) -> str:
    """A verb outside the vocabulary that can stand without an object."""
    return r.pick(_SAFE["alone"])
