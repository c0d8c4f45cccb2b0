"""What is read of the share ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.reading import MOST_COUNTED, Query, Row, view
from guanxi.access.resources import Field, Kind, Resource
from guanxi.ledger.models import Category
from guanxi.ledger.resources import CATEGORIES, EXIT_NOTICES, OPENINGS, PURCHASES, RATES, RIVALS, TOTALS
from guanxi.ledger.rollup import effective_categories

_MOST_CATEGORIES: Final = 5_000


def category_names() -> dict[int, str]:
    """The names of all categories that facts count in, by key: they are no secret to anybody."""
    return dict(Category.objects.filter(merged_into=None).values_list("pk", "name"))


def category_keys() -> dict[str, int]:
    """The key in which facts of a category of this name count; of two with one name the one that was made first."""
    into = effective_categories()
    rows = Category.objects.order_by("-created_at", "-pk").values_list("name", "pk")
    found = {name: into.get(key, key) for name, key in rows}
    return found | {name: key for name, key in rows if key not in into}


# ---- the tree of categories ----


@dataclass(frozen=True)
class CategoryNode:
    """A category in its place; ``depth`` counts floors from the top, ``below`` what hangs directly on it."""

    key: int
    name: str
    parent: int | None
    depth: int
    below: int
    closed: bool


def category_tree(actor: Actor) -> list[CategoryNode]:
    """All categories that facts count in, each before those below it, by name on each floor."""
    rows = view(actor, CATEGORIES).only("name", "parent", "closed_at").all(_MOST_CATEGORIES)
    known = {row.key for row in rows}
    below: dict[int | None, list[Row]] = {}
    for row in rows:
        parent = row["parent"].key if row["parent"] else None
        below.setdefault(parent if parent in known else None, []).append(row)
    found: list[CategoryNode] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            hanging = len(below.get(row.key, ()))
            closed = row["closed_at"] is not None
            found.append(CategoryNode(row.key, row["name"], parent, depth, hanging, closed))
            walk(row.key, depth + 1)

    walk(None, 0)
    return found


def keys_below(tree: Sequence[CategoryNode], category: int) -> set[int]:
    """The category and everything that hangs below it."""
    found = {category}
    for node in tree:  # parents come first
        if node.parent in found:
            found.add(node.key)
    return found


_MERGED: Final = replace(
    CATEGORIES,
    where={},
    fields=(
        *CATEGORIES.fields,
        Field(
            "merged_into", pgettext_lazy("of a category", "Merged into"), Kind.REFERENCE, FieldClass.SUMMARY,
            path="merged_into_id", label_path="merged_into__name", target="categories",
        ),
    ),
)  # fmt: skip


def merged_into(actor: Actor, category: int) -> list[Row]:
    """The categories whose facts count in this one, since they were merged into it directly."""
    return view(actor, _MERGED).only("name").filter("merged_into", "is", str(category)).all()


@dataclass(frozen=True)
class CategoryFacts:
    """How many facts hang on a category, by resource, and of how many customers: as far as the reader may know."""

    counts: tuple[tuple[Resource, int], ...]
    customers: int


def facts_in(actor: Actor, category: int) -> CategoryFacts:
    """Who reads no amounts has no purchases and no totals here."""
    counts, customers = [], []
    for resource in (PURCHASES, TOTALS, RIVALS, EXIT_NOTICES, OPENINGS):
        his = view(actor, resource).subquery()
        rows: Any = resource.model_class._default_manager.filter(category=category, pk__in=his).order_by()
        counts.append((resource, int(rows.values("pk")[: MOST_COUNTED + 1].count())))
        customers.append(rows.values("customer_id").distinct())
    return CategoryFacts(tuple(counts), int(customers[0].union(*customers[1:]).count()))


def is_used(category: int) -> bool:
    """If a fact, also one that was corrected, some work or another category hangs on it; no reader is told which."""
    hanging: list[Any] = [field for field in Category._meta.get_fields(include_hidden=True) if field.one_to_many]
    return any(one.related_model._default_manager.filter(**{one.field.name: category}).exists() for one in hanging)


# ---- rates ----

_EVERY_RATE_FIELD: Final = Field(
    "superseded_at", pgettext_lazy("a fact", "Corrected"), Kind.DATETIME, FieldClass.SUMMARY, filters=False
)
_EVERY_RATE: Final = replace(RATES, where={}, fields=(*RATES.fields, _EVERY_RATE_FIELD))


def rates_of_month(actor: Actor, currency: str, month: date) -> list[Row]:
    """All that was ever set for a currency and a month, the newest first; without ``superseded_at`` it counts."""
    query = view(actor, _EVERY_RATE).exactly("currency", [currency]).exactly("month", [month])
    return sorted(query.all(), key=lambda row: (row["superseded_at"] is None, row["recorded_at"]), reverse=True)


# ---- totals ----

_SUPERSEDED: Final = Field(
    "superseded_at", pgettext_lazy("a fact", "Corrected"), Kind.DATETIME, FieldClass.BUSINESS, filters=False
)
# With those that were corrected or taken back: what was said stays readable.
_EVERY_TOTAL: Final = replace(TOTALS, where={}, fields=(*TOTALS.fields, _SUPERSEDED))


def every_total(actor: Actor, customer: int) -> Query:
    """All totals ever recorded of a customer; ``superseded_at`` is set on those that count no more."""
    return view(actor, _EVERY_TOTAL).of_customer(customer)
