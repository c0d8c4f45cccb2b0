"""What the pages of access, duplicates, bin and change log cost: as many statements for much as for little."""

import pytest
from django.test import Client

from guanxi.access.actors import system_actor
from guanxi.access.directory_actions import create_user
from guanxi.customers.actions import edit_customer
from guanxi.customers.binning import bin_customer
from guanxi.customers.sharing import share_customer
from tests.access.cast import Cast, make_cast
from tests.customers.doing import customer, do
from tests.web.test_statements import client, statements

FEW, MANY = 2, 25


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def _add(cast: Cast, key: int, numbers: range) -> None:
    lin, sales = cast["lin.yue"], cast.departments["sales"]
    for number in numbers:
        user = do(
            system_actor("tests"), create_user, username=f"user.{number}", email=f"user.{number}@guanxi.example",
            memberships=[{"department": sales}],
        )  # fmt: skip
        do(lin, share_customer, customer=key, principal=user, principal_kind="user", level=2, reason="Holidays.")
        do(lin, edit_customer, customer=key, values={"city": f"City {number}"})
        do(lin, bin_customer, customer=customer(lin, f"Gransee Wind {number}"))
        # Each number makes a pair of its own.
        for name in ("GmbH", "AG"):
            customer(lin, f"Ostermark {chr(65 + number)}{chr(70 + number)}tal {name}")


def _costs(browser: Client, key: int) -> dict[str, int]:
    pages = (f"/customers/{key}/access/", f"/customers/{key}/history/", "/customers/duplicates/", "/bin/")
    return {page: len(statements(browser, page)) for page in pages}


def test_much_costs_as_many_statements_as_little(cast: Cast) -> None:
    key, browser = customer(cast["lin.yue"], "Nordhafen Robotics"), client("lin.yue")
    _add(cast, key, range(FEW))
    few = _costs(browser, key)
    _add(cast, key, range(FEW, MANY))
    assert _costs(browser, key) == few
    assert max(few.values()) <= 30, few
