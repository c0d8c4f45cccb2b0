"""Other names, tax numbers and addresses."""

import pytest

from guanxi.access.reading import view
from guanxi.customers.actions import edit_customer
from guanxi.customers.details import (
    add_address,
    add_identifier,
    add_name,
    change_address,
    change_identifier,
    change_name,
    remove_address,
    remove_identifier,
    remove_name,
    scheme_of,
)
from guanxi.customers.models import CustomerAddress, CustomerIdentifier, CustomerName
from guanxi.customers.queries import details_of
from guanxi.customers.resources import CUSTOMERS, IDENTIFIERS, NAMES
from guanxi.errors import Denied, Invalid, NotFound
from tests.access.cast import Cast
from tests.customers.doing import customer, do, recorded, take_back


def test_a_customer_is_found_by_every_name_that_it_has(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin, "Shenzhen Hailu Robotics Co., Ltd.")
    name = do(lin, add_name, customer=key, values={"name": "深圳海麓机器人有限公司", "kind": "legal", "language": "zh"})
    assert do(lin, add_name, customer=key, values={"name": "深圳海麓机器人有限公司", "kind": "legal"}) == name
    row = view(lin, NAMES).get(name)
    assert (row["script"], row["kind"]) == ("han", "legal")
    for words in ("海麓", "szhl", "hailu", "shenzhen"):
        assert view(lin, CUSTOMERS).search(words).keys(9) == [key]
    do(lin, change_name, name=name, values={"name": "深圳海鹿机器人有限公司"})
    assert view(lin, CUSTOMERS).search("海麓").keys(9) == []
    assert view(lin, CUSTOMERS).search("海鹿").keys(9) == [key]
    change = recorded(lin, remove_name, name=name)
    assert view(lin, CUSTOMERS).search("海鹿").keys(9) == []
    take_back(lin, change)
    assert view(lin, CUSTOMERS).search("海鹿").keys(9) == [key]
    assert CustomerName.objects.get().pk == name


def test_tax_numbers_are_kept_in_their_normal_form_and_wrong_ones_refused(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin, country="DE")
    vat = do(lin, add_identifier, customer=key, values={"scheme": "eu_vat", "value": "de 136 695 976"})
    assert view(lin, IDENTIFIERS).get(vat)["value"] == "DE136695976"
    assert do(lin, add_identifier, customer=key, values={"scheme": "eu_vat", "value": "136695976"}) == vat
    for scheme, value in (("eu_vat", "DE136695978"), ("uscc", "91350100M000100Y44"), ("uscc", "1"), ("", "x")):
        with pytest.raises(Invalid):
            do(lin, add_identifier, customer=key, values={"scheme": scheme, "value": value})
    other = do(
        lin, add_identifier, customer=key, values={"scheme": "other", "value": "HRB 4711", "label": "Amtsgericht"}
    )
    with pytest.raises(Invalid):
        do(lin, change_identifier, identifier=other, values={"scheme": "eu_vat"})
    do(lin, change_identifier, identifier=other, values={"value": "HRB 4712"})
    assert [row.label for row in view(lin, CUSTOMERS).get(key)["identifiers"]] == ["DE136695976", "HRB 4712"]
    assert (scheme_of("91350100M000100Y43", ""), scheme_of("DE136695976", ""), scheme_of("HRB 1", "")) == (
        "uscc", "eu_vat", "other",
    )  # fmt: skip
    do(lin, remove_identifier, identifier=vat)
    assert CustomerIdentifier.objects.count() == 1


def test_an_address_says_where(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin)
    with pytest.raises(Invalid):
        do(lin, add_address, customer=key, values={"use": "works", "country": "DE"})
    address = do(lin, add_address, customer=key, values={"lines": "Talweg 4", "city": "Siegen", "country": "Germany"})
    do(lin, change_address, address=address, values={"postcode": "57072", "use": ""})
    (row,) = details_of(lin, key)[2]
    assert (row["use"], row["postcode"], row["country"]) == ("office", "57072", "DE")
    do(lin, remove_address, address=address)
    assert not CustomerAddress.objects.exists()


def test_details_follow_the_rights_on_their_customer(cast: Cast) -> None:
    lin, sofia, amara = cast["lin.yue"], cast["sofia.berg"], cast["amara.diallo"]
    key = customer(lin)
    name = do(lin, add_name, customer=key, values={"name": "TAG"})
    number = do(lin, add_identifier, customer=key, values={"scheme": "other", "value": "HRB 4711"})
    address = do(lin, add_address, customer=key, values={"city": "Siegen"})
    for actor, refusal in ((sofia, Denied), (amara, NotFound)):
        for what, inputs in (
            (add_name, {"customer": key, "values": {"name": "X"}}),
            (change_name, {"name": name, "values": {"name": "X"}}),
            (remove_name, {"name": name}),
            (add_identifier, {"customer": key, "values": {"scheme": "other", "value": "XXXX"}}),
            (remove_identifier, {"identifier": number}),
            (change_address, {"address": address, "values": {"city": "X"}}),
            (remove_address, {"address": address}),
        ):
            with pytest.raises(refusal):
                do(actor, what, **inputs)
    assert [len(rows) for rows in details_of(sofia, key)] == [1, 1, 1]
    assert [len(rows) for rows in details_of(amara, key)] == [0, 0, 0]
    assert view(amara, CUSTOMERS).search("TAG").count() == 0


def test_custom_fields_are_edited_like_any_other(cast: Cast) -> None:
    from guanxi.access.models import CustomField

    CustomField.objects.create(resource="customers", slug="hours", label_en="Hours", kind="number")
    CustomField.objects.create(
        resource="customers", slug="certificate", label_en="Certificate", kind="choice", class_of_field="summary",
        choices=[["food", "Food"], ["marine", "Marine"]],
    )  # fmt: skip
    lin = cast["lin.yue"]
    key = customer(lin, x_hours="6200", x_certificate="Food")
    change = recorded(lin, edit_customer, customer=key, values={"x_hours": "7000.5", "x_certificate": ""})
    row = view(cast["lin.yue"], CUSTOMERS).get(key)
    assert (str(row["x_hours"]), row["x_certificate"]) == ("7000.5000", None)
    take_back(lin, change)
    row = view(cast["lin.yue"], CUSTOMERS).get(key)
    assert (int(row["x_hours"]), row["x_certificate"]) == (6200, "food")
    from guanxi.customers.resources import SUMMARIES

    summary = view(cast["amara.diallo"], SUMMARIES).get(key)
    assert summary["x_certificate"] == "food"
    assert "x_hours" not in summary
