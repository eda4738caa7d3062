"""Self-Instruct: what is kept, what is turned down and why, and that it goes on where it was stopped."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from self_instruct_support import BookAuthor, BookSpec

from agent.language.acts import Utterance
from training.generate.composition import split_of
from training.generate.exclude import excluded, fold
from training.own.examples import read_examples
from training.self_instruct.attempt import Job, Made, Refused, Result, attempt
from training.self_instruct.drawing import Chances
from training.self_instruct.judge import check_meaning, check_round_trip, choose_scene, outcome, same
from training.self_instruct.loop import self_instruct
from training.self_instruct.pool import SIMILAR, Pool, PoolError, Similarity
from training.self_instruct.report import check_file, diversity, yield_table
from training.self_instruct.tasks import seed_tasks
from training.self_instruct.verdict import REASONS, Rejected
from training.self_instruct.wording import check_text, check_words


def acts(text: str) -> Utterance:
    return Utterance.model_validate_json(f'{{"acts":[{text}]}}')


RED = acts('{"act":"pick_up","what":{"kind":"block","det":"the","size":"small","color":"red"}}')
CUBE = acts('{"act":"pick_up","what":{"kind":"cube","det":"the","color":"red"}}')


def test_our_own_tasks_are_carried_out_and_are_of_no_test() -> None:
    tasks = seed_tasks()
    assert len(tasks) >= 60
    assert len({fold(task.say) for task in tasks}) == len(tasks)
    for task in tasks:
        assert outcome(task.meaning, task.scene).problem is None, task.say
        assert fold(task.say) not in excluded(), task.say
        assert split_of(task.meaning) is None, task.say
        check_text(task.say, spelled=True)
        check_words(task.say, check_meaning(task.meaning))
    assert len({task.act for task in tasks}) >= 20
    assert {task.kind for task in tasks} == {"command", "question", "statement", "talk"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing written"),
        ("put it " * 20, "length or characters"),
        ("put the the block down", "length or characters"),
        ("pick up {a block}", "length or characters"),
        ("pick up the grean blok", "misspelt or made up"),
        ("Pick up a big red block.", "excluded"),
        ("thank you", "excluded"),
    ],
)
def test_what_can_be_no_sentence(text: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        check_text(text, spelled=True)


def test_spelling_is_only_watched_where_it_must_be() -> None:
    check_text("please relocate the azure tetrahedron", spelled=False)


@pytest.mark.parametrize(
    ("meaning", "reason"),
    [
        (None, "no valid action"),
        ('{"act":"undo"}', "needs a history"),
        ('{"act":"choose","n":2}', "needs a history"),
        ('{"act":"fragment","what":{"kind":"one","det":"the","color":"red"}}', "needs a history"),
        ('{"act":"did","event":{"verb":"do"}}', "needs a history"),
        ('{"act":"talk","about":"unclear"}', "not understood"),
        ('{"act":"pick_up","what":{"kind":"cube","det":"a","color":"orange"}}', "excluded"),
    ],
)
def test_what_can_be_no_meaning(meaning: str | None, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        check_meaning(None if meaning is None else acts(meaning))


@pytest.mark.parametrize(
    ("meaning", "reason"),
    [
        ('{"act":"pick_up","what":{"ref":"it"}}', "needs a history"),
        ('{"act":"pick_up","what":{"kind":"zorple","det":"the"}}', "unknown word"),
        ('{"act":"do","verb":"sing"}', "unknown word"),
        ('{"act":"pick_up","what":{"kind":"block","det":"the","n":70}}', "no such thing"),
        ('{"act":"pick_up","what":{"kind":"box","det":"the"}}', "impossible"),
    ],
)
def test_what_no_scene_carries_out(meaning: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        choose_scene(acts(meaning), random.Random(1), "classic")


def test_a_question_gets_a_scene_with_something_to_say() -> None:
    boxed = acts('{"act":"which","what":{"kind":"pyramid","that":[{"rel":"in","of":{"kind":"box","det":"the"}}]}}')
    scenes = [choose_scene(boxed, random.Random(seed), "tower") for seed in range(10)]
    assert all(made.reply and made.reply != "None of them." for _, made in scenes)
    assert all(scene != "tower" for scene, _ in scenes)  # where nothing is in the box


def test_the_same_in_one_scene_is_not_the_same() -> None:
    assert outcome(RED, "classic") == outcome(CUBE, "classic")
    assert not same(RED, CUBE, "classic")
    assert same(RED, RED, "classic")
    brick = acts('{"act":"count","what":{"kind":"block"}}')
    assert not same(brick, acts('{"act":"count","what":{"kind":"cube"}}'), "classic")
    assert same(  # said in another way, but no scene tells them apart
        acts('{"act":"pick_up","what":{"kind":"pyramid","det":"the","color":"green"}}'),
        acts('{"act":"pick_up","what":{"kind":"pyramid","det":"the","n":1,"color":"green"}}'),
        "classic",
    )


def test_names_and_words_are_part_of_what_comes_of_it() -> None:
    named = '{"act":"name","what":{"kind":"block","det":"the","color":"blue"},"name":"%s"}'
    assert outcome(acts(named % "bob"), "classic").reply == outcome(acts(named % "rex"), "classic").reply
    assert not same(acts(named % "bob"), acts(named % "rex"), "classic")


def test_what_is_the_same_everywhere_shows_nothing() -> None:
    can = '{"act":"can","who":{"kind":"cube","det":"a"},"verb":"support","what":{"kind":"%s","det":"a"}}'
    assert outcome(acts(can % "block"), "classic") == outcome(acts(can % "cube"), "classic")
    assert not same(acts(can % "block"), acts(can % "cube"), "classic")


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("take the small red one", None),
        ("get the tiny crimson block", None),
        ("take the little red block on the green one", "green"),
        ("take the little block", "red"),
        ("take the red block", "small"),
        ("take the little light blue block", "cyan red"),
        ("take the little red prism", "pyramid"),
    ],
)
def test_words_leave_a_trace_and_meanings_have_words(text: str, odd: str | None) -> None:
    if odd is None:
        check_words(text, RED)
        return
    with pytest.raises(Rejected, match="left out") as rejected:
        check_words(text, RED)
    assert rejected.value.detail == odd


def test_numbers_are_said() -> None:
    far = acts('{"act":"move","what":{"kind":"cube","det":"the"},"dir":"left","steps":3}')
    check_words("move the cube three squares to the left", far)
    check_words("the cube: 3 left", far)
    with pytest.raises(Rejected, match="left out"):
        check_words("move the cube a bit to the left", far)


def test_words_must_be_read_back_as_what_they_are_to_mean() -> None:
    check_round_trip(RED, "grab it", "classic", lambda _: RED)
    for back in (None, CUBE):
        with pytest.raises(Rejected, match="round trip"):
            check_round_trip(RED, "grab it", "classic", lambda _, back=back: back)


def test_rouge_l_is_the_share_of_words_in_common_order() -> None:
    similarity = Similarity()
    assert similarity.nearest("anything") == 0
    similarity.add("Pick up the red block!")
    assert similarity.nearest("pick up the red block") == 1
    assert similarity.nearest("pick up the blue block") == pytest.approx(2 * 4 / 10)
    assert similarity.nearest("block red the up pick") == pytest.approx(2 * 1 / 10)
    assert similarity.nearest("where did you get that hat") == 0


def run(folder: Path, n: int, *, workers: int = 0, most: int = 400, stop: int | None = None) -> list[Result]:
    """Fills folder/self.jsonl; stops after so many results if told so."""
    results: list[Result] = []
    with Pool(folder / "self.jsonl", folder / "rejects.jsonl") as pool:
        author = BookSpec("", None, Chances(), "") if workers else BookAuthor()
        making = self_instruct(pool, author, n, seed=5, workers=workers, most=most)
        for result in making:
            results.append(result)
            if len(results) == stop:
                making.close()
                break
    return results


def written(folder: Path) -> tuple[str, str]:
    return (folder / "self.jsonl").read_text(), (folder / "rejects.jsonl").read_text()


def test_what_is_kept_passes_every_test(tmp_path: Path) -> None:
    results = run(tmp_path, 40)
    made = [result for result in results if isinstance(result, Made)]
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(made) == 40
    assert {result.reason for result in refused} <= set(REASONS)
    assert {"too similar", "misspelt or made up", "ambiguous"} <= {result.reason for result in refused}
    assert {one.way for one in made} == {"input", "output"}
    book = BookAuthor()
    rows = [json.loads(line) for line in written(tmp_path)[0].splitlines()]
    for row in rows:
        meaning = Utterance.model_validate({"acts": row["acts"]})
        assert book.read(row["say"]) == meaning
        assert outcome(meaning, row["scene"]).reply == row["reply"]
        assert row["similarity"] < SIMILAR
        assert fold(row["say"]) not in excluded()
    assert check_file(tmp_path / "self.jsonl", book.read) == (40, [])
    assert sum(len({task.say for task in seed_tasks()} & {row["say"]}) for row in rows) == 0
    examples, _ = read_examples([tmp_path / "self.jsonl"])  # what `etaoin train --data` does with it
    assert [example.say for example in examples] == [row["say"] for row in rows]


def test_examples_come_from_our_own_and_from_those_made(tmp_path: Path) -> None:
    author = BookAuthor()
    with Pool(tmp_path / "self.jsonl", tmp_path / "rejects.jsonl") as pool:
        for _ in self_instruct(pool, author, 60, seed=1, workers=0, most=600):
            pass
        made = {one.say for one in pool.made}
    shown = [say for examples in author.asked for say in examples]
    own = {task.say for task in seed_tasks()}
    assert set(shown) <= own | made
    assert 0.5 < sum(say in own for say in shown) / len(shown) < 1
    assert made & set(shown)


def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    run(whole, 30)
    for stop in (1, 37, 50):
        run(halves, 30, stop=stop)
        with (halves / "self.jsonl").open("a") as file:  # killed in mid-line
            file.write('{"attempt": 10000, "say": "pick')
    run(halves, 30)
    assert written(halves) == written(whole)
    assert run(halves, 30) == []  # there is nothing left to do


def test_more_can_be_asked_for(tmp_path: Path) -> None:
    run(tmp_path / "a", 30)
    run(tmp_path / "b", 10)
    run(tmp_path / "b", 30)
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_it_does_not_matter_how_many_work(tmp_path: Path) -> None:
    run(tmp_path / "here", 20)
    run(tmp_path / "two", 20, workers=2)
    assert written(tmp_path / "here") == written(tmp_path / "two")


def test_it_gives_up_in_the_end(tmp_path: Path) -> None:
    class Mute(BookAuthor):
        def propose(self, *_: object) -> str:
            return ""

        def propose_meaning(self, *_: object) -> None:
            return None

    with Pool(tmp_path / "self.jsonl", tmp_path / "rejects.jsonl") as pool:
        results = list(self_instruct(pool, Mute(), 5, seed=1, workers=0, most=50))
        assert len(results) == 50
        assert pool.made == []
        table = "\n".join(yield_table(pool))
    assert "nothing written" in table
    assert "no valid action" in table


def test_the_table_accounts_for_every_attempt(tmp_path: Path) -> None:
    results = run(tmp_path, 25)
    pool = Pool(tmp_path / "self.jsonl", tmp_path / "rejects.jsonl")
    table = yield_table(pool)
    counts = [int(line[24:].split()[4].replace(",", "")) for line in table[1:]]
    assert counts[0] == len(results) == sum(counts[1:])
    assert counts[-1] == 25
    told = diversity(pool.made)
    assert told.tasks == sum(told.kinds.values()) == 25
    assert 0 < told.nearest < SIMILAR


def test_a_false_line_is_found(tmp_path: Path) -> None:
    run(tmp_path, 10)
    file = tmp_path / "self.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    rows[2]["acts"] = [{"act": "pick_up", "what": {"kind": "block", "det": "the", "n": 70}}]
    rows[4]["reply"] = "Certainly not."
    rows[6]["say"] = "Thank you."
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    count, wrong = check_file(file, BookAuthor().read)
    assert count == 10
    assert [line.split(":")[0] for line in wrong] == ["line 3", "line 5", "line 7"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "line 1 is no JSON object"),
        ('{"say": "hi"}', "has no 'acts'"),
        ('{"acts": [{"act": "fly"}]}', "in its acts"),
    ],
)
def test_a_file_that_is_something_else_is_told(line: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "self.jsonl").write_text(line + "\n")
    with pytest.raises(PoolError, match=said):
        Pool(tmp_path / "self.jsonl", tmp_path / "rejects.jsonl")


def test_an_attempt_tells_what_was_wrong() -> None:
    author = BookAuthor()
    author.book = {"grab the wug": acts('{"act":"pick_up","what":{"kind":"wug","det":"the"}}')}
    job = Job(3, "input", "command", seed_tasks()[:2], "seed")
    spelled = attempt(author, job, spelled=True)
    assert spelled == Refused(3, "input", "misspelt or made up", "grab the wug", "wug")
    read = attempt(author, job, spelled=False)
    assert isinstance(read, Refused)
    assert read.reason == "unknown word"
    assert '"wug"' in read.action
