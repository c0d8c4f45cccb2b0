"""Reads a drawing back, so that tests can speak of its parts."""

from xml.etree import ElementTree


def svg(text: str) -> ElementTree.Element:
    """The root of a drawing; fails when the text is not well-formed, has no spoken label or carries inline styles."""
    root = ElementTree.fromstring(text)
    assert root.tag == "svg"
    assert root.get("role") == "img"
    assert root.get("aria-label")
    for part in root.iter():
        assert not {"style", "onclick", "onload", "href"} & set(part.attrib)
    return root


def parts(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    """The parts that carry this class."""
    return [part for part in root.iter() if kind in (part.get("class") or "").split()]


def numbers(part: ElementTree.Element, *names: str) -> tuple[float, ...]:
    return tuple(float((part.get(name) or "0").rstrip("%")) for name in names)


def words(root: ElementTree.Element) -> list[str]:
    return ["".join(part.itertext()) for part in root.iter("text")]
