"""The page itself: one file that loads nothing, in two languages, safe whatever the names are."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from guanxi.lifecycle import Parameters
from guanxi.report import write_report
from tests.report.samples import Life, Story, write_lives, write_run

MONTHS = 36
NASTY = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "\u202eevil\u202c & Söhne",
    "شركة الاختبار للتجارة",
    "👩‍🔧 Werkstatt 🔧",
    "A" * 5000,
    "Line\nbreak\tand\x00control\x1b[31m",
    "https://example.org/?a=1&b=2",
    "&lt;b&gt;",
    "x" * 60 + " " + "长" * 300,
]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: list[str] = field(default_factory=list)


class Reading(HTMLParser):
    """The elements of a page in order, with the text in each; unbalanced tags fail."""

    VOID = frozenset({"meta", "input", "br", "img", "link", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> names an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(up.tag for up in self._open))
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def of(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


def page_of(directory: Path) -> str:
    return write_report(directory).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    story = Story(relations=120, names=NASTY, rejects=4)
    return page_of(write_run(tmp_path_factory.mktemp("page"), story))


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> str:
    lives = [Life(name, ours=[90] * 34 + [0] * 2, total=[300] * MONTHS) for name in NASTY]
    return page_of(write_lives(tmp_path_factory.mktemp("nasty"), lives))


@pytest.fixture(scope="module")
def page(html: str) -> Reading:
    return Reading(html)


def test_it_loads_nothing_and_runs_nothing(page: Reading) -> None:
    tags = {element.tag for element in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "audio", "video"}
    for element in page.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on"), f"<{element.tag} {name}>"
            assert name not in ("style", "src", "srcset", "action", "formaction", "background")
            if name in ("href", "xlink:href"):
                assert value.startswith("#")
            if name in ("fill", "stroke"):
                assert value == "url(#hatch)"


def test_the_style_reaches_for_nothing_outside(html: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    assert "@import" not in style
    assert set(re.findall(r"url\(\s*[\"']?([a-z]+:)?", style)) == {"data:"}


def test_a_policy_in_the_page_forbids_everything_but_its_own_style_and_font(page: Reading) -> None:
    (policy,) = [meta.attributes["content"] for meta in page.of("meta") if "http-equiv" in meta.attributes]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_names_are_text_whatever_is_in_them(nasty: str) -> None:
    page = Reading(nasty)
    assert "script" not in {element.tag for element in page.elements}
    shown = " ".join("".join(element.text) for element in page.of("bdi"))
    assert "<script>alert('x')</script>" in shown
    assert '"><img src=x onerror=alert(1)>' in shown
    assert "{{ 7 * 7 }} {% raw %}" in shown
    assert "&lt;b&gt;" in shown
    assert "👩‍🔧 Werkstatt 🔧" in shown
    assert "Line break and control [31m" in shown
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", nasty)


def test_endless_names_are_cut(nasty: str) -> None:
    assert "A" * 119 + "…" in nasty
    assert "A" * 121 not in nasty


def test_ids_are_unique_and_every_reference_has_its_target(page: Reading) -> None:
    ids = Counter(element.attributes["id"] for element in page.elements if "id" in element.attributes)
    assert ids.most_common(1)[0][1] == 1
    for element in page.elements:
        for name in ("aria-labelledby", "for"):
            assert all(target in ids for target in element.attributes.get(name, "").split())
        if element.attributes.get("href", "").startswith("#"):
            assert element.attributes["href"][1:] in ids


def test_one_h1_and_no_level_is_jumped(page: Reading) -> None:
    assert len(page.of("h1")) == 1
    levels = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_table_has_headers_in_both_directions(page: Reading) -> None:
    assert len(page.of("table")) > 10
    for cell in page.of("th"):
        assert cell.attributes.get("scope") in ("col", "row")
    for body in page.of("tbody"):
        assert "table" in body.inside
    rows = [row for row in page.of("tr") if "tbody" in row.inside]
    heads = [cell for cell in page.of("th") if cell.attributes["scope"] == "row"]
    assert len(rows) == len(heads)


def test_every_drawing_speaks_or_is_silent_on_purpose(page: Reading) -> None:
    for drawing in page.of("svg"):
        spoken = drawing.attributes.get("role") == "img" and drawing.attributes.get("aria-label")
        assert spoken or drawing.attributes.get("aria-hidden") == "true"


def test_both_languages_stand_in_the_page_and_are_marked(page: Reading) -> None:
    bodies = [element for element in page.of("div") if "body" in element.attributes.get("class", "").split()]
    assert [body.attributes["lang"] for body in bodies] == ["en", "zh-Hans"]
    english, chinese = ("".join(body.text) for body in bodies)
    assert "Needs repair" in english
    assert "需要修复" in chinese
    own = re.sub("|".join(re.escape(name) for name in ("恒通电缆", "苏州精工", "长")), "", english)
    assert not re.search("[\u4e00-\u9fff]", re.sub("[\u4e00-\u9fff]{2,}", "", own))
    assert not re.search(r"\b(the|with|month|share|since|order)\b", chinese)


def test_chinese_sentences_use_full_width_punctuation(page: Reading) -> None:
    (body,) = [element for element in page.of("div") if element.attributes.get("class") == "body zh"]
    assert not re.findall("[\u4e00-\u9fff][,:;?!()]|[,:;?!(][\u4e00-\u9fff]", "".join(body.text))
    labels = " ".join(element.attributes.get("aria-label", "") for element in page.elements)
    assert not re.findall("[\u4e00-\u9fff][,:;?!()]|[,:;?!(][\u4e00-\u9fff]", labels)


def test_stages_are_explained_and_the_parameters_of_the_run_are_told(tmp_path: Path) -> None:
    lives = [Life("Acme", ours=[50] * MONTHS, total=[100] * MONTHS)]
    text = page_of(write_lives(tmp_path, lives, parameters=Parameters(C=5, K=4, L=18)))
    assert "when 5 month-ends in a row agree" in text
    assert "4 times the usual interval" in text
    assert "18 months later it counts as lapsed" in text


def test_an_unknown_share_is_dotted_and_an_estimated_one_hatched(tmp_path: Path) -> None:
    known_life = Life("Acme", ours=[40] * MONTHS, total=[100] * MONTHS)
    unknown = page_of(write_lives(tmp_path / "a", [Life("Brix", ours=[50] * 34 + [0] * 2), known_life]))
    assert re.search(r'<svg class="share-bar st-initial is-unknown"[^>]*><line class="unknown"', unknown)
    known = page_of(write_lives(tmp_path / "b", [known_life]))
    guessed = [Life("Acme", ours=[40] * MONTHS, total=[100] * MONTHS, estimated=True)]
    assert 'fill="url(#hatch)"' in page_of(write_lives(tmp_path / "c", guessed))
    assert 'fill="url(#hatch)"' not in known
    assert 'class="unknown"' not in known


def test_without_any_total_the_page_says_what_is_missing_and_how_to_add_it(tmp_path: Path) -> None:
    text = page_of(write_run(tmp_path, Story(relations=60, totals=False)))
    assert "No total purchases are known, so every share is unknown." in text
    assert "--totals totals.csv" in text
    assert "尚无客户采购总额" in text
    assert 'class="share-bar' not in text
    assert 'class="order-bars' in text


def test_every_supplier_stands_with_the_customer_it_sells_to(tmp_path: Path) -> None:
    page = Reading(page_of(write_run(tmp_path, Story(relations=200, suppliers=True))))
    (title,) = page.of("h1")
    assert "Where every supplier stands" in "".join(title.text)
    names = [cell for cell in page.of("th") if "who" in cell.attributes.get("class", "").split()]
    assert names
    assert all("Service area" in "".join(cell.text) for cell in names)


def test_our_own_name_stands_in_the_title(tmp_path: Path) -> None:
    lives = [Life("Acme", ours=[50] * 7)]
    text = page_of(write_lives(tmp_path, lives, us=["Hexa Motion", "Hexa <Parts>", "Third"]))
    assert "Hexa Motion, Hexa &lt;Parts&gt; and others: where our customers stand" in text
    assert "Hexa Motion、Hexa &lt;Parts&gt;等：客户关系现状" in text


@pytest.mark.parametrize(
    "life",
    [
        Life("Acme", ours=[5]),
        Life("Acme", ours=[0], total=[100]),
        Life("Acme", ours=[-5] * 3, total=[None] * 3),
        Life("Acme", ours=[0] * 24, total=[0] * 24),
        Life("Acme", ours=[500] * 24, total=[100] * 24),
        Life("MASKED-6f1b022b", ours=[5] * 24),
        Life("Acme", ours=[0] * 14 + [5], begin=14),
    ],
)
def test_the_smallest_records_make_a_whole_page(tmp_path: Path, life: Life) -> None:
    page = Reading(page_of(write_lives(tmp_path, [life], currency=None)))
    assert page.of("footer")
    assert "None" not in "".join(page.of("body")[0].text)
    assert not re.search(r"\b(nan|inf)\b", "".join(page.of("body")[0].text))


def test_a_total_in_conflict_is_said_as_such(tmp_path: Path) -> None:
    text = page_of(write_lives(tmp_path, [Life("Acme", ours=[500] * 24, total=[100] * 24)]))
    assert "Total in conflict" in text


def test_the_same_files_give_the_same_page(tmp_path: Path) -> None:
    write_run(tmp_path, Story(relations=80))
    first = write_report(tmp_path).read_bytes()
    assert write_report(tmp_path).read_bytes() == first
    assert not list(tmp_path.glob("*.part"))


def test_thirty_thousand_relations_stay_under_five_megabytes(tmp_path: Path) -> None:
    write_run(tmp_path, Story(relations=30_000, months=24))
    path = write_report(tmp_path)
    assert path == tmp_path / "report.html"
    assert path.stat().st_size < 5_000_000
    assert "more in latest.csv" in path.read_text(encoding="utf-8")
