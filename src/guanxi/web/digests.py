"""The mails of the morning: what changed for one of us, in his language and on his clock. The worker sends them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.access.reading import Row
from guanxi.exchange import digest_news, digests
from guanxi.exchange.digest_news import Daily, Weekly
from guanxi.exchange.digests import Telling
from guanxi.plans import book
from guanxi.plans.resources import REPAIRS
from guanxi.records.company import company
from guanxi.records.jobs import JobContext, every, job, round_key, start
from guanxi.relationships.news import INTERRUPTED, Move
from guanxi.relationships.resources import SIGNAL_MONTHS
from guanxi.web.cells import formats_in_force, value_text
from guanxi.web.templatetags.face import stage_name
from guanxi.web.views.management import figures, unwarned
from guanxi.web.views.notifications import notified_line
from guanxi.web.views.tasks import task_line

logger = logging.getLogger("guanxi.digests")

# With these attempts a mail server may be away until the late morning.
ATTEMPTS: Final = 12
MOST: Final = 12  # lines of a section; a mail is no list


@dataclass(frozen=True)
class Line:
    """A sentence that leads to a page."""

    text: str
    path: str
    about: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with its first lines, and where all of them are."""

    title: str
    lines: Sequence[Line]
    path: str

    @property
    def shown(self) -> Sequence[Line]:
        return self.lines[:MOST]

    @property
    def more(self) -> str:
        left = len(self.lines) - MOST
        return ngettext("and one more", "and %(number)d more", left) % {"number": left} if left > 0 else ""


# ---- sending ----


def sends_mail() -> bool:
    """A sample world writes to nobody, whatever mail server its shell knows."""
    return bool(settings.MAIL_IS_SET) and not settings.IS_DEMO


@job(key=round_key)
def begin_digests(context: JobContext, *, round: int) -> None:
    if not sends_mail():
        return
    for one in digests.due(on=context.now):
        start(None, send_digest, on=context.now, user=one.user, kind=one.kind, day=one.day.isoformat())
        context.check()


@job(key=lambda *, user, kind, day: f"{user} {kind} {day}", attempts=ATTEMPTS)
def send_digest(context: JobContext, *, user: int, kind: str, day: str) -> None:
    """Once, whoever is killed: the row is claimed before the mail goes, and given back only where sending failed."""
    telling = digests.begin(user, kind, date.fromisoformat(day), on=context.now) if sends_mail() else None
    if telling is None:
        return
    with translation.override(telling.actor.language), timezone.override(telling.actor.time_zone):
        message = _message(telling, kind, context)
    if message is None:
        with context.finishing():
            digests.found_nothing(telling.key, on=context.now)
        return
    if not digests.claim(telling.key):
        return
    try:
        message.send()
    except Exception:
        digests.give_back(telling.key)
        raise
    with context.finishing():
        digests.sent(telling.key, on=context.now)


@job(key=round_key)
def forget_digests(context: JobContext, *, round: int) -> None:
    digests.forget_old_digests(on=context.now)


every(timedelta(minutes=10), begin_digests)
every(timedelta(days=1), forget_digests)


# ---- the mail ----


def _message(telling: Telling, kind: str, context: JobContext) -> EmailMultiAlternatives | None:
    """None where nothing changed."""
    told = formats_in_force()
    workspace, day = company().name or "Guanxi", told.day(context.now)
    if kind == digests.WEEKLY:
        news = digest_news.weekly(telling.actor, since=telling.since, on=context.now)
        sections = weekly_sections(news) if news.is_news else []
        subject = _("%(company)s: the week in relationships, %(day)s")
        lead = _("What moved with the customers that you read, since %(day)s.")
        facts = _facts(news)
    else:
        seen = digest_news.daily(telling.actor, since=telling.since, on=context.now, muted=telling.muted)
        sections = daily_sections(seen, telling, context) if seen.is_news else []
        subject = _("%(company)s: what changed for you, %(day)s")
        lead = _("What changed for you since %(day)s.")
        facts = []
    if not sections:
        return None
    settings_link = f"{settings.GUANXI_BASE_URL}{reverse('me')}#mails"
    page: dict[str, Any] = {
        "language": translation.get_language(),
        "subject": subject % {"company": workspace, "day": day},
        "name": telling.actor.name,
        "lead": lead % {"day": told.moment(telling.since)},
        "facts": facts,
        "sections": sections,
        "server": settings.GUANXI_BASE_URL,
        "settings_link": settings_link,
    }
    message = EmailMultiAlternatives(
        subject=" ".join(page["subject"].split()),
        body=render_to_string("digest/mail.txt", page),
        to=[telling.address],
        headers={
            # The same for each attempt: a server that got it twice all the same can tell.
            "Message-ID": f"<digest-{telling.key}@{urlsplit(settings.GUANXI_BASE_URL).hostname}>",
            "List-Unsubscribe": f"<{settings_link}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("digest/mail.html", page), "text/html")
    return message


def daily_sections(news: Daily, telling: Telling, context: JobContext) -> list[Section]:
    actor = telling.actor
    titles = book.titles(actor) if news.plays else {}
    tasks = [(task_line(line.row, actor), line.is_overdue) for line in news.tasks]
    notified = [notified_line(line) for line in news.notified]
    return _filled(
        Section(_("New signals"), [_signal_line(row) for row in news.signals], "/"),
        Section(
            _("Proposed plays"),
            [
                Line(
                    book.say(titles[row["key"]]) if row["key"] in titles else row["key"],
                    f"/customers/{row['customer'].key}/plays/", _relation(row),
                )
                for row in news.plays
            ],
            "/",
        ),
        *_repairs(news),
        Section(
            _("Tasks due"),
            [
                Line(
                    _("%(title)s (overdue)") % {"title": line["title"]} if overdue else line["title"],
                    line["href"], line["about"],
                )
                for line, overdue in tasks
            ],
            "/tasks/",
        ),
        Section(
            pgettext("page", "Notifications"),
            [Line(line["sentence"], line["href"], line["about"]) for line in notified],
            "/notifications/?show=unread",
        ),
    )  # fmt: skip


def weekly_sections(news: Weekly) -> list[Section]:
    """In the words of the page of the management: who was given up after an interruption is counted by himself."""
    downward = [move for move in news.moves if move.direction == "down"]
    ways = (
        (_("Interrupted"), [move for move in downward if move.after == INTERRUPTED]),
        (_("Regressed"), [move for move in downward if INTERRUPTED not in (move.before, move.after)]),
        (_signal_word("lapsed"), [move for move in downward if move.before == INTERRUPTED]),
        (_("Advanced"), [move for move in news.moves if move.direction == "up"]),
    )
    return _filled(
        *(
            Section(_counted(title, moves), [_move_line(move) for move in moves], "/management/")
            for title, moves in ways
        ),
        Section(_counted(_("New signals"), news.signals), [_signal_line(row) for row in news.signals], "/customers/"),
        *_repairs(news, counted=True),
    )


def _filled(*sections: Section) -> list[Section]:
    return [section for section in sections if section.lines]


def _counted(title: str, found: Sequence[object]) -> str:
    return _titled(title, formats_in_force().count(len(found)))


def _titled(title: str, figure: str) -> str:
    return _("%(title)s: %(figure)s") % {"title": title, "figure": figure}


def _repairs(news: Daily | Weekly, *, counted: bool = False) -> list[Section]:
    found = [(_("Repairs opened"), news.opened), (_("Repairs closed"), news.closed)]
    return [
        Section(_counted(title, rows) if counted else title, [_repair_line(row) for row in rows], "/repairs/")
        for title, rows in found
    ]


def _relation(row: Row) -> str:
    """The customer, and the category if it is about one."""
    customer, category = row["customer"].label, row["category"].label if row["category"] else ""
    return _("%(customer)s, %(category)s") % {"customer": customer, "category": category} if category else customer


def _signal_line(row: Row) -> Line:
    return Line(_signal_word(row["signal"]), f"/customers/{row['customer'].key}/", _relation(row))


def _signal_word(key: str) -> str:
    return value_text(SIGNAL_MONTHS.field("signal"), key)


def _repair_line(row: Row) -> Line:
    name = "signal" if row["closed_at"] is None else "state"
    return Line(value_text(REPAIRS.field(name), row[name]), f"/repairs/{row.key}/", _relation(row))


def _move_line(move: Move) -> Line:
    way = _("%(before)s to %(after)s") % {"before": stage_name(move.before), "after": stage_name(move.after)}
    if not move.warned:
        way = _("%(move)s, without a warning") % {"move": way}
    return Line(way, f"/customers/{move.customer}/", move.name)


def _facts(news: Weekly) -> list[str]:
    """The figures of the page of the management, for the quarter up to the last month-end."""
    if news.figures is None:
        return []
    facts = [_titled(figure["label"], str(figure["value"])) for figure in figures(news.figures)]
    sentence = unwarned(news.figures)
    return [*facts, sentence] if sentence else facts
