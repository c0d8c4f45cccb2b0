"""A mark in every protected value: no page, file, letter or line of the log shows it to whom it is closed."""

import os
from typing import Any

import pytest

from guanxi.access.actors import system_actor
from guanxi.access.levels import FieldClass
from guanxi.access.reading import view
from guanxi.access.resources import Kind
from guanxi.catalogue import RESOURCES
from tests.access.canaries import crawl
from tests.access.worlds import READERS, entered, marks_in

pytestmark = pytest.mark.django_db

_ALL = os.environ.get("GUANXI_TEST_MATRIX") == "all"
_READERS = tuple(READERS) if _ALL else ("marketing",)


@pytest.mark.parametrize("reader", _READERS)
def test_nothing_shows_a_mark_to_whom_it_is_closed(reader: str, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    with entered(reader, variant=1) as (world, clock):
        # For the proof every second record, the others for the reader after him.
        found = crawl(world, clock, step=2 if _ALL else 5, first=_READERS.index(reader) % 2)
    assert found.leaks == []
    assert found.failed == []
    assert found.logged == []
    assert found.asked > (800 if _ALL else 200)
    # It looked where there is something to see: names are shown of every customer that is known to him.
    known = {(FieldClass.SUMMARY, n) for n in world.customers if world.reads(n, FieldClass.SUMMARY)}
    assert known <= found.seen
    own = {(c, n) for n in world.customers for c in FieldClass if world.reads(n, c) and c != FieldClass.SECRET}
    assert len(found.seen) >= (0.8 if _ALL else 0.5) * len(own), sorted(own - found.seen)


def test_every_text_that_hangs_on_a_customer_has_a_mark() -> None:
    """A resource or a field that comes new is in the world, or this says that it is not."""
    with entered("sales"):
        system = system_actor("tests")
        unmarked = []
        for resource in RESOURCES:
            if not (resource.customer or resource.link):
                continue
            rows = view(system, resource).all(500)
            for f in resource.fields:
                holds_text = f.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.URL) and f.max_length >= 40
                if f.edited and holds_text and not any(marks_in(str(row[f.name])) for row in rows):
                    unmarked.append(f"{resource.name}.{f.name}")
    assert unmarked == []
