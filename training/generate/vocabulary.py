"""The words that mean something in the action language, each with the synonyms that its conventions list."""

from __future__ import annotations

from training.generate.chance import forms, words

KINDS: dict[str, tuple[str, ...]] = {
    "block": forms("block*7|brick*2"),
    "cube": forms("cube"),
    "pyramid": forms("pyramid*9|prism*2|cone|triangle|tetrahedron"),
    "box": forms("box*7|bin|crate|container"),
    "table": forms("table*8|floor*2|ground|desk|surface|board"),
    "thing": forms("thing*4|object*3|item*2|toy"),
    "stack": forms("stack*4|tower*4|pile*2|column"),
    "row": forms("row"),
    "hand": forms("hand*4|gripper|arm"),
    "one": forms("one"),
}

COLORS: dict[str, tuple[str, ...]] = {
    "red": forms("red*30|crimson|scarlet"),
    "green": forms("green*30|emerald"),
    "blue": forms("blue*30|navy|dark blue"),
    "yellow": forms("yellow"),
    "white": forms("white"),
    "black": forms("black"),
    "gray": forms("gray*9|grey*9|silver|light grey|dark gray"),
    "orange": forms("orange"),
    "purple": forms("purple*6|violet*2|lilac"),
    "pink": forms("pink*7|magenta"),
    "brown": forms("brown"),
    "cyan": forms("cyan*4|turquoise*3|teal|aqua|light blue|sky blue|sky-blue"),
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
    "leftmost": forms("leftmost*6|left-most|left most"),
    "rightmost": forms("rightmost*6|right-most|right most"),
    "frontmost": forms("frontmost*4|front-most|foremost"),
    "backmost": forms("backmost*3|rearmost|back-most"),
    "highest": forms("highest*3|topmost*2|uppermost"),
    "lowest": forms("lowest*3|bottommost"),
    "nearest": forms("nearest*2|closest*2"),
    "farthest": forms("farthest*2|furthest*2"),
}

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
    "on": forms("on*8|upon"),
    "on_top_of": forms("on top of*8|atop|on the top of"),
    "in": forms("in*6|inside*3|within|inside of"),
    "under": forms("under*4|below*2|beneath|underneath*2"),
    "above": forms("above*3|over"),
    "left_of": forms("to the left of*10|left of*4|on the left of*2|left to"),
    "right_of": forms("to the right of*10|right of*4|on the right of*2|right to"),
    "in_front_of": forms("in front of"),
    "behind": forms("behind*5|in back of"),
    "beside": forms("next to*4|beside*3|by|alongside|adjacent to"),
    "near": forms("near*5|close to*3|near to"),
    "between": forms("between"),
    "touching": forms("touching"),
    "nearest": forms("nearest to*2|closest to*3|nearest"),
    "farthest": forms("farthest from*2|furthest from*2|farthest away from"),
}
"""How a place is said of a thing, in a description, a question or a claim."""

TARGETS: dict[str, tuple[str, ...]] = {
    **PLACES,
    "on": forms("on*7|onto*4|on to|on top of*5|upon|atop|on the top of|to the top of"),
    "in": forms("in*5|into*5|inside*2|inside of|within"),
    "under": forms("under*3|below|beneath|underneath"),
    "near": forms("near*3|close to*2"),
}
"""How a place is said to which something is brought, in a command."""

COMPARED: dict[str, tuple[str, ...]] = {
    "bigger": forms("bigger than*3|larger than*2"),
    "smaller": forms("smaller than*4|littler than"),
    "taller": forms("taller than*3|higher than"),
    "shorter": forms("shorter than"),
    "wider": forms("wider than*3|thicker than|fatter than|broader than"),
    "narrower": forms("narrower than*3|thinner than*2|slimmer than"),
    "as_big_as": forms("as big as*3|as large as*2"),
    "as_tall_as": forms("as tall as*3|as high as|the same height as"),
    "as_wide_as": forms("as wide as*3|as broad as|as thick as|the same width as"),
    "same_color": forms("the same color as*4|of the same color as"),
    "same_size": forms("the same size as*4|of the same size as"),
    "same_shape": forms("the same shape as*4|of the same shape as"),
}
UNEQUAL = ("bigger", "smaller", "taller", "shorter", "wider", "narrower")

SIDES: dict[str, tuple[str, ...]] = {
    "left": forms("left*4|left-hand"),
    "right": forms("right*4|right-hand"),
    "front": forms("front*4|near|bottom"),
    "back": forms("back*4|far|rear|top"),
    "front_left": forms("front left*3|left front*2|bottom left*3|left bottom|near left|lower left"),
    "front_right": forms("front right*3|right front*2|bottom right*3|right bottom|near right|lower right"),
    "back_left": forms("back left*3|left back*2|top left*4|left top|far left|upper left"),
    "back_right": forms("back right*3|right back*2|top right*4|right top|far right|upper right"),
}
REGIONS: dict[str, tuple[str, ...]] = {
    "corner": forms("corner"),
    "edge": forms("edge*5|border"),
    "center": forms("center*3|middle*3"),
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
"""

KNOWN: frozenset[str] = (
    frozenset(
        word
        for table in (KINDS, COLORS, SIZES, SUPERLATIVES, COMPARATIVES, PLACES, TARGETS, COMPARED, SIDES, REGIONS)
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
