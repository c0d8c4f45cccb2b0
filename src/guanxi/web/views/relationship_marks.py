"""Marks of a relationship that several pages show: the bar and the course of its share, what a line of it says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guanxi.access.reading import Row
from guanxi.charts import share_bar, sparkline
from guanxi.lifecycle.vocabulary import FLAGS, STAGES
from guanxi.months import month_number
from guanxi.relationships.courses import Course, course
from guanxi.web.cells import formats_in_force
from guanxi.web.templatetags.face import delta, stage_name

# Where a stage begins and ends, in per cent of what the customer buys.
LINES: Final[Mapping[str, tuple[int, int]]] = {"initial": (0, 50), "stable": (50, 80), "strategic": (80, 100)}
ORDER: Final = {word.key: number for number, word in enumerate(STAGES, 1)}
ESTIMATED: Final = "estimated_total"
NO_COURSE: Final = Course((), 0)


def course_of(account: Row | None) -> Course:
    return course(account.get("course") if account is not None else "")


def flag_names(flags: str | Sequence[str]) -> list[str]:
    held = flags.split("|") if isinstance(flags, str) else flags
    chinese = str(get_language()).startswith("zh")
    return [word.zh if chinese else word.en for word in FLAGS if word.key in held]


def range_of(stage: str) -> str:
    if stage == "development":
        return "0%"
    low, high = LINES[stage]
    return f"< {high}%" if low == 0 else f"{low}–{high}%"


def share_words(share: float | None, change: float | None = None) -> str:
    """As a screen reader says it."""
    told = formats_in_force()
    if share is None:
        return _("share unknown")
    if change is None:
        return _("share %(share)s") % {"share": told.percent(share)}
    return _("share %(share)s, %(change)s points in 12 months") % {
        "share": told.percent(share), "change": told.points(change),
    }  # fmt: skip


def bar(stage: str, share: float | None, before: float | None, *, estimated: bool = False) -> SafeString:
    change = None if share is None or before is None else share - before
    label = share_words(share, change)
    if estimated and share is not None:
        label = _("%(share)s, estimated") % {"share": label}
    return mark_safe(share_bar(share, stage=stage, label=label, before=before, estimated=estimated))


def line(stage: str, told: Course, *, width: float = 96, height: float = 26) -> SafeString:
    """The last three years of a share; nothing where none of it is known."""
    shares = told.shares[-36:]
    if not any(share is not None for share in shares):
        return SafeString("")
    cut = len(told.shares) - len(shares)
    return mark_safe(
        sparkline(
            shares, stage=stage, begin=max(told.begin - cut, 0), width=width, height=height,
            label=share_words(told.shares[-1], told.change),
        )
    )  # fmt: skip


def data_share(share: float | None) -> SafeString:
    """The mark of a share for programs, one decimal; absent while it is unknown."""
    return SafeString("") if share is None else format_html(' data-share="{}"', f"{share:.1f}")


def share_cell(row: Row, told: Course, *, estimated: bool = False) -> SafeString:
    share = row["share"]
    figure = formats_in_force().percent(share) if share is not None else "–"
    return format_html(
        '<span class="share-cell"{}><b>{}</b>{}</span>', data_share(share), figure,
        bar(row["stage"], share, told.year_ago, estimated=estimated),
    )  # fmt: skip


def change_of(told: Course) -> SafeString:
    return delta(told.change) if told.change is not None else SafeString("")


# ---- sentences ----


def headline(relation: Row, told: Course, *, quiet: int) -> str:
    """What happened, in figures, with the line that was crossed or comes near.

    ``quiet`` is after how many months without a contact it is overdue.
    """
    number = formats_in_force()
    key, stage, share = relation["signal"], relation["stage"], relation["share"]
    silence, limit = relation["silence"] or 0, relation["silence_limit"] or 0
    if key in ("interrupted_contact", "interrupted_silent"):
        return ngettext(
            "No order for %(months)d month: the relationship is interrupted",
            "No order for %(months)d months: the relationship is interrupted",
            silence,
        ) % {"months": silence}
    if key == "overdue":
        return _("No order for %(months)d months; at %(limit)d the relationship counts as interrupted") % {
            "months": silence, "limit": limit,
        }  # fmt: skip
    if key == "regressed":
        return _("Share at %(share)s: fell back one stage to %(stage)s") % {
            "share": number.percent(share), "stage": stage_name(stage),
        }  # fmt: skip
    if key == "regressing":
        return _falling(relation, told)
    if key == "advancing":
        return _("Share at %(share)s, above the %(line)d%% line of %(stage)s") % {
            "share": number.percent(share), "line": LINES[stage][1], "stage": stage_name(_above(stage)),
        }  # fmt: skip
    if key == "stagnant":
        months = _months(relation["since"], relation["month"])
        if share is None:
            return _("In %(stage)s for %(months)d months without moving") % {
                "stage": stage_name(stage), "months": months,
            }  # fmt: skip
        return _("Flat at %(share)s; in %(stage)s for %(months)d months") % {
            "share": number.percent(share), "stage": stage_name(stage), "months": months,
        }  # fmt: skip
    if key == "contact_overdue":
        return ngettext(
            "Nobody of ours and theirs has spoken for %(months)d month",
            "Nobody of ours and theirs has spoken for %(months)d months",
            quiet,
        ) % {"months": quiet}
    return str(share_words(share, told.change))


def _falling(relation: Row, told: Course) -> str:
    number = formats_in_force()
    share, recent, stage = relation["share"], relation["recent_share"], relation["stage"]
    low = LINES.get(stage, (0, 100))[0]
    if share is not None and share < low:
        crossed = {"now": number.percent(share), "line": low, "stage": stage_name(stage)}
        year = [value for value in told.shares[-13:] if value is not None]
        peak = max(year, default=share)
        if peak - share < 1:
            return _("Share at %(now)s, below the %(line)d%% line of %(stage)s") % crossed
        months = len(told.shares) - 1 - max(at for at, value in enumerate(told.shares) if value == peak)
        return ngettext(
            "Share fell from %(then)s to %(now)s in a month, below the %(line)d%% line of %(stage)s",
            "Share fell from %(then)s to %(now)s in %(months)d months, below the %(line)d%% line of %(stage)s",
            months,
        ) % {**crossed, "then": number.percent(peak), "months": months}
    if recent is not None and share is not None:
        return _("The last months come to %(recent)s, against %(share)s of the year") % {
            "recent": number.percent(recent), "share": number.percent(share),
        }  # fmt: skip
    return share_words(share, told.change)


def reason(account: Row, currency: str) -> str:
    """One line below it: what was bought, against the year before; nothing for who reads no amounts."""
    number, ours = formats_in_force(), account.get("ours_12")
    if not ours or ours < 0:
        return ""
    before = ours - (account.get("delta_12") or 0)
    bought = number.money_short(ours, currency)
    if before <= 0:
        return _("Bought %(amount)s from us in 12 months.") % {"amount": bought}
    return _("Bought %(amount)s from us in 12 months, %(change)s%% against the year before.") % {
        "amount": bought, "change": number.points(100 * (ours - before) / before),
    }  # fmt: skip


def _above(stage: str) -> str:
    return STAGES[min(ORDER[stage], len(STAGES) - 2)].key


def _months(since: date, until: date) -> int:
    return month_number(until) - month_number(since)
