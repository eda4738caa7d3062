"""What goes wrong between here and a server, as errors that say what to do next, and never show the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agent.lm.interface import ModelError

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

LISTED = 8
"""Models of a server that are named in a message."""
SHOWN = 200
"""Characters of a server's own words that are shown."""


@contextmanager
def failing_clearly(
    url: str, key: str, timeout: Any, unknown_model: Callable[[], ModelError] | None = None
) -> Iterator[None]:
    """Turns the errors of the client, and answers that are none of the protocol, into ModelErrors.

    `unknown_model` makes the one for a model that is not there.
    """
    import httpx2
    import openai

    try:
        yield
    except (openai.APITimeoutError, httpx2.TimeoutException) as error:
        seconds = getattr(timeout, "read", timeout)
        why = f"it was silent for {seconds:g} seconds"
        raise ModelError(f"{url} does not answer", why, "Ask again, or give it longer: ETAOIN_TIMEOUT=300") from error
    except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
        why = f"it {'refused the key' if key else 'wants a key'} (HTTP {error.status_code})"
        raise ModelError(f"{url} can't be used", why, "Set ETAOIN_API_KEY to a key of its") from error
    except openai.NotFoundError as error:
        if unknown_model is not None:
            with failing_clearly(url, key, timeout):  # it asks the server once more
                problem = unknown_model()
            raise problem from error
        why = _hidden(_told(error), key)
        raise ModelError(f"{url} is no endpoint", why, "Check the URL; it mostly ends in /v1") from error
    except openai.APIStatusError as error:
        why = _hidden(_told(error), key)
        advice = "Ask again later" if error.status_code in (429, 502, 503, 504) else "See the server's own log"
        raise ModelError(f"{url} could not answer", why, advice) from error
    except (openai.APIConnectionError, httpx2.TransportError) as error:
        why = _hidden(str(error.__cause__ or error), key) or "the connection was refused"
        raise ModelError(f"{url} can't be reached", why, "Check the URL, and that the server runs") from error
    except openai.APIError as error:  # an answer of another shape, or an error in the middle of a stream
        why = _hidden(str(error), key)
        raise ModelError(f"{url} failed while answering", why, "See the server's own log") from error
    except (AttributeError, IndexError, TypeError, ValueError) as error:  # not what the protocol says; HTML, say
        why = f"its answer is not one of OpenAI's protocol ({type(error).__name__})"
        raise ModelError(f"{url} can't be used", why, "Check the URL; it mostly ends in /v1") from error


def models(client: OpenAI) -> list[str]:
    """What a server has; empty where it does not tell. Raises the client's errors."""
    import openai

    try:
        return [model.id for model in client.models.list().data]
    except openai.NotFoundError:
        return []


def unknown(url: str, model: str, there: Sequence[str]) -> ModelError:
    """The error for a model that a server does not have, or that was not named; it lists those that are there."""
    if not there:
        why = "the server does not say what it has"
    else:
        more = f" and {len(there) - LISTED} more" if len(there) > LISTED else ""
        why = f"it has {', '.join(there[:LISTED])}{more}"
    what = f"{url} has no model {model}" if model else f"no model of {url} is named"
    return ModelError(what, why, f"Write served:{url}#{there[0] if there else 'MODEL'}")


def unstructured(url: str, model: str, text: str) -> ModelError:
    """The error for an answer that is no JSON although it was asked for."""
    why = f"the server ignores response_format, and the answer is no JSON: {_short(text)!r}"
    advice = "Use a server with structured output (vLLM, llama.cpp), or a larger model"
    return ModelError(f"{model} at {url} gives no actions", why, advice)


def _told(error: APIStatusError) -> str:
    """The number of an HTTP error, and what the server says to it."""
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return f"HTTP {error.status_code}{': ' + _short(message) if isinstance(message, str) and message else ''}"


def _hidden(text: str, key: str) -> str:
    return _short(text.replace(key, "***") if key else text)


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"
