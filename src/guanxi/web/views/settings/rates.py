"""Settings: what other currencies are worth in that of the company, month by month, and where a rate is missing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.errors import NotFound, WrongCall
from guanxi.ledger.category_actions import set_rate
from guanxi.ledger.missing_rates import MissingRate, missing_rates
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.queries import rates_of_month
from guanxi.ledger.rates import rate_text
from guanxi.ledger.resources import RATES
from guanxi.months import first_day, month_number, month_text, parse_month
from guanxi.records.company import company
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform_or_say, submitted
from guanxi.web.doors import administrators
from guanxi.web.forms import MonthField, form_for
from guanxi.web.lists import csv_answer, read_address
from guanxi.web.tables import Table, plain_table
from guanxi.web.views.settings import settings_tabs

_LIST = "/settings/rates/"
_MOST = 50_000
_MISSING_SHOWN = 12
_FIGURES = 6  # significant ones in the table; the page of a rate has them all


@administrators
def rates(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, RATES, read_address(request))
    now, rows = timezone.now(), view(actor, RATES).only("currency", "month", "rate").all(_MOST)
    years = sorted({row["month"].year for row in rows}, reverse=True)
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one) == asked), years[0] if years else 0)
    missing = [_missing(one) for one in missing_rates(actor, on=now)]
    context = {
        "nav": "settings", "tabs": settings_tabs(actor, "rates"), "title": _("Currency rates"),
        "base": company().base_currency,
        "missing": missing[:_MISSING_SHOWN], "more_missing": missing[_MISSING_SHOWN:],
        "years": [{"label": str(one), "href": f"{_LIST}?year={one}", "current": one == year} for one in years],
        "table": _table(rows, year, last_whole_month(today_here(now))) if rows else None,
    }  # fmt: skip
    return render(request, "settings/rates.html", context)


def _address(currency: str, month: int) -> str:
    return f"{_LIST}{currency}/{month_text(month)}/"


def _table(rows: Sequence[Row], year: int, last: int) -> Table:
    """The months of a year by the currencies that have any rate; each cell leads to where it is set."""
    known = {(row["currency"], month_number(row["month"])): row["rate"] for row in rows}
    currencies = sorted({currency for currency, _month in known})
    newest = max(last, *(month for _currency, month in known))
    told = formats_in_force()
    lines = []
    for month in range(min(newest, year * 12 + 11), year * 12 - 1, -1):
        name = told.month(first_day(month))
        lines.append([name, *(_cell(currency, month, name, known.get((currency, month))) for currency in currencies)])
    head = [(pgettext("of a rate", "Month"), False), *((currency, True) for currency in currencies)]
    return plain_table(_("Rates of %(year)s") % {"year": year}, head, lines)


def _cell(currency: str, month: int, name: str, rate: int | None) -> SafeString:
    shown = "–" if rate is None else rate_text(round(rate, min(_FIGURES - len(str(rate)), 0)))
    label = _("%(currency)s, %(month)s: %(rate)s") % {
        "currency": currency, "month": name, "rate": _("no rate") if rate is None else shown,
    }  # fmt: skip
    return format_html('<a class="link" href="{}" aria-label="{}">{}</a>', _address(currency, month), label, shown)


def _missing(one: MissingRate) -> dict[str, Any]:
    told = formats_in_force()
    first, last = (told.month(first_day(month)) for month in (one.first, one.last))
    return {
        "currency": one.currency,
        "months": first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last},
        "used": "" if one.used is None else told.month(first_day(one.used)),
        "purchases": one.purchases,
        "totals": one.totals,
        "href": _address(one.currency, one.last),
    }


# ---- one rate ----


def _rate_field() -> forms.CharField:
    base = company().base_currency
    return forms.CharField(
        label=_("What one of it is worth in %(currency)s") % {"currency": base}, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("On average of the month, for example 0.1287. All lines and totals of it are converted anew."),
    )  # fmt: skip


@administrators
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    extra: dict[str, forms.Field] = {
        "currency": forms.CharField(
            label=str(RATES.field("currency").label), max_length=3, help_text=_("Its three letters, for example USD."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        ),
        "month": MonthField(label=str(RATES.field("month").label), max_length=7),
        "rate": _rate_field(),
    }  # fmt: skip
    last = last_whole_month(today_here(timezone.now()))
    form = form_for((), request.POST or None, initial={"month": month_text(last)}, version=0, extra=extra)
    done, _key = submitted(request, form, lambda data: _set(request, actor, data["currency"], data["month"], data))
    if done:
        return go_on(request, f"{_LIST}?year={form.cleaned_data['month'].year}")
    return form_page(
        request, form, title=_("New rate"), label=_("Set the rate"), back=_LIST, nav="settings", above=_above(),
    )  # fmt: skip


@administrators
def rate(request: HttpRequest, actor: Actor, currency: str, month: str) -> HttpResponseBase:
    """The rate of a currency and a month: set, or corrected; what stood there before stays readable."""
    day = _day_of(currency, month)
    rows = rates_of_month(actor, currency, day)
    held = next((row for row in rows if row["superseded_at"] is None), None)
    initial = {"rate": rate_text(held["rate"]) if held else ""}
    extra: dict[str, forms.Field] = {"rate": _rate_field()}
    form = form_for((), request.POST or None, initial=initial, version=held.key if held else 0, extra=extra)
    done, _key = submitted(request, form, lambda data: _set(request, actor, currency, day, data))
    if done:
        return go_on(request, f"{_LIST}?year={day.year}")
    name = formats_in_force().month(day)
    return form_page(
        request, form, title=_("%(currency)s, %(month)s") % {"currency": currency, "month": name},
        label=_("Correct the rate") if held else _("Set the rate"), back=f"{_LIST}?year={day.year}", nav="settings",
        above=_above(), template="settings/rate.html", rows=[_past(row) for row in rows],
    )  # fmt: skip


def _above() -> list[tuple[str, str]]:
    return [(_("Currency rates"), _LIST)]


def _day_of(currency: str, month: str) -> date:
    try:
        if currency not in list_currencies() or currency == company().base_currency:
            raise WrongCall(currency)
        return first_day(parse_month(month))
    except WrongCall:
        raise NotFound(_("There is no such page.")) from None


def _set(request: HttpRequest, actor: Actor, currency: str, month: date, data: dict[str, Any]) -> None:
    perform_or_say(
        request, actor, set_rate, told=_("The rate was set."), currency=currency, month=month, rate=data["rate"],
        version=data["version"],
    )  # fmt: skip


def _past(row: Row) -> dict[str, Any]:
    told = formats_in_force()
    return {
        "key": row.key, "rate": rate_text(row["rate"]), "when": told.moment(row["recorded_at"]),
        "who": row["recorded_by"].label if row["recorded_by"] else "",
        "until": told.moment(row["superseded_at"]) if row["superseded_at"] else "",
    }  # fmt: skip
