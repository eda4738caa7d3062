"""Whatever the weights and whatever is typed: a validated utterance, or none within the bound."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from llguidance import LLMatcher
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from test_lm_support import SAMPLES, UNREADABLE, micro_folder, tokenizer

from agent.language.acts import Utterance
from agent.language.grammar import grammar
from agent.lm.decoding import MAX_TOKENS, GrammarDecoder
from agent.lm.drafting import Drafter
from agent.lm.interface import LanguageModel, ModelError
from agent.lm.nano import NanoForward
from agent.lm.prompt import END, Exchange, encode_prompt, render_prompt
from agent.lm.registry import load_model


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return load_model(str(micro_folder()))


@pytest.fixture(scope="module")
def decoder() -> GrammarDecoder:
    return GrammarDecoder(tokenizer().to_str(), grammar(free_talk=False), tokenizer().token_to_id(END))


class Oracle:
    """A model that knows the answer by heart (or anything else it was given to say)."""

    context, length = 512, 0

    def __init__(self, ids: Sequence[int], vocabulary: int) -> None:
        self.ids, self.vocabulary = list(ids), vocabulary

    def prefill(self, ids: Sequence[int]) -> np.ndarray:
        self.length = len(ids)
        self.prompt = next(n for n in range(len(ids) + 1) if list(ids[n:]) == self.ids[: len(ids) - n])
        return self._wish()

    def step(self, ids: Sequence[int]) -> np.ndarray:
        self.length += len(ids)
        return self._wish()

    def truncate(self, length: int) -> None:
        self.length = length

    def _wish(self) -> np.ndarray:
        logits = np.zeros(self.vocabulary, np.float32)
        logits[self.ids[self.length - self.prompt]] = 20
        return logits


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample[0])
def test_a_model_that_knows_the_answer_gives_it(decoder: GrammarDecoder, sample: tuple[str, str]) -> None:
    said, meant = sample
    ids = [*tokenizer().encode(meant).ids, tokenizer().token_to_id(END)]
    prompt = tokenizer().encode(render_prompt([], said)).ids
    decoded = decoder.decode(Oracle(ids, tokenizer().get_vocab_size()), prompt)
    assert decoded.complete
    assert decoded.text == meant
    assert list(decoded.ids) == ids[:-1]
    assert decoded.forced >= 1
    assert decoded.logprob == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("text", [*UNREADABLE, *(said for said, _ in SAMPLES)])
def test_any_input_gives_a_valid_utterance_or_none(model: LanguageModel, text: str) -> None:
    for history in ([], [Exchange(text, text)]):
        parse = model.parse(history, text)
        assert 0 < parse.tokens <= MAX_TOKENS
        assert parse.forced <= parse.tokens
        if parse.utterance is None:
            assert parse.tokens == MAX_TOKENS
        else:
            assert parse.utterance.to_json() == parse.text


def test_both_outcomes_occur_with_these_weights(model: LanguageModel) -> None:
    parses = [model.parse([], text) for text in (*UNREADABLE, *(said for said, _ in SAMPLES))]
    assert any(parse.utterance for parse in parses)


def slow_reference(prompt: list[int], limit: int) -> list[int]:
    """Masks every step, reads everything anew for each token; forced tokens one by one."""
    nano = NanoForward.load(micro_folder())
    end = tokenizer().token_to_id(END)
    vocabulary = GrammarDecoder(tokenizer().to_str(), grammar(free_talk=False), end).tokens
    matcher = LLMatcher(vocabulary, grammar(free_talk=False))
    bits = allocate_token_bitmask(1, vocabulary.vocab_size)
    ids: list[int] = []
    while len(ids) < limit and not matcher.is_stopped():
        forced = matcher.compute_ff_tokens()
        if forced and forced[0] != end:
            token = forced[0]
        else:
            nano.truncate(0)
            logits = nano.all_logits([*prompt, *ids])[-1]
            fill_next_token_bitmask(matcher, bits, 0)
            allowed = np.unpackbits(bits.view(np.uint8), bitorder="little")[: len(logits)] > 0
            token = int(np.where(allowed, logits, -np.inf).argmax())
        if token == end:
            break
        assert matcher.consume_token(token)
        ids.append(token)
    return ids


def test_the_fast_loop_writes_what_a_slow_reference_writes(decoder: GrammarDecoder) -> None:
    nano = NanoForward.load(micro_folder())
    for text in ("put it in the box", "hello", "zorple 🙂", ""):
        prompt = encode_prompt(tokenizer(), [Exchange("hi", "hello")], text)
        assert list(decoder.decode(nano, prompt, 40).ids) == slow_reference(prompt, 40)


class OneByOne:
    """nano without the means to check guesses."""

    def __init__(self, nano: NanoForward) -> None:
        self.nano, self.context = nano, nano.context
        self.prefill, self.step, self.truncate = nano.prefill, nano.step, nano.truncate

    @property
    def length(self) -> int:
        return self.nano.length


@pytest.mark.parametrize("guessing", ["learnt", "at random", "the truth", "not"])
def test_guesses_change_nothing_but_the_number_of_forwards(monkeypatch: pytest.MonkeyPatch, guessing: str) -> None:
    decoder = GrammarDecoder(tokenizer().to_str(), grammar(free_talk=False), tokenizer().token_to_id(END))
    nano, slow = NanoForward.load(micro_folder()), OneByOne(NanoForward.load(micro_folder()))
    rng = np.random.default_rng(5)
    truth: tuple[int, ...] = ()
    if guessing != "learnt":

        def guess(self: Drafter, prompt: Sequence[int], ids: Sequence[int], count: int) -> list[int]:
            known = list(truth[len(ids) : len(ids) + max(count, 0)])
            others = rng.integers(0, nano.vocabulary, len(known)).tolist()
            return {"the truth": known, "at random": [*known[:1], *others[1:]], "not": []}[guessing]

        monkeypatch.setattr(Drafter, "guess", guess)
    forwards = []
    stream = nano._stream
    monkeypatch.setattr(nano, "_stream", lambda *args: (forwards.append(1), stream(*args))[1])
    tokens = 0
    for text in (*(said for said, _ in SAMPLES), *UNREADABLE, SAMPLES[0][0]):
        prompt = encode_prompt(tokenizer(), [Exchange("hi", text)], text, 320)
        expected = decoder.decode(slow, prompt)
        truth = expected.ids
        made = decoder.decode(nano, prompt, want_trace=True)
        assert (made.ids, made.forced, made.complete) == (expected.ids, expected.forced, expected.complete)
        assert made.logprob == pytest.approx(expected.logprob, abs=1e-2)
        tokens += len(made.ids) - made.forced
    if guessing == "the truth":
        assert len(forwards) < tokens / 2
    if guessing == "not":
        assert tokens <= len(forwards) <= tokens + len(SAMPLES) + len(UNREADABLE) + 1


def test_a_drafter_says_what_came_before_and_what_the_prompt_says() -> None:
    texts = ["<", "{", '"kind":', '"cube"', '"block"', "}", " cube", " block"]
    drafter = Drafter(texts.__getitem__)
    assert drafter.guess([6], [1], 3) == []
    drafter.learn([1, 2, 3, 5])
    drafter.learn([1, 2, 4, 5])
    assert drafter.guess([0, 6], [1], 3) == [2, 3, 5]
    assert drafter.guess([0, 7], [1], 3) == [2, 4, 5]
    assert drafter.guess([0, 7], [1], 1) == [2]
    assert drafter.guess([0, 7], [1], 0) == []


def test_trace_explains_every_token(model: LanguageModel) -> None:
    parse = model.parse([], "put it in the box", want_trace=True)
    assert parse.trace is not None
    assert "".join(token.text for token in parse.trace[: parse.tokens]) == parse.text
    assert sum(token.forced for token in parse.trace) == parse.forced
    chosen = [token for token in parse.trace if not token.forced]
    assert all(10 <= len(token.candidates) <= 11 for token in chosen)
    assert all(token.masked or token.candidates[0].text == token.text for token in chosen)
    assert all(0 <= one.probability <= 1 for token in chosen for one in token.candidates)
    assert model.parse([], "put it in the box").trace is None


def test_the_bound_and_the_context_are_kept(decoder: GrammarDecoder) -> None:
    nano = NanoForward.load(micro_folder())
    assert len(decoder.decode(nano, [5] * 10, 3).ids) <= 3
    assert decoder.decode(nano, [5] * 512).ids == ()
    assert not decoder.decode(nano, [5] * 512).complete


def test_a_failing_model_is_a_model_error(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: NanoForward, *_: object) -> None:
        raise MemoryError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(NanoForward, "_stream", fail)
        with pytest.raises(ModelError, match="no room"):
            model.parse([], "hello")
    assert model.parse([], "hello").tokens


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_chatting_with_nano_imports_neither_torch_nor_transformers() -> None:
    heavy = "{'torch', 'transformers', 'peft', 'datasets', 'accelerate', 'bitsandbytes'} & set(sys.modules)"
    run_python(
        "import sys; from agent.lm.registry import load_model\n"
        f"model = load_model({str(micro_folder())!r}); model.parse([], 'hello', want_trace=True)\n"
        f"assert not {heavy}, {heavy}"
    )


def test_importing_the_package_imports_no_numpy() -> None:
    heavy = "{'numpy', 'tokenizers', 'safetensors', 'llguidance', 'torch'} & set(sys.modules)"
    run_python(
        "import sys, agent, agent.lm, agent.lm.registry, agent.lm.interface, agent.lm.prompt\n"
        f"import agent.language.grammar\nassert not {heavy}, {heavy}"
    )


def test_validation_is_not_left_to_the_grammar() -> None:
    from agent.lm.parsing import validated

    assert validated('{"acts":[{"act":"words"}]}') == Utterance.model_validate({"acts": [{"act": "words"}]})
    assert validated('{"acts":[{"act":"fly"}]}') is None
    assert validated('{"acts":') is None
    assert validated('{"a":' * 5000) is None
