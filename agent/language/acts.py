"""What an utterance does: commands, questions, statements and talk, as acts; an utterance is a short list of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from agent.language.descriptions import (
    AnyClause,
    Description,
    Event,
    Node,
    Relation,
    Time,
    Verb,
    Word,
)

Attribute = Literal[
    "color", "size", "shape", "height", "width", "depth", "distance", "name", "owner", "kind",
]  # fmt: skip
Direction = Literal["left", "right", "forward", "back", "up", "down"]
Topic = Literal[
    "hello", "bye", "thanks", "praise", "sorry", "yes", "no", "never_mind", "help", "who", "how_are_you",
    "off_topic", "unclear",
]  # fmt: skip
Steps = Annotated[int, Field(ge=1, le=20)]
Clauses = Annotated[tuple[AnyClause, ...], Field(min_length=1, max_length=3)]

# Commands.


class PickUp(Node):
    """Take something into the hand: "grasp the pyramid"."""

    act: Literal["pick_up"]
    what: Description


class Put(Node):
    """Bring something to a place: `rel` and `where` say which ("on", the blue block); `steps` a distance in squares."""

    act: Literal["put"]
    what: Description
    rel: Relation
    steps: Steps | None = None
    where: Description


class PutDown(Node):
    """Let go of something, on the table if it is in the air: "drop it", "put it down", "let go"."""

    act: Literal["put_down"]
    what: Description | None = None


class PutBack(Node):
    """Return something to where it was before: "put it back"."""

    act: Literal["put_back"]
    what: Description | None = None


class Move(Node):
    """Shift something in a direction, by so many squares or (without `steps`) a bit."""

    act: Literal["move"]
    what: Description
    dir: Direction
    steps: Steps | None = None


class Stack(Node):
    """Pile things up: "stack up both of the red blocks and a green cube"."""

    act: Literal["stack"]
    what: Description


class Build(Node):
    """Make a thing that is defined by its parts: "build a steeple"."""

    act: Literal["build"]
    what: Description


class Clear(Node):
    """Take everything off something, or out of it: "clear off the red cube"."""

    act: Literal["clear"]
    what: Description


class Swap(Node):
    """Let two things change places."""

    act: Literal["swap"]
    what: Description
    other: Description = Field(alias="with")


class Find(Node):
    """Choose something and keep it in mind: "find a block which is taller than ..."."""

    act: Literal["find"]
    what: Description


class Touch(Node):
    """Bring the hand to something without moving it: "touch", "point at", "show me"."""

    act: Literal["touch"]
    what: Description


class Undo(Node):
    """Take the last turns back."""

    act: Literal["undo"]
    n: Steps | None = None


class Redo(Node):
    """Do again what was taken back."""

    act: Literal["redo"]
    n: Steps | None = None


class Do(Node):
    """A verb that was taught, or is not known: "park the pyramid"."""

    act: Literal["do"]
    verb: Word
    what: Description | None = None
    rel: Relation | None = None
    where: Description | None = None


# Questions.


class Is(Node):
    """Yes or no: are the clauses true of it? "Is it supported?", "Does the block support anything green?"."""

    act: Literal["is"]
    what: Description
    that: Clauses
    time: Time | None = None


class Exists(Node):
    """Yes or no: is there one? "Are there any steeples?"."""

    act: Literal["exists"]
    what: Description
    time: Time | None = None


class Which(Node):
    """Name them: "which cube is on the table?", "what does the box contain?"."""

    act: Literal["which"]
    what: Description
    time: Time | None = None


class Count(Node):
    """How many are there?"""

    act: Literal["count"]
    what: Description
    time: Time | None = None


class Where(Node):
    """Where is it?"""

    act: Literal["where"]
    what: Description
    time: Time | None = None


class Attr(Node):
    """What is its colour, size, ...? `to` is the other end of a distance."""

    act: Literal["attr"]
    attr: Attribute
    what: Description
    to: Description | None = None


class Can(Node):
    """Is it possible, for things of that kind? "Can a pyramid support a block?", "can you pick up the box?"."""

    act: Literal["can"]
    who: Description
    verb: Verb
    what: Description | None = None
    rel: Relation | None = None
    where: Description | None = None


class Did(Node):
    """Yes or no about the past: "have you picked it up since we began?"."""

    act: Literal["did"]
    event: Event


class When(Node):
    """When was it done?"""

    act: Literal["when"]
    event: Event


class Why(Node):
    """What was it done for? Without `event`: what was just spoken of."""

    act: Literal["why"]
    event: Event | None = None


class How(Node):
    """In which steps was it done?"""

    act: Literal["how"]
    event: Event | None = None


# Statements.


class Claim(Node):
    """Something said to be so, to be checked: "there were five blocks to the left of the box then"."""

    act: Literal["claim"]
    what: Description
    that: Clauses | None = None
    time: Time | None = None


class Own(Node):
    """Something belongs to the speaker, or does not: "the blue pyramid is mine"."""

    act: Literal["own"]
    negated: Literal[True] | None = Field(default=None, alias="not")
    what: Description


class Name(Node):
    """A thing gets a name: "call the biggest block superblock"."""

    act: Literal["name"]
    what: Description
    name: Word


class Define(Node):
    """A noun gets a meaning: "a steeple is a stack which contains two green cubes and a pyramid"."""

    act: Literal["define"]
    word: Word
    what: Description


class Teach(Node):
    """A verb gets a meaning: "to park a thing is to put it in the box"; "it" stands for its object."""

    act: Literal["teach"]
    word: Word
    by: Annotated[tuple[AnyCommand, ...], Field(min_length=1, max_length=3)]


class Forget(Node):
    """A word that was taught is to be forgotten."""

    act: Literal["forget"]
    word: Word


class Words(Node):
    """Which words were taught?"""

    act: Literal["words"]


# Talk.


class Talk(Node):
    """Talk that asks nothing of the world: greetings, thanks, yes and no, and whatever is not about blocks."""

    act: Literal["talk"]
    about: Topic


class Choose(Node):
    """Picks one of the alternatives that were offered: "2", "the second one"."""

    act: Literal["choose"]
    n: Annotated[int, Field(ge=1, le=20)]


class Fragment(Node):
    """A phrase with no verb, to be understood from what went before: "the red one", "and the green cube?"."""

    act: Literal["fragment"]
    rel: Relation | None = None
    what: Description


class Say(Node):
    """A free answer, from models that can give one."""

    act: Literal["say"]
    text: Annotated[str, Field(max_length=2000)]


Command = PickUp | Put | PutDown | PutBack | Move | Stack | Build | Clear | Swap | Find | Touch | Undo | Redo | Do
Question = Is | Exists | Which | Count | Where | Attr | Can | Did | When | Why | How
Statement = Claim | Own | Name | Define | Teach | Forget | Words
Conversation = Talk | Choose | Fragment | Say

AnyCommand = Annotated[Command, Field(discriminator="act")]
Act = Annotated[Command | Question | Statement | Conversation, Field(discriminator="act")]


class Utterance(Node):
    """What one utterance said: one to four acts, in order."""

    acts: Annotated[tuple[Act, ...], Field(min_length=1, max_length=4)]

    def to_json(self) -> str:
        """The canonical spelling: compact, defaults left out, fields in the order of definition."""
        return self.model_dump_json(exclude_none=True, by_alias=True)


for _model in (Teach, Utterance):
    _model.model_rebuild()
