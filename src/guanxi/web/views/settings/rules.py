"""Settings of the rules: one set for the company, dated; another one judges the whole history anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.parameters import MOST, least
from guanxi.months import first_day, month_number, month_text
from guanxi.records.jobs import worker_silence
from guanxi.relationships.assessments import rules_wait
from guanxi.relationships.resources import RULES
from guanxi.relationships.rules import Rules, set_rules
from guanxi.relationships.rules import rules as held_rules
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform_or_say, submitted
from guanxi.web.doors import administrators
from guanxi.web.forms import MonthField, form_for
from guanxi.web.views.rule_words import PARAMETERS, ParameterWords, settings_of
from guanxi.web.views.settings import settings_tabs

_ADDRESS = "/settings/rules/"
_SHIPPED = Rules()
_MOST_SETS = 200
_ALIVE = 120  # seconds


@administrators
def rules(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    if request.GET.get("part") == "waiting":
        return render(request, "settings/_waiting.html", _waiting())
    held, rows = held_rules(), view(actor, RULES).all(_MOST_SETS)
    form = _form(request, held, _start(request, rows) or held)

    def save(data: dict[str, Any]) -> None:
        names = [one.name for one in _words()]
        perform_or_say(
            request, actor, set_rules, parameters={name: data[name] for name in names},
            first_month=data["first_month"], version=data["version"],
            told=_("Saved. The worker judges all relationships anew, with their whole history."),
        )  # fmt: skip

    done, _nothing = submitted(request, form, save)
    if done:
        return go_on(request, _ADDRESS)
    return form_page(
        request, form, title=pgettext("page", "Rules"), label=_("Save and judge anew"), back=_ADDRESS, nav="settings",
        template="settings/rules.html", tabs=settings_tabs(actor, "rules"), sets=_sets(rows),
        is_filled="from" in request.GET, **_waiting(),
        groups=[(title, [form[one.name] for one in words]) for title, words in PARAMETERS],
    )  # fmt: skip


def _waiting() -> dict[str, Any]:
    silence = worker_silence(timezone.now())
    return {"is_waiting": rules_wait(), "worker_is_alive": silence is not None and silence < _ALIVE}


def _words() -> Iterator[ParameterWords]:
    return (one for _title, group in PARAMETERS for one in group)


# ---- the form ----


def _form(request: HttpRequest, held: Rules, start: Rules) -> forms.Form:
    """``start`` fills it in; ``held`` is what it changes."""
    extra: dict[str, forms.Field] = {"first_month": _first_month(required=held.first_month is not None)}
    extra |= {one.name: _number(one) for one in _words()}
    initial: dict[str, Any] = {one.name: getattr(start.parameters, one.name) for one in _words()}
    if start.first_month is not None:
        initial["first_month"] = month_text(start.first_month)
    return form_for((), request.POST or None, initial=initial, version=held.key, extra=extra)


def _first_month(*, required: bool) -> MonthField:
    told = _(
        "From here on the company works with it. What happened before is judged and shown, and opens nothing: "
        "no play and no repair."
    )
    return MonthField(
        label=_("First month"), required=required, max_length=7, help_text=told,
        error_messages={"required": _("Choose a month: there was one before, and it can be moved, not taken away.")},
    )  # fmt: skip


def _number(words: ParameterWords) -> forms.IntegerField:
    smallest, told = least(words.name), formats_in_force()
    wrong = _("Write a whole number from %(least)d to %(most)d.") % {"least": smallest, "most": MOST}
    bounds = _("By default %(default)s; from %(least)d to %(most)d.") % {
        "default": words.unit.count(getattr(_SHIPPED.parameters, words.name)), "least": smallest, "most": MOST,
    }  # fmt: skip
    return forms.IntegerField(
        label=_("%(label)s (%(unit)s)") % {"label": words.label, "unit": words.unit.name},
        help_text=told.sentences(words.effect, bounds), min_value=smallest, max_value=MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )  # fmt: skip


# ---- the sets that there were ----


def _start(request: HttpRequest, rows: Sequence[Row]) -> Rules | None:
    """The set with which the address wants the form filled in: an earlier one, or what ships."""
    asked = request.GET.get("from", "")
    if asked == "defaults":
        return Rules(Parameters(), held_rules().first_month)
    return next((_rules_of(row) for row in rows if str(row.key) == asked), None)


def _rules_of(row: Row) -> Rules:
    first = row["first_month"]
    return Rules(Parameters.from_settings(row["parameters"]), None if first is None else month_number(first), row.key)


@dataclass(frozen=True)
class PastSet:
    """A set of rules: when and by whom it was set, and what it changed of the one before it."""

    key: int
    when: str
    who: str
    changes: list[tuple[str, str, str]]


def _sets(rows: Sequence[Row]) -> list[PastSet]:
    """The newest first; it is the one that holds."""
    told = formats_in_force()
    befores = [*(_rules_of(row) for row in rows[1:]), _SHIPPED]
    return [
        PastSet(
            row.key, told.moment(row["set_at"]), row["set_by"].label if row["set_by"] else "",
            _differences(before, _rules_of(row)),
        )
        for row, before in zip(rows, befores, strict=False)
    ]  # fmt: skip


def _differences(before: Rules, after: Rules) -> list[tuple[str, str, str]]:
    pairs = zip(settings_of(before.parameters), settings_of(after.parameters), strict=True)
    found = [(label, old, new) for (label, old), (_label, new) in pairs if old != new]
    if before.first_month != after.first_month:
        found.append((_("First month"), _month(before.first_month), _month(after.first_month)))
    return found


def _month(month: int | None) -> str:
    return formats_in_force().month(None if month is None else first_day(month))
