"""What was known of a relation when something began, and what is known of it now."""

from dataclasses import dataclass

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.relationships.resources import ASSESSMENTS


@dataclass(frozen=True)
class Snapshot:
    """``share`` in hundredths of a per cent and ``ours`` in minor units, None where unknown or not to be read."""

    stage: str = ""
    signal: str = ""
    share: int | None = None
    ours: int | None = None


def snapshot(actor: Actor, customer: int, category: int | None) -> Snapshot:
    """Of a relation as it was last judged."""
    query = view(actor, ASSESSMENTS).of_customer(customer)
    query = query.filter("category", "empty") if category is None else query.filter("category", "is", str(category))
    rows = query.all(1)
    if not rows:
        return Snapshot()
    share = rows[0]["share"]
    return Snapshot(
        rows[0]["stage"], rows[0]["signal"], None if share is None else round(share * 100), rows[0].get("ours_12")
    )
