"""The list of erasures: it survives a crash, an older backup, and a line that was cut off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from guanxi.database import erasures
from guanxi.database.erasures import Erasure
from guanxi.errors import Refused

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FIRST = Erasure(at=NOW, kind="guest", key=7)
SECOND = Erasure(at=NOW.replace(hour=10), kind="guest", key=8)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(erasures, "_kinds", {})
    file = settings.GUANXI_HOME / erasures.NAME
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)


def test_an_erasure_is_listed_when_it_commits_and_not_before(listed: Path) -> None:
    with transaction.atomic():
        erasures.remember(FIRST)
        assert not listed.exists()
    with transaction.atomic():
        erasures.remember(SECOND)
        transaction.set_rollback(True)
    assert erasures.read(listed) == [FIRST]
    assert listed.stat().st_mode & 0o777 == 0o600


def test_what_a_crash_kept_from_the_list_is_added_from_the_proofs(listed: Path) -> None:
    erasures.register("guest", replay=lambda erasure: True, known=lambda: [FIRST, SECOND])
    erasures.write([FIRST], listed)
    assert erasures.keep() == 1
    assert erasures.read(listed) == [FIRST, SECOND]
    assert erasures.keep() == 0


def test_a_replay_erases_in_the_order_of_time_and_counts_what_was_still_there(listed: Path) -> None:
    seen: list[int] = []

    def replay(erasure: Erasure) -> bool:
        seen.append(erasure.key)
        return erasure.key == 8

    erasures.register("guest", replay=replay, known=list)
    erasures.write([SECOND, FIRST, FIRST], listed)
    assert erasures.replay(listed) == 1
    assert seen == [7, 8]


def test_a_line_cut_off_by_a_power_failure_swallows_no_other(listed: Path) -> None:
    erasures.write([FIRST], listed)
    with listed.open("a") as file:
        file.write('{"at": "2026-11-02T10:0')
    assert erasures.read(listed) == [FIRST]


def test_a_damaged_list_is_refused(listed: Path) -> None:
    erasures.write([FIRST, SECOND], listed)
    lines = listed.read_text().splitlines(keepends=True)
    listed.write_text("nonsense\n" + lines[1])
    with pytest.raises(Refused, match="Line 1 of the list of erasures"):
        erasures.read(listed)


def test_a_list_holds_a_kind_a_key_and_a_moment(listed: Path) -> None:
    erasures.write([FIRST], listed)
    assert listed.read_text() == '{"at": "2026-11-02T09:30:00+00:00", "kind": "guest", "key": 7}\n'
