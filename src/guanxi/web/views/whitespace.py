"""Whitespace: what each customer buys of which category, coloured by our share; an empty field is a chance."""

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.directory import USERS
from guanxi.access.levels import Level
from guanxi.access.policy import levels_on
from guanxi.access.reading import Query, Row, view
from guanxi.access.resources import Field, Kind, editable_fields
from guanxi.activities.resources import TASKS
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.ledger.queries import category_names
from guanxi.ledger.resources import CATEGORIES
from guanxi.plans.account_plan_actions import take_up_chance
from guanxi.relationships.dialogue_resources import NEEDS
from guanxi.relationships.resources import ASSESSMENTS
from guanxi.web import cells
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lists import read_address
from guanxi.web.lookups import looked_up
from guanxi.web.tables import Cell, Column, Table, TableRow, table_file
from guanxi.web.templatetags.face import icon, monogram
from guanxi.web.views.customer_details import refuse_reader
from guanxi.web.views.dialogue import above
from guanxi.web.views.totals import may_record

_ROWS, _AT_ONCE, _MOST_CATEGORIES, _MOST = 40, 200, 24, 5_000
_STAGE_OF_BAND = {"under_50": "initial", "from_50": "stable", "from_80": "strategic"}


@signed_in
def whitespace(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Customers by what they buy from us, categories by how many are known there."""
    asked = read_address(request)
    rows = view(actor, CATEGORIES).filter("closed_at", "empty").order("name").all(_MOST_CATEGORIES)
    categories = [(row.key, str(row["name"])) for row in rows]
    accounts = view(actor, ASSESSMENTS).filter("category", "empty").order(_order(actor))
    if request.GET.get("as") == "csv":
        return table_file(
            actor, "whitespace", ("customer", *(name for _key, name in categories)), _file(actor, accounts, categories)
        )
    page = accounts.after(asked.after).page(_ROWS)
    keys = [row["customer"].key for row in page.rows]
    known, needs = _known(actor, keys, categories), _needs(actor, keys)
    columns = [Column("customer", ASSESSMENTS.field("customer").label)]
    columns += [Column("category", name) for _key, name in categories]
    levels = levels_on(actor, keys)
    lines = []
    for row in page.rows:
        customer = row["customer"]
        may_edit = levels[customer.key] >= Level.EDIT and actor.viewed_by is None
        may_enter = may_record(actor, levels[customer.key])
        line = [Cell("customer", _customer(customer.key, customer.label))]
        for key, name in categories:
            at = customer.key, key
            held, need = known.get(at), needs.get(at, "")
            drawn = _field(held, need, at, name, may_edit=may_edit, may_enter=may_enter)
            line.append(Cell("share", drawn))
        lines.append(TableRow(row.key, customer.label, tuple(line)))
    context = {
        "nav": "whitespace",
        "table": Table(_("Whitespace"), "assessments", tuple(columns), tuple(lines)),
        "has_categories": bool(categories),
        "has_unknown": any(row["band"] == "unknown" for row in known.values()),
        "next_href": asked.address(after=page.next) if page.next else "",
        "first_href": asked.address() if asked.after else "",
    }
    return render(request, "plans/whitespace.html", context)


Place = tuple[int, int]  # customer and category


def _known(
    actor: Actor, customers: Sequence[int], categories: Sequence[tuple[int, str]]
) -> dict[Place, Row]:  # fmt: skip
    """One row at most for each customer and category."""
    query = view(actor, ASSESSMENTS).of_customer(*customers).exactly("category", [key for key, _name in categories])
    rows = query.all(len(customers) * len(categories)) if customers and categories else []
    return {(row["customer"].key, row["category"].key): row for row in rows}


def _needs(actor: Actor, customers: Sequence[int]) -> dict[Place, str]:
    """The words of those that are not met."""
    query = view(actor, NEEDS).of_customer(*customers).filter("category", "empty", "no")
    rows = query.all(_MOST) if customers else []
    return {(row["customer"].key, row["category"].key): row["words"] for row in rows if row["state"] != "met"}


def _file(actor: Actor, accounts: Query, categories: Sequence[tuple[int, str]]) -> Iterator[Sequence[object]]:
    """All customers, some at a time."""
    page = accounts.page(_AT_ONCE)
    while page.rows:
        known = _known(actor, [row["customer"].key for row in page.rows], categories)
        for row in page.rows:
            customer = row["customer"]
            yield customer.label, *(_plain(known.get((customer.key, key))) for key, _name in categories)
        if page.next is None:
            return
        page = accounts.after(page.next).page(_AT_ONCE)


def _order(actor: Actor) -> str:
    """By our purchases, for who reads them."""
    return "-ours_12" if any(f.name == "ours_12" for f in view(actor, ASSESSMENTS).resource.fields) else "stage"


def _customer(key: int, name: str) -> SafeString:
    return format_html(
        '<a class="cell-name" href="/customers/{}/">{}<span><b>{}</b></span></a>',
        key, monogram(name, key, "small"), name,
    )  # fmt: skip


def _plain(row: Row | None) -> str:
    return "" if row is None or row["share"] is None else f"{row['share']:.2f}"


def _field(
    row: Row | None, need: str, at: tuple[int, int], name: str, *, may_edit: bool, may_enter: bool
) -> SafeString:  # fmt: skip
    """Our share; a question mark where it is unknown; in an empty field the need that stands there, or a way to one."""
    if row is not None and row["band"] in _STAGE_OF_BAND:
        return format_html(
            '<span class="chip st-{}" title="{}">{}</span>', _STAGE_OF_BAND[row["band"]],
            cells.value_text(ASSESSMENTS.field("band"), row["band"]), formats_in_force().percent(row["share"]),
        )  # fmt: skip
    if row is not None and row["band"] == "unknown":
        return _unknown(at, name, may_enter=may_enter)
    if need:
        return format_html(
            '<span class="chip chip-signal fix" title="{}">{}</span>', need, pgettext("of a customer", "Need")
        )
    if not may_edit:
        return SafeString("")
    address, label = f"/whitespace/{at[0]}/{at[1]}/", _("Take up the chance: %(category)s") % {"category": name}
    return format_html(
        '<a class="btn-icon" href="{0}" hx-get="{0}" hx-target="#dialog-content" hx-swap="innerHTML" aria-label="{1}">'
        "{2}</a>",
        address, label, icon("plus"),
    )  # fmt: skip


def _unknown(at: tuple[int, int], name: str, *, may_enter: bool) -> SafeString:
    """They buy there, and nobody knows how much of it is ours: for who records totals the way to one."""
    if not may_enter:
        return format_html('<span class="chip chip-outline" title="{}">?</span>', _("share unknown"))
    return format_html(
        '<a class="chip chip-outline" href="{0}" hx-get="{0}" hx-target="#dialog-content" hx-swap="innerHTML"'
        ' title="{1}" aria-label="{2}">?</a>',
        f"/customers/{at[0]}/totals/new/?category={at[1]}", _("share unknown"),
        _("Enter a total: %(category)s") % {"category": name},
    )  # fmt: skip


@signed_in
def take_up(request: HttpRequest, actor: Actor, customer: int, category: int) -> HttpResponseBase:
    """An empty field becomes a need with the first step towards it."""
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    bought: Mapping[int, str] = category_names()
    if category not in bought:
        raise NotFound(_("There is no such category."))
    words = next(f for f in editable_fields(view(actor, NEEDS).resource) if f.name == "words")
    title, due = (
        next(f for f in editable_fields(view(actor, TASKS).resource) if f.name == field) for field in ("title", "due")
    )
    owner = Field("owner", _("Who does it"), Kind.REFERENCE, TASKS.field("owner").field_class, target="users")
    fields = (words, title, due, owner)
    sent = looked_up(actor, request.POST, {"owner": USERS}) if request.method == "POST" else None
    first = _("Ask what they buy of %(category)s, and from whom") % {"category": bought[category]}
    form = form_for(fields, sent, initial={"title": first, "due": timezone.localdate()})
    form.fields["due"].required = True
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, take_up_chance, told=_("The need is recorded, and the first step is a task."),
            customer=customer, category=category, words=str(written(form, fields)["words"]), title=data["title"],
            due=str(data["due"]), owner=int(data["owner"]) if data["owner"] else None,
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/customers/{customer}/dialogue/")
    return form_page(
        request, form, title=f"{name} · {bought[category]}", label=_("Take it up"), back="/whitespace/",
        nav="whitespace", above=above(customer, name),
    )  # fmt: skip
