"""Management: where relationships moved between two month-ends, where they wait, what is lost if nothing is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.charts.bars import h_bar
from guanxi.charts.flows import Flow, Node, sankey
from guanxi.errors import NotFound, WrongCall
from guanxi.ledger.recording import EARLIEST
from guanxi.lifecycle.climate import CELLS
from guanxi.lifecycle.reach import months_between
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.months import last_day, month_text, parse_month
from guanxi.plans.resources import REPAIRS, RUNNING_PLAYS
from guanxi.records.company import company
from guanxi.relationships.migration import (
    Loss,
    Migration,
    direction_of,
    last_month_end,
    migration,
)
from guanxi.relationships.resources import ASSESSMENTS
from guanxi.relationships.rules import rules
from guanxi.web import cells
from guanxi.web.cells import formats_in_force
from guanxi.web.doors import signed_in
from guanxi.web.lists import count_text
from guanxi.web.tables import Cell, Column, Table, TableRow, plain_table, table_file
from guanxi.web.templatetags.face import delta, signal, stage_chip, stage_name
from guanxi.web.views.climate import cell_text

_PRESETS = (3, 6, 12)
_LONGEST = 120
_SIZES = ((720, 400), (360, 340))
_LOSSES = 8
_MOST = 5_000
_KEYS = tuple(word.key for word in STAGES)
_NUMBER = {word.key: number for number, word in enumerate(STAGES, 1)}
_DOWNWARD = ("strategic", "stable", "initial", "development", "interrupted")  # as the flows are drawn
_TINTS = {"up": "good", "down": "bad", "stay": ""}


@dataclass(frozen=True)
class Between:
    """The two month-ends that the address asks for."""

    first: int
    last: int

    @property
    def months(self) -> int:
        return self.last - self.first

    def address(self, path: str = "/management/", **more: str) -> str:
        return f"{path}?{urlencode({'from': month_text(self.first), 'to': month_text(self.last)} | more)}"


def _between(request: HttpRequest, latest: int) -> Between:
    """A quarter up to the last month-end, unless the address says otherwise and that can be."""

    def month(name: str, otherwise: int) -> int:
        try:
            asked = parse_month(request.GET.get(name, ""))
        except WrongCall:
            return otherwise
        return asked if asked >= 12 * EARLIEST else otherwise

    last = min(month("to", latest), latest)
    first = month("from", last - _PRESETS[0])
    return Between(first if last - _LONGEST <= first < last else last - _PRESETS[0], last)


@signed_in
def management(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    now = timezone.now()
    latest = last_month_end(now)
    asked = _between(request, latest)
    found = migration(actor, first=asked.first, last=asked.last, on=now)
    if request.GET.get("as") == "csv":
        return table_file(
            actor, f"moves-{month_text(asked.first)}-{month_text(asked.last)}", ("customer", "before", "after"),
            sorted((found.names[key], *move) for move, keys in found.now.moves.items() for key in keys),
        )  # fmt: skip
    as_table = request.GET.get("as") == "table"
    told = formats_in_force()
    context = {
        "nav": "management",
        "asked": asked,
        "from": month_text(asked.first),
        "to": month_text(asked.last),
        "latest": month_text(latest),
        "period": _("%(before)s to %(after)s") % {
            "before": told.day(last_day(asked.first)), "after": told.day(last_day(asked.last)),
        },
        "presets": [
            {
                "label": label, "current": asked == (there := Between(latest - months, latest)),
                "href": there.address(),
            }
            for months, label in zip(
                _PRESETS, (pgettext("period", "Quarter"), pgettext("period", "Half-year"), pgettext("period", "Year")),
                strict=True,
            )
        ],
        "is_empty": not found.names,
        "figures": figures(found),
        "as_table": as_table,
        "charts": [] if as_table else [_flows(found, width, height) for width, height in _SIZES],
        "table": _flow_table(found) if as_table else None,
        "csv_href": asked.address(**{"as": "csv"}),
        "table_href": asked.address(**({} if as_table else {"as": "table"})),
        "matrix": _matrix(found, asked),
        "head": [stage_name(key) for key in _KEYS],
        "floors": _floors(found),
        "bottleneck": _bottleneck(found),
        "losses": _losses(actor, found),
        "more_losses": max(len(found.losses) - _LOSSES, 0),
        "losses_href": asked.address("/management/customers/", set="risk"),
        "at_risk": told.money_short(found.now.revenue_at_risk, company().base_currency) if found.reads_money else "",
        "unwarned": unwarned(found),
        "cells": _cells(found, asked),
        "unasked": _cell(found, asked, ""),
    }  # fmt: skip
    return render(request, "management/management.html", context)


# ---- figures ----


def figures(found: Migration) -> list[dict[str, Any]]:
    """Each against the period before; more of a bad thing is no green."""
    now, before, told = found.now, found.earlier, formats_in_force()
    share_change = None
    if now.average_share is not None and before.average_share is not None:
        share_change = now.average_share - before.average_share
    figures: list[dict[str, Any]] = [
        {
            "label": _("Average share"), "value": told.percent(now.average_share),
            "delta": _points_change(share_change),
        },
        {"label": _("Advanced"), "value": now.advanced, "delta": delta(now.advanced - before.advanced)},
        {
            "label": _("Regressed"), "value": now.regressed,
            "delta": delta(now.regressed - before.regressed, good="down"),
        },
        {
            "label": _("Interrupted"), "value": now.interrupted,
            "delta": delta(now.interrupted - before.interrupted, good="down"),
        },
    ]  # fmt: skip
    if found.reads_money:
        currency = company().base_currency
        figures.append(
            {
                "label": _("Revenue at risk"), "value": told.money_short(now.revenue_at_risk, currency),
                "delta": _money_change(now.revenue_at_risk, before.revenue_at_risk, currency),
            }
        )  # fmt: skip
    return figures


def _points_change(change: float | None) -> SafeString:
    if change is None:
        return SafeString("")
    words = _("%(change)s points") % {"change": formats_in_force().points(change)}
    kind = " delta-good" if round(change) > 0 else " delta-bad" if round(change) < 0 else ""
    return format_html('<span class="delta{}">{}</span>', kind, words)


def _money_change(now: int | None, before: int | None, currency: str) -> SafeString:
    if now is None or before is None or now == before:
        return SafeString("")
    sign, kind = ("+", "bad") if now > before else ("\u2212", "good")
    amount = formats_in_force().money_short(abs(now - before), currency)
    return format_html('<span class="delta delta-{}">{}{}</span>', kind, sign, amount)


def unwarned(found: Migration) -> str:
    """How many interruptions came without a warning: what nobody could see coming in the figures."""
    all_ = sum(found.interruptions_from.values())
    if not all_:
        return ""
    return ngettext(
        "%(unwarned)d of %(all)d interruption came without a warning in the six months before.",
        "%(unwarned)d of %(all)d interruptions came without a warning in the six months before.",
        all_,
    ) % {"unwarned": found.now.interrupted_unwarned, "all": all_}


# ---- moves ----


def _flows(found: Migration, width: int, height: int) -> SafeString:
    told, now = formats_in_force(), found.now

    def nodes(at: int) -> list[Node]:
        sizes = {key: sum(len(keys) for move, keys in now.moves.items() if move[at] == key) for key in _DOWNWARD}
        return [Node(key, stage_name(key), told.count(size), size) for key, size in sizes.items()]

    flows: dict[tuple[str, str], tuple[int, Flow, str]] = {}
    for (before, after), keys in now.moves.items():
        words = _("%(before)s to %(after)s: %(count)s") % {
            "before": stage_name(before), "after": stage_name(after), "count": told.count(len(keys)),
        }  # fmt: skip
        way: Flow = "stay" if before == after else "up" if direction_of(before, after) == "up" else "down"
        flows[before, after] = (len(keys), way, words)
    label = _("%(advanced)d customers advanced, %(regressed)d regressed, %(interrupted)d were interrupted.") % {
        "advanced": now.advanced, "regressed": now.regressed, "interrupted": now.interrupted,
    }  # fmt: skip
    drawn = sankey(nodes(0), nodes(1), flows, label=label, width=width, height=height)
    return mark_safe(drawn)


def _flow_table(found: Migration) -> Table:
    head = ((_("Before"), False), (_("After"), False), (_("Customers"), True))
    lines = [
        (stage_name(before), stage_name(after), len(keys))
        for (before, after), keys in sorted(found.now.moves.items(), key=lambda move: -len(move[1]))
    ]
    return plain_table(_("Customers by stage before and after"), head, lines)


def _matrix(found: Migration, asked: Between) -> list[dict[str, Any]]:
    """Before by after. What the rules do not allow within the period is hatched; a real count is shown all the same."""
    soonest = months_between(rules().parameters)
    lines = []
    for before in _KEYS:
        whole = sum(found.now.count(before, after) for after in _KEYS)
        line = []
        for after in _KEYS:
            count = found.now.count(before, after)
            never = not count and soonest[_NUMBER[before], _NUMBER[after]] > asked.months
            line.append(
                {
                    "count": "" if never else count,
                    "never": never,
                    "share": cells.formats_in_force().number(count / whole * 100) if count else "",
                    "kind": _TINTS[direction_of(before, after)] if count else "",
                    "href": asked.address("/management/customers/", before=before, after=after) if count else "",
                    "label": _("%(before)s to %(after)s") % {"before": stage_name(before), "after": stage_name(after)},
                }
            )
        lines.append({"key": before, "name": stage_name(before), "count": whole, "cells": line})
    return lines


# ---- where they wait ----


def _floors(found: Migration) -> list[dict[str, Any]]:
    most = max((floor.count for floor in found.floors), default=0) or 1
    told = formats_in_force()
    return [
        {
            "key": floor.stage,
            "name": stage_name(floor.stage),
            "bar": mark_safe(h_bar(floor.count / most * 100, kind=f"st-{floor.stage}", label=told.count(floor.count))),
            "count": told.count(floor.count),
            "days": ngettext("%(days)d day", "%(days)d days", floor.days) % {"days": floor.days}
            if floor.days is not None
            else "",
            "advanced": told.number(floor.advanced / floor.before * 100) if floor.advanced else "",
        }
        for floor in found.floors
    ]


def _bottleneck(found: Migration) -> str:
    waiting = [floor for floor in found.floors[:3] if floor.count and floor.days is not None]
    if not waiting:
        return ""
    slowest = max(waiting, key=lambda floor: floor.days or 0)
    values = {"stage": stage_name(slowest.stage), "days": slowest.days}
    all_ = sum(found.interruptions_from.values())
    from_here = found.interruptions_from.get(slowest.stage, 0)
    if from_here:
        return ngettext(
            "Customers wait longest in %(stage)s (%(days)d days), and %(some)d of %(all)d interruption began there.",
            "Customers wait longest in %(stage)s (%(days)d days), and %(some)d of %(all)d interruptions began there.",
            all_,
        ) % {**values, "some": from_here, "all": all_}
    return _("Customers wait longest in %(stage)s (%(days)d days).") % values


# ---- what is lost ----


def _losses(actor: Actor, found: Migration) -> list[dict[str, Any]]:
    shown = found.losses[:_LOSSES]
    working = _working(actor, [loss.key for loss in shown])
    most = max((loss.ours_12 or 0 for loss in shown), default=0) or 1
    told, currency = formats_in_force(), company().base_currency
    return [
        {
            "key": loss.key,
            "name": loss.name,
            "signal": signal(loss.signal),
            "bar": mark_safe(
                h_bar((loss.ours_12 or 0) / most * 100, kind="bad", label=told.money_short(loss.ours_12, currency))
            )
            if found.reads_money
            else "",
            "ours": told.money_short(loss.ours_12, currency) if found.reads_money else "",
            "cases": cases_text(loss),
            "working": loss.key in working,
        }
        for loss in shown
    ]


def cases_text(loss: Loss) -> str:
    """ "14 of 20", or a dash where too few came before it."""
    if loss.cases is None:
        return cells.formats_in_force().count(None)
    return _("%(lost)d of %(all)d") % {"lost": loss.cases[0], "all": loss.cases[1]}


def _working(actor: Actor, customers: Sequence[int]) -> set[int]:
    """With whom a play or a repair is running."""
    return {
        row["customer"].key
        for resource in (RUNNING_PLAYS, REPAIRS)
        for row in view(actor, resource)
        .only("customer")
        .of_customer(*customers)
        .filter("state", "is", "running")
        .all(_MOST)
    }


# ---- share and attitude ----


def _cell(found: Migration, asked: Between, key: str) -> dict[str, Any]:
    word = next((word for word in CELLS if word.key == key), None)
    count = len(found.cells.get(key, ()))
    href = asked.address("/management/customers/", cell=key or "unknown") if count else ""
    return {**cell_text(word), "count": count, "href": href}


def _cells(found: Migration, asked: Between) -> list[dict[str, Any]]:
    """Rows by attitude, columns by share."""
    return [
        {
            "name": _("Attitude high"),
            "cells": [_cell(found, asked, "true_loyalty"), _cell(found, asked, "latent_loyalty")],
        },
        {
            "name": _("Attitude low"),
            "cells": [_cell(found, asked, "spurious_loyalty"), _cell(found, asked, "no_loyalty")],
        },
    ]


# ---- the customers behind a figure ----


@signed_in
def customers(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Those of one cell: of a move, of share and attitude, or all that are at risk."""
    now = timezone.now()
    asked = _between(request, last_month_end(now))
    found = migration(actor, first=asked.first, last=asked.last, on=now)
    before, after, cell = (request.GET.get(name, "") for name in ("before", "after", "cell"))
    if before in _KEYS and after in _KEYS:
        keys: Sequence[int] = found.now.moves.get((before, after), ())
        title = _("%(before)s to %(after)s") % {"before": stage_name(before), "after": stage_name(after)}
    elif cell == "unknown" or cell in {word.key for word in CELLS}:
        keys = found.cells.get("" if cell == "unknown" else cell, ())
        title = cell_text(next((word for word in CELLS if word.key == cell), None))["name"]
    elif request.GET.get("set") == "risk":
        keys = [loss.key for loss in found.losses]
        title = _("What is lost if nothing is done")
    else:
        raise NotFound(_("There is no such list."))
    rows = view(actor, ASSESSMENTS).of_customer(*keys[:_MOST]).filter("category", "empty").all(_MOST) if keys else []
    context = {
        "nav": "management",
        "title": title,
        "count": count_text(len(rows)),
        "back": asked.address(),
        "table": _customer_table(title, sorted(rows, key=lambda row: -(row.get("ours_12") or 0))),
    }
    return render(request, "management/customers.html", context)


def _customer_table(label: str, rows: Sequence[Row]) -> Table:
    told, currency = formats_in_force(), company().base_currency
    money = bool(rows) and rows[0].get("ours_12") is not None
    columns = [
        Column("customer", ASSESSMENTS.field("customer").label), Column("stage", ASSESSMENTS.field("stage").label),
        Column("signal", ASSESSMENTS.field("signal").label), Column("share", ASSESSMENTS.field("share").label, True),
        Column("since", ASSESSMENTS.field("since").label),
    ]  # fmt: skip
    if money:
        columns.append(Column("ours_12", ASSESSMENTS.field("ours_12").label, True))
    lines = []
    for row in rows:
        line = [
            Cell("customer", cells.cell(ASSESSMENTS.field("customer"), row, f"/customers/{row['customer'].key}/")),
            Cell("stage", stage_chip(row["stage"])),
            Cell("signal", signal(row["signal"])),
            Cell("share", told.percent(row["share"]), "num"),
            Cell("since", told.month(row["since"])),
        ]
        if money:
            line.append(Cell("ours_12", told.money_short(row["ours_12"], currency), "num"))
        lines.append(TableRow(row.key, row["customer"].label, tuple(line)))
    return Table(label=label, resource="assessments", columns=tuple(columns), rows=tuple(lines))
