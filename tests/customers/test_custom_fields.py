"""Fields that an administrator adds while the system runs are filled in like any other."""

from guanxi.access.directory_actions import add_custom_field
from guanxi.access.reading import view
from guanxi.customers.actions import create_customer, edit_customer
from guanxi.customers.resources import CUSTOMERS
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
