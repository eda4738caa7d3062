"""Self-made instruction data: what people say to a hand among blocks, each with what it means.

Meanings are sampled first, broadly over the action language; then they are put into words in one of many ways, and the
words are roughened as people type them. Each folder samples one kind of meaning and says it:

    things/    what is spoken of: descriptions, relations, places, stacks; in the words of one speaker (speech)
    ordering/  commands and the ways to ask for them        asking/   questions, at length and in passing
    telling/   claims, names, definitions, taught verbs     talking/  greetings, answers, what is not about blocks
    words/     synonyms, words that nobody knows, misspellings, noise

No sentence of a test suite or of the classic dialog is ever generated, also not as context (exclude); and some
combinations are kept for testing (composition).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from agent.language.acts import Utterance
from agent.lm.prompt import Exchange
from training.generate.asking.attributes import say_question
from training.generate.asking.casual import QUESTIONS
from training.generate.asking.questions import sample_question
from training.generate.chance import Chance
from training.generate.composition import split_of
from training.generate.exclude import excluded, fold
from training.generate.meaning import Meaning
from training.generate.ordering.casual_orders import ORDERS
from training.generate.ordering.commands import sample_chain, sample_command
from training.generate.ordering.requests import say_chain, say_command
from training.generate.surroundings import View, some_view
from training.generate.talking.casual_answers import REMARKS
from training.generate.talking.chatter import TOPICS, gibberish, say_topic
from training.generate.talking.conversation import clarification, reply
from training.generate.talking.offtopic import off_topic
from training.generate.talking.talk import choice, sample_fragment, say_fragment
from training.generate.telling.statements import sample_statement
from training.generate.telling.stating import say_statement
from training.generate.things.descriptions import Describer
from training.generate.things.everyday import Everyday
from training.generate.things.speech import Speaker
from training.generate.words.noise import roughen
from training.generate.words.phrases import UnsayableError
from world.scene import Scene

DATA_VERSION = "9"
"""Changes whenever the same seed would give other examples."""

MAX_TEXT, MAX_JSON = 230, 620
"""Characters; what is longer is not said by anyone, nor decoded by nano."""

_EVERYDAY = 0.63
"""How many of the examples are ordinary short sentences."""

_PER_SCENE = 12
(
    _COMMAND,
    _CHAIN,
    _QUESTION,
    _TWO_QUESTIONS,
    _STATEMENT,
    _TWO_STATEMENTS,
    _TALK,
    _CHOOSE,
    _FRAGMENT,
    _OFF,
    _UNCLEAR,
    _MIXED,
    _CASUAL_QUESTION,
    _CASUAL_ORDER,
) = range(14)
_MIX = (
    (_COMMAND,) * 374
    + (_CHAIN,) * 104
    + (_QUESTION,) * 335
    + (_TWO_QUESTIONS,) * 15
    + (_STATEMENT,) * 62
    + (_TWO_STATEMENTS,) * 8
    + (_TALK,) * 40
    + (_CHOOSE,) * 14
    + (_FRAGMENT,) * 40
    + (_OFF,) * 30
    + (_UNCLEAR,) * 6
    + (_MIXED,) * 22
    + (_CASUAL_QUESTION,) * 125
    + (_CASUAL_ORDER,) * 115
)


@dataclass(frozen=True, slots=True)
class Example:
    """One turn of a conversation: what went before (at most one exchange), what is said, what it means."""

    history: tuple[Exchange, ...]
    utterance: str
    actions: Utterance


Keep = Callable[[Example, Scene], bool]


def generate(
    seed: int,
    n: int,
    *,
    offtopic: Sequence[str] = (),
    exclude: Iterable[str] = (),
    keep: Keep | None = None,
    composed: bool = False,
) -> Iterator[Example]:
    """`n` examples; the same arguments always give the same ones, and different seeds can be generated side by side.

    `offtopic` holds more sentences that are not about blocks (Dolly's prompts), `exclude` more that must not occur.
    `keep` may refuse an example in its scene, for instance one whose actions cannot be carried out there. With
    `composed` there are only examples of the combinations that training never shows, without it none (composition).
    """
    r = Chance(seed)
    banned = excluded() | {fold(sentence) for sentence in exclude}
    made = 0
    view = some_view(r)
    before: tuple[str, list[Meaning]] | None = None
    latest: dict[str, tuple[str, list[Meaning]]] = {}
    tried = 0
    while made < n:
        tried += 1
        if tried % _PER_SCENE == 0:
            view, before = some_view(r), None
        describer = Describer(r, view)
        said = _utter(r, describer, offtopic)
        if said is None or fold(said[0]) in banned:
            continue
        text, acts, after = said
        try:
            actions = Utterance.model_validate({"acts": acts})
        except ValidationError as error:  # a sampler broke the schema: a bug, not bad luck
            raise ValueError(f"generated an invalid action for {text!r}: {acts}") from error
        if len(actions.to_json()) > MAX_JSON or (split_of(actions) is not None) != composed:
            continue
        act = acts[0]["act"]
        # Often the sentence before is of the same kind, and only what is said now counts.
        earlier = latest.get(act, before) if r.maybe(0.35) else before
        history = (after,) if after and r.maybe(0.85) else _history(r, describer, earlier, acts)
        example = Example(history, text, actions)
        if act != "choose":
            before = latest[act] = (text, acts)
        if any(fold(exchange.user) in banned for exchange in example.history) or (
            keep is not None and not keep(example, view.scene)
        ):
            continue
        made += 1
        yield example


def _utter(
    r: Chance, describer: Describer, offtopic: Sequence[str]
) -> tuple[str, list[Meaning], Exchange | None] | None:
    """A sentence as typed, its acts and perhaps the turn it answers, or None where this meaning has no wording."""
    speaker = Speaker(r, telegraphic=r.maybe(0.18))
    if r.maybe(_EVERYDAY):
        speaker.brief, describer = True, Everyday(r, describer.view)
    try:
        text, acts, rough = _say(r, describer, speaker, offtopic)
    except UnsayableError:
        return None
    if not text.strip() or len(text) > MAX_TEXT:
        return None
    return (roughen(r, text, speaker.kept, british=speaker.british) if rough else text), acts, speaker.after


def _say(r: Chance, describer: Describer, speaker: Speaker, offtopic: Sequence[str]) -> tuple[str, list[Meaning], bool]:
    kind = r.pick(_MIX)
    if kind == _CASUAL_QUESTION:
        return *r.pick(QUESTIONS)(speaker), True
    if kind == _CASUAL_ORDER:
        return *r.pick(ORDERS + REMARKS)(speaker), True
    if kind == _COMMAND:
        m = sample_command(describer)
        return say_command(speaker, m), [m], True
    if kind == _CHAIN:
        acts = sample_chain(describer)
        return say_chain(speaker, acts), acts, True
    speaker.telegraphic = speaker.telegraphic and r.maybe(0.4)
    if kind == _QUESTION:
        m = sample_question(describer)
        return say_question(speaker, m), [m], True
    if kind == _TWO_QUESTIONS:
        acts = [
            sample_question(describer, r.pick(("which", "where", "count", "attr", "exists", "is"))) for _ in range(2)
        ]
        first, second = (say_question(speaker, m).rstrip("?.") for m in acts)
        return f"{first}{r.pick((' and ', '? ', '? and ', ', and '))}{second}{r.pick(('?', '?', ''))}", acts, True
    speaker.telegraphic = False
    if kind == _STATEMENT:
        m = sample_statement(describer)
        return say_statement(speaker, m), [m], True
    if kind == _TWO_STATEMENTS:
        acts = [
            sample_statement(describer, act)
            for act in r.pick((("own", "own"), ("own", "own"), ("name", "name"), ("claim", "claim"), ("own", "name")))
        ]
        first, second = (say_statement(speaker, m).rstrip(".") for m in acts)
        joint = (
            r.pick((", but ", " but ", ", and "))
            if acts[0].get("not") != acts[1].get("not")
            else r.pick((" and ", ", and ", ". "))
        )
        return f"{first}{joint}{second}{r.pick(('.', ''))}", acts, True
    if kind == _MIXED:
        return *_say_mixed(r, describer, speaker), True
    if kind == _TALK:
        topic = r.pick(tuple(TOPICS))
        return say_topic(r, topic), [{"act": "talk", "about": topic}], True
    if kind == _CHOOSE:
        text, n = choice(r)
        return text, [{"act": "choose", "n": n}], False
    if kind == _FRAGMENT:
        m = sample_fragment(describer)
        return say_fragment(speaker, m), [m], True
    if kind == _OFF:
        text = r.pick(offtopic)[:MAX_TEXT] if offtopic and r.maybe(0.4) else off_topic(r)
        return text, [{"act": "talk", "about": "off_topic"}], True
    return gibberish(r), [{"act": "talk", "about": "unclear"}], False


_AND_TELL = (
    *(" and tell me ",) * 5,
    *(". ",) * 5,
    *(", then tell me ",) * 2,
    " and then ",
    " and then tell me ",
    " and ",
    ", and ",
    ". now ",
    ". now tell me ",
    ". also, ",
    ". then tell me ",
    " and let me know ",
    " and say ",
    "; ",
    ", ",
    "! ",
    ". and ",
    " and report ",
)


def _about_it(r: Chance, describer: Describer) -> Meaning:
    """A question about what was just handled."""
    act = r.pick(("where", "attr", "attr", "which", "which"))
    if act == "which":
        rel = r.pick(("on", "on_top_of", "under", "beside", "behind", "in_front_of", "supports", "near", "left_of"))
        return {"act": "which", "what": {"kind": "thing", "that": [{"rel": rel, "of": {"ref": "it"}}]}}
    question = sample_question(describer, act)
    if "to" in question:
        del question["to"]
        question["attr"] = "color"
    return {**question, "what": {"ref": "it"}}


def _say_mixed(r: Chance, describer: Describer, speaker: Speaker) -> tuple[str, list[Meaning]]:
    """A command and a question or a statement in one breath."""
    command, question = (
        sample_command(describer),
        sample_question(describer, r.pick(("which", "where", "count", "attr", "exists", "is"))),
    )
    if "kind" in command.get("what", {}) and r.maybe(0.35):
        question = _about_it(r, describer)
        first, second = say_command(speaker, command).rstrip(".?!"), say_question(speaker, question)
        return f"{first}{r.pick(_AND_TELL)}{second}", [command, question]
    if r.maybe(0.3):
        statement = sample_statement(describer, r.pick(("name", "own", "own")))
        first, second = say_statement(speaker, statement).rstrip("."), say_command(speaker, command)
        return f"{first}{r.pick((' and ', '. ', ', now ', '. now '))}{second}", [statement, command]
    if r.maybe(0.6):
        first, second = say_command(speaker, command).rstrip(".?!"), say_question(speaker, question)
        return f"{first}{r.pick(_AND_TELL)}{second}", [
            command,
            question,
        ]
    first, second = say_question(speaker, question).rstrip(".?"), say_command(speaker, command)
    return f"{first}? {second}", [question, command]


def _history(
    r: Chance, describer: Describer, before: tuple[str, list[Meaning]] | None, acts: list[Meaning]
) -> tuple[Exchange, ...]:
    """About half of the time, the exchange before; a choice nearly always answers a question."""
    if before is None or not r.maybe({"choose": 0.93, "fragment": 0.65}.get(acts[0]["act"], 0.5)):
        return ()
    text, earlier = before
    answer = (
        clarification(r)
        if acts[0]["act"] == "choose" or (acts[0]["act"] == "fragment" and r.maybe(0.4))
        else reply(r, describer, earlier)
    )
    return (Exchange(text, answer),)


__all__ = ["DATA_VERSION", "Example", "View", "generate"]
