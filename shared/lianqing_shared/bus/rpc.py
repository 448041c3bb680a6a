"""Requests and replies: one question, one typed answer or one clear refusal.

The body is the message's JSON; the actor's token travels in a header. A refusal carries
its code and its sentence; anything unforeseen is answered as `internal` with a number
that stands in the log, never with the error's words.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar, cast

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from pydantic import BaseModel, ValidationError

from lianqing_shared.bus.delivered import explain
from lianqing_shared.contracts import cloudevents, refusals
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reading import read_answer
from lianqing_shared.errors import NotAllowedError, RefusedError, TryAgainError
from lianqing_shared.security import access, tokens

log = structlog.get_logger(__name__)

A = TypeVar("A", bound=BaseModel)
Answerer = Callable[[Any, Any], Awaitable[BaseModel]]
"""Called with the question and its actor (None only for log-in); returns the answer."""

CODE = refusals.HEADER
_TIMEOUT_S = 5.0


class NoAnswerError(TryAgainError):
    """The service did not answer in time; whether it acted is not known."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"no answer to {topic}")
        self.sentence = "系统暂时没有响应，请稍后再试；如已提交，请先刷新查看结果。"


class RpcClient:
    """Ask services over one connection."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def ask(
        self, question: Ask[A], token: str | None = None, timeout_s: float = _TIMEOUT_S
    ) -> A:
        """Return the answer; raises RefusedError or NoAnswerError."""
        headers = {
            cloudevents.TRACE: cloudevents.trace.get() or cloudevents.new_trace()
        }
        if token:
            headers[tokens.HEADER] = token
        try:
            reply = await self._client.request(
                question.topic.base,
                question.model_dump_json().encode(),
                timeout=timeout_s,
                headers=headers,
            )
        except (NatsError, TimeoutError) as err:
            raise NoAnswerError(question.topic.name) from err
        code = (reply.headers or {}).get(CODE)
        if code:
            raise RefusedError(reply.data.decode(), code=code)
        return cast("A", read_answer(question.answer, reply.data))


async def answer(
    question_type: type[Ask[Any]],
    handle: Answerer,
    *,
    body: bytes,
    headers: dict[str, str],
    registry_key: str,
    at: datetime,
) -> tuple[bytes, dict[str, str]]:
    """Answer one request: body and headers of the reply; never raises."""
    cloudevents.trace.set(headers.get(cloudevents.TRACE, ""))
    topic = question_type.topic
    try:
        actor = _actor(question_type, headers, registry_key, at)
        question = question_type.model_validate_json(body)
        found = await handle(question, actor)
    except ValidationError as err:
        return explain(err).encode(), {CODE: "invalid"}
    except RefusedError as err:
        log.info("request.refused", topic=topic.name, code=err.code)
        return err.sentence.encode(), {CODE: err.code}
    except TryAgainError as err:
        log.warning("request.postponed", topic=topic.name, error=type(err).__name__)
        return "系统繁忙，请稍后再试。".encode(), {CODE: "try_again"}
    except Exception:
        number = secrets.token_hex(4)
        log.exception("request.failed", topic=topic.name, number=number)
        sentence = f"系统内部出错（编号 {number}），请稍后再试或联系管理员。"
        return sentence.encode(), {CODE: "internal"}
    log.info("request.answered", topic=topic.name)
    return found.model_dump_json().encode(), {}


def _actor(
    question_type: type[Ask[Any]],
    headers: dict[str, str],
    registry_key: str,
    at: datetime,
) -> Actor | None:
    if question_type.topic in access.NO_ACTOR:
        return None
    token = headers.get(tokens.HEADER)
    if not token:
        raise NotAllowedError("请先登录。")
    actor = tokens.read_actor(token, key=registry_key, at=at)
    access.require(actor, question_type.topic)
    return actor
