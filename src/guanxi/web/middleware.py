"""What every answer carries: an id to ask about it, and a strict content security policy."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guanxi.pipeline import settle
from guanxi.records.company import read_once
from guanxi.records.logs import request_id

logger = logging.getLogger("guanxi.requests")

READING = ("GET", "HEAD", "OPTIONS")
Answer = Callable[[HttpRequest], HttpResponse]

# No unsafe-anything: no inline script or style, nothing from elsewhere, nobody frames us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_identity(answer: Answer) -> Answer:
    """Gives each request an id, shown on error pages, sent as X-Request-ID, and in every line of the log."""

    def answer_with_identity(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        identity = given if _ID.fullmatch(given) else secrets.token_hex(8)
        request.request_id = identity  # type: ignore[attr-defined]
        token = request_id.set(identity)
        began = time.monotonic()
        try:
            response = answer(request)
            response["X-Request-ID"] = identity
            match = request.resolver_match
            # Probes and static files are asked for all the time, and all alike.
            level = logging.INFO if match or response.status_code >= 400 else logging.DEBUG
            logger.log(
                level,
                "answered",
                extra={
                    "method": request.method,
                    # The pattern, never the address: that may hold what somebody searched for.
                    "route": match.route if match else "",
                    "status": response.status_code,
                    "ms": round((time.monotonic() - began) * 1000),
                },
            )
            return response
        finally:
            request_id.reset(token)

    return answer_with_identity


def content_security_policy(answer: Answer) -> Answer:
    """A view that shows foreign HTML in a sandboxed frame may send a policy of its own."""

    def answer_with_policy(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer_with_policy


def read_company_once(answer: Answer) -> Answer:
    """Judging, formats and forms ask for the settings of the company: where nothing is written, once is enough."""

    def answer_by_one_reading(request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return answer(request)
        with read_once():
            return answer(request)

    return answer_by_one_reading


def judge_what_changed(answer: Answer) -> Answer:
    """A request that wrote something ends when what it changed is judged; what it cannot wait for the worker does."""

    def answer_and_judge(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.method not in READING:
            try:
                settle(on=timezone.now())
            except Exception:  # what was asked for is done; the worker tries again, and says so
                logger.exception("what changed was not judged yet")
        return response

    return answer_and_judge
