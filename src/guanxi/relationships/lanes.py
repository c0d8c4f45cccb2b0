"""The customers of a list by stage: how many, what they bought, and of each stage those that need us most."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Case, IntegerField, Q, Value, When

from guanxi.access.reading import Query, Row
from guanxi.customers.models import Customer
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.relationships.slipping import GROUPS

_CALM: Final = len(GROUPS)
_RISK: Final = {key: number for number, (_name, keys) in enumerate(GROUPS[:-1]) for key in keys}


def risk(signal: str | None) -> int:
    """The smaller, the more is lost by waiting."""
    return _RISK.get(signal or "", _CALM)


def lanes(query: Query, most: int, fields: Sequence[str]) -> dict[str, list[Row]]:
    """Of each stage at most so many: what is at risk first, then by what was bought from us. One statement."""
    amounts = "ours_12" in {f.name for f in query.resource.fields}
    whens = [When(signal__in=keys, then=Value(number)) for number, (_name, keys) in enumerate(GROUPS[:-1])]
    ranked = Customer.objects.filter(pk__in=query.subquery()).annotate(
        risk=Case(*whens, default=Value(_CALM), output_field=IntegerField())
    )
    order = ("risk", "-ours_12", "pk") if amounts else ("risk", "sort_key", "pk")
    picked = Q(pk__in=())
    for word in STAGES:
        picked |= Q(pk__in=ranked.filter(stage=word.key).order_by(*order).values("pk")[:most])
    rows = query.only(*fields).among(Customer.objects.filter(picked).values("pk")).all(most * len(STAGES))
    rows.sort(key=lambda row: (risk(row.get("signal")), -(row.get("ours_12") or 0)))
    return {word.key: [row for row in rows if row["stage"] == word.key] for word in STAGES}
