"""The words that mean something in the action language, each with the synonyms that its conventions list."""

from __future__ import annotations

from training.generate.chance import forms, words

KINDS: dict[str, tuple[str, ...]] = {
    "block": forms("block*70|brick*16|slab*2|box-shaped block|building block"),
    "cube": forms("cube*60|square*2|square block|cubical block"),
    "pyramid": forms("pyramid*54|prism*18|tetrahedron*7|triangle*5|cone*4|pointy thing|triangular block"),
    "box": forms("box*7|bin|crate|container"),
    "table": forms("table*16|floor*4|board*5|ground*2|desk|surface*2|tabletop|grid"),
    "thing": forms("thing*20|object*15|item*10|toy*3|piece*2|shape*2"),
    "stack": forms(
        "stack*24|tower*24|pile*10|column*5|pillar*4|heap*2|bunch|structure|construction|assembly|combination|"
        "parallelepiped|parallelipiped|cuboid"
    ),
    "row": forms("row*8|line*2"),
    "hand": forms("hand*4|gripper|arm"),
    "one": forms("one"),
}

COLORS: dict[str, tuple[str, ...]] = {
    "red": forms("red*60|crimson|scarlet|dark red|bright red|reddish"),
    "green": forms("green*60|emerald|lime|lime green|dark green|light green|bright green|greenish"),
    "blue": forms("blue*60|navy|navy blue|dark blue*4|deep blue|royal blue|bluish"),
    "yellow": forms("yellow*60|lemon|bright yellow|light yellow|pale yellow|yellowish"),
    "white": forms("white*40|off-white|whitish"),
    "black": forms("black*40|jet black|blackish"),
    "gray": forms("gray*24|grey*24|silver*2|light grey*2|light gray|dark gray|dark grey|grayish|greyish"),
    "orange": forms("orange*40|dark orange|light orange|bright orange"),
    "purple": forms("purple*24|violet*7|lilac*3|lavender|mauve|dark purple|light purple"),
    "pink": forms("pink*24|magenta*8|fuchsia*2|hot pink|light pink|pinkish"),
    "brown": forms("brown*30|dark brown|light brown|brownish"),
    "cyan": forms(
        "cyan*14|turquoise*14|teal*4|aqua*4|light blue*8|sky blue*8|sky-blue*2|lightblue|light-blue|baby blue|"
        "pale blue|aquamarine|skyblue"
    ),
}

SIZES: dict[str, tuple[str, ...]] = {
    "large": forms("large*4|big*6|huge|great"),
    "small": forms("small*6|little*4|tiny"),
    "tall": forms("tall*4|high"),
    "short": forms("short*4|low"),
    "wide": forms("wide*3|broad|fat|thick"),
    "narrow": forms("narrow*3|thin|slim"),
    "medium": forms("medium*2|medium-sized|mid-sized"),
}

SUPERLATIVES: dict[str, tuple[str, ...]] = {
    "biggest": forms("biggest*4|largest*4"),
    "smallest": forms("smallest*5|littlest*2|tiniest"),
    "tallest": forms("tallest"),
    "shortest": forms("shortest"),
    "widest": forms("widest*4|fattest|thickest|broadest"),
    "narrowest": forms("narrowest*4|thinnest|slimmest"),
    "leftmost": forms("leftmost*12|left-most*2|left most*4|furthest left|farthest left"),
    "rightmost": forms("rightmost*12|right-most*2|right most*4|furthest right|farthest right"),
    "frontmost": forms("frontmost*4|front-most|front most|foremost"),
    "backmost": forms("backmost*3|rearmost|back-most|back most|hindmost"),
    "highest": forms("highest*3|topmost*2|uppermost|top-most"),
    "lowest": forms("lowest*3|bottommost|bottom-most"),
    "nearest": forms("nearest*2|closest*2"),
    "farthest": forms("farthest*2|furthest*2|most distant"),
}
"""As adjectives of any place in a sentence; `SIDED` has those that only stand right before a noun."""

SIDED: dict[str, tuple[str, ...]] = {
    "leftmost": forms("left*6|left-hand|left hand"),
    "rightmost": forms("right*6|right-hand|right hand"),
    "frontmost": forms("front"),
    "backmost": forms("back*4|rear"),
    "highest": forms("top*4|upper"),
    "lowest": forms("bottom*4|lower"),
    "biggest": forms("bigger*3|larger*2"),
    "smallest": forms("smaller"),
    "tallest": forms("taller*4|higher"),
    "shortest": forms("shorter"),
    "widest": forms("wider"),
    "narrowest": forms("narrower*2|thinner"),
    "nearest": forms("nearer|closer*2"),
    "farthest": forms("farther|further|far"),
}
"""What picks one out right before its noun: "the left block", "the taller stack"."""

COMPARATIVES: dict[str, tuple[str, ...]] = {
    "biggest": forms("bigger*3|larger*2"),
    "smallest": forms("smaller*4|littler"),
    "tallest": forms("taller*3|higher"),
    "shortest": forms("shorter"),
    "widest": forms("wider*3|thicker|fatter"),
    "narrowest": forms("narrower*3|thinner"),
}
"""Two things compared by a question ("which is bigger, X or Y?") are asked for the superlative of the two."""

NUMBERS = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
ORDINALS = {
    1: "first",
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    -1: "last",
}

PLACES: dict[str, tuple[str, ...]] = {
    "on": forms("on*30|upon*2|stacked on|perched on"),
    "on_top_of": forms("on top of*24|atop*3|on the top of*5|at the top of|on top|at top of|stacked on top of"),
    "in": forms("in*6|inside*3|within|inside of"),
    "under": forms("under*8|below*5|beneath*3|underneath*5|directly under|right below"),
    "above": forms("above*9|over*4|directly above"),
    "left_of": forms(
        "to the left of*20|left of*10|on the left of*4|left to*2|at the left of|on the left side of*2|"
        "on the left-hand side of|to the left side of|just left of|just to the left of|immediately left of"
    ),
    "right_of": forms(
        "to the right of*20|right of*10|on the right of*4|right to*2|at the right of|on the right side of*2|"
        "on the right-hand side of|to the right side of|just right of|just to the right of|immediately right of"
    ),
    "in_front_of": forms("in front of*16|in the front of|just in front of|directly in front of"),
    "behind": forms("behind*12|in back of*2|right behind|directly behind"),
    "beside": forms(
        "next to*20|beside*10|by*4|alongside*2|adjacent to*3|right next to*2|right beside|at the side of|"
        "by the side of|just next to|directly next to"
    ),
    "near": forms("near*14|close to*8|near to*4|nearby|not far from|in the vicinity of"),
    "between": forms("between*9|in between*3|in-between"),
    "touching": forms("touching*10|in contact with*2|in touch with|making contact with"),
    "nearest": forms("nearest to*6|closest to*9|nearest*2|closest*1|closer to*2|nearer to|nearer|most close to"),
    "farthest": forms(
        "farthest from*6|furthest from*6|farthest away from*3|furthest away from*3|most distant from|farther from|"
        "further from|further away from"
    ),
}
"""How a place is said of a thing, in a description, a question or a claim."""

TARGETS: dict[str, tuple[str, ...]] = {
    **PLACES,
    "on": forms("on*7|onto*4|on to|on top of*5|upon|atop|on the top of|to the top of"),
    "in": forms("in*5|into*5|inside*2|inside of|within"),
    "under": forms("under*3|below|beneath|underneath"),
    "near": forms("near*3|close to*2"),
    "between": forms("between*9|in between*3|in-between"),
    "in_front_of": forms("in front of*16|in the front of|just in front of|directly in front of"),
    "behind": forms("behind*12|in back of*2|right behind|directly behind"),
    "beside": forms(
        "next to*20|beside*10|by*4|alongside*2|adjacent to*3|right next to*2|right beside|by the side of|"
        "just next to|directly next to"
    ),
}
"""How a place is said to which something is brought, in a command."""

COMPARED: dict[str, tuple[str, ...]] = {
    "bigger": forms(
        "bigger than*18|larger than*12|of greater size than|greater in size than|more big than|greater than"
    ),
    "smaller": forms("smaller than*24|littler than*2|less big than*2|less large than|of smaller size than"),
    "taller": forms(
        "taller than*18|higher than*6|of greater height than|greater in height than|of more height than|more tall than"
    ),
    "shorter": forms("shorter than*18|less tall than*2|less high than|of less height than|of smaller height than"),
    "wider": forms(
        "wider than*18|thicker than*5|fatter than*4|broader than*4|of greater width than|greater in width than|"
        "more wide than"
    ),
    "narrower": forms(
        "narrower than*18|thinner than*10|slimmer than*3|less wide than*3|less broad than|less thick than|"
        "of less width than|of smaller width than"
    ),
    "as_big_as": forms("as big as*12|as large as*8|just as big as|exactly as big as|equally big as"),
    "as_tall_as": forms("as tall as*12|as high as*4|the same height as*4|of the same height as|just as tall as"),
    "as_wide_as": forms("as wide as*12|as broad as*4|as thick as*4|the same width as*4|of the same width as"),
    "same_color": forms("the same color as*12|of the same color as*3|same color as|identical in color to"),
    "same_size": forms("the same size as*12|of the same size as*3|same size as|equal in size to|identical in size to"),
    "same_shape": forms("the same shape as*12|of the same shape as*3|same shape as|identical in shape to"),
}
UNEQUAL = ("bigger", "smaller", "taller", "shorter", "wider", "narrower")

_ACROSS = {"left": "left*12|left-hand|left hand", "right": "right*12|right-hand|right hand"}
_ALONG = {
    "front": "front",
    "back": "back*8|rear",
    "far": "top*8|upper*3|far*4",
    "near": "bottom*8|lower*3|near*3",
}
"""The words for the sides: far is up on a picture and away from the speaker, near is down and closer."""


def _corners() -> dict[str, tuple[str, ...]]:
    """The words for two sides at once, in both orders: "back left", "left top", "upper left-hand"."""
    out: dict[str, tuple[str, ...]] = {}
    for along, first in _ALONG.items():
        for across, second in _ACROSS.items():
            pairs: list[str] = []
            for one in forms(first):
                for other in forms(second):
                    pairs += [f"{one} {other}"] * 5
                    if one != "far":
                        pairs += [f"{other} {one}"] * 2
            out[f"{along}_{across}"] = tuple(pairs)
    return out


SIDES: dict[str, tuple[str, ...]] = {
    **{side: forms(spec) for side, spec in {**_ACROSS, **_ALONG}.items()},
    **_corners(),
}
REGIONS: dict[str, tuple[str, ...]] = {
    "corner": forms("corner"),
    "edge": forms("edge*20|border*3|margin*2|rim*2|boundary"),
    "center": forms("center*10|middle*10|very center|very middle"),
    "side": forms("side"),
}

_FUNCTION = """
a an the any some all every each both no none another other which that this those these most more less fewer than at
least exactly it its them they their me my mine you your yours i we us there here what who whose where when why how
many much is are was were be been being am do does did done have has had not isnt arent dont doesnt didnt can could
will would shall should may might please and or but either neither nor except for of to from in on up down off out
over into onto with by as if then now before after while since again back left right forward front top bottom middle
center edge corner side square squares step steps space spaces nothing something anything everything yes yeah no ok
okay hello hi hey bye thanks thank sorry help undo redo pick put place set drop let go grasp grab take lift get hold
raise release stack pile build make construct clear clean empty swap exchange switch find look locate choose select
touch point show tell call name forget word words mean means move push slide shift bring return remove carry support
supports supported contain contains contained holding held own owned belong belongs color colour shape size height
width depth distance far tall wide big deep long old same different many number count began beginning start started
last first second third robot just so lets want like need let's about still never ever able possible think know see
place places good well back here hear bear able black block blocks brick fine line lock clock rock
single lone individual solitary isolated alone dark bright pale light gold free vacant available unoccupied only
centre half farther further nearer closer placed standing sitting resting lying located situated positioned
"""

KNOWN: frozenset[str] = (
    frozenset(
        word
        for table in (
            KINDS,
            COLORS,
            SIZES,
            SUPERLATIVES,
            SIDED,
            COMPARATIVES,
            PLACES,
            TARGETS,
            COMPARED,
            SIDES,
            REGIONS,
        )
        for synonyms in table.values()
        for phrase in synonyms
        for word in phrase.split()
    )
    | frozenset(_FUNCTION.split())
    | frozenset(NUMBERS)
    | frozenset(ORDINALS.values())
)
"""Every word that the language reads: no made-up word may be one of them or look like a slip of one."""


def plural_of(noun: str) -> str:
    """The regular plural: boxes, crates, columns."""
    return noun + ("es" if noun.endswith(("x", "s", "ch", "sh", "z")) else "s")
