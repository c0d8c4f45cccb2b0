"""Numbers of firms: normal form, check characters, and a sentence in which check failed. All numbers are made up."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guanxi.customers.identifiers import (
    Identifier,
    IdentifierKind,
    WrongIdentifier,
    identify,
    looks_like,
    read_uscc,
    read_vat,
)

GOOD_USCC = ("91310115MA1K000016", "9132050067890123AR", "N2330102MF00000016")
GOOD_VAT = (
    "ATU99999993", "BE0123456749", "BG123456786", "CY10000000D", "CZ12345679", "DE123456788", "DK12345674",
    "EE100000007", "EL123456783", "ESB12345674", "FI12345671", "FR11123456782", "HR12345678903", "HU12345676",
    "IE1234567T", "IT12345670124", "LT123456715", "LU12345613", "LV40001234561", "MT12345014", "NL123456782B01",
    "PL1234567883", "PT501234560", "RO12345674", "SE556123456701", "SI12345679", "SK2021123456", "XI123456727",
)  # fmt: skip


@pytest.mark.parametrize("number", GOOD_USCC)
def test_a_unified_social_credit_code_is_read(number: str) -> None:
    assert read_uscc(number) == Identifier(IdentifierKind.USCC, number, "CN")


@pytest.mark.parametrize(
    "written",
    ["91 310115 ma1k00001 6", "91310115-MA1K00001-6", "９１３１０１１５ＭＡ１Ｋ０００016", "\u200b91310115MA1K000016 "],
)
def test_a_code_has_one_normal_form_however_it_is_written(written: str) -> None:
    assert read_uscc(written).number == "91310115MA1K000016"


@pytest.mark.parametrize(
    ("written", "check", "told"),
    [
        ("91310115MA1K00001", "length", "has 18 characters; this one has 17."),
        ("91310115MA1K0000161", "length", "this one has 19."),
        ("", "length", "this one has 0."),
        ("91310115MA1KO00016", "form", "“O” never stands"),
        ("91310115MA1K恒00016", "form", "“恒” never stands"),
        ("9131011AMA1K000016", "form", "Characters 3 to 8"),
        ("91310115MA1K000017", "check_digit", "last character"),
    ],
)
def test_a_wrong_code_is_refused_with_the_check_that_failed(written: str, check: str, told: str) -> None:
    with pytest.raises(WrongIdentifier) as refused:
        read_uscc(written)
    assert refused.value.check == check
    assert told in refused.value.message
    assert refused.value.message == (refused.value.sentence % refused.value.values or refused.value.sentence)


@given(st.sampled_from(GOOD_USCC), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_every_single_mistyped_character_of_a_code_is_noticed(number: str, place: int, sign: str) -> None:
    assume(number[place] != sign)
    with pytest.raises(WrongIdentifier):
        read_uscc(number[:place] + sign + number[place + 1 :])


@given(st.sampled_from(GOOD_USCC), st.integers(0, 16))
def test_two_characters_that_changed_places_are_noticed(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    with pytest.raises(WrongIdentifier):
        read_uscc(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@pytest.mark.parametrize("number", GOOD_VAT)
def test_a_vat_number_is_read_and_tells_its_country(number: str) -> None:
    country = {"EL": "GR", "XI": "GB"}.get(number[:2], number[:2])
    assert read_vat(number) == Identifier(IdentifierKind.VAT, number, country)
    assert read_vat(number[2:], country=country).number == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("de 123 456 788", "DE123456788"),
        ("DE-123.456.788", "DE123456788"),
        ("ＤＥ１２３４５６７８８", "DE123456788"),
        ("GR 123456783", "EL123456783"),
        ("NL 1234.56.782.B.01", "NL123456782B01"),
    ],
)
def test_a_vat_number_has_one_normal_form_however_it_is_written(written: str, number: str) -> None:
    assert read_vat(written).number == number


@pytest.mark.parametrize(
    ("written", "country", "check", "told"),
    [
        ("DE123456789", "", "check_digit", "check digit"),
        ("123456789", "DE", "check_digit", "check digit"),
        ("DE12345678", "", "form", "DE999999999"),
        ("DEX23456788", "", "form", "9 is any digit"),
        ("ATU9999999", "", "form", "ATU99999999"),
        ("US123456789", "", "country", "“US” is none"),
        ("123456788", "", "country", "“12” is none"),
        ("123456788", "US", "country", "“12” is none"),
        ("", "", "country", "“” is none"),
    ],
)
def test_a_wrong_vat_number_is_refused_with_the_check_that_failed(
    written: str, country: str, check: str, told: str
) -> None:
    with pytest.raises(WrongIdentifier) as refused:
        read_vat(written, country=country)
    assert refused.value.check == check
    assert told in refused.value.message


@given(st.integers(0, 8), st.sampled_from("0123456789"))
def test_every_single_mistyped_digit_of_a_german_number_is_noticed(place: int, digit: str) -> None:
    digits = "123456788"
    assume(digits[place] != digit)
    with pytest.raises(WrongIdentifier):
        read_vat(f"DE{digits[:place]}{digit}{digits[place + 1 :]}")


@pytest.mark.parametrize(
    ("written", "country", "kind"),
    [
        ("91310115MA1K000016", "", IdentifierKind.USCC),
        ("91310115MA1K000017", "", IdentifierKind.USCC),
        ("91310115MA1K", "CN", IdentifierKind.USCC),
        ("DE123456789", "", IdentifierKind.VAT),
        ("DE123456788", "CN", IdentifierKind.VAT),
        ("123456788", "DE", IdentifierKind.VAT),
        ("123456788", "", None),
        ("DELTA", "", None),
        ("HRB 4711", "", None),
        ("FR40123456789", "", IdentifierKind.VAT),
        ("ATU99999994", "", IdentifierKind.VAT),
        ("CHE123456788", "CH", None),
        ("", "DE", None),
        ("", "", None),
    ],
)
def test_a_number_looks_like_what_somebody_meant(written: str, country: str, kind: IdentifierKind | None) -> None:
    assert looks_like(written, country=country) is kind


def test_a_number_is_read_as_what_it_looks_like() -> None:
    assert identify("91310115ma1k000016").country == "CN"
    assert identify("123456788", country="de").number == "DE123456788"
    with pytest.raises(WrongIdentifier, match="neither"):
        identify("HRB 4711")


@given(st.text(max_size=24), st.sampled_from(["", "CN", "DE", "FR", "IE", "NL", "ES", "XX"]))
def test_whatever_is_typed_is_read_or_refused(written: str, country: str) -> None:
    try:
        found = identify(written, country=country)
    except WrongIdentifier:
        return
    assert identify(found.number) == found
