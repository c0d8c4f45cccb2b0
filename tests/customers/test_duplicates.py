"""Hints while somebody types, the queue of suspects, and what a line of a file means."""

import pytest

from guanxi.access.models import Department
from guanxi.customers import recognition
from guanxi.customers.actions import set_parent
from guanxi.customers.details import add_identifier, add_name
from guanxi.customers.duplicates import Typed, keep_apart, matching_customers, suggest, suspects
from guanxi.customers.people_actions import add_channel, create_person
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Denied, Invalid
from tests.access.cast import Cast
from tests.customers.doing import customer, do, recorded, take_back


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ostermark Getriebe GmbH", "OSTERMARK GETRIEBE"),
        ("Tessaro Pompe S.p.A.", "Tessaro Pompe SpA"),
        ("Odrawa Stal Sp. z o.o.", "Odrawa Stal"),
        ("深圳海麓机器人有限公司", "深圳市海麓机器人"),
        ("Szárnyas Gépgyár Kft.", "Szarnyas Gepgyar"),
    ],
)
def test_a_name_is_one_with_and_without_its_legal_form(one: str, other: str) -> None:
    assert recognition.whole_name(one) == recognition.whole_name(other)
    assert recognition.telling_word(one) == recognition.telling_word(other)


def test_names_of_two_scripts_share_the_word_that_tells() -> None:
    assert (
        recognition.telling_word("深圳海麓机器人有限公司")
        == recognition.telling_word("Shenzhen Hailu Robotics")
        == "hailu"
    )
    assert recognition.whole_name("Ostermark Getriebe GmbH") != recognition.whole_name("Ostmark Getriebe GmbH")
    assert recognition.whole_name("AG") == "ag", "a name of nothing else is still a name"


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("https://www.ostermark.example/en/", "ostermark.example"),
        ("Ostermark.example", "ostermark.example"),
        ("vogel@ostermark.example", "ostermark.example"),
        ("someone@qq.com", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_a_domain_tells_the_firm_unless_many_share_it(written: str, domain: str) -> None:
    assert recognition.domain_of(written) == domain


def test_hints_come_for_name_code_number_and_domain(cast: Cast) -> None:
    lin = cast["lin.yue"]
    hailu = customer(lin, "Shenzhen Hailu Robotics Co., Ltd.", own_code="C-1008", website="hailu.example", city="深圳")
    do(lin, add_identifier, customer=hailu, values={"scheme": "other", "value": "HRB 4711"})
    person = do(lin, create_person, customer=hailu, values={"name": "Bo"})
    do(lin, add_channel, person=person, values={"kind": "mail", "value": "bo@hailu-mail.example"})
    for typed in (
        Typed(name="深圳海麓机器人有限公司"),
        Typed(name="shenzhen hai"),
        Typed(name="SHENZHEN HAILU ROBOTICS"),
        Typed(name="Something else", own_code="c1008"),
        Typed(numbers=("hrb4711",)),
        Typed(website="https://www.hailu.example/contact"),
        Typed(mail="sales@hailu-mail.example"),
    ):
        (hint,) = suggest(lin, typed)
        assert (hint.key, hint.city, hint.is_summary) == (hailu, "深圳", False)
        assert hint.reasons
    for typed in (
        Typed(),
        Typed(name="She"),
        Typed(name="Hai Tong AG"),
        Typed(mail="bo@qq.com"),
        Typed(own_code="C1"),
    ):
        assert suggest(lin, typed) == []
    assert suggest(lin, Typed(own_code="C1008"), but=hailu) == []


def test_a_hint_tells_nobody_what_he_may_not_read(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(
        lin, "Ostermark Getriebe GmbH", own_code="C1", website="ostermark.example", country="DE", city="Fürth"
    )
    do(lin, add_name, customer=key, values={"name": "Zahnradwerk Franken"})
    (hint,) = suggest(amara, Typed(name="ostermark getriebe"))
    assert (hint.key, hint.city, hint.country, hint.is_summary) == (key, "", "DE", True)
    for typed in (Typed(own_code="C1"), Typed(website="ostermark.example"), Typed(name="Zahnradwerk Franken")):
        assert suggest(amara, typed) == []
        assert suggest(cast["sofia.berg"], typed) != []
    assert suggest(cast["tom.hale"], Typed(name="ostermark getriebe")) == []
    do(lin, restrict_customer, customer=key, named=[])
    for typed in (Typed(name="ostermark getriebe"), Typed(own_code="C1")):
        assert suggest(amara, typed) == suggest(cast["sofia.berg"], typed) == []


def test_a_mail_domain_is_no_hint_for_who_reads_no_people(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin)
    channels = [{"kind": "mail", "value": "bo@ostermark.example"}]
    do(lin, create_person, customer=key, values={"name": "Bo"}, channels=channels)
    assert suggest(cast["wang.fang"], Typed(website="ostermark.example"))
    Department.objects.filter(slug="management").update(reads_personal=3)
    assert suggest(cast["wang.fang"], Typed(website="ostermark.example")) == []


def test_the_queue_names_pairs_until_somebody_keeps_them_apart(cast: Cast) -> None:
    lin, sofia, amara = cast["lin.yue"], cast["sofia.berg"], cast["amara.diallo"]
    one, other = customer(lin, "Ostermark Getriebe GmbH"), customer(lin, "Ostermark Getriebe", own_code="C1")
    customer(sofia, "Brandvik Verksted AS", website="brandvik.example")
    third = customer(sofia, "C. One", own_code="C-1")
    found = {frozenset((pair.one.key, pair.other.key)): pair.reasons for pair in suspects(lin)}
    assert set(found) == {frozenset((one, other)), frozenset((other, third))}
    assert suspects(amara) == []
    do(sofia, restrict_customer, customer=third, named=[])
    assert len(suspects(lin)) == 1
    with pytest.raises(Denied):
        do(sofia, keep_apart, customer=one, other=other)
    with pytest.raises(Invalid):
        do(lin, keep_apart, customer=one, other=one)
    change = recorded(lin, keep_apart, customer=one, other=other)
    assert not do(lin, keep_apart, customer=other, other=one)
    assert suspects(lin) == suspects(cast["chen.wei"]) == []
    take_back(lin, change)
    assert len(suspects(lin)) == 1


def test_sisters_may_share_a_domain(cast: Cast) -> None:
    lin = cast["lin.yue"]
    holding, steel, wire = (customer(lin, name, website="velten.example") for name in ("Holding", "Steel", "Wire"))
    assert len(suspects(lin)) == 3
    for child in (steel, wire):
        do(lin, set_parent, customer=child, parent=holding)
    assert suspects(lin) == []


def test_a_line_of_a_file_means_the_customer_of_its_code_number_or_name(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    one, other = customer(lin, "Ostermark", own_code="C1"), customer(lin, "Brandvik AS", own_code="C2")
    do(lin, add_identifier, customer=other, values={"scheme": "other", "value": "HRB 4711"})
    do(lin, add_name, customer=other, values={"name": "布兰德维克"})
    assert matching_customers(lin, own_code="c1", number="HRB 4711", name="Brandvik AS") == [one]
    assert matching_customers(lin, own_code="C9", number="HRB 4711", name="Ostermark") == [other]
    assert matching_customers(lin, name="Ostermark ") == [one]
    assert matching_customers(lin, name="布兰德维克") == [other]
    assert matching_customers(lin, name="Ostermark GmbH") == matching_customers(lin) == []
    assert matching_customers(amara, own_code="C1", name="Ostermark") == []
    twin = customer(lin, "Ostermark")
    assert set(matching_customers(lin, name="Ostermark")) == {one, twin}
