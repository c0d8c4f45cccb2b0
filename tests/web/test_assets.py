"""What a browser fetches: vendored files as they came, style and script as their parts say, and no more bytes."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from guanxi.web.templatetags.face import icon, icon_names
from scripts import join_face, vendor

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "guanxi" / "web" / "static"
MANIFEST = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))
STYLE = (STATIC / "app.css").read_text(encoding="utf-8")
SCRIPT = (STATIC / "app.js").read_text(encoding="utf-8")
TOKENS = (ROOT / "src" / "guanxi" / "web" / "styles" / "tokens.css").read_text(encoding="utf-8")
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", TOKENS)
}
STAGES = ("development", "initial", "stable", "strategic", "interrupted")
SIGNALS = ("bad", "warn", "good", "fix")


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: str(entry["name"]))
def test_a_vendored_file_is_the_one_that_was_fetched(entry: dict[str, str]) -> None:
    assert hashlib.sha256((ROOT / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_the_manifest_names_what_the_script_fetches_and_every_licence_is_there() -> None:
    packages = {
        (package.name, package.version, package.licence) for package in (*vendor.PACKAGES, vendor.INTER, vendor.LUCIDE)
    }
    assert {(entry["name"], entry["version"], entry["licence"]) for entry in MANIFEST} == packages
    licences = (STATIC / "vendor" / "LICENSES.txt").read_text(encoding="utf-8")
    for name, version, licence in packages:
        assert f"{name} {version} ({licence})" in licences


def test_nothing_is_vendored_beside_the_manifest() -> None:
    named = {ROOT / entry["path"] for entry in MANIFEST}
    for folder in (STATIC / "vendor", ROOT / "tests" / "web" / "vendor"):
        assert {path for path in folder.iterdir() if path.suffix in (".js", ".css", ".woff2", ".svg")} <= named


def test_the_sprite_holds_the_icons_that_are_picked() -> None:
    assert icon_names() == frozenset(vendor.ICONS)


def test_the_font_is_asked_for_the_characters_and_weights_that_it_has() -> None:
    faces = re.findall(r"@font-face {(.*?)}", TOKENS, flags=re.DOTALL)
    assert len(faces) == len(vendor.CUTS)
    for face, cut in zip(faces, vendor.CUTS, strict=True):
        assert f'url("fonts/{Path(cut.path).name}")' in face
        assert f"unicode-range: {cut.characters};" in face
        assert "font-weight: {} {};".format(*vendor.WEIGHTS) in face
    assert {int(weight) for weight in re.findall(r"font(?:-weight)?:(\d{3})\b", STYLE)} <= {400, 500, 600}


def test_an_icon_that_does_not_exist_stops_the_template() -> None:
    assert "icons.svg#bell" in icon("bell")
    with pytest.raises(Exception, match="no icon"):
        icon("unheard-of")


def test_every_icon_that_a_template_names_exists() -> None:
    templates = (ROOT / "src" / "guanxi").rglob("*.html")
    named = {name for path in templates for name in re.findall(r"{% icon \"([\w-]+)\"", path.read_text("utf-8"))}
    assert named <= icon_names()


@pytest.mark.parametrize(("name", "joined"), [("app.css", join_face.style), ("app.js", join_face.script)])
def test_what_is_served_is_what_its_parts_say(name: str, joined: object) -> None:
    assert callable(joined)
    assert (STATIC / name).read_text(encoding="utf-8") == joined(), "run scripts/join_face.py"


def test_joining_leaves_out_comments_and_nothing_that_means_something() -> None:
    assert join_face.bare_style("a { /* why */ color: red; }\n.x :hover { margin: 0 auto; }") == (
        "a{color:red}\n.x :hover{margin:0 auto}\n"
    )
    assert join_face.bare_style('b { content: "a"; }') == 'b{content:"a"}\n'
    assert join_face.bare_module("// why\n\n  const a = 'http://x'; // stays\n") == "const a = 'http://x'; // stays\n"


def test_the_budgets_hold() -> None:
    def packed(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 9))

    assert packed(STATIC / "app.css") <= 18_000
    assert packed(STATIC / "app.js") <= 4_000
    assert packed(STATIC / "icons.svg") <= 5_000


def test_colours_in_figures_stand_in_the_tokens_alone() -> None:
    folder = ROOT / "src" / "guanxi" / "web" / "styles"
    for path in folder.rglob("*.css"):
        if path.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|oklch\(", path.read_text("utf-8")), path.name


def test_every_token_that_is_used_exists() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", STYLE))
    assert used <= set(re.findall(r"--([a-z0-9-]+):", STYLE))


def test_templates_hold_no_inline_style_and_no_inline_script() -> None:
    for path in (ROOT / "src" / "guanxi" / "web" / "templates").rglob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(r"\sstyle=|<style|\son[a-z]+=|hx-on|hx-vals=.js:|javascript:", text), path.name
        for opening in re.findall(r"<script[^>]*>", text):
            assert "src=" in opening or "application/json" in opening, path.name


def test_only_one_module_knows_the_events_of_htmx() -> None:
    modules = ROOT / "src" / "guanxi" / "web" / "modules"
    assert [path.name for path in modules.glob("*.js") if "htmx:" in path.read_text("utf-8")] == ["server.js"]
    assert not re.findall(r"\beval\(|new Function|innerHTML", SCRIPT)


# ---- contrast ----


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
    pairs = [(ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("bg", "side", "card", "hover")]
    pairs += [("ink", "press"), ("ink2", "press"), ("on-primary", "primary")]
    pairs += [(f"{name}-text", f"{name}-tint") for name in (*STAGES, *SIGNALS)]
    pairs += [(f"{name}-text", "card") for name in SIGNALS]
    pairs += [(f"hue-{number}-text", f"hue-{number}") for number in range(6)]
    for text, ground in pairs:
        assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5, f"{text} on {ground}"
    white = re.findall(r"--face-\d: (#[0-9a-f]{6})", TOKENS)
    assert len(white) == 6
    assert all(contrast("#ffffff", face) >= 4.5 for face in white)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_marks_and_boxes_can_be_told_from_the_card(theme: int) -> None:
    for name in (*STAGES, *SIGNALS, "tick", "box", "focus"):
        assert contrast(COLOURS[name][theme], COLOURS["card"][theme]) >= 3, name
