"""The form without a terminal: fields, what is typed, recipes of one's own, and what is reckoned."""

from __future__ import annotations

import json

import pytest

from training.run.recipe import Recipe, RecipeError, load_recipe
from tui.errors import UserError
from tui.paths import corrections_file
from tui.runs.start import RUNS, arguments, command_line
from tui.screens.train.form import reckon
from tui.screens.train.form.check import checked
from tui.screens.train.form.draft import Draft, source_problem
from tui.screens.train.form.fields import explained, fields, sections
from tui.screens.train.form.outcome import LintFacts, PlanFacts, count, duration
from tui.screens.train.form.paths import completed, files_about
from tui.screens.train.form.reckoner import Reckoner
from tui.screens.train.form.source import Source
from tui.screens.train.form.standing import Standing
from tui.screens.train.form.starts import recipe_name_problem, recipes_folder, save, starts

YOINK = {"say": "yoink the red cube", "acts": [{"act": "pick_up", "what": {"kind": "block", "det": "the"}}]}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(path, *rows) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def draft_of(title: str) -> Draft:
    return Draft(next(start for start in starts() if start.title == title))


# Fields.


def test_every_field_of_a_recipe_is_there_with_words():
    recipe = Recipe().model_dump()
    keys = {
        f"{name}.{key}" if isinstance(part, dict) else name
        for name, part in recipe.items()
        for key in (part if isinstance(part, dict) else [0])
    }
    assert set(fields()) == keys - {"data.mixture", "data.files"}
    assert [field.key for field in fields().values() if not field.about] == []
    assert all(section.about or section.name == "run" for section in sections())


@pytest.mark.parametrize("recipe", ["nano-adapter", "nano-scratch", "falcon-7b-dolly"])
def test_a_value_shown_and_read_again_is_the_same(recipe):
    values = load_recipe(recipe).model_dump()
    for key, field in fields().items():
        value = values
        for part in key.split("."):
            value = value[part]
        assert field.read(field.shown(value)) == value, key


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("optimizer.lr", "3", "less than or equal to 1"),
        ("optimizer.lr", "fast", "a number"),
        ("optimizer.lr", "", "missing"),
        ("optimizer.lr", "nan", "a number"),
        ("budget.steps", "1.5", "whole"),
        ("budget.minutes", "0", "greater than 0"),
        ("optimizer.betas", "0.9", "two numbers"),
        ("adapter.targets", " ", "at least one"),
        ("data.options", "language", "names with values"),
    ],
)
def test_what_cannot_be_read_is_explained(key, text, why):
    with pytest.raises(ValueError, match=why):
        fields()[key].read(text)


def test_numbers_may_be_typed_as_people_do():
    assert fields()["budget.steps"].read("1,000") == 1000
    assert fields()["budget.steps"].read(" ") is None
    assert fields()["data.options"].read('language = "en"') == {"language": "en"}


def test_the_words_are_the_recipes_own():
    assert explained("optimizer.lr", True) == ("optimizer.lr", "The peak learning rate.")
    assert "weight: How often it comes" in explained("data", False)[1]
    assert explained("data", True)[1].startswith("Examples of one's own")


# What is typed.


def test_a_draft_unchanged_is_its_recipe():
    for start in starts():
        if start.title == "Teach nano your words":
            continue
        draft = Draft(start)
        assert draft.wanted() == start.values, start.title
        assert not draft.dirty


def test_changes_are_told_by_value():
    draft = draft_of("nano-adapter")
    draft.set("optimizer.lr", "0.0020")
    assert draft.changes == ()
    draft.set("optimizer.lr", "5e-4")
    draft.sources = (Source("x.jsonl"),)
    assert draft.changes == ("data", "optimizer.lr")
    draft.reset("optimizer.lr")
    draft.reset_sources()
    assert not draft.dirty
    draft.set("optimizer.lr", "wrong")
    assert draft.changed("optimizer.lr")
    assert draft.problems()["optimizer.lr"].startswith("This should be a number")
    draft.reset_all()
    assert not draft.changes


@pytest.mark.parametrize(
    ("recipe", "there", "not_there"),
    [
        (
            "nano-scratch",
            ["model.size", "tokenizer.size"],
            ["adapter.r", "model.quantize", "budget.epochs", "data.replay"],
        ),
        (
            "nano-adapter",
            ["adapter.distill", "adapter.alpha"],
            ["model.size", "adapter.dropout", "data.layout", "tokenizer.size"],
        ),
        (
            "falcon-7b-dolly",
            ["model.quantize", "budget.epochs", "adapter.dropout"],
            ["adapter.distill", "data.workers"],
        ),
    ],
)
def test_only_what_makes_sense_is_shown(recipe, there, not_there):
    draft = draft_of(recipe)
    assert [key for key in there if not draft.relevant(key)] == []
    assert [key for key in not_there if draft.relevant(key)] == []


def test_fields_follow_the_base():
    draft = draft_of("falcon-7b-dolly")
    draft.set("adapter.dropout", "0.1")
    draft.set("model.base", "agent/models/nano")
    draft.sources = ()
    draft.set("budget.minutes", "3")
    recipe = draft.wanted()  # dropout, mixtures and epochs would be refused
    assert (recipe.adapter.dropout, recipe.data.mixture, recipe.budget.epochs) == (0, (), None)
    draft.set("model.base", "")
    assert not draft.relevant("adapter.r")
    draft.set("adapter.r", "0")
    assert draft.wanted().model.base is None


def test_what_contradicts_itself_is_told():
    draft = draft_of("falcon-7b-dolly")
    draft.set("optimizer.kind", "muon")
    found = checked(1, draft)
    assert found.args is None
    assert "muon is for nano" in (found.problem or "")


def test_what_is_good_has_a_command_line():
    draft = draft_of("nano-adapter")
    draft.set("budget.minutes", "2")
    found = checked(3, draft)
    assert (found.number, found.args) == (3, ("nano-adapter", "--minutes", "2"))


def test_sources_are_checked(tmp_path):
    file = write(tmp_path / "mine.jsonl", YOINK)
    assert source_problem(Source(file), nano=True) is None
    assert "no file" in (source_problem(Source("nothing.jsonl"), nano=True) or "")
    assert "folder" in (source_problem(Source(str(tmp_path)), nano=True) or "")
    assert "Name a file" in (source_problem(Source(" "), nano=True) or "")
    assert "no correction yet" in (source_problem(Source("corrections"), nano=True) or "")
    assert "nano learns from actions" in (source_problem(Source("dolly"), nano=True) or "")
    assert source_problem(Source("dolly", "0.5", "1,000"), nano=False) is None
    for wrong in (Source("dolly", "0"), Source("dolly", "x"), Source("dolly", "1", "-3")):
        assert "weight" in (source_problem(wrong, nano=False) or "")


def test_sources_become_files_or_a_mixture(tmp_path):
    file = write(tmp_path / "mine.jsonl", YOINK)
    nano = draft_of("nano-adapter")
    nano.sources = (Source("mine.jsonl"),)
    assert nano.wanted().data.files == (file,)
    falcon = draft_of("falcon-7b-dolly")
    falcon.sources = (*falcon.sources, Source("mine.jsonl", "2", "10"))
    assert [(part.source, part.weight, part.limit) for part in falcon.wanted().data.mixture] == [
        ("dolly", 1, None),
        (file, 2, 10),
    ]


def test_teaching_takes_the_corrections_gently():
    teach = draft_of("Teach nano your words")
    assert "no correction yet" in teach.start.about
    with pytest.raises(RecipeError, match="no correction yet"):
        teach.wanted()
    write(corrections_file(), YOINK)
    teach = draft_of("Teach nano your words")
    assert teach.sources == (Source("corrections"),)
    assert "the correction that you made" in teach.start.about
    args = arguments("nano-adapter", teach.wanted(), run=RUNS / "nano-adapter", corrections=corrections_file())
    assert command_line(args) == "etaoin train nano-adapter --data corrections"


def test_few_examples_without_the_gentle_settings_are_advised_against(tmp_path):
    write(corrections_file(), YOINK)
    teach, plain = draft_of("Teach nano your words"), draft_of("nano-adapter")
    for key, text in (("budget.steps", "24"), ("optimizer.lr", "1e-3")):
        teach.set(key, text)
    found = checked(1, teach)
    assert found.advice == ""  # the others are kept, and those that were changed are one's own
    assert "--steps 24" in command_line(found.args or ())
    assert "adapter.distill=true" in command_line(found.args or ())
    assert checked(1, plain).advice == ""
    plain.sources = (Source("corrections"),)
    found = checked(1, plain)
    assert "--minutes 10" in command_line(found.args or ())  # so the command line leaves them out as well
    assert "“Teach nano your words” has settings that forget less" in found.advice
    write(corrections_file(), *[YOINK] * 2000)
    assert checked(1, plain).advice == ""


def test_a_run_needs_a_name_that_is_free(tmp_path):
    (tmp_path / "runs" / "nano-adapter").mkdir(parents=True)
    draft = draft_of("nano-adapter")
    assert draft.name == "nano-adapter-2"
    draft.name = "nano-adapter"
    assert "already" in draft.problems()["name"]
    with pytest.raises(RecipeError, match="the run's name"):
        draft.wanted()


# Recipes of one's own.


def test_a_recipe_is_kept_and_found_again(tmp_path):
    file = write(tmp_path / "mine.jsonl", YOINK)
    draft = draft_of("nano-adapter")
    draft.set("optimizer.lr", "5e-4")
    draft.set("budget.minutes", "")
    draft.set("budget.steps", "30")
    draft.sources = (Source(file),)
    kept = save("gentle", draft.start, draft.for_file())
    text = kept.read_text()
    assert text.startswith("# gentle: from nano-adapter, with another ")
    assert "# 0.35 M parameters, a fifteenth of nano's" in text
    assert "etaoin train nano-adapter" not in text
    again = draft_of("gentle")
    assert again.start.own
    assert again.wanted() == draft.wanted()
    assert checked(1, again).args == (str(kept),)
    again.set("seed", "5")
    assert again.dirty
    save("gentle", again.start, again.for_file())
    again.keep()
    assert not again.dirty
    assert draft_of("gentle").wanted().seed == 5


def test_teaching_kept_as_a_recipe_keeps_its_settings():
    write(corrections_file(), YOINK)
    teach = draft_of("Teach nano your words")
    save("taught", teach.start, teach.for_file())
    assert draft_of("taught").wanted() == teach.wanted()


def test_names_of_recipes():
    start = draft_of("nano-adapter").start
    assert recipe_name_problem("mine", start) is None
    assert "program's" in (recipe_name_problem("nano-adapter", start) or "")
    for wrong in ("", "../x", "a b"):
        assert "letters" in (recipe_name_problem(wrong, start) or "")
    save("mine", start, {})
    assert "already" in (recipe_name_problem("mine", start) or "")
    assert recipe_name_problem("mine", draft_of("mine").start) is None


def test_a_recipe_that_cannot_be_kept():
    recipes_folder().parent.mkdir(parents=True, exist_ok=True)
    recipes_folder().write_text("in the way")
    with pytest.raises(UserError, match="can't be saved"):
        save("mine", draft_of("nano-adapter").start, {})


@pytest.mark.parametrize("text", ["seed = ", "sed = 1\n[budget]\nsteps = 1\n", "\xff"])
def test_a_broken_recipe_is_listed_with_why(text):
    recipes_folder().mkdir(parents=True)
    (recipes_folder() / "broken.toml").write_bytes(text.encode("latin-1"))
    start = next(start for start in starts() if start.title == "broken")
    assert start.values is None
    assert start.problem
    with pytest.raises(RecipeError):
        Draft(start)


# Reckoning.


def test_the_plan_of_a_nano():
    values = reckon.answer(
        "plan", {"recipe": load_recipe("nano-adapter", {"budget": {"steps": 80}}).model_dump(mode="json")}
    )
    facts = PlanFacts.of(values["plan"])
    assert (facts.trained, facts.tokens) == (356_352, 80 * 4096)
    assert dict(facts.rows())["sees"] == "327,680 tokens in 80 steps"
    assert sum(size for _, size in facts.parts) == pytest.approx(facts.peak)
    whole = PlanFacts.of(reckon.plan(load_recipe("nano-scratch"), None))
    assert whole.trained == whole.parameters
    assert dict(whole.rows())["takes"] == "1.5 hours of training"


def test_single_layers_are_counted_singly():
    some = load_recipe("nano-adapter", {"adapter.targets": ["h.0.mlp.dense_h_to_4h", "h.1.mlp.dense_h_to_4h"]})
    every = load_recipe("nano-adapter", {"adapter.targets": ["dense_h_to_4h"]})
    assert PlanFacts.of(reckon.plan(some, None)).trained * 3 == PlanFacts.of(reckon.plan(every, None)).trained


def test_the_plan_of_a_falcon():
    facts = PlanFacts.of(reckon.plan(load_recipe("falcon-7b-dolly"), "24"))
    assert facts.fits
    assert "rtx-4090" in dict(facts.rows())["takes"]
    small = PlanFacts.of(reckon.plan(load_recipe("falcon-7b-dolly"), "8"))
    assert not small.fits
    assert small.verdict().startswith("does not fit: ")
    assert small.changes


def test_a_card_that_is_not_known_forbids_nothing():
    question = {"recipe": load_recipe("falcon-7b-dolly").model_dump(mode="json")}
    card = reckon.answer("plan", question | {"card": "potato"})
    assert "potato" in card["error"]
    assert not card["forbids"]
    wrong = load_recipe("falcon-7b-dolly", {"adapter.targets": ["nothing"]}).model_dump(mode="json")
    assert reckon.answer("plan", {"recipe": wrong, "card": "24"})["forbids"]


def test_the_lint_of_ones_own(tmp_path):
    tested = {**YOINK, "say": "Pick up a big red block."}
    recipe = load_recipe("nano-adapter", {"data.files": [write(tmp_path / "mine.jsonl", YOINK, YOINK, tested)]})
    facts = LintFacts.of(reckon.lint(recipe))
    assert facts.findings[0].what == "the same prompt and completion again"
    assert facts.counted.startswith("2 rows, ")
    assert "1 are left out" in facts.notes[0]
    assert not facts.refuses


def test_a_file_that_cannot_be_read_forbids_the_start(tmp_path):
    (tmp_path / "bad.jsonl").write_text("{no")
    recipe = load_recipe("nano-adapter", {"data.files": [str(tmp_path / "bad.jsonl")]})
    found = reckon.answer("lint", {"recipe": recipe.model_dump(mode="json")})
    assert "bad.jsonl" in found["error"]
    assert found["forbids"]


def test_generated_examples_need_no_lint():
    facts = LintFacts.of(reckon.lint(load_recipe("nano-scratch")))
    assert facts.notes == ("All examples are generated as they are needed: there is nothing to look over.",)


def test_a_reckoner_answers_and_ends(monkeypatch):
    reckoner = Reckoner("lint")
    question = {"recipe": load_recipe("nano-scratch").model_dump(mode="json")}
    assert "nothing to look over" in (reckoner.ask(question) or {})["lint"]["notes"][0]
    process = reckoner._process
    assert process is not None
    process.kill()
    process.wait()
    assert "lint" in (reckoner.ask(question) or {})  # another process
    monkeypatch.setattr(reckoner, "_exchange", lambda question: '{"lint": {"find')
    assert "its process ended" in (reckoner.ask(question) or {})["error"]
    reckoner.close()
    assert reckoner._process is None
    assert reckoner.ask(question) is None


# Words.


def test_numbers_and_times_in_words():
    assert [count(n) for n in (178_176, 5_180_928, 6_921_720_704)] == ["178,176", "5.18 million", "6.92 billion"]
    told = ["40 seconds", "2 minutes", "2.7 hours", "150 days"]
    assert [duration(n) for n in (40, 120, 9600, 150 * 86400)] == told


def test_how_a_form_stands():
    assert Standing().told("runs/x") == "checking …"
    assert Standing(problem="no").told("runs/x") == "Not yet: no"
    assert Standing(("a",), refused=("bad data",)).told("runs/x") == "Not yet: bad data"
    assert Standing(("a",)).told("runs/x") == "Ready: the run will be in runs/x"
    assert "does not fit" in Standing(("a",), fits=False).told("runs/x")
    assert Standing(("a",), advice="Rest").told("runs/x").endswith("runs/x. Rest")


def test_paths_are_completed(tmp_path):
    write(tmp_path / "data" / "mine.jsonl", YOINK)
    (tmp_path / "data" / "notes.txt").write_text("")
    (tmp_path / "data" / ".hidden.jsonl").write_text("")
    assert completed("da") == "data/"
    assert completed("data/") == "data/mine.jsonl"
    assert completed(str(tmp_path / "data" / "m")) == str(tmp_path / "data" / "mine.jsonl")
    assert completed("data/no") is None
    assert completed("nowhere/x") is None
    found = files_about([tmp_path / "data", tmp_path / "nowhere"])
    assert {path.name for path in found} == {"mine.jsonl"}
