"""Two records of one customer become one: which, what stays, what moves; then merge, with Undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import levels_on
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.access.writing import authorise
from guanxi.customers.duplicates import Typed, suggest
from guanxi.customers.merge_fields import BOTH, LOSER, WINNER, MergeField
from guanxi.customers.merging import MergePreview, merge_customers, preview_merge
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import Invalid
from guanxi.web.cells import value_html
from guanxi.web.doing import go_on, next_address, perform
from guanxi.web.doors import signed_in
from guanxi.web.forms import SuggestedField, form_for
from guanxi.web.lookups import looked_up


@signed_in
def merge(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """The customer of the address stays; without another one in ``?with=`` that is chosen first."""
    authorise(actor, merge_customers, {"winner": customer, "loser": customer})
    sent = looked_up(actor, request.GET, {"with": SUMMARIES})
    written = sent.get("with", "")
    other = int(written) if written.isdecimal() and 0 < len(written) <= 18 else None
    if other is None or other == customer:
        asked = bool(request.GET.get("with_text") or written)
        return _choose(request, actor, customer, sent if asked else None)
    preview = preview_merge(actor, winner=customer, loser=other)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        choose = {
            f.name: request.POST[f"take_{f.name}"]
            for f in preview.fields
            if f.differs and f"take_{f.name}" in request.POST
        }
        try:
            told = _("The two are one now.")
            perform(request, actor, merge_customers, told=told, winner=customer, loser=other, choose=choose)
            return go_on(request, next_address(request, f"/customers/{customer}/"))
        except Invalid as error:
            wrong = error.fields
    return _show(request, view(actor, CUSTOMERS).resource, preview, wrong)


def _show(request: HttpRequest, resource: Resource, preview: MergePreview, wrong: dict[str, str]) -> HttpResponse:
    shown = [_line(resource, preview, f, request, wrong) for f in preview.fields if f.differs]
    known = {line["name"] for line in shown}
    context = {
        "nav": "portfolio",
        "winner": preview.winner,
        "loser": preview.loser,
        "lines": shown,
        "same": len(preview.fields) - len(shown),
        "moves": preview.moves,
        "wrong": [sentence for name, sentence in wrong.items() if name not in known],
        "next": next_address(request, f"/customers/{preview.winner.key}/"),
    }
    return render(request, "customers/merge.html", context, status=422 if wrong else 200)


def _line(
    resource: Resource, preview: MergePreview, f: MergeField, request: HttpRequest, wrong: dict[str, str]
) -> dict[str, Any]:
    declared = resource.field(f.name)
    taken = request.POST.get(f"take_{f.name}", f.take)
    sides = [
        {"value": side, "of": row["name"], "html": value_html(declared, value), "taken": taken == side}
        for side, row, value in ((WINNER, preview.winner, f.winner), (LOSER, preview.loser, f.loser))
    ]
    if f.may_take_both:
        sides.append({"value": BOTH, "html": _("Both, one after the other"), "taken": taken == BOTH})
    return {"name": f.name, "label": f.label, "sides": sides, "error": wrong.get(f.name, "")}


def _choose(request: HttpRequest, actor: Actor, customer: int, sent: Any) -> HttpResponse:
    """A form that asks which other one; the likely ones stand below it."""
    row = view(actor, CUSTOMERS).get(customer)
    field = SuggestedField("customers", label=_("The other record"), help_text=_("It goes, and all of it comes here."))
    form = form_for((), sent, extra={"with": field})
    if sent is not None and form.is_valid():
        form.add_error("with", _("Choose another customer: this is the same one."))
    context = {"nav": "portfolio", "row": row, "form": form, "likely": _likely(actor, row)}
    return render(request, "customers/merge_choose.html", context, status=422 if form.is_bound else 200)


def _likely(actor: Actor, row: Row) -> list[Any]:
    typed = Typed(
        name=str(row["name"]), own_code=str(row.get("own_code") or ""), website=str(row.get("website") or ""),
        numbers=tuple(str(number) for number in row.get("identifiers") or ()),
    )  # fmt: skip
    hints = [hint for hint in suggest(actor, typed, but=row.key) if not hint.is_summary]
    levels = levels_on(actor, [hint.key for hint in hints])
    return [hint for hint in hints if levels[hint.key] >= Level.FULL]
