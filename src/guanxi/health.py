"""Is all well? /healthz and /readyz tell whoever watches over the process, ``guanxi check`` tells who looks after it.

No sign-in, and so nothing personal and no secret in any of the sentences.
"""

import os
import shutil
import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from guanxi.database.schema import read_schema
from guanxi.errors import GuanxiError
from guanxi.records.jobs import worker_silence
from guanxi.variables import unknown_variables

Answer = Callable[[HttpRequest], HttpResponse]

# Below this no write is safe any more.
LEAST_FREE = 100 * 2**20


@dataclass(frozen=True)
class Finding:
    subject: str
    is_well: bool
    sentence: str


def answer_probes(answer: Answer) -> Answer:
    """Before sessions, hosts and pages: what these need may be just what is broken."""

    def answer_probe_or_pass_on(request: HttpRequest) -> HttpResponse:
        match request.path:
            case "/healthz":
                return _probe([database(), disk()])
            case "/readyz":
                return _probe([database(), migrations(), disk()], with_worker=True)
        return answer(request)

    return answer_probe_or_pass_on


def _probe(findings: list[Finding], *, with_worker: bool = False) -> HttpResponse:
    failing = {finding.subject: finding.sentence for finding in findings if not finding.is_well}
    body: dict[str, object] = {"status": "failing" if failing else "ok"}
    if failing:
        body["failing"] = failing
    if with_worker and not failing:
        # For information: pages are served without a worker as well, only what they started waits.
        silence = worker_silence(timezone.now())
        body["worker"] = {"silent_for_seconds": None if silence is None else round(silence)}
    return JsonResponse(body, status=503 if failing else 200, headers={"Cache-Control": "no-store"})


# ---- what is looked at ----


def environment() -> Finding:
    """The variables were read, or nobody would be here."""
    where = f"{settings.GUANXI_BASE_URL}, home {settings.GUANXI_HOME}"
    return Finding("settings", True, " ".join([f"{where}." if unknown_variables() else where, *unknown_variables()]))


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT count(*) FROM sqlite_schema")
            else:
                cursor.execute("SELECT 1")
            cursor.fetchone()
        version = ".".join(map(str, connection.get_database_version()))
        return Finding("database", True, f"{connection.display_name} {version} answers")
    except GuanxiError as refusal:
        return Finding("database", False, refusal.message)
    except DatabaseError as error:
        # Its message may hold the name of a host or a user.
        return Finding("database", False, f"{connection.display_name} does not answer ({type(error).__name__})")


_is_migrated = False


def migrations() -> Finding:
    global _is_migrated
    # Asked every few seconds, and once all is applied nothing undoes it under a running process.
    if not _is_migrated:
        try:
            schema = read_schema()
        except (DatabaseError, GuanxiError):
            return Finding("migrations", False, "cannot be read, since the database does not answer")
        if schema.unknown:
            return Finding("migrations", False, "the database was made by a newer version of Guanxi; install that one")
        if count := len(schema.pending):
            return Finding("migrations", False, f"{count} to be applied; guanxi serve does it")
        _is_migrated = True
    return Finding("migrations", True, "all applied")


def disk() -> Finding:
    home = settings.GUANXI_HOME
    try:
        free = shutil.disk_usage(home).free
    except OSError as error:
        return Finding("disk", False, f"GUANXI_HOME cannot be read ({error.strerror})")
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding("disk", False, "GUANXI_HOME cannot be written to")
    gigabytes = f"{free / 2**30:.1f} GB free"
    return Finding("disk", free >= LEAST_FREE, gigabytes if free >= LEAST_FREE else f"only {gigabytes} in GUANXI_HOME")


def mail() -> Finding:
    """Opens a connection and signs in; sends nothing."""
    if not settings.MAIL_IS_SET:
        return Finding("mail", True, "not set (GUANXI_MAIL_URL), so nothing is sent")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        backend = get_connection(fail_silently=False)
        backend.open()
        backend.close()
    except smtplib.SMTPAuthenticationError:
        return Finding("mail", False, f"{server} refuses the user or the password of GUANXI_MAIL_URL")
    except (OSError, smtplib.SMTPException) as error:
        return Finding("mail", False, f"{server} does not answer as GUANXI_MAIL_URL says ({type(error).__name__})")
    return Finding("mail", True, f"{server} takes our mail")


def findings() -> list[Finding]:
    return [environment(), database(), migrations(), mail(), disk()]
