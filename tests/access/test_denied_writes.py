"""Who may not write sends every form there is: no table is another afterwards."""

import os
from collections.abc import Sequence
from typing import Any

import pytest

from guanxi.access.levels import Level
from tests.access.denied import forms_of, send_all, sent_by_owner
from tests.access.worlds import READERS, RELATIONS, TrustWorld, entered, taken_back

pytestmark = pytest.mark.django_db

_ALL = os.environ.get("GUANXI_TEST_MATRIX") == "all"
_READERS = tuple(READERS) if _ALL else ("marketing",)
_FEW = (RELATIONS.index("share 2"), RELATIONS.index("restricted"))


def _about(world: TrustWorld) -> Sequence[int]:
    """Every second customer that the reader may not edit, the others for the reader after him."""
    closed = [number for number in world.customers if world.level(number) < Level.EDIT]
    return closed[_READERS.index(world.reader_name) % 2 :: 2] if _ALL else _FEW


@pytest.mark.parametrize("reader", _READERS)
def test_a_form_sent_by_who_may_not_changes_no_table(reader: str, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    with entered(reader) as (world, clock):
        with taken_back():
            forms = list(forms_of(world, _about(world)))
        outcome = send_all(world, clock, forms, list(world.customers))
        done = sent_by_owner(world, clock, forms, outcome.refused_at)
    assert not outcome.wrong, "\n".join(outcome.wrong)
    assert outcome.sent > 300
    assert len(outcome.routes) > 25
    assert outcome.refused > outcome.sent / 2
    # A form that nobody could send would count as refused: who may do it does something with as many of them.
    assert len(done) >= 30, sorted(outcome.refused_at - done)
