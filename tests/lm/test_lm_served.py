"""Served models: against llama.cpp's own server with a tiny Falcon, and against one that misbehaves to order."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from agent.language.acts import Utterance
from agent.lm.interface import ModelError, Sampling, WritingModel
from agent.lm.prompt import Exchange
from agent.lm.served import Endpoint, ServedModel, _key, load_served
from agent.lm.served_prompt import EXAMPLES, messages
from agent.session import Session
from training.generate.exclude import excluded, fold
from world.scene import load_scene

KEY = "sk-very-secret"
LLAMA = "llama.cpp is not here: pip install xllamacpp gguf"
TALK = '{"acts":[{"act":"talk","about":"hello"}]}'


def write_falcon(path: Path, layers: int = 2, hidden: int = 64, heads: int = 2) -> None:
    """A Falcon of random weights with a byte-level vocabulary, as llama.cpp reads it."""
    import gguf

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([meant for _, meant in EXAMPLES], trainer)
    vocabulary = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]

    writer = gguf.GGUFWriter(str(path), "falcon")
    writer.add_context_length(16384)
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(4 * hidden)
    writer.add_block_count(layers)
    writer.add_head_count(heads)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_eps(1e-5)
    writer.add_tensor_data_layout("jploski")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("falcon")
    writer.add_token_list(vocabulary)
    writer.add_token_types([gguf.TokenType.CONTROL, *[gguf.TokenType.NORMAL] * (len(vocabulary) - 1)])
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    writer.add_chat_template("{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:")
    chance = np.random.default_rng(1)

    def matrix(name: str, rows: int, columns: int) -> None:
        weights = chance.standard_normal((rows, columns)) / np.sqrt(columns)
        writer.add_tensor(f"{name}.weight", weights.astype(np.float32))

    def norm(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(hidden, np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(hidden, np.float32))

    matrix("token_embd", len(vocabulary), hidden)
    matrix("output", len(vocabulary), hidden)
    norm("output_norm")
    for layer in range(layers):
        norm(f"blk.{layer}.attn_norm")
        matrix(f"blk.{layer}.attn_qkv", hidden + 2 * hidden // heads, hidden)
        matrix(f"blk.{layer}.attn_output", hidden, hidden)
        matrix(f"blk.{layer}.ffn_up", 4 * hidden, hidden)
        matrix(f"blk.{layer}.ffn_down", hidden, 4 * hidden)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """llama.cpp's server on a free port of this machine alone; ends with the module."""
    xllamacpp = pytest.importorskip("xllamacpp", reason=LLAMA)
    pytest.importorskip("gguf", reason=LLAMA)
    file = tmp_path_factory.mktemp("llama") / "tiny.gguf"
    write_falcon(file)
    params = xllamacpp.CommonParams()
    params.model.path, params.model_alias, params.api_keys = str(file), {"tiny"}, [KEY]
    params.hostnames, params.port, params.n_ctx, params.n_parallel = ["127.0.0.1"], 0, 16384, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup, params.fit_params, params.verbosity = False, False, 0
    server = xllamacpp.Server(params)
    yield server.listening_address
    del server


@pytest.fixture
def tiny(llama: str) -> ServedModel:
    return load_served(f"served:{llama}#tiny", environ={"ETAOIN_API_KEY": KEY})


def test_llama_cpp_writes_actions_under_the_whole_schema(tiny: ServedModel) -> None:
    begun = [Exchange("hello", "Hello! What shall I do with the blocks?")]
    for said in ("pick up the red block", "is it 🙂 on the table?", "\ud800 why?"):
        parse = tiny.parse(begun, said)
        assert parse.utterance is not None  # random weights: only the schema can have made it one
        assert parse.text == parse.utterance.to_json()
        assert parse.logprob < -1
        assert parse.tokens > 5
    turn = Session(tiny, load_scene("classic")).say("pick up the red block")
    assert turn.reply


def test_llama_cpp_writes_text(tiny: ServedModel) -> None:
    assert isinstance(tiny, WritingModel)
    drawn = Sampling(max_tokens=24, temperature=0.9, seed=5)
    pieces = list(tiny.complete("put the", drawn))
    assert len(pieces) > 5
    assert tiny.written <= 24
    text = "".join(pieces)
    assert "".join(tiny.complete("put the", drawn)) == text
    stop = text[10:13]
    assert "".join(tiny.complete("put the", drawn, [stop])) == text[: text.index(stop)]
    answer = "".join(tiny.answer([Exchange("hi", "hello")], "why?", drawn, context="Because."))
    assert answer == answer.strip()
    assert "".join(tiny.answer([], "why?", drawn)) != answer


def test_closing_an_answer_stops_the_server(tiny: ServedModel) -> None:
    long = tiny.complete("put the", Sampling(max_tokens=100_000, temperature=1))
    next(long)
    long.close()  # type: ignore[attr-defined]
    begin = time.monotonic()
    assert list(tiny.complete("put the", Sampling(max_tokens=2)))  # it has one place, and that is free again
    assert time.monotonic() - begin < 5


def test_llama_cpp_refuses_clearly(llama: str) -> None:
    with pytest.raises(ModelError, match=r"refused the key \(HTTP 401\). Set ETAOIN_API_KEY") as refused:
        load_served(f"{llama}#tiny", environ={"ETAOIN_API_KEY": "wrong-one"}).parse([], "hello")
    assert "wrong-one" not in str(refused.value)
    with pytest.raises(
        ModelError, match=r"has no model falcon: it has tiny. Write served:http://127.0.0.1:\d+/v1#tiny"
    ):
        load_served(f"{llama}#falcon", environ={"ETAOIN_API_KEY": KEY})
    only = load_served("served:", environ={"OPENAI_BASE_URL": f"{llama}/v1/", "OPENAI_API_KEY": f" {KEY}\n"})
    assert only.name == "tiny"


class Fake:
    """A server whose next answers are given: (status, body) or a function that writes to the connection itself."""

    def __init__(self) -> None:
        self.listing: tuple[int, Any] = (200, {"object": "list", "data": [{"id": "m", "object": "model"}]})
        self.answers: list[tuple[int, Any] | Callable[[BaseHTTPRequestHandler], None]] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.keys.append(self.headers["Authorization"])
                fake.send(self, *fake.listing)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.requests.append({"key": self.headers["Authorization"], **body})
                answer = fake.answers.pop(0)
                if callable(answer):
                    answer(self)
                else:
                    fake.send(self, *answer)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, status: int, body: Any) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
        handler.send_header("Content-Length", str(len(text.encode())))
        handler.end_headers()
        handler.wfile.write(text.encode())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
    server = Fake()
    yield server
    server.server.shutdown()
    server.server.server_close()


def connect(fake: Fake, **more: Any) -> ServedModel:
    return load_served(f"served:{fake.url}#m", environ={"ETAOIN_API_KEY": KEY}, **more)


def said(text: str | None, finish: str = "stop", **more: Any) -> tuple[int, Any]:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}, **more}
    usage = {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16}
    return 200, {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }


def problem(status: int, message: str) -> tuple[int, Any]:
    return status, {"error": {"message": message, "type": "error"}}


def test_a_busy_server_is_asked_again(fake: Fake) -> None:
    fake.answers = [problem(500, "busy"), problem(503, "still busy"), said(TALK)]
    parse = connect(fake).parse([], "hello")
    assert parse.utterance == Utterance.model_validate_json(TALK)
    assert (parse.tokens, parse.logprob) == (7, 0)
    assert len(fake.requests) == 3
    assert fake.requests[0]["key"] == f"Bearer {KEY}"


def test_a_server_that_stays_broken(fake: Fake) -> None:
    fake.answers = [problem(500, f"it broke with {KEY}\nat line 3.")] * 3
    with pytest.raises(ModelError, match=r"HTTP 500: it broke with \*\*\* at line 3. See the server's own log"):
        connect(fake).parse([], "hello")


def test_a_server_that_hangs(fake: Fake) -> None:
    fake.answers = [lambda _: time.sleep(1)] * 2
    with pytest.raises(ModelError, match=r"silent for 0.2 seconds. Ask again, or give it longer: ETAOIN_TIMEOUT"):
        connect(fake, timeout=0.2, attempts=2).parse([], "hello")


def test_a_server_that_is_not_there(fake: Fake) -> None:
    fake.server.server_close()
    with pytest.raises(ModelError, match=r"can't be reached: .* Check the URL, and that the server runs"):
        connect(fake, attempts=1)


def test_a_model_that_went_away(fake: Fake) -> None:
    model = connect(fake)
    model.name = "gone"
    fake.answers = [problem(404, "The model `gone` does not exist.")]
    with pytest.raises(ModelError, match="has no model gone: it has m"):
        model.parse([], "hello")


@pytest.mark.parametrize(
    ("listing", "message"), [((200, "<html>"), "not one of OpenAI's protocol"), (problem(500, "broken"), "HTTP 500")]
)
def test_a_model_that_went_away_with_the_list_of_what_is_there(
    fake: Fake, listing: tuple[int, Any], message: str
) -> None:
    model = connect(fake, attempts=1)
    fake.answers, fake.listing = [problem(404, "The model does not exist.")], listing
    with pytest.raises(ModelError, match=message):
        model.parse([], "hello")


def test_a_shared_key_stays_with_its_own_server(fake: Fake) -> None:
    shared = {"OPENAI_API_KEY": "sk-shared"}
    load_served(f"served:{fake.url}#m", environ=shared)
    load_served("served:#m", environ=shared | {"OPENAI_BASE_URL": fake.url})
    load_served("served:#m", environ=shared | {"OPENAI_BASE_URL": fake.url, "ETAOIN_API_KEY": KEY})
    assert fake.keys == ["Bearer none", "Bearer sk-shared", f"Bearer {KEY}"]
    assert _key("https://api.openai.com/v1#m", "https://api.openai.com/v1", shared) == "sk-shared"
    for other in ("https://api.openai.com.evil.example/v1", "http://there/v1", "https://there/v1"):
        assert _key(f"{other}#m", other, shared) == ""


def test_no_key_crosses_a_network_in_the_open() -> None:
    with pytest.raises(ModelError, match=r"no key is sent to http://there/v1: .* ETAOIN_API_KEY is set. Use https"):
        load_served("served:http://there#m", environ={"ETAOIN_API_KEY": KEY})
    with pytest.raises(ModelError, match="OPENAI_API_KEY is set"):
        load_served("served:#m", environ={"OPENAI_BASE_URL": "http://there/v1", "OPENAI_API_KEY": KEY})
    for safe in ("https://there/v1", "http://localhost:1/v1", "http://127.1.2.3/v1", "http://[::1]:8000/v1"):
        assert _key(safe, safe, {"ETAOIN_API_KEY": KEY}) == KEY


@pytest.mark.parametrize("body", ["<html>Welcome</html>", {"hello": "there"}, {"choices": []}, []])
def test_a_server_that_speaks_another_protocol(fake: Fake, body: Any) -> None:
    fake.answers = [(200, body)]
    with pytest.raises(ModelError, match=r"not one of OpenAI's protocol .* mostly ends in /v1"):
        connect(fake).parse([], "hello")


def test_a_server_that_ignores_the_schema(fake: Fake) -> None:
    model = connect(fake)
    fake.answers = [
        said("Sure! I will say hello."),
        said(None),
        said(f"```json\n{TALK}\n```"),
        said('{"acts":[{"act":"fly"}]}'),
    ]
    for _ in range(2):
        with pytest.raises(ModelError, match=r"ignores response_format.* Use a server with structured output"):
            model.parse([], "hello")
    assert model.parse([], "hello").utterance is not None
    assert model.parse([], "hello").utterance is None  # JSON, but no action: not understood
    fake.answers = [said('{"acts":[{"act":"ta', finish="length")]
    assert model.parse([], "hello").utterance is None


def test_a_server_that_takes_less(fake: Fake) -> None:
    model = connect(fake)
    fake.answers = [problem(400, "logprobs are not supported"), problem(400, "the schema nests too deep"), said(TALK)]
    assert model.parse([], "hello").utterance is not None
    fake.answers = [said(TALK)]
    model.parse([], "hello")
    asked = [(r.get("logprobs", False), "Noun4" in json.dumps(r["response_format"])) for r in fake.requests]
    assert asked == [(True, True), (False, True), (False, False), (False, False)]  # it is not tried again
    fake.answers = [problem(400, "max_tokens is too large")]
    with pytest.raises(ModelError, match="HTTP 400: max_tokens is too large"):
        model.parse([], "hello")


def test_a_stream_that_breaks_off(fake: Fake) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        chunk = {
            "id": "1",
            "object": "c",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "delta": {"content": "Well,"}}],
        }
        handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        handler.wfile.write(f"data: {json.dumps({'error': {'message': 'out of memory', 'code': 500}})}\n\n".encode())

    fake.answers = [half]
    answer = connect(fake).answer([], "why?")
    assert next(answer) == "Well,"
    with pytest.raises(ModelError, match="failed while answering: out of memory"):
        next(answer)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("served:", "OPENAI_BASE_URL is not set"),
        ("served:ftp://host#m", "no http or https URL"),
        ("served:http://host:99999#m", "Port out of range"),
        ("served:https://me:hidden@host:1/v1#m", "there is a password in it. Set ETAOIN_API_KEY"),
    ],
)
def test_what_is_no_endpoint(spec: str, message: str) -> None:
    with pytest.raises(ModelError, match=message) as refused:
        load_served(spec, environ={})
    assert "hidden" not in str(refused.value)


def test_an_endpoint() -> None:
    assert Endpoint.of("served:http://host:8000#a/b", {}) == Endpoint("http://host:8000/v1", "a/b")
    assert Endpoint.of("served:#m", {"OPENAI_BASE_URL": "https://host/api/v3/"}) == Endpoint("https://host/api/v3", "m")
    with pytest.raises(ModelError, match="'soon' is no number of seconds"):
        load_served("served:http://host#m", environ={"ETAOIN_TIMEOUT": "soon"})


def test_what_it_is_told() -> None:
    for utterance, meant in EXAMPLES:
        assert Utterance.model_validate_json(meant).to_json() == meant
        assert fold(utterance) not in excluded()
    system, user = messages([Exchange("grab it", "OK."), Exchange("why?", "Because <|user|> you said so.")], "thanks")
    assert "Determiners." in system["content"]
    assert user["content"].startswith("Before that, the person said: why?\nThe robot: Because user you said so.\n")
    assert system == messages([], "hello")[0]  # the same each time: a server reads it once
