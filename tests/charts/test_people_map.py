"""The map of a buying centre."""

import pytest

from guanxi.charts import people_map
from guanxi.charts.people_map import SIGNS, Line, Node
from tests.charts.reading import numbers, parts, svg, words

ROLES = {"decider": "决策者", "buyer": "Buyer"}
VOGEL = Node("1", "KV", "Katharina Vogel", ("decider",), "sceptic", 0, "Katharina Vogel, decides, sceptic")
ZHOU = Node("2", "明远", "周明远", ("buyer", "decider"), "champion", 4)
BERG = Node("3", "BB", "Bo Berg", (), "neutral", 1)


def drawn(nodes: list[Node], lines: list[Line], width: float = 780) -> str:
    return people_map(nodes, lines, label="Buying centre of Ostermark", us="我们", role_names=ROLES, width=width)


def test_each_person_has_initials_name_roles_and_a_ring_of_his_attitude() -> None:
    root = svg(drawn([VOGEL, ZHOU], []))
    assert root.get("aria-label") == "Buying centre of Ostermark"
    (vogel, zhou) = parts(root, "person")
    assert "at-sceptic" in (vogel.get("class") or "")
    assert "at-champion" in (zhou.get("class") or "")
    assert words(vogel) == ["KV", SIGNS["sceptic"], "Katharina Vogel", "决策者"]
    assert words(zhou) == ["明远", SIGNS["champion"], "周明远", "Buyer · 决策者"]
    assert vogel.find("title") is not None


@pytest.mark.parametrize("attitude", [*SIGNS, "something new"])
def test_an_attitude_is_said_by_a_sign_and_not_by_colour_alone(attitude: str) -> None:
    (person,) = parts(svg(drawn([Node("1", "A", "Ann", attitude=attitude)], [])), "person")
    known = attitude if attitude in SIGNS else "unknown"
    assert person.get("class") == f"person at-{known}"
    assert SIGNS[known] in words(person)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_a_manager_stands_above_and_a_line_leads_down() -> None:
    root = svg(drawn([BERG, ZHOU, VOGEL], [Line("2", "1"), Line("3", "2")]))
    heights = {words(part)[0]: numbers(parts(part, "ring")[0], "cy")[0] for part in parts(root, "person")}
    assert heights["KV"] < heights["明远"] < heights["BB"]
    assert len(parts(root, "reports")) == 2


def test_the_better_one_of_us_knows_somebody_the_thicker_the_curve() -> None:
    ties = parts(svg(drawn([VOGEL, BERG, ZHOU], [])), "tie")
    assert [numbers(tie, "stroke-width")[0] for tie in ties] == [0.75, 4.5]
    (ours,) = parts(svg(drawn([], [])), "us")
    assert words(ours) == ["我们"]


def test_loops_and_lines_to_nobody_do_no_harm() -> None:
    root = svg(drawn([VOGEL, ZHOU], [Line("1", "2"), Line("2", "1"), Line("1", "9"), Line("9", "1"), Line("1", "1")]))
    assert len(parts(root, "reports")) == 1
    assert len(parts(root, "person")) == 2


@pytest.mark.parametrize("width", [780.0, 360.0])
def test_nobody_stands_outside_of_the_drawing_or_on_top_of_another(width: float) -> None:
    many = [Node(str(number), "AB", f"Person {number} with a rather long name") for number in range(23)]
    root = svg(drawn(many, [Line(str(number), "0") for number in range(1, 12)], width))
    _x, _y, wide, high = (float(value) for value in (root.get("viewBox") or "").split())
    places = [numbers(ring, "cx", "cy") for ring in parts(root, "ring")]
    assert len(set(places)) == 23
    assert all(20 <= x <= wide - 20 and 20 <= y <= high - 60 for x, y in places)
    for one in places:
        assert all(one == other or abs(one[0] - other[0]) >= 100 or abs(one[1] - other[1]) >= 60 for other in places)


def test_a_name_is_cut_where_its_neighbour_begins_and_escaped() -> None:
    long = Node("1", "<b>", "Maximiliane Gräfin von Hohenstein & Söhne")
    han = Node("2", "建国", "阿布都热西提阿不都热合曼")
    wide = [words(part)[2] for part in parts(svg(drawn([long, han], [])), "person")]
    assert wide == ["Maximiliane Gräfin von Hoh…", "阿布都热西提阿不都热合曼"]
    root = svg(drawn([long, han, Node("3", "C", "C")], [], 360))
    assert [words(part)[2] for part in parts(root, "person")] == ["Maximiliane Gräf…", "阿布都热西提阿…", "C"]
    assert words(parts(root, "person")[0])[0] == "<b>"
