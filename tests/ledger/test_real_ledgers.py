"""The real ledgers, line by line, against a slow reading with the standard library alone."""

import csv
import gzip
import os
import time
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

from guanxi.ledger.cleaning import NO_CUSTOMER
from guanxi.ledger.dates import UNREADABLE as NO_DAY
from guanxi.months import month_text
from tests.ledger.files import Read, read_ledger

DATA = Path(os.environ.get("GUANXI_DATA") or Path(__file__).parents[3] / "shared" / "data")
WRITTEN = "%A, %B %d, %Y"

pytestmark = pytest.mark.real


def ledger(name: str) -> Path:
    path = DATA / f"{name}.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there: set GUANXI_DATA to the directory of the real ledgers")
    return path


def slowly(path: Path, form: str | None = None) -> Counter[tuple[str, str | None, str | None, str, int]]:
    """The lines of a spending ledger whose customer is buyer and unit."""
    found: Counter[tuple[str, str | None, str | None, str, int]] = Counter()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                day = date.fromisoformat(row["date"])
            except ValueError:
                if form is None:
                    continue
                day = datetime.strptime(row["date"], form).date()
            text = row["amount"].replace(",", "")
            if text.startswith("("):
                text = "-" + text[1:-1]
            minor = int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_EVEN))
            customer = f"{row['buyer'].strip()} | {row['unit'].strip()}"
            month = month_text(day.year * 12 + day.month - 1)
            found[customer, row["category"].strip() or None, row["supplier"].strip() or None, month, minor] += 1
    return found


def reasons(found: Read) -> dict[str, int]:
    return {reason: count.lines for reason, count in found.rejects.by_reason.items()}


@pytest.mark.parametrize(
    ("name", "lines"), [("spend_manchester_2015_2019", 192_539), ("spend_bradford_2017_2019", 245_986)]
)
def test_every_line_of_a_city_is_used_as_a_slow_reading_finds_it(name: str, lines: int) -> None:
    path = ledger(name)
    began = time.process_time()
    found = read_ledger(path, mapping=("customer=buyer+unit",))
    spent = time.process_time() - began
    assert (len(found.lines), reasons(found)) == (lines, {})
    assert Counter(found.lines) == slowly(path)
    assert spent / lines < 40e-6


def test_the_cabinet_office_has_790_days_written_out(tmp_path: Path) -> None:
    path = ledger("spend_cabinet_office")
    found = read_ledger(path, mapping=("customer=buyer+unit",))
    assert (len(found.lines), reasons(found)) == (16_685, {NO_DAY: 790})
    assert Counter(found.lines) == slowly(path)
    assert found.rejects.by_reason[NO_DAY].unknown == 0
    whole = read_ledger(path, mapping=("customer=buyer+unit",), date_formats=(WRITTEN,))
    assert (len(whole.lines), reasons(whole)) == (17_475, {})
    assert Counter(whole.lines) == slowly(path, WRITTEN)
    assert sum(line[4] for line in whole.lines) == sum(line[4] for line in found.lines) + found.rejects.amount
    found.rejects.write(tmp_path / "rejects.csv")
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        values = [row["value"] for row in csv.DictReader(file)]
    assert len(values) == 790
    assert all(datetime.strptime(value.strip(), WRITTEN) for value in values)


def test_the_three_spending_ledgers_are_one(tmp_path: Path) -> None:
    names = ("spend_manchester_2015_2019", "spend_bradford_2017_2019", "spend_cabinet_office")
    found = read_ledger(*map(ledger, names), mapping=("customer=buyer+unit",), date_formats=(WRITTEN,))
    assert len(found.lines) == 192_539 + 245_986 + 17_475
    assert found.currencies == set()


def test_an_invoice_ledger_multiplies_and_rejects_lines_without_customer() -> None:
    path = ledger("online_retail_customers_a")
    mapping = ("customer=CustomerID", "date=InvoiceDate", "amount=Quantity*UnitPrice")
    found = read_ledger(path, mapping=mapping)
    assert (len(found.lines), reasons(found)) == (203_313, {NO_CUSTOMER: 65_451})
    expected: Counter[tuple[str, str, int]] = Counter()
    rejected = 0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            exact = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]) * 100
            minor = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
            if row["CustomerID"].strip():
                expected[row["CustomerID"].strip(), row["InvoiceDate"][:7], minor] += 1
            else:
                rejected += minor
    assert Counter((line[0], line[3], line[4]) for line in found.lines) == expected
    assert found.rejects.amount == rejected
