"""Models on a server that speaks OpenAI's protocol (vLLM on many machines, llama.cpp, ...), as language models.

Actions come through the server's structured output, free text through its chat, both over one connection pool. The
`openai` package does the talking: it is imported when such a model is loaded.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from ipaddress import ip_address
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agent.language.grammar import DEFAULT_DEPTH, build_schema
from agent.lm.interface import GREEDY, ModelError, Parse, Sampling
from agent.lm.interrupt import check, waiting
from agent.lm.parsing import validated
from agent.lm.prompt import Exchange
from agent.lm.sampling import until
from agent.lm.served_errors import failing_clearly, models, unknown, unstructured
from agent.lm.served_prompt import messages
from agent.lm.writing import trimmed, with_context

if TYPE_CHECKING:
    from openai import OpenAI

KEY_VARIABLE = "ETAOIN_API_KEY"
"""An environment variable: the key of whatever server is named."""
OPENAI_KEY_VARIABLE, URL_VARIABLE = "OPENAI_API_KEY", "OPENAI_BASE_URL"
"""A key that many programs share goes to the server that stands beside it, or to its owner, and nowhere else."""
OPENAI_HOST = "api.openai.com"
TIMEOUT_VARIABLE = "ETAOIN_TIMEOUT"
"""An environment variable: how many seconds a server may be silent."""
TIMEOUT, CONNECT_TIMEOUT = 60.0, 5.0
ATTEMPTS = 3
"""How often a request is tried where the server is busy, fails, or can't be reached; the waits between them grow."""
ACTION_TOKENS = 512
DEPTHS = (DEFAULT_DEPTH, 2, 1)
"""How deep descriptions nest: a server that refuses the schema of one is given the next."""
MAX_STOPS = 4
"""Stop texts that the protocol allows."""
_ADVICE = "Write served:http://HOST:PORT/v1#MODEL, or set OPENAI_BASE_URL and write served:#MODEL"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served, and as what; an empty `model` is the only one there."""

    url: str
    model: str

    @classmethod
    def of(cls, spec: str, environ: Mapping[str, str]) -> Endpoint:
        """From `served:URL#MODEL`, where the URL may come from the environment. Raises ModelError."""
        url, _, model = spec.removeprefix("served:").partition("#")
        url = (url or environ.get(URL_VARIABLE, "")).strip().rstrip("/")
        if not url:
            raise ModelError(f"{spec} can't be used", f"it has no URL, and {URL_VARIABLE} is not set", _ADVICE)
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ModelError(f"{url} can't be used", str(error), _ADVICE) from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ModelError(f"{url} can't be used", "it is no http or https URL", _ADVICE)
        if parts.username or parts.password:
            host = parts.hostname + (f":{port}" if port else "")
            advice = f"Set {KEY_VARIABLE} to the key instead"
            raise ModelError(f"the URL of {host} can't be used", "there is a password in it", advice)
        return cls(url if parts.path else f"{url}/v1", model.strip())


def load_served(
    spec: str, *, timeout: float | None = None, attempts: int = ATTEMPTS, environ: Mapping[str, str] | None = None
) -> ServedModel:
    """The model that `served:URL#MODEL` names; its server is asked what it has.

    The URL is OPENAI_BASE_URL where none is given, and the model the server's only one where none is named. The key is
    ETAOIN_API_KEY if that is set; OPENAI_API_KEY goes to OPENAI_BASE_URL and to api.openai.com alone. `timeout`:
    seconds that the server may be silent (60, or ETAOIN_TIMEOUT). Raises ModelError, also where a key would cross a
    network that can read it.
    """
    environ = os.environ if environ is None else environ
    endpoint = Endpoint.of(spec, environ)
    key = _key(spec, endpoint.url, environ)
    client = _client(endpoint.url, key, _timeout(environ) if timeout is None else timeout, attempts)
    with failing_clearly(endpoint.url, key, client.timeout):
        there = models(client)
    model = endpoint.model or (there[0] if len(there) == 1 else "")
    if not model or (there and model not in there):
        raise unknown(endpoint.url, model, there)
    return ServedModel(client, endpoint.url, model, key)


class ServedModel:
    """A `LanguageModel` and a `WritingModel` behind a URL."""

    def __init__(self, client: OpenAI, url: str, model: str, key: str = "") -> None:
        """`key` is what errors must not show."""
        self.name = model
        self.url = url
        self.written = 0
        """Tokens of the last text, as the server counted them."""
        self._client, self._key = client, key
        self._depths = list(DEPTHS)
        self._logprobs = True

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        """The utterance as acts, through the server's structured output. Raises ModelError.

        There is no trace; `logprob` is 0 where the server tells none.
        """
        begin = perf_counter()
        with self._failing_clearly():
            done = waiting(lambda: self._structured(messages(history, utterance)))
            choice = done.choices[0]
        text = _without_fence(choice.message.content or "")
        cut = choice.finish_reason == "length"
        if not cut and not _is_json(text):
            raise unstructured(self.url, self.name, text)
        meant = None if cut else validated(text)
        tokens = done.usage.completion_tokens if done.usage else 0
        return Parse(
            text=text if meant is None else meant.to_json(),
            utterance=meant,
            tokens=tokens,
            forced=0,
            ms=1000 * (perf_counter() - begin),
            logprob=_logprob(choice),
        )

    def complete(self, prompt: str, sampling: Sampling = GREEDY, stop: Sequence[str] = ()) -> Iterator[str]:
        """What follows a text, piece by piece; see `WritingModel.complete`."""
        options = _options(sampling) | ({"stop": list(stop)[:MAX_STOPS]} if stop else {})
        pieces = self._stream(self._client.completions.create, lambda choice: choice.text, prompt=prompt, **options)
        yield from filter(None, until(pieces, stop))

    def answer(
        self, history: Sequence[Exchange], utterance: str, sampling: Sampling = GREEDY, *, context: str = ""
    ) -> Iterator[str]:
        """A free answer, piece by piece, without white space around it; see `WritingModel.answer`."""
        said = []
        for one in history:
            said += [{"role": "user", "content": with_context(one.user)}]
            said += [{"role": "assistant", "content": with_context(one.reply)}]
        said += [{"role": "user", "content": with_context(utterance, context)}]
        create = self._client.chat.completions.create
        yield from trimmed(
            self._stream(create, lambda choice: choice.delta.content, messages=said, **_options(sampling))
        )

    def _stream(self, create: Any, text: Callable[[Any], str | None], **request: Any) -> Iterator[str]:
        """The text of a streamed answer as it comes; closing it ends the connection, and so the server's work."""
        self.written = 0
        with self._failing_clearly(), waiting(lambda: create(model=self.name, stream=True, **request)) as events:
            for event in events:
                check()
                if event.usage:
                    self.written = event.usage.completion_tokens
                if event.choices and (piece := text(event.choices[0])):
                    yield piece

    def _structured(self, said: list[Any]) -> Any:
        """The completion in the schema, as deep as the server takes it. Raises the client's errors."""
        from openai import BadRequestError

        create: Any = self._client.chat.completions.create
        while True:
            options: dict[str, Any] = {"logprobs": True} if self._logprobs else {}
            schema = {"name": "utterance", "schema": build_schema(self._depths[0], free_talk=False)}
            try:
                return create(
                    model=self.name,
                    messages=said,
                    temperature=0,
                    max_tokens=ACTION_TOKENS,
                    response_format={"type": "json_schema", "json_schema": schema},
                    **options,
                )
            except BadRequestError as error:
                complaint = str(error).lower()
                if self._logprobs and "logprob" in complaint:
                    self._logprobs = False
                elif len(self._depths) > 1 and any(word in complaint for word in ("schema", "grammar", "nest")):
                    del self._depths[0]
                else:
                    raise

    def _failing_clearly(self) -> AbstractContextManager[None]:
        return failing_clearly(
            self.url, self._key, self._client.timeout, lambda: unknown(self.url, self.name, models(self._client))
        )


def _key(spec: str, url: str, environ: Mapping[str, str]) -> str:
    """The key for a server, "" for none. Raises ModelError where it can't be sent, or should not be."""
    parts = urlsplit(url)
    named = not spec.removeprefix("served:").partition("#")[0].strip()
    theirs = named or (parts.scheme == "https" and parts.hostname == OPENAI_HOST)
    for variable in (KEY_VARIABLE, *((OPENAI_KEY_VARIABLE,) if theirs else ())):
        if key := environ.get(variable, "").strip():
            break
    else:
        return ""
    if not (key.isascii() and key.isprintable()):
        why = "it has characters that no request can carry"
        raise ModelError("the server's key can't be used", why, f"Check {variable}")
    if parts.scheme != "https" and not _loopback(parts.hostname or ""):
        why = f"over plain http everybody on the way could read it, and {variable} is set"
        advice = f"Use https, lead the server's port here (`ssh -L`), or unset {variable} if it wants none"
        raise ModelError(f"no key is sent to {url}", why, advice)
    return key


def _loopback(host: str) -> bool:
    """Whether a host is this computer, as its name alone tells."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _client(url: str, key: str, timeout: float, attempts: int) -> OpenAI:
    try:
        from openai import OpenAI, Timeout
    except ImportError as error:
        raise ModelError(f"{url} can't be used", str(error), "Install it with `pip install openai`") from error
    patience = Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT))
    return OpenAI(base_url=url, api_key=key or "none", timeout=patience, max_retries=attempts - 1)


def _timeout(environ: Mapping[str, str]) -> float:
    told = environ.get(TIMEOUT_VARIABLE, "").strip()
    try:
        seconds = float(told) if told else TIMEOUT
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ModelError(f"{TIMEOUT_VARIABLE} can't be used", f"{told!r} is no number of seconds", "Set it to 120, say")
    return seconds


def _options(sampling: Sampling) -> dict[str, Any]:
    return {
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "stream_options": {"include_usage": True},
    }


def _logprob(choice: Any) -> float:
    """The sum of ln p of the answer's tokens, or 0 where the server does not tell them."""
    tokens = getattr(choice.logprobs, "content", None) or ()
    return float(sum(token.logprob or 0.0 for token in tokens))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _without_fence(text: str) -> str:
    """JSON without the code fence that models like to put around it."""
    text = text.strip()
    if text.startswith("```") and text.endswith("```"):
        return text[3:-3].removeprefix("json").strip()
    return text
