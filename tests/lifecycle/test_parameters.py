"""The parameters of the rules: defaults, limits, names."""

from dataclasses import FrozenInstanceError, asdict
from typing import Any

import pytest

from guanxi.errors import WrongCall
from guanxi.lifecycle import Parameters

DEFAULTS = {
    "W": 12,
    "R": 3,
    "C": 3,
    "K": 3,
    "GMIN": 3,
    "GNEW": 6,
    "N": 12,
    "RISE": 5,
    "Q": 3,
    "L": 12,
    "TOL": 1,
    "CARRY": 18,
    "STALE": 12,
}
MAY_BE_ZERO = {"CARRY", "STALE", "TOL", "RISE"}


def test_the_defaults_are_those_of_the_rules() -> None:
    assert asdict(Parameters()) == DEFAULTS


@pytest.mark.parametrize("name", DEFAULTS)
def test_four_parameters_may_be_zero_the_others_begin_at_one(name: str) -> None:
    least = 0 if name in MAY_BE_ZERO else 1
    assert getattr(Parameters.from_settings({name: least}), name) == least
    assert getattr(Parameters.from_settings({name: 1200}), name) == 1200
    for value in (least - 1, -5, 1201):
        with pytest.raises(WrongCall, match=f"{name} = {value}: give a whole number from {least} to 1200"):
            Parameters.from_settings({name: value})


@pytest.mark.parametrize("value", [2.0, "3", None, True], ids=repr)
def test_a_parameter_is_a_whole_number(value: Any) -> None:
    with pytest.raises(WrongCall, match="whole number"):
        Parameters(W=value)


def test_settings_replace_some_defaults() -> None:
    assert asdict(Parameters.from_settings({"W": 3, "TOL": 0})) == {**DEFAULTS, "W": 3, "TOL": 0}


def test_an_unknown_parameter_is_refused_and_the_known_ones_are_listed() -> None:
    with pytest.raises(WrongCall, match="“w”") as caught:
        Parameters.from_settings({"w": 3})
    assert ", ".join(DEFAULTS) in caught.value.message


def test_parameters_do_not_change_under_way() -> None:
    with pytest.raises(FrozenInstanceError):
        Parameters().W = 3  # type: ignore[misc]
