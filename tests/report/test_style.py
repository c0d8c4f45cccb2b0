"""The colours of the report: tokens only, readable in light and dark."""

import re
from pathlib import Path

import pytest

import guanxi.report

CSS = (Path(guanxi.report.__file__).parent / "report.css").read_text(encoding="utf-8")
ROOT = re.search(r":root \{(.*?)\n\}", CSS, flags=re.DOTALL).group(1)  # type: ignore[union-attr]
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", ROOT)
}
STAGES = ("development", "initial", "stable", "strategic", "interrupted")
SIGNALS = ("bad", "warn", "good", "fix", "interrupted")


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground_it_stands_on(theme: int) -> None:
    pairs = [(ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("bg", "card")]
    pairs += [("ink2", "press"), ("ink", "press"), ("ink3", "hover")]
    pairs += [(f"{name}-text", f"{name}-tint") for name in (*STAGES, *SIGNALS)]
    pairs += [(f"{name}-text", "card") for name in SIGNALS]
    for text, ground in pairs:
        assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5, f"{text} on {ground}"


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_marks_can_be_told_from_the_card(theme: int) -> None:
    for name in (*STAGES, *SIGNALS, "tick"):
        assert contrast(COLOURS[name][theme], COLOURS["card"][theme]) >= 3, name


def test_no_colour_stands_outside_of_the_tokens() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", CSS.replace(ROOT, ""))


def test_every_token_that_is_used_exists() -> None:
    charts = (Path(guanxi.report.__file__).parents[1] / "charts" / "charts.css").read_text(encoding="utf-8")
    both = CSS + charts
    assert set(re.findall(r"var\(--([a-z0-9-]+)", both)) <= set(re.findall(r"--([a-z0-9-]+):", both))
