"""What a customer buys in all, as somebody hears it: one figure, who said it, Enter."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.access.reading import Row, view
from guanxi.access.resources import Field, editable_fields
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.actions import correct_total, record_total, withdraw_total
from guanxi.ledger.queries import category_names
from guanxi.ledger.resources import CATEGORIES, TOTALS
from guanxi.ledger.rollup import effective_categories
from guanxi.money import format_minor
from guanxi.web.doing import form_page, go_on, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written

_FIRST = ("category", "figure", "said_by")
_ASKED = ("category", "said_by")
_MORE = ("source_class", "stated_on", "period_start", "period_end", "note")


def categories(actor: Actor) -> list[tuple[str, str]]:
    """Those in which facts may be recorded; "" is all that the customer buys."""
    rows = view(actor, CATEGORIES).only("name", "closed_at").all()
    return [(str(row.key), row["name"]) for row in rows if row["closed_at"] is None]


def figure_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Total, our share, or a range"), max_length=80, required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
        help_text=_("1.2m, or 40 %, or between 40 and 60 %: of the last 12 months."),
    )  # fmt: skip


def said_by_field() -> forms.CharField:
    return forms.CharField(label=str(TOTALS.field("said_by").label), max_length=200, required=False)


def _fields(*names: str) -> tuple[Field, ...]:
    return tuple(replace(f, required=False) for f in editable_fields(TOTALS) if f.name in names)


def _form(actor: Actor, data: Any, initial: dict[str, Any], *, own: int | None = None) -> forms.Form:
    """``own``: a category that may stay, open or not."""
    fields = _fields(*_ASKED, *_MORE)
    figure = figure_field(required=True)
    figure.widget.attrs["autofocus"] = True
    choices = categories(actor)
    if own is not None and str(own) not in dict(choices):
        choices.append((str(own), category_names()[own]))
    form = form_for(fields, data, initial=initial, choices={"category": choices}, extra={"figure": figure})
    category = form.fields["category"]
    assert isinstance(category, forms.ChoiceField)
    category.choices = [("", _("All that they buy")), *choices]
    form.order_fields([*_FIRST, *_MORE])
    return form


def _page(request: HttpRequest, form: forms.Form, *, title: str, back: str, name: str, label: str) -> HttpResponse:
    return form_page(
        request, form, title=title, label=label, back=back, nav="portfolio", template="form_with_more.html",
        shown=[form[field] for field in _FIRST], more=[form[field] for field in _MORE],
        above=[(pgettext("page", "Portfolio"), "/customers/"), (name, back)],
    )  # fmt: skip


@signed_in
def new(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Category, figure, who told us; period, class and day are filled in and can be changed."""
    name = view(actor, CUSTOMERS).only("name").get(customer)["name"]
    record_total.allow(actor, {"customer": customer})
    asked = request.GET.get("category", "")
    initial = {"category": asked, "source_class": "B", "figure": ""}
    form = _form(actor, request.POST or None, initial)
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, record_total, told=_("Recorded."), customer=customer, figure=data["figure"],
            values={name: value for name, value in written(form, _fields(*_ASKED, *_MORE)).items() if value},
        ),
        _fields(*_ASKED, *_MORE),
    )  # fmt: skip
    back = f"/customers/{customer}/"
    if done:
        htmx = getattr(request, "htmx", None)
        here = htmx.current_url_abs_path if htmx else None
        return go_on(request, next_address(request, here or back))
    return _page(
        request, form, title=_("What does %(name)s buy in all?") % {"name": name}, back=back, name=name,
        label=pgettext("button", "Record"),
    )  # fmt: skip


def figure_text(row: Row) -> str:
    """As it could be written again: ``EUR 1200000``, ``40 %``, ``40-60 %``."""
    low, high = (format_minor(row[name]).removesuffix(".00") for name in ("low", "high"))
    both = low if low == high else f"{low}-{high}"
    return f"{both} %" if row["measure"] == "share" else f"{row['currency']} {both}"


@signed_in
def correct(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Another figure in its stead; the one that was corrected stays readable."""
    row = view(actor, TOTALS).get(key)
    customer = row["customer"]
    initial: dict[str, Any] = {name: row.get(name) for name in (*_ASKED, *_MORE)}
    own = row["category"].key if row["category"] else None
    if own is not None:
        own = effective_categories().get(own, own)
    initial |= {"category": "" if own is None else str(own), "figure": figure_text(row)}
    form = _form(actor, request.POST or None, initial, own=own)
    fields = _fields(*_ASKED, *_MORE)
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, correct_total, told=_("Corrected."), total=key, values=written(form, fields),
            figure=data["figure"],
        ),
        fields,
    )  # fmt: skip
    back = f"/customers/{customer.key}/evidence/"
    if done:
        return go_on(request, back)
    return _page(
        request, form, title=_("Correct the total of %(name)s") % {"name": customer.label}, back=back,
        name=customer.label, label=_("Correct"),
    )  # fmt: skip


@require_POST
@signed_in
def withdraw(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    customer = view(actor, TOTALS).only("customer").get(key)["customer"].key
    perform(request, actor, withdraw_total, told=_("Taken back."), total=key)
    return go_on(request, f"/customers/{customer}/evidence/")


def may_record(actor: Actor, level: Level) -> bool:
    """Without asking again for his level on the customer."""
    start = actor.reads_from(FieldClass.MONEY)
    return start is not None and level >= max(start, Level.EDIT) and actor.viewed_by is None
