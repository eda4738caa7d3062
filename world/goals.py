"""What can be wanted of the hand, as values: the planner turns them into moves, the history keeps them as reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right", "front", "back"]


# Places: where something is to be put.


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Somewhere sensible on the table."""


@dataclass(frozen=True, slots=True)
class On:
    """On the flat top of a block, or on the table (`TABLE`)."""

    support: str


@dataclass(frozen=True, slots=True)
class In:
    """Inside a box."""

    box: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Next to a body, on the surface that carries it; on that side of it, or with `side=None` on any.

    `distance` is the gap between the two (None: near, wherever there is room; 0 or more: exactly that).
    """

    body: str
    side: Side | None = None
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """On the table between two bodies."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Region:
    """In a part of the table: x and y each in -1 (left, near), 0 (middle), 1 (right, far), or None (free).

    A corner has both at -1 or 1, an edge one of them and the other free, the centre both 0. It means the free spot of
    the table there; where that is taken, the top of a block that stands there; else the nearest room on the table.
    """

    x: int | None
    y: int | None


@dataclass(frozen=True, slots=True)
class Shifted:
    """As far as `(dx, dy)` from where it is now, on the highest thing that is there."""

    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class At:
    """Exactly there: the front-left-bottom corner at `position`, carried by `support` (None: by whatever is there)."""

    position: tuple[float, float, float]
    support: str | None = None


Place = Anywhere | On | In | Beside | Between | Region | Shifted | At


# Goals.


@dataclass(frozen=True, slots=True)
class Hold:
    """The hand holds this body."""

    body: str


@dataclass(frozen=True, slots=True)
class Put:
    """The body stands at that place, and the hand is still around it until a `LetGo`."""

    body: str
    place: Place


@dataclass(frozen=True, slots=True)
class LetGo:
    """The hand is empty; what it held stands on something."""

    body: str


@dataclass(frozen=True, slots=True)
class GetRid:
    """The body is off what carries it now, so that the thing under it is free.

    It goes somewhere on the table; where that is full, on a clear top that nobody needs, or into a box.
    """

    body: str


@dataclass(frozen=True, slots=True)
class ClearTop:
    """Nothing stands on this body."""

    body: str


@dataclass(frozen=True, slots=True)
class Stack:
    """These bodies stand on one another, in an order that physics allows; the lowest on the table."""

    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """The hand has been at this body (to show it), moving nothing."""

    body: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Two bodies change places: each stands where the other stood, middle over middle (or is held, if that was)."""

    first: str
    second: str


# What the hand does of itself, at the leaves of every plan.


@dataclass(frozen=True, slots=True)
class Grasp:
    """Close the fingers around a body with nothing on it."""

    body: str


@dataclass(frozen=True, slots=True)
class Carry:
    """Move the hand, and what it holds, so that what it holds stands at `position` (its front-left-bottom corner)."""

    body: str
    position: tuple[float, float, float]
    support: str


@dataclass(frozen=True, slots=True)
class Ungrasp:
    """Open the fingers."""

    body: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Move the hand to the top of a body without taking it, to show it; what the hand holds goes along."""

    body: str


Goal = Hold | Put | LetGo | GetRid | ClearTop | Stack | Touch | Swap
Move = Grasp | Carry | Ungrasp | Reach


# Why not.

ReasonKind = Literal[
    "not_movable",  # the box, the table: the hand cannot take it
    "no_flat_top",  # `other` is a pyramid: nothing stands on it
    "no_room",  # there is no free place big enough on / in / beside `other`
    "too_big",  # `body` is larger than the top or the inside of `other`, whatever is on it
    "itself",  # a thing cannot be put on, in or beside itself
    "not_a_box",  # only a box has an inside
    "not_stackable",  # no order of these bodies makes a stack
    "not_holding",  # there is nothing in the hand to let go
    "off_table",  # the place would be outside the table
    "hand_full",  # the hand is needed for `body`, but there is no place to put down `other`, which it holds
    "nothing_there",  # the exact place for `body` is in the air, or `other` does not carry there
    "too_hard",  # the search reached its bound
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a goal cannot be reached, for the agent to put into words."""

    kind: ReasonKind
    body: str | None = None
    other: str | None = None
