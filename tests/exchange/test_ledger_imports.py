"""Ledger files brought in: every line counts once, other suppliers tell the totals, a second time nothing is new."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from guanxi.access.actors import system_actor
from guanxi.activities.models import Activity
from guanxi.catalogue import BY_MODEL
from guanxi.errors import Refused
from guanxi.exchange import ledger_imports
from guanxi.exchange.imports import undo_import
from guanxi.exchange.ledger_exports import export_assessments
from guanxi.exchange.ledger_imports import Brought, bring_file
from guanxi.exchange.models import ImportRun, RunState
from guanxi.ledger.actions import correct_purchase
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.models import MonthlyPurchases, Opening, ProcurementTotal, Purchase, Rate, Rival
from guanxi.months import parse_month
from guanxi.records.company import set_company
from guanxi.relationships.assessments import judge_waiting
from tests.access.cast import Cast, make_cast
from tests.ledger import made
from tests.relationships.worlds import do

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
OPTIONS = ReadOptions(today=date(2026, 11, 16))


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def bring(cast: Cast, kind: str, path: Path, *, options: ReadOptions = OPTIONS, **more: object) -> Brought:
    return bring_file(cast["chen.wei"], kind, path, options, on=NOW, channel="test", **more)  # type: ignore[arg-type]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


LEDGER = """customer,date,amount,category,document,line
Hailu,2026-01-05,100.00,Seals,R1,1
Hailu,2026-01-05,100.00,Seals,R1,1
Hailu,2026-02-05,"1,250.50",,R2,
Nobody,2026-01-32,5,Seals,,
"""


def test_a_file_is_recorded_once_however_often_it_is_brought_in(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "ledger.csv", LEDGER)
    refused = bring(cast, "purchases", path)
    assert (refused.created, refused.rejected, Purchase.objects.count()) == (0, 4, 0)
    planned = bring(cast, "purchases", path, create_customers=True, dry_run=True)
    assert (planned.created, planned.customers, Purchase.objects.count()) == (3, 1, 0)
    first = bring(cast, "purchases", path, create_customers=True)
    assert (first.created, first.same, first.rejected, first.customers) == (3, 0, 1, 1)
    assert [(row, column) for row, column, _why in first.reasons] == [(5, "date")]
    assert sorted(MonthlyPurchases.objects.values_list("ours", "lines")) == [(20000, 2), (125050, 1)]
    again = bring(cast, "purchases", path)
    assert (again.created, again.same) == (0, 3)
    longer = bring(cast, "purchases", write(path, LEDGER + "Hailu,2026-03-01,7,Seals,R3,\n"))
    assert (longer.created, longer.same) == (1, 3)


def test_a_line_that_was_corrected_is_not_brought_back(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "ledger.csv", LEDGER)
    bring(cast, "purchases", path, create_customers=True)
    line = Purchase.objects.get(amount=125050)
    do(correct_purchase, actor=cast["chen.wei"], purchase=line.pk, values={"amount": "1,000.00"})
    assert bring(cast, "purchases", path).created == 0
    assert sorted(MonthlyPurchases.objects.values_list("ours", flat=True)) == [20000, 100000]


def test_an_undo_takes_back_the_whole_file_and_leaves_what_was_corrected_since(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path / "ledger.csv", LEDGER)
    done = bring(cast, "purchases", path, create_customers=True)
    line = Purchase.objects.get(amount=125050)
    do(correct_purchase, actor=cast["chen.wei"], purchase=line.pk, values={"amount": "1,000.00"})
    assert done.run is not None
    undo_import(cast["chen.wei"], done.run, on=NOW, resources=BY_MODEL)
    assert set(Purchase.objects.values_list("amount", flat=True)) == {125050, 100000}
    assert list(MonthlyPurchases.objects.values_list("ours", flat=True)) == [100000]


def test_a_file_that_is_taken_back_meanwhile_ends_there(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_imports, "_CHUNK", 1)
    path = write(tmp_path / "ledger.csv", LEDGER.replace("Nobody,2026-01-32", "Nobody,2026-01-31"))

    def take_back(_count: int) -> None:
        undo_import(cast["chen.wei"], ImportRun.objects.get().pk, on=NOW, resources=BY_MODEL)

    with pytest.raises(Refused, match="was undone"):
        bring(cast, "purchases", path, create_customers=True, advance=take_back)
    assert (Purchase.objects.count(), ImportRun.objects.get().state) == (0, RunState.UNDONE)


def test_other_suppliers_tell_the_totals_and_the_rivals_as_guanxi_assess_takes_them(cast: Cast, tmp_path: Path) -> None:
    path = write(
        tmp_path / "spend.csv",
        "buyer,unit,supplier,date,amount,category\n"
        "City,Parks,Us,2025-01-10,50,Seals\n"
        "City,Parks,Them,2025-01-20,150,Seals\n"
        "City,Parks,Them,2025-03-20,150,Bolts\n"
        "City,Parks,,2025-03-21,10,Seals\n"
        "City,Roads,Them,2025-02-20,99.99,\n"
        "City,Parks,Us,2025-06-10,500,Seals\n"
        "City,Parks,Us,2025-07-10,-40,Seals\n",
    )
    options = ReadOptions(today=OPTIONS.today, mapping=parse_mapping(["customer=buyer+unit"]))
    done = bring(cast, "purchases", path, options=options, us=["Us"], create_customers=True)
    assert done.rejected == 0
    assert bring(cast, "purchases", path, options=options, us=["Us"]).created == 0
    assert {total.source_class for total in ProcurementTotal.objects.all()} == {"A"}
    assert Rival.objects.get(customer__name="City | Parks").name == "Them"
    until = parse_month("2025-07")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    export_assessments(system_actor("tests"), ours, on=NOW, channel="test", until=until)
    made.run([path], theirs, us=("Us",), read=options, until=until)
    for name in ("latest.csv", "moves.csv"):
        assert (ours / name).read_text() == (theirs / name).read_text()


def test_a_contact_of_a_file_has_its_day_on_the_calendar_of_the_company(cast: Cast, tmp_path: Path) -> None:
    do(set_company, values={"time_zone": "Pacific/Auckland"})
    bring(cast, "purchases", write(tmp_path / "ledger.csv", LEDGER), create_customers=True)
    events = write(tmp_path / "events.csv", "customer,date,kind,category,stage\nHailu,2026-02-28,contact,,\n")
    assert bring(cast, "events", events).created == 1
    assert Activity.objects.get().at.astimezone(ZoneInfo("Pacific/Auckland")).date() == date(2026, 2, 28)
    assert bring(cast, "events", events).same == 1


def test_totals_events_rivals_and_rates_come_from_files_too(cast: Cast, tmp_path: Path) -> None:
    bring(cast, "purchases", write(tmp_path / "ledger.csv", LEDGER), create_customers=True)
    rates = write(tmp_path / "rates.csv", "currency,month,rate\nUSD,2025-12,0.9\nUSD,2025-13,1\nEUR,2025-12,1\n")
    done = bring_file(cast["tom.hale"], "rates", rates, OPTIONS, on=NOW, channel="test")
    assert (done.created, done.rejected, Rate.objects.get().rate) == (1, 2, 900_000_000_000)
    totals = write(
        tmp_path / "totals.csv",
        "customer,period_start,period_end,amount,category,source_class,currency\n"
        "Hailu,2026-01-01,2026-06-30,600,Seals,C,USD\nHailu,2026-01-02,2026-06-30,600,,,\n",
    )
    assert (lambda b: (b.created, b.rejected))(bring(cast, "totals", totals)) == (1, 1)
    assert bring(cast, "totals", totals).same == 1
    events = write(
        tmp_path / "events.csv",
        "customer,date,kind,category,stage\nHailu,2026-02-03,contact,,\nHailu,2025-06-01,opening,,3\n"
        "Hailu,2026-04-01,opening,,2\nHailu,2026-05-01,exit_notice,Seals,\n",
    )
    first = bring(cast, "events", events)
    assert (first.created, first.rejected) == (3, 1)
    assert Opening.objects.get().stage == 3
    again = bring(cast, "events", events)
    assert (again.created, again.same, again.rejected) == (0, 3, 1)
    rivals = write(
        tmp_path / "rivals.csv",
        "customer,name,share,confidence,contract_end,second_source\nHailu,Kern AG,25.5%,high,2027-01-31,yes\n"
        "Hailu,Lotus,130,,,\n",
    )
    found = bring(cast, "rivals", rivals)
    assert (found.created, found.rejected) == (1, 1)
    assert bring(cast, "rivals", rivals).same == 1
    assert judge_waiting(on=NOW) == 1


def test_of_lines_that_take_each_others_place_the_last_one_counts(cast: Cast, tmp_path: Path) -> None:
    def counts(brought: Brought) -> tuple[int, int, int]:
        return brought.created, brought.same, brought.twice

    bring(cast, "purchases", write(tmp_path / "ledger.csv", LEDGER), create_customers=True)
    rivals = write(tmp_path / "rivals.csv", "customer,name,share\nHailu,Kern AG,30\nHailu,Kern AG,40\n")
    assert counts(bring(cast, "rivals", rivals, dry_run=True)) == (1, 0, 1)
    assert counts(bring(cast, "rivals", rivals)) == (1, 0, 1)
    assert counts(bring(cast, "rivals", rivals)) == (0, 1, 1)
    assert Rival.objects.get().share == 4000

    rates = write(tmp_path / "rates.csv", "currency,month,rate\nUSD,2026-09,1.1\nUSD,2026-09,1.2\n")

    def bring_rates(*, dry_run: bool = False) -> tuple[int, int, int]:
        actor = cast["tom.hale"]
        return counts(bring_file(actor, "rates", rates, OPTIONS, on=NOW, channel="test", dry_run=dry_run))

    assert bring_rates(dry_run=True) == (1, 0, 1)
    assert not Rate.objects.exists()
    assert bring_rates() == (1, 0, 1)
    assert bring_rates(dry_run=True) == bring_rates() == (0, 1, 1)
    assert Rate.objects.get().rate == 1_200_000_000_000
