"""Where a customer stands, on its page: figures, the four steps, what speaks against it, its share, what is done."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.access.actors import Actor
from guanxi.charts import stacked_share
from guanxi.charts.stacked import MOST_LAYERS
from guanxi.lifecycle.strategy import SHEETS, is_ahead_of_process, items_of
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.plans import book
from guanxi.plans.queries import CONFLICT, NEED, PLAY, REPAIR, SHOWN, Line, UnderWay, under_way
from guanxi.plans.states import PlayState, RepairState
from guanxi.relationships.courses import Course
from guanxi.relationships.overview import YEAR, Overview, overview, parts_of_share
from guanxi.relationships.queries import Month, RelationMonths, may_stand_beside
from guanxi.web.cells import formats_in_force
from guanxi.web.doors import signed_in
from guanxi.web.tables import plain_table, table_file
from guanxi.web.templatetags.face import LOOKS, delta, stage_name
from guanxi.web.views.customer_frame import Framed, framed
from guanxi.web.views.relationship_marks import LINES, ORDER, flag_names, headline, range_of

MONTHS: Final = 36
_QUIET: Final = ("", "steady")
_WIDE, _NARROW = 780, 360


def standing(actor: Actor, frame: Framed, currency: str, *, on: datetime) -> dict[str, Any]:
    """What ``customers/customer.html`` shows of it, before the first fact too."""
    customer = frame.row.key
    found = overview(actor, customer, frame.level, on=on)
    work = under_way(actor, [customer], on=on)[customer]
    titles = book.titles(actor) if work.of(PLAY) else {}
    address = f"/customers/{customer}/"
    categories = {one.category: one.name for one in found.relations} if found is not None else {}
    stages = {one.category: one.last.stage for one in found.relations} if found is not None else {}
    context: dict[str, Any] = {
        "steps": _steps(found, work),
        "plays": _plays(work.of(PLAY), titles, categories, address),
        "repairs": _repairs(work.of(REPAIR), categories),
        "conflicts": [_matter(line, f"/dialogue/conflicts/{line.key}/", on.date()) for line in work.of(CONFLICT)],
        "needs": [_matter(line, f"{address}dialogue/", on.date()) for line in work.of(NEED)],
        "shown": _shown(work.of(SHOWN), stages, categories),
        "stage": "development",
        "signal": "",
        "flags": "",
    }
    if found is None:
        return context
    last = found.account.last
    return context | {
        "stage": last.stage,
        "signal": "" if last.signal in _QUIET else last.signal,
        "flags": "|".join(last.flags),
        "flag_names": flag_names(last.flags),
        "why_href": f"{address}why/",
        "notice": _notice(found, work, currency),
        "share_card": share_card(found),
        "share_text": "" if last.share is None else f"{last.share:.1f}",
        "relations": [_relation(one) for one in found.relations[1:]],
    }


def standing_facts(found: dict[str, Any], row: Any, currency: str) -> list[dict[str, Any]]:
    """Share, volume and what we won, as far as they are read."""
    card = found.get("share_card")
    if card is None:
        return []
    told = formats_in_force()
    facts = [
        {
            "label": _("Our share"),
            "value": told.percent(card["share"]),
            "delta": delta(card["change"]),
            "field": "share",
        }
    ]
    if known := card["total_months"]:
        label = _("Volume, 12 months") if known == YEAR else _("Volume, %(months)d of 12 months") % {"months": known}
        facts.append({"label": label, "value": told.money_short(card["total"], currency)})
    if "ours_12" in row.values:
        ours, change = row["ours_12"], row["delta_12"]
        before = ours - (change or 0)
        facts.append(
            {"label": _("Ours, 12 months"), "value": told.money_short(ours, currency), "field": "ours_12",
             "delta": delta(100 * change / before, "%") if before > 0 and change else ""}
        )  # fmt: skip
    return facts


# ---- the four steps ----


def _steps(found: Overview | None, work: UnderWay) -> list[dict[str, Any]]:
    last = found.account.last if found is not None else None
    now = ORDER[last.stage] if last is not None else 1
    interrupted = now > len(STAGES) - 1
    steps = []
    for number, word in enumerate(STAGES[:-1], 1):
        step: dict[str, Any] = {
            "key": word.key, "name": stage_name(word.key),
            "about": f"{range_of(word.key)} · {book.say(SHEETS[number - 1].position)}",
        }  # fmt: skip
        reached = 1 if interrupted else now
        if number < reached or (interrupted and number == 1):
            step["state"] = "past"
        elif number == reached:
            step |= {"state": "now", "note": _since(last), "more": _process(now, work)}
        elif number == reached + 1:
            step |= {"state": "next"} | ({} if interrupted or found is None else _counted(found, now))
        else:
            step["state"] = "locked"
        steps.append(step)
    return steps


def _since(last: Month | None) -> str:
    return _("since %(month)s") % {"month": formats_in_force().month(last.since)} if last is not None else ""


def _process(stage: int, work: UnderWay) -> str:
    """The steps of the process; a stage reached with less than half of them done is ahead of it."""
    items = items_of(stage)
    done = sum(item.key in work.proven for item in items)
    if not items:
        return ""
    text = _("process %(done)d of %(all)d") % {"done": done, "all": len(items)}
    return _("%(process)s, not secured yet") % {"process": text} if done and is_ahead_of_process(stage, done) else text


def _counted(found: Overview, stage: int) -> dict[str, Any]:
    counts = found.counts
    if stage == 1:
        return {"note": _("with the first order")}
    line = LINES[STAGES[stage - 1].key][1]
    return {
        "ticks": [number < counts.up for number in range(counts.needed)],
        "ticks_label": _("%(done)d of %(all)d month-ends above %(line)d%%")
        % {"done": counts.up, "all": counts.needed, "line": line},
    }


# ---- what speaks against it ----


def as_relation(months: RelationMonths) -> dict[str, Any]:
    return {**vars(months.last), "category": None}


def _notice(found: Overview, work: UnderWay, currency: str) -> dict[str, Any] | None:
    last = found.account.last
    if last.signal in _QUIET:
        return None
    kind, symbol, _confirmed = LOOKS[last.signal]
    course = Course(tuple(month.share for month in found.account.months), 0)
    return {
        "kind": kind, "icon": symbol, "signal": last.signal,
        "lead": headline(as_relation(found.account), course, quiet=found.parameters.Q),  # type: ignore[arg-type]
        "text": _counts_text(found), "running": bool(work.of(REPAIR)),
    }  # fmt: skip


def _counts_text(found: Overview) -> str:
    counts, last = found.counts, found.account.last
    if counts.needed in (counts.up, counts.down):
        return _(
            "%(all)d of %(all)d month-ends confirm it, but the recent share does not agree yet: it stays %(stage)s."
        ) % {"all": counts.needed, "stage": stage_name(last.stage)}
    if last.stage not in LINES:
        return (
            _("A new order brings it back to %(stage)s.") % {"stage": stage_name("initial")}
            if (last.stage == "interrupted")
            else ""
        )
    if counts.up:
        return _("%(done)d of %(all)d month-ends above %(line)d%% confirm %(stage)s.") % {
            "done": counts.up, "all": counts.needed, "line": LINES[last.stage][1],
            "stage": stage_name(STAGES[ORDER[last.stage]].key),
        }  # fmt: skip
    if counts.down:
        return _("%(done)d of %(all)d month-ends below %(line)d%%: at %(all)d it falls back.") % {
            "done": counts.down, "all": counts.needed, "line": LINES[last.stage][0],
        }  # fmt: skip
    return ""


def _shown(
    lines: Iterable[Line], stages: Mapping[int | None, str], categories: Mapping[int | None, str]
) -> list[dict[str, Any]]:
    known = [(line, stages.get(line.category, "development")) for line in lines]
    return [
        {
            "key": line.key,
            "stage": line.title,
            "until": formats_in_force().day(line.since),
            "category": categories.get(line.category, "") if line.category else "",
            "computed": computed,
        }
        for line, computed in known
        if may_stand_beside(line.title, computed)
    ]


# ---- their procurement ----


def share_card(found: Overview) -> dict[str, Any]:
    """36 months of the share, category on category, in two sizes; where no share is known the card asks for a total."""
    account = found.account
    months = account.months[-MONTHS:]
    last, before = months[-1], (account.months[-1 - YEAR] if len(account.months) > YEAR else None)
    change = None if before is None or before.share is None or last.share is None else last.share - before.share
    totals = [month.total for month in account.months[-YEAR:] if month.total is not None]
    card: dict[str, Any] = {
        "share": last.share, "change": change, "total": sum(totals), "total_months": len(totals),
        "known": any(month.share is not None for month in months), "estimated": "estimated_total" in last.flags,
    }  # fmt: skip
    if not card["known"]:
        return card
    layers = layers_of(found)
    cut = [(name, values[-len(months) :]) for name, values in layers]
    told = formats_in_force()
    label = _("Share of their procurement by category, %(months)d months; now %(share)s") % {
        "months": len(months), "share": told.percent(last.share),
    }  # fmt: skip
    names = {word.key: stage_name(word.key) for word in STAGES}
    pins = [
        (at, _("%(month)s: %(stage)s") % {"month": told.month(month.month), "stage": stage_name(month.stage)})
        for at, month in enumerate(months)
        if at and month.stage != months[at - 1].stage
    ]
    axis = [
        (at, told.axis_month(month.month)) for at, month in enumerate(months) if at % 6 == 0 and at < len(months) - 3
    ]
    axis.append((len(months) - 1, told.axis_month(last.month)))
    stages = [month.stage for month in months]

    def drawn(width: int, height: int, marks: list[tuple[int, str]], *, edge: bool) -> SafeString:
        return mark_safe(
            stacked_share(
                cut, stages=stages, names=names, axis=marks, label=label, pins=pins, named_edge=edge, width=width,
                height=height,
            )
        )  # fmt: skip

    year = max(len(months) - 1 - YEAR, 0)
    return card | {
        "wide": drawn(_WIDE, 300, axis, edge=True),
        "narrow": drawn(_NARROW, 210, axis[::2] if axis[-1] in axis[::2] else [*axis[:-1:3], axis[-1]], edge=False),
        "legend": [
            {"name": name, "value": told.percent(values[-1]), "ramp": number,
             "delta": delta(_change(values[year], values[-1]))}
            for number, (name, values) in enumerate(cut)
        ] if len(cut) > 1 else [],
    }  # fmt: skip


def _change(then: float | None, now: float | None) -> float | None:
    return None if then is None or now is None else now - then


def layers_of(found: Overview) -> list[tuple[str, list[float | None]]]:
    """At most five: the biggest categories and the others; one where there are none, or amounts are not read."""
    account = found.account
    whole = [month.share for month in account.months]
    parts = parts_of_share(account, found.relations[1:]) if account.last.ours is not None else []
    parts = [part for part in parts if any(part[1])]
    if len(parts) < 2:
        return [(_("Everything"), whole)]
    layers = [(relation.name, values) for relation, values in parts[:MOST_LAYERS]]
    if len(parts) > MOST_LAYERS:
        rest = [values for _relation, values in parts[MOST_LAYERS - 1 :]]
        summed = [
            None if column[0] is None else sum(value or 0.0 for value in column) for column in zip(*rest, strict=True)
        ]
        layers = [*layers[: MOST_LAYERS - 1], (pgettext("categories", "Others"), summed)]
    return layers


def _relation(one: RelationMonths) -> dict[str, Any]:
    last = one.last
    return {
        "key": one.category, "name": one.name, "stage": last.stage,
        "signal": "" if last.signal in _QUIET else last.signal,
        "share": formats_in_force().percent(last.share), "data": None if last.share is None else f"{last.share:.1f}",
    }  # fmt: skip


@signed_in
def share(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """The months of the chart as a table, and as a file."""
    frame = framed(actor, customer, "overview")
    found = overview(actor, customer, frame.level, on=timezone.now())
    told = formats_in_force()
    layers = layers_of(found) if found is not None else []
    months = found.account.months if found is not None else ()
    parts = layers if len(layers) > 1 else []
    head = [_("Month"), _("Stage"), _("Our share in per cent"), *(name for name, _values in parts)]
    if request.GET.get("as") == "csv":
        lines = [
            [
                month.month.isoformat()[:7],
                month.stage,
                _exact(month.share),
                *(_exact(values[at]) for _n, values in parts),
            ]
            for at, month in enumerate(months)
        ]
        return table_file(actor, "share", head, lines, customer=customer)
    lines = [
        [
            told.month(month.month),
            stage_name(month.stage),
            told.percent(month.share),
            *(told.percent(v[at]) for _n, v in parts),
        ]
        for at, month in reversed(list(enumerate(months)))
    ]
    table = plain_table(
        _("Share of their procurement"), [(name, place > 1) for place, name in enumerate(head)], lines
    )  # fmt: skip
    return render(
        request, "relationship/share.html", {**frame.context, "facts": [], "table": table, "empty": not lines}
    )


def _exact(share: float | None) -> str:
    return "" if share is None else f"{share:.1f}"


# ---- what is done ----


def _places(lines: list[Line], categories: dict[int | None, str]) -> str:
    """In which categories, where it is not about all that they buy."""
    names = [categories.get(line.category, "") for line in lines if line.category is not None]
    return formats_in_force().listed(names, 3) if names and len(names) == len(lines) else ""


def _plays(
    lines: list[Line], titles: dict[str, Any], categories: dict[int | None, str], address: str
) -> list[dict[str, Any]]:  # fmt: skip
    """One line a play, whatever the number of its categories; what runs comes first."""
    same: dict[tuple[bool, str], list[Line]] = {}
    for line in lines:
        same.setdefault((line.state != PlayState.RUNNING, line.title), []).append(line)
    told = []
    for (proposed, key), held in sorted(same.items(), key=lambda one: one[0][0]):
        first = min(held, key=lambda line: line.category is not None)
        done, steps = sum(line.done for line in held), sum(line.steps for line in held)
        progress = _("%(done)d of %(all)d done") % {"done": done, "all": steps} if steps else ""
        state = pgettext("a play", "proposed") if proposed else progress
        told.append(
            {
                "key": first.key, "play": key, "category": first.category or "",
                "title": book.say(titles[key]) if key in titles else key, "state": first.state,
                "about": " · ".join(part for part in (state, _places(held, categories)) if part),
                "href": f"{address}plays/",
            }
        )  # fmt: skip
    return told


def _repairs(lines: list[Line], categories: dict[int | None, str]) -> list[dict[str, Any]]:
    """Those that run, and one line for all that are proposed."""
    told = formats_in_force()
    shown = [([line], True) for line in lines if line.state == RepairState.RUNNING]
    if proposed := [line for line in lines if line.state != RepairState.RUNNING]:
        shown.append((proposed, False))
    found = []
    for held, running in shown:
        first = min(held, key=lambda line: line.category is not None)
        since = _("since %(day)s") % {"day": told.day(min(line.since for line in held))}
        found.append(
            {
                "key": first.key, "running": running, "href": f"/repairs/{first.key}/",
                "category": first.category or "",
                "about": " · ".join(part for part in (since, _places(held, categories)) if part),
            }
        )  # fmt: skip
    return found


def _matter(line: Line, href: str, today: date) -> dict[str, Any]:
    days = max((today - line.since).days, 0)
    return {
        "key": line.key, "title": line.title, "href": href, "state": line.state,
        "age": ngettext("%(days)d day", "%(days)d days", days) % {"days": days}, "old": days > 60,
    }  # fmt: skip
