"""The Robot Commands Treebank as a suite: what people typed to move blocks on a board, scored on what comes of it.

SemEval-2014 task 6 (Dukes 2013). A line has the command (`text`), the board `before` and the one piece that was
`removed` from a cell and `added` to another. A reading is right if in the world `before` it leaves that piece in the
same column of the board, and at the same level unless it is held.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.language.acts import Utterance
from training.evaluate.suite import Before, SuiteError
from world.board import Cell, board_scene, cell_of
from world.bodies import State
from world.scene import Scene, SceneError

Moved = tuple[str, str, Cell]
"""Colour, type and cell of a piece."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Piece(_Model):
    """One piece on the board."""

    color: str
    type: Literal["cube", "prism"]
    pos: Cell


class Board(_Model):
    """A board with the arm over it, which holds the piece in its own cell if the gripper is closed."""

    arm: Cell
    gripper_open: bool
    shapes: tuple[Piece, ...]


class RobotCommand(_Model):
    """A line of the treebank; of the annotators' parse only the text is kept (`rcl`)."""

    number: Annotated[int, Field(alias="id")]
    text: str
    before: Board
    after: Board
    removed: tuple[Moved, ...] = Field(min_length=1, max_length=1)
    added: tuple[Moved, ...] = Field(min_length=1, max_length=1)
    rcl: str = ""

    @cached_property
    def scene(self) -> Scene:
        """The board before the command. Raises SceneError if it is impossible."""
        held = None if self.before.gripper_open else self.before.arm
        pieces = ((*piece.pos, piece.type, piece.color) for piece in self.before.shapes)
        return board_scene(pieces, name="board", held=held)

    @property
    def moved(self) -> str:
        """The id of the piece that the command is about."""
        color, kind, cell = self.removed[0]
        at = next(n for n, p in enumerate(self.before.shapes, 1) if (p.color, p.type, p.pos) == (color, kind, cell))
        return f"P{at}"

    def failures(self, before: State, after: State, reply: str = "") -> list[str]:
        """What is not as it should be, in words; empty if the piece ends where it did for the annotators."""
        (x, y, z), held = self.added[0][2], not self.after.gripper_open
        if held != (after.holding == self.moved):
            return [f"{self.moved} is {'not held' if held else 'still held'}"]
        cell = cell_of(after.bodies[self.moved])
        if cell[:2] == (x, y) and (held or cell[2] == z):
            return []
        return [f"{self.moved} is at {cell}, not at {(x, y, z)}"]


@dataclass(frozen=True, slots=True)
class CommandItem:
    """A command as an item of a suite."""

    command: RobotCommand
    setup: tuple[Before, ...] = ()
    gold: Utterance | None = None
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its number in the treebank."""
        return str(self.command.number)

    @property
    def say(self) -> str:
        """What was typed."""
        return self.command.text

    def start(self) -> Scene:
        """The board before."""
        return self.command.scene

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        """See `RobotCommand.failures`."""
        return self.command.failures(before, after, reply)


def load_commands(path: Path) -> list[RobotCommand]:
    """The commands of a file. Raises SuiteError with the line and what is wrong with it."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"{path} cannot be read ({error}). Give the treebank's commands as JSON lines.") from None
    commands = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            command = RobotCommand.model_validate(json.loads(line))
            _ = command.scene, command.moved
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "it"
            raise SuiteError(
                f"{path.name}, line {number}: {where}: {first['msg']}. Mend the line, try again."
            ) from None
        except (ValueError, SceneError, StopIteration) as error:
            why = str(error).splitlines()[0] if str(error) else "the piece that is removed is not on the board"
            raise SuiteError(f"{path.name}, line {number}: {why}. Mend the line and try again.") from None
        commands.append(command)
    if not commands:
        raise SuiteError(f"{path} has no commands in it.")
    return commands
