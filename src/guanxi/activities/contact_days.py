"""When customers took part in something: the two-way contacts that the rules of the relationship count."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from guanxi.access.models import Change
from guanxi.activities.models import Activity
from guanxi.database.fetching import fetch, marks

_COUNTED: Final = ("customer_id", "at", "customer_took_part", "removed_at")


def two_way_contacts(customers: Sequence[int], *, known_at: datetime | None = None) -> Iterator[tuple[int, datetime]]:
    """(customer, moment) of each, for judging: asks for no actor.

    With ``known_at`` those that were logged by then, as they read then: the change log tells what was edited since.
    """
    if known_at is not None:
        yield from _known(customers, known_at)
        return
    rows = fetch(
        f"SELECT customer_id, at FROM activities_activity WHERE customer_id IN ({marks(customers)})"
        " AND customer_took_part AND removed_at IS NULL",
        customers,
    )
    for customer, at in rows:
        # SQLite keeps moments of UTC without saying so.
        yield customer, at if at.tzinfo else at.replace(tzinfo=UTC)


def _known(customers: Sequence[int], moment: datetime) -> Iterator[tuple[int, datetime]]:
    then = _before_edits(customers, moment)
    logged = Activity.objects.filter(customer__in=customers, created_at__lte=moment)
    found = [row | then.pop(row["pk"], {}) for row in logged.values("pk", *_COUNTED)]
    # What was taken back since has no row any more.
    found += [values for values in then.values() if "created_at" in values and values["created_at"] <= moment]
    for values in found:
        if values.get("customer_took_part") and values.get("removed_at") is None:
            yield values["customer_id"], values["at"]


def _before_edits(customers: Sequence[int], moment: datetime) -> dict[int, dict[str, Any]]:
    """By activity what was edited or taken back since, as it read before."""
    lines = Change.objects.filter(
        model=Activity._meta.label_lower, customer__in=customers, group__at__gt=moment,
        operation__in=("change", "remove"),
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for record, old in lines.order_by("-pk").values_list("record", "old"):
        # The earliest edit of a field comes last and stays; who was moved by a merge is where he is now.
        read = {name: _read(name, value) for name, value in (old or {}).items() if name in (*_COUNTED, "created_at")}
        found.setdefault(record, {}).update(read)
    for values in found.values():
        if "created_at" not in values:
            values.pop("customer_id", None)
    return found


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name in ("at", "removed_at", "created_at") else value
