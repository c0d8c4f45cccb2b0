"""Fields that an administrator adds while the system runs are filled in like any other."""

import pytest
from django.db import DataError

from guanxi.access.conditions import any_user
from guanxi.access.directory_actions import add_custom_field
from guanxi.access.reading import view
from guanxi.access.writing import Action
from guanxi.customers.actions import create_customer, edit_customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Invalid, Refused
from tests.access.cast import Cast
from tests.customers.doing import do, recorded, take_back


def test_a_custom_field_is_filled_in_when_a_customer_is_created_or_edited_and_an_undo_takes_it_back(cast: Cast) -> None:
    choices = [("pharma", "Pharmaceutical"), ("none", "None")]
    administrator = cast["tom.hale"]
    do(administrator, add_custom_field, resource="customers", slug="certificate", label_en="Certificate", kind="choice",
       choices=choices)  # fmt: skip
    do(administrator, add_custom_field, resource="customers", slug="hours", label_en="Hours", kind="number")
    lin = cast["lin.yue"]
    values = {"name": "Ostermark Getriebe GmbH", "x_certificate": "pharma"}
    key = do(lin, create_customer, values=values)

    def kept() -> tuple[object, object]:
        row = view(lin, CUSTOMERS).only("x_certificate", "x_hours").get(key)
        return row["x_certificate"], row["x_hours"]

    assert kept() == ("pharma", None)
    change = recorded(lin, edit_customer, customer=key, values={"x_certificate": "none", "x_hours": "5800"})
    assert kept() == ("none", 5800)
    take_back(lin, change)
    assert kept() == ("pharma", None)


@pytest.mark.parametrize(
    ("kind", "largest", "too_large"),
    [
        ("integer", "99999999999", ["4012345000009", "-100000000000"]),
        ("number", "99999999999.5", ["1e11", "1e9999999"]),
    ],
)
def test_a_number_that_its_column_does_not_hold_is_refused(
    cast: Cast, kind: str, largest: str, too_large: list[str]
) -> None:
    do(cast["tom.hale"], add_custom_field, resource="customers", slug="limit", label_en="Limit", kind=kind)
    lin = cast["lin.yue"]
    key = do(lin, create_customer, values={"name": "Ostermark Getriebe GmbH", "x_limit": largest})
    for written in too_large:
        with pytest.raises(Invalid, match="eleven digits"):
            do(lin, edit_customer, customer=key, values={"x_limit": written})
        with pytest.raises(Invalid, match="eleven digits"):
            view(lin, CUSTOMERS).filter("x_limit", "gt", written)
    assert str(view(lin, CUSTOMERS).only("x_limit").get(key)["x_limit"]) in (largest, f"{largest}000")


def test_what_the_database_takes_for_too_large_is_a_refusal(cast: Cast) -> None:
    def perform(_work: object) -> None:
        raise DataError

    with pytest.raises(Refused, match="too large"):
        do(cast["lin.yue"], Action("tests.store", "", any_user, perform))
