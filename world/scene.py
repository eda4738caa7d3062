"""Scenes: TOML or JSON files (or the names of shipped ones), checked before anything uses them.

    table = [640, 640]          # width, depth
    [[objects]]
    id = "B1"
    shape = "block"             # block, pyramid or box
    color = "red"               # any lower-case word
    position = [72, 64, 0]      # front-left-bottom corner
    size = [64, 64, 64]         # width, depth, height

Optional: `name`, `description`, `hand`, `holding` for the scene, `grid`: the side of its squares, if it is a board, and
`front`: "far" if the far end of the table is its front;
`name`, `owner` for an object; for a box `wall` and `floor`, how thick they are.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from world.bodies import TABLE, Body, End, Shape, State, Vec
from world.geometry import Problem, check, footprint, rests_on, supports_of, table_rect

SHIPPED = Path(__file__).parent / "scenes"

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Length = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
Label = Annotated[str, Field(strict=True, min_length=1)]


class SceneError(Exception):
    """A scene that cannot be used; the message names the object, what is wrong, and what to do."""


class ObjectFile(BaseModel):
    """One `[[objects]]` entry of a scene file."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
    shape: Shape
    color: Annotated[str, Field(strict=True, pattern=r"^[a-z]+$")]
    position: tuple[Number, Number, Number]
    size: tuple[Length, Length, Length]
    name: Label | None = None
    owner: Label | None = None
    wall: Length | None = None
    floor: Length | None = None

    def body(self) -> Body:
        """The body; a box without `wall` and `floor` gets thin ones (1/32 of its breadth, 1/64 of its height)."""
        wall = floor = 0.0
        if self.shape == "box":
            wall = min(self.size[:2]) / 32 if self.wall is None else self.wall
            floor = self.size[2] / 64 if self.floor is None else self.floor
        return Body(self.id, self.shape, self.color, self.position, self.size, self.name, self.owner, wall, floor)


class SceneFile(BaseModel):
    """A scene file, as written."""

    model_config = ConfigDict(extra="forbid")

    table: tuple[Length, Length]
    name: Label | None = None
    description: str | None = None
    grid: Length | None = None
    front: End = "near"
    objects: list[ObjectFile]
    hand: tuple[Number, Number, Number] | None = None
    holding: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A checked scene: bodies in the order of the file."""

    name: str
    description: str
    table: tuple[float, float]
    bodies: tuple[Body, ...]
    hand: Vec
    holding: str | None
    grid: float = 0.0
    front: End = "near"

    def state(self) -> State:
        """The first state; what carries what follows from the positions."""
        bodies = {b.id: b for b in self.bodies}
        support = supports_of(bodies, self.holding)
        return State(self.table, bodies, support, self.holding, self.hand, self.grid, self.front)

    def as_dict(self) -> dict[str, Any]:
        """The scene as a scene file says it, for writing it as JSON."""
        out: dict[str, Any] = {"name": self.name, "description": self.description, "table": list(self.table)}
        out["hand"] = list(self.hand)
        if self.grid:
            out["grid"] = self.grid
        if self.front != "near":
            out["front"] = self.front
        if self.holding is not None:
            out["holding"] = self.holding
        out["objects"] = [_object(b) for b in self.bodies]
        return out


def _object(body: Body) -> dict[str, Any]:
    out: dict[str, Any] = {"id": body.id, "shape": body.shape, "color": body.color}
    out |= {"position": list(body.position), "size": list(body.size)}
    out |= {k: v for k, v in (("name", body.name), ("owner", body.owner)) if v is not None}
    return out | ({"wall": body.wall, "floor": body.floor} if body.shape == "box" else {})


def scene_names() -> list[str]:
    """The names of the shipped scenes."""
    return sorted(p.stem for p in SHIPPED.glob("*.toml"))


def load_scene(name_or_path: str | Path) -> Scene:
    """Read and check a shipped scene by name, or a `.toml` or `.json` file by path.

    Raises SceneError.
    """
    text = str(name_or_path)
    if text in scene_names():
        path = SHIPPED / f"{text}.toml"
    else:
        path = Path(name_or_path).expanduser()
        if path.suffix not in (".toml", ".json"):
            raise SceneError(_unknown_scene(text))
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SceneError(f"{path}: there is no such file. Give a path that exists, or {_known()}.") from None
    except OSError as error:
        raise SceneError(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from None
    except UnicodeDecodeError:
        raise SceneError(f"{path} is not text in UTF-8. Save it as UTF-8.") from None
    try:
        return parse_scene(_parse(source, path), default_name=path.stem)
    except SceneError as error:
        raise SceneError(f"{path}: {error}") from None


def _known() -> str:
    return "one of the scenes " + ", ".join(scene_names())


def _unknown_scene(text: str) -> str:
    close = get_close_matches(text.lower(), scene_names(), n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"There is no scene {text!r}.{hint} Give {_known()}, or the path of a .toml or .json file."


def _parse(source: str, path: Path) -> Any:
    try:
        return tomllib.loads(source) if path.suffix == ".toml" else json.loads(source)
    except json.JSONDecodeError as error:
        raise SceneError(
            f"this is not JSON: {error.msg} (line {error.lineno}, column {error.colno}). Correct that line."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SceneError(f"this is not TOML: {error}. Correct that line.") from None
    except (RecursionError, ValueError) as error:
        raise SceneError(f"this cannot be read: {error}. See `etaoin scenes show classic` for the format.") from None


def parse_scene(data: object, default_name: str = "scene") -> Scene:
    """Check a scene given as the content of a scene file.

    Raises SceneError.
    """
    if not isinstance(data, Mapping):
        raise SceneError("a scene is a table with `table` and `objects`. See `etaoin scenes show classic`.")
    try:
        file = SceneFile.model_validate(dict(data))
    except ValidationError as error:
        raise SceneError(_explain(error, data)) from None
    _check_words(file)
    bodies = tuple(o.body() for o in file.objects)
    hand = file.hand or (0.0, 0.0, 0.0)
    if file.holding is not None:
        held = next(b for b in bodies if b.id == file.holding)
        hand = (held.center[0], held.center[1], held.top)
    name = file.name or default_name
    scene = Scene(name, file.description or "", file.table, bodies, hand, file.holding, file.grid or 0.0, file.front)
    _check_physics(scene.state())
    return scene


# What a file can get wrong, in words.


def _explain(error: ValidationError, data: Mapping[str, Any]) -> str:
    """The first thing that pydantic found, as a sentence."""
    first = error.errors(include_url=False)[0]
    loc = list(first["loc"])
    what, model = "the scene", SceneFile.model_fields
    if len(loc) >= 2 and loc[0] == "objects" and isinstance(loc[1], int):
        entry = data["objects"][loc[1]]
        label = entry.get("id") if isinstance(entry, Mapping) else None
        what = f"object {label}" if isinstance(label, str) and label else f"object number {loc[1] + 1}"
        loc, model = loc[2:], ObjectFile.model_fields
    key = str(loc[0]) if loc else ""
    if first["type"] == "extra_forbidden":
        close = get_close_matches(key, model, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        return f"{what} has an unknown key {key!r}.{hint} Known keys: {', '.join(model)}."
    if first["type"] == "missing" and len(loc) == 1:
        return f"{what} has no {key!r}. Add it."
    return f"{what}: {key + ': ' if key else ''}{_rule(key, first['type'], first['msg'])} (it is {first['input']!r})."


def _rule(key: str, kind: str, message: str) -> str:
    """What a field must be."""
    if kind == "finite_number":
        return "all numbers must be finite"
    rules = {
        "shape": "a shape is block, pyramid or box",
        "color": "a colour is one lower-case word",
        "id": "an id is a letter and then letters, digits, '-' or '_'",
        "position": "a position is three numbers [x, y, z]",
        "size": "a size is three numbers greater than 0 [width, depth, height]",
        "table": "the table is two numbers greater than 0 [width, depth]",
        "grid": "a grid is a number greater than 0",
        "hand": "the hand's place is three numbers [x, y, z]",
        "wall": "a wall's thickness is a number greater than 0",
        "floor": "a floor's thickness is a number greater than 0",
    }
    return rules.get(key) or message[:1].lower() + message[1:]


def _check_words(file: SceneFile) -> None:
    """What can be said without geometry: ids, and what only a box has."""
    seen: set[str] = set()
    for o in file.objects:
        if o.id.upper() in (TABLE, "HAND"):
            raise SceneError(f"an object has the id {o.id}, which means the {o.id.lower()} itself. Choose another id.")
        if o.id in seen:
            raise SceneError(f"two objects have the id {o.id}. Give each its own.")
        seen.add(o.id)
        if o.shape != "box" and (o.wall is not None or o.floor is not None):
            raise SceneError(f"object {o.id} is a {o.shape}, but only a box has wall and floor. Remove them.")
        body = o.body()
        if o.shape == "box" and (2 * body.wall >= min(o.size[:2]) or body.floor >= o.size[2]):
            raise SceneError(f"object {o.id}: its walls or its floor leave no inside. Make them thinner.")
    if file.holding is not None:
        held = next((o for o in file.objects if o.id == file.holding), None)
        if held is None:
            raise SceneError(f"the hand holds {file.holding!r}, but no object has that id. Name one of the objects.")
        if held.shape == "box":
            raise SceneError(f"the hand holds {held.id}, but it cannot lift a box. Let it hold a block or a pyramid.")


def _check_physics(state: State) -> None:
    held = state.holding
    if held is not None:
        over = next((b.id for b in state.bodies.values() if rests_on(b, state.bodies[held])), None)
        if over is not None:
            raise SceneError(f"the hand holds {held}, but {over} is on top of it. Put {over} somewhere else.")
        if not table_rect(state).contains(footprint(state.bodies[held])):
            raise SceneError(_sentence(state, Problem("outside", held)))
    for problem in check(state):
        raise SceneError(_sentence(state, problem))


def _sentence(state: State, problem: Problem) -> str:
    it = state.bodies[problem.body]
    a, b, z = problem.body, problem.other, _number(it.position[2])
    match problem.kind:
        case "outside":
            w, d = (_number(v) for v in state.table)
            return f"object {a} is partly outside the table, which is {w} by {d}. Move it, or enlarge the table."
        case "overlap":
            return f"objects {a} and {b} overlap. Move one of them, or stack them: the position is the lower corner."
        case "through_wall":
            return f"objects {a} and {b} overlap: one goes through the other's wall or floor. {_inside(state, problem)}"
        case "on_point":
            return f"object {a} stands on {b}, but nothing stands on a pyramid. Move {a} to something flat."
        case "unbalanced":
            return f"object {a} would fall off {b}: its centre is not over what carries it. Move {a} over {b}."
        case _:
            return f"object {a} floats: nothing has its top at {z} under its centre. Lower it, or put something there."


def _inside(state: State, problem: Problem) -> str:
    bodies = (state.bodies[i] for i in (problem.body, problem.other) if i)
    box = next(b for b in bodies if b.shape == "box")
    low = [_number(box.position[i] + (box.wall, box.wall, box.floor)[i]) for i in range(3)]
    high = [_number(box.position[i] + box.size[i] - box.wall) for i in range(2)]
    x, y = (f"from {low[i]} to {high[i]}" for i in range(2))
    return f"Inside {box.id}, x goes {x}, y {y}, and the floor is at z = {low[2]}."


def _number(value: float) -> str:
    return f"{value:g}"
