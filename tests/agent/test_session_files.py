"""Sessions on disk: what is saved comes back as it was, and what is damaged is told, not lost."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from agent.corrections import Corrector
from agent.language.acts import Undo, Utterance
from agent.lm.interface import Parse
from agent.script import load_script
from agent.session import LONGEST, Session
from agent.sessions.export import export_to, to_markdown
from agent.sessions.record import SessionError, SessionFile, read_session
from agent.sessions.recorder import Recorder, generated_name
from agent.sessions.restore import as_script, restore
from agent.sessions.store import Store
from tests.agent.test_session_undo import converse
from world.random_scene import random_scene
from world.scene import load_scene

TAKE = Utterance.model_validate_json('{"acts":[{"act":"pick_up","what":{"kind":"pyramid","det":"a"}}]}')
HELLO = Utterance.model_validate_json('{"acts":[{"act":"talk","about":"hello"}]}')


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sessions")


def saved(store: Store, session: Session, name: str | None = None) -> Recorder:
    recorder = Recorder(store, session.scene, "nano", name)
    recorder.record(session.turns)
    return recorder


def short(store: Store, name: str = "towers") -> Path:
    """A saved session of two turns: its file."""
    session = Session(None, load_scene("classic"))
    session.perform("take a pyramid", TAKE)
    session.perform("hello", HELLO)
    saved(store, session, name)
    return store.path(name)


def same(one: Session, two: Session) -> None:
    """Everything but how long it took."""
    assert one.dialog == two.dialog
    assert (one._before, one._undone) == (two._before, two._undone)
    timeless = [[replace(t, ms=0, model_ms=0) for t in session.turns] for session in (one, two)]
    assert timeless[0] == timeless[1]


@pytest.mark.parametrize("seed", range(6))
def test_saved_after_each_turn_and_restored_it_is_the_same_bit_for_bit(store: Store, seed: int) -> None:
    session = converse(seed, 30)
    recorder = Recorder(store, session.scene, "nano")
    for count in range(1, len(session.turns) + 1):
        recorder.record(session.turns[:count])
    file = store.read(recorder.name or "")
    assert file.scene == session.scene
    restored = restore(file, None)
    assert restored.notes == ()
    same(restored.session, session)
    for more in (session, restored.session):  # undo and redo go on from there
        more.perform("", Utterance(acts=(Undo(act="undo", n=3),)))
        more.perform("", TAKE)
    same(restored.session, session)


def test_a_session_with_places_to_prefer_comes_back_and_is_a_script(store: Store) -> None:
    script = load_script("web42")
    session = Session(None, load_scene(script.scene))
    for turn in script.turns:
        assert turn.action is not None
        session.perform(turn.say, turn.action, turn.hints)
    file = store.read(saved(store, session, "web").name or "")
    restored = restore(file, None)
    assert restored.notes == ()
    same(restored.session, session)
    again = as_script(file)
    assert [(t.say, t.action) for t in again.turns] == [(t.say, t.action) for t in script.turns]


def test_turns_without_an_action_come_back(store: Store) -> None:
    class Mute:
        def parse(self, history, utterance, *, want_trace=False):
            return Parse("", None, 0, 0, 1.0, 0.0)

    session = Session(Mute(), load_scene("classic"))
    for text in ("x" * (LONGEST + 1), "", "hm", "line\u2028end \ud800 \x1b[31m"):
        session.say(text)
    restored = restore(store.read(saved(store, session).name or ""), None)
    assert restored.notes == ()
    same(restored.session, session)
    assert [t.failed for t in restored.session.turns[:2]] == ["too long", "empty"]


def test_a_resumed_session_goes_on_in_its_file(store: Store) -> None:
    path = short(store)
    before = path.read_bytes()
    file = store.read("towers")
    session = restore(file, None).session
    recorder = Recorder.resumed(store, file, "other")
    session.perform("more", HELLO)
    recorder.record(session.turns)
    assert path.read_bytes().startswith(before)
    assert [t.say for t in store.read("towers").turns] == ["take a pyramid", "hello", "more"]
    assert store.read("towers").model == "nano"


def test_a_torn_last_line_is_told_and_the_rest_goes_on(store: Store) -> None:
    path = short(store)
    path.write_bytes(path.read_bytes()[:-25])
    torn = path.read_bytes()
    file = store.read("towers")
    assert [t.say for t in file.turns] == ["take a pyramid"]
    (note,) = file.notes
    assert "Line 3 is cut off" in note
    session = restore(file, None).session
    recorder = Recorder.resumed(store, file, "nano")
    session.perform("again", HELLO)
    recorder.record(session.turns)
    assert path.read_bytes().startswith(torn + b"\n")
    assert [t.say for t in store.read("towers").turns] == ["take a pyramid", "again"]


def test_a_last_line_that_only_lacks_its_end_is_whole(store: Store) -> None:
    path = short(store)
    path.write_bytes(path.read_bytes()[:-1])
    file = store.read("towers")
    assert (len(file.turns), file.notes) == (2, ())
    session = restore(file, None).session
    session.perform("more", HELLO)
    Recorder.resumed(store, file, "nano").record(session.turns)
    assert len(store.read("towers").turns) == 3


def test_an_invalid_action_is_told_and_not_done(store: Store) -> None:
    path = short(store)
    lines = path.read_text().splitlines()
    turn = json.loads(lines[1]) | {"actions": {"acts": [{"act": "explode"}]}}
    path.write_text("\n".join([lines[0], json.dumps(turn), lines[2], ""]))
    restored = restore(store.read("towers"), None)
    assert [t.utterance for t in restored.session.turns] == ["take a pyramid", "hello"]
    assert restored.session.state.holding is None
    (note,) = restored.notes
    assert "Line 2" in note
    assert "not one that this Etaoin knows" in note


def test_an_answer_that_comes_out_differently_is_told(store: Store) -> None:
    path = short(store)
    path.write_text(path.read_text().replace('"OK."', '"Never."'))
    (note,) = restore(store.read("towers"), None).notes
    assert "1 of 2 answers came out differently" in note
    assert "it was 'Never.' and is 'OK.'" in note


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"[1, 2]", "not an object"),
        (b'{"reply": []}', "no `say`"),
        (b'{"say": "x", "reply": "OK."}', "no list"),
        (b'{"say": "x", "reply": [], "hints": {"B1": [1]}}', "not a place"),
        (b'{"say": "x", "reply": [], "hints": {"B1": [NaN, 1]}}', "not a place"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "damaged"),
        (b'{"say": "x", "reply": [], "ms": 1' + b"0" * 5000 + b"}", "damaged"),
    ],
)
def test_a_damaged_line_in_the_middle_is_left_out(store: Store, line: bytes, what: str) -> None:
    path = short(store)
    head, *rest = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([head, line, *rest]))
    file = store.read("towers")
    assert len(file.turns) == 2
    assert what in file.notes[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("hello\n", "is no session of Etaoin"),
        ('{"etaoin_session": 2, "scene": {}}\n', "A newer Etaoin may have written it"),
        ('{"etaoin_session": "1"}\n', "format '1'"),
        ('{"etaoin_session": 1}\n', "the scene in its first line is not right"),
        ('{"etaoin_session": 1, "scene": {"table": [1, 1], "objects": [{"id": "A"}]}}\n', "object A has no"),
    ],
)
def test_what_is_no_session_is_told_and_left_alone(store: Store, content: str, message: str) -> None:
    store.folder.mkdir()
    path = store.path("odd")
    path.write_text(content)
    with pytest.raises(SessionError, match=r"odd\.jsonl") as error:
        store.read("odd")
    assert message in str(error.value)
    assert path.read_text() == content
    assert len(store.infos()) == 1


def test_unknown_names_get_a_hint(store: Store) -> None:
    with pytest.raises(SessionError, match="none yet"):
        store.read("towers")
    with pytest.raises(SessionError, match="no saved session"):
        store.latest()
    short(store)
    with pytest.raises(SessionError, match="Did you mean 'towers'"):
        store.read("tower")
    with pytest.raises(SessionError, match="no such file"):
        store.read(str(store.folder / "gone.jsonl"))
    for name in ("../x", "", ".hidden", "a/b", "x" * 99, "nul", "end."):
        with pytest.raises(SessionError, match="cannot be called"):
            store.path(name)


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    session = Session(None, load_scene("classic"))
    session.perform("hello", HELLO)
    recorder = Recorder(Store(blocked), session.scene, "nano", "x")
    with pytest.raises(SessionError, match=r"cannot be|Not a directory"):
        recorder.record(session.turns)
    blocked.unlink()
    session.perform("hello again", HELLO)
    recorder.record(session.turns)
    assert len(Store(blocked).read("x").turns) == 2


def test_a_full_disk_leaves_no_half_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = short(store)
    file = store.read("towers")
    session = restore(file, None).session
    recorder = Recorder.resumed(store, file, "nano")
    session.perform("more", HELLO)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("agent.sessions.recorder.os.fsync", full)
        with pytest.raises(SessionError, match="No space left"):
            recorder.record(session.turns)
    assert len(path.read_bytes()) == file.size
    recorder.record(session.turns)
    assert [t.say for t in store.read("towers").turns][-1] == "more"


def test_two_programs_in_one_session_do_not_mix(store: Store) -> None:
    short(store)
    file = store.read("towers")
    sessions = [restore(file, None).session for _ in range(2)]
    recorders = [Recorder.resumed(store, file, "nano") for _ in range(2)]
    notes = []
    for number, (session, recorder) in enumerate(zip(sessions, recorders, strict=True)):
        session.perform(f"I am {number}", HELLO)
        notes.append(recorder.record(session.turns))
    assert notes == [None, "Somebody else has changed the session 'towers'. This one goes on as 'towers-2'."]
    assert store.read("towers").turns[-1].say == "I am 0"
    assert store.read("towers-2").turns[-1].say == "I am 1"


def test_a_session_deleted_meanwhile_is_written_anew(store: Store) -> None:
    path = short(store)
    file = store.read("towers")
    session = restore(file, None).session
    recorder = Recorder.resumed(store, file, "nano")
    path.unlink()
    session.perform("more", HELLO)
    assert recorder.record(session.turns) is None
    assert len(store.read("towers").turns) == 3


def test_naming_an_autosaved_session_renames_it_and_a_named_one_is_copied(store: Store) -> None:
    session = Session(None, load_scene("classic"))
    session.perform("Pick up a big, red block!", TAKE)
    recorder = saved(store, session)
    assert recorder.name is not None
    assert recorder.name.endswith("-pick-up-a-big-red")
    recorder.save("mine", session.turns)
    assert store.names() == ["mine"]
    recorder.save("yours", session.turns)
    assert sorted(store.names()) == ["mine", "yours"]
    session.perform("hello", HELLO)
    recorder.record(session.turns)
    assert [len(store.read(name).turns) for name in ("mine", "yours")] == [1, 2]
    with pytest.raises(SessionError, match="already"):
        recorder.save("mine", session.turns)
    assert recorder.name == "yours"


def test_names_are_made_from_time_and_words(store: Store) -> None:
    assert generated_name("Ähm ... “what” is it?")[15:] == "-hm-what-is-it"
    assert generated_name("")[15:] == ""
    for _ in range(2):
        session = Session(None, random_scene(1, 4))
        session.perform("hello", HELLO)
        saved(store, session)
    one, two = sorted(store.names())
    assert two == f"{one}-2"


def test_rename_delete_and_latest(store: Store) -> None:
    short(store, "a")
    short(store, "b")
    os.utime(store.path("a"), (2e9, 2e9))
    assert store.latest() == "a"
    assert store.latest(but="a") == "b"
    with pytest.raises(SessionError, match="already"):
        store.rename("a", "b")
    store.rename("a", "c")
    store.delete("b")
    assert store.names() == ["c"]


def test_markdown_shows_what_was_said_as_it_was_said() -> None:
    session = Session(None, load_scene("classic"))
    session.perform("take *a* <b>pyramid</b>", TAKE)
    session.repeat("x", None, ("Too long.",), failed="too long -->")
    text = to_markdown(SessionFile.of("my_talk", session.scene, "nano", "today", session.turns))
    assert text.startswith("# my\\_talk\n\nscene classic · model nano · today · 2 turns\n")
    assert "**You:** take \\*a\\* \\<b\\>pyramid\\</b\\>\n\n> OK." in text
    assert f"```json\n{TAKE.to_json()}\n```" in text
    assert "<details><summary>action</summary>" in text
    assert "<!-- no action: too long - - -->" in text


def test_export_does_not_replace_a_file_and_comes_back(store: Store, tmp_path: Path) -> None:
    short(store)
    target = tmp_path / "talk.jsonl"
    export_to(store.read("towers"), target)
    assert [t.say for t in read_session(target).turns] == ["take a pyramid", "hello"]
    assert target.read_bytes() == store.path("towers").read_bytes()
    with pytest.raises(SessionError, match="is there already"):
        export_to(store.read("towers"), target)
    with pytest.raises(SessionError, match="must end in"):
        export_to(store.read("towers"), tmp_path / "talk.txt")
    with pytest.raises(SessionError, match="No such file"):
        export_to(store.read("towers"), tmp_path / "no" / "talk.md")


def test_a_session_of_another_place_is_copied_when_it_goes_on(store: Store, tmp_path: Path) -> None:
    elsewhere = Store(tmp_path / "friend")
    path = short(elsewhere)
    before = path.read_bytes()
    file = store.read(str(path))
    session = restore(file, None).session
    session.perform("more", HELLO)
    recorder = Recorder.resumed(store, file, "nano")
    recorder.record(session.turns)
    assert path.read_bytes() == before
    assert len(store.read(recorder.name or "").turns) == 3


def test_a_session_in_which_nothing_was_understood_is_no_script() -> None:
    with pytest.raises(SessionError, match="nothing to replay"):
        as_script(SessionFile.of("x", load_scene("classic"), "nano", "", ()))


class Misreader:
    """A model that takes "pick up the cube" for picking up the blue pyramid, and is unsure about the box."""

    name = "misreader"

    def parse(self, history, utterance, *, want_trace=False):
        return self.candidates(history, utterance)[0]

    def candidates(self, history, utterance, k=8, *, thorough=False):
        what = {"kind": "pyramid", "det": "the", "color": "blue"}
        found = [{"act": "pick_up", "what": what}]
        if "touch" in utterance:
            found = [{"act": "touch", "what": {"kind": "pyramid", "det": "a", "color": "green"}}]
        elif "box" in utterance:
            found = [{"act": "pick_up", "what": what}, {"act": "touch", "what": {"kind": "box", "det": "the"}}]
        said = [Utterance.model_validate({"acts": [act]}) for act in found]
        return [Parse(one.to_json(), one, 1, 0, 0.0, -0.1 - 0.01 * n) for n, one in enumerate(said)]


@pytest.mark.parametrize("wrong", ["pick up the cube", "the box, maybe"])
def test_a_turn_that_was_put_right_comes_back_so(store: Store, wrong: str) -> None:
    session = Session(Misreader(), load_scene("classic"))
    corrector = Corrector(session)
    corrector.say("touch a green pyramid")
    asked = corrector.say(wrong).asked
    assert bool(asked) == ("box" in wrong)
    corrector.mark()
    assert [exchange.user for exchange in session.history()] == ["touch a green pyramid"], "as if it was never said"
    corrector.edit('{"act":"pick_up","what":{"ref":"it"}}')
    held = session.state.holding
    assert held is not None
    assert session.state.bodies[held].color == "green", "what it was before the wrong turn"
    file = store.read(saved(store, session, "right").name or "")
    restored = restore(file, session.model)
    assert restored.notes == ()
    assert restored.session.dialog == session.dialog
    assert restored.session.state.holding == held
    assert restored.session._before == session._before
    assert restored.session.history() == session.history()
    script = as_script(file)
    assert [turn.say for turn in script.turns] == ["touch a green pyramid", wrong]
    again = Session(None, load_scene("classic"))
    for turn in script.turns:
        assert turn.action is not None
        again.perform(turn.say, turn.action)
    assert again.state.holding == held


def test_a_withdrawal_takes_nothing_else_back_where_its_turn_was_damaged(store: Store) -> None:
    session = Session(Misreader(), load_scene("classic"))
    corrector = Corrector(session)
    corrector.say("touch a green pyramid")
    corrector.say("pick up the cube")
    corrector.mark()
    path = store.path(saved(store, session, "damaged").name or "")
    head, touched, _, mark = path.read_text().splitlines()
    path.write_text("\n".join([head, touched, "{", mark, ""]))
    restored = restore(store.read("damaged"), None)
    assert [turn.utterance for turn in restored.session.turns] == ["touch a green pyramid", "/wrong"]
    assert restored.session.dialog == session.dialog
