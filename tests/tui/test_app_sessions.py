"""Saving, resuming and exporting in the application; undo and redo by number."""

from __future__ import annotations

from fakes import GoldBackend, wait_until
from test_app_chat import answered, texts, type_line

from agent.lm.interface import ModelError
from agent.script import load_script
from tui.app import EtaoinApp
from tui.backend import Options
from tui.scene.view import SceneView

SAID = [turn.say for turn in load_script("opening").turns]


def app_with(backend=None, **options) -> EtaoinApp:
    app = EtaoinApp(Options(**{"keep": True, **options}), backend or GoldBackend())
    app.animation_level = "none"
    return app


def ready(app: EtaoinApp):
    return lambda: app.status.startswith("gold")


def noted(app: EtaoinApp, text: str):
    return lambda: any(text in note for note in texts(app, ".note"))


def stored(app: EtaoinApp, count: int):
    """Whether the latest session on disk has so many turns."""
    store = app.backend.store()
    return lambda: bool(store.names()) and len(store.read(store.latest()).turns) == count


async def test_a_session_is_saved_as_it_goes_and_resumed_with_its_undo():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        assert app.backend.store().names() == []
        for number, line in enumerate(SAID[:2], 1):
            await type_line(pilot, line)
            await wait_until(pilot, stored(app, number))
        state = app.screen._state
        (name,) = app.backend.store().names()
    assert name.endswith("-pick-up-a-big-red")
    app = app_with(resume="")
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".said") == SAID[:2]
        assert app.screen.query_one(SceneView).state == state
        assert noted(app, f"{name}: 2 turns. Go on.")()
        await wait_until(pilot, ready(app))
        await type_line(pilot, "/undo 2")
        await wait_until(pilot, answered(app, 3))
        await wait_until(pilot, lambda: app.screen.query_one(SceneView).state.holding is None)
        await type_line(pilot, "/redo 2")
        await wait_until(pilot, stored(app, 4))
        assert app.screen._state == state
        await type_line(pilot, "/undo many")
        await wait_until(pilot, noted(app, "a number from 1 to 20"))


def test_the_program_keeps_its_sessions_and_a_test_does_not(monkeypatch):
    from tui.cli import open as opener

    seen: list[Options] = []

    class App:
        fault = None
        return_code = 0

        def __init__(self, options: Options, **rest) -> None:
            seen.append(options)

        def run(self) -> None:
            pass

    monkeypatch.setattr("tui.app.EtaoinApp", App)
    assert opener.open_app("nano", None, "classic", "towers") == 0
    assert seen == [Options("nano", None, "classic", "towers", keep=True)]
    assert opener.open_app("falcon-7b", None, "classic", quantize="nf4") == 0
    assert seen[1].quantize == "nf4"
    assert not Options().keep
    assert opener.parser().parse_args(["--resume"]).resume == ""


async def test_save_list_export_and_resume_another(tmp_path):
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, "/resume")
        await wait_until(pilot, noted(app, "no saved session"))
        await type_line(pilot, "/export x.md")
        await wait_until(pilot, noted(app, "nothing to export"))
        await type_line(pilot, SAID[0])
        await wait_until(pilot, stored(app, 1))
        await type_line(pilot, "/save big")
        await wait_until(pilot, noted(app, "Saved as big."))
        await type_line(pilot, f"/export {tmp_path / 'talk.md'}")
        await wait_until(pilot, noted(app, "Written to"))
        assert SAID[0] in (tmp_path / "talk.md").read_text()
        await type_line(pilot, "/new")
        await type_line(pilot, "hm")
        await wait_until(pilot, lambda: len(app.backend.store().names()) == 2)
        await type_line(pilot, "/resume bog")
        await wait_until(pilot, noted(app, "Did you mean 'big'?"))
        await type_line(pilot, "/resume")  # the latest but this one
        await wait_until(pilot, noted(app, "big: 1 turn. Go on."))
        assert app.screen.query_one(SceneView).state.holding == "B6"


async def test_a_wrong_name_on_the_command_line_is_told_and_the_scene_opens():
    app = app_with(resume="gone")
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        assert noted(app, "no session 'gone'")()
        await type_line(pilot, SAID[0])
        await wait_until(pilot, answered(app, 1))


async def test_where_nothing_can_be_written_the_session_goes_on(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "file"))
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        for number, line in enumerate(SAID[:2], 1):
            await type_line(pilot, line)
            await wait_until(pilot, answered(app, number))
        await wait_until(pilot, noted(app, "not being saved"))
        assert len(texts(app, ".note.-error")) == 1


async def test_a_resumed_session_gets_its_model_when_that_has_been_mended():
    class Late(GoldBackend):
        broken = False

        def model(self, spec, adapter, quantize=None):
            if self.broken:
                raise ModelError("no model", "gone", "Train it")
            return self

    app = app_with()
    async with app.run_test() as pilot:
        await type_line(pilot, SAID[0])
        await wait_until(pilot, stored(app, 1))
    backend = Late()
    backend.broken = True
    app = app_with(backend, resume="")
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.trouble)
        await wait_until(pilot, noted(app, "type /resume to try again"))
        assert app.screen.query_one(SceneView).state.holding == "B6"
        backend.broken = False
        await type_line(pilot, "/resume")
        await wait_until(pilot, ready(app))
        await type_line(pilot, SAID[1])
        await wait_until(pilot, stored(app, 2))
