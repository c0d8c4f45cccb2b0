"""The Chinese catalogue: complete, compiled, and written as Chinese is written."""

import ast
import gettext
import io
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from django.utils import translation

from scripts import messages
from scripts.messages import CATALOGUE, COMPILED, KEYWORDS, forms, read, sources

ROOT = Path(__file__).parents[1]
TEXTS = [message for message in read() if message.id]
HAN = "\u4e00-\u9fff"
# A Han character beside a sign of the Latin keyboard. A colon between digits is a time, one in an address a part of it.
HALF_WIDTH = re.compile(rf"[{HAN}][,;:!?()]|[,;:!?()][{HAN}]|[{HAN}]\.(?!\w)")
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|<[^>]+>|&\w+;|https?://[\w./-]*\w")


def first_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def sentences(message: Message) -> list[tuple[str, str]]:
    """English and Chinese; of a text for several numbers the form for many."""
    english = message.id if isinstance(message.id, str) else message.id[-1]
    return [(english, chinese) for chinese in forms(message)]


PAIRS = [pair for message in TEXTS for pair in sentences(message)]


# ---- the catalogue and the source ----


def test_every_text_of_the_source_is_in_the_catalogue_and_no_other() -> None:
    found = {(m.id if isinstance(m.id, str) else tuple(m.id), m.context) for m in messages.extracted() if m.id}
    known = {(m.id if isinstance(m.id, str) else tuple(m.id), m.context) for m in TEXTS}
    assert sorted(map(str, found - known)) == []
    assert sorted(map(str, known - found)) == []


def test_every_text_has_its_chinese() -> None:
    assert [first_of(message) for message in messages.untranslated(read())] == []


def test_make_messages_would_change_nothing() -> None:
    assert messages.written(messages.renewed(read(), messages.extracted())) == CATALOGUE.read_bytes()


def test_the_compiled_catalogue_is_that_of_the_texts() -> None:
    assert COMPILED.read_bytes() == messages.compiled()
    spoken = gettext.GNUTranslations(io.BytesIO(COMPILED.read_bytes()))
    for message in TEXTS:
        if isinstance(message.id, str) and message.string and not message.context:
            assert spoken.gettext(message.id) == message.string


def test_django_speaks_chinese() -> None:
    with translation.override("zh-hans"):
        assert translation.pgettext("page", "Portfolio") == "客户组合"
    with translation.override("en"):
        assert translation.pgettext("page", "Portfolio") == "Portfolio"


# ---- how texts are marked ----


def translating_calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    ]


PYTHON = [path for path in sources() if path.suffix == ".py"]


def test_the_functions_that_translate_are_called_by_names_that_extraction_knows() -> None:
    unknown = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                for name in node.names:
                    if name.name in KEYWORDS and (name.asname or name.name) not in KEYWORDS:
                        unknown.append(f"{path.name}: {name.name} as {name.asname}")
                    if name.asname == "_" and name.name not in ("gettext", "gettext_lazy"):
                        unknown.append(f"{path.name}: {name.name} as _")
    assert unknown == []


def test_no_text_is_put_together_before_it_is_translated() -> None:
    put_together = []
    for path in PYTHON:
        for call in translating_calls(path):
            for argument in call.args:
                built = isinstance(argument, ast.JoinedStr | ast.BinOp)
                formatted = (
                    isinstance(argument, ast.Call)
                    and isinstance(argument.func, ast.Attribute)
                    and argument.func.attr in ("format", "join")
                )
                if built or formatted:
                    put_together.append(f"{path.name}:{call.lineno}")
    assert put_together == []


def test_extraction_finds_texts_in_python_and_in_templates(tmp_path: Path) -> None:
    python = tmp_path / "some.py"
    python.write_text('a = _("One")\nb = pgettext("page", "Two")\nc = ngettext("%(n)d day", "%(n)d days", n)\n')
    page = tmp_path / "some.html"
    page.write_text(
        '{% load i18n %}\n<p title="{% translate \'Three\' %}">\n    {% translate "Four" context "menu" %}</p>\n'
        "  {% blocktranslate trimmed count n=rows %}\n    {{ n }} row\n  {% plural %}\n    {{ n }} rows\n"
        '  {% endblocktranslate %}\n{% include "x.html" with label=_("Five") only %} it\'s {# a note #}\n'
    )
    found = [(text, context) for path in (python, page) for _line, text, _comments, context in messages.texts_in(path)]
    assert found == [
        ("One", None),
        ("Two", "page"),
        (("%(n)d day", "%(n)d days"), None),
        ("Three", None),
        ("Four", "menu"),
        (("%(n)s row", "%(n)s rows"), None),
        ("Five", None),
    ]


# ---- how the Chinese is written ----


def places(text: str) -> list[str]:
    return sorted(place for place in PLACES.findall(text))


def test_translations_keep_the_places_of_values_and_the_marks() -> None:
    lost = [(en, zh) for en, zh in PAIRS if zh and places(en) != places(zh)]
    assert lost == []


def test_braces_in_translations_can_be_filled_in() -> None:
    for en, zh in PAIRS:
        if "{" in en and "%(" not in en:
            assert {name for _text, name, *_rest in Formatter().parse(zh)} >= {
                name for _text, name, *_rest in Formatter().parse(en) if name
            }


def test_no_sign_of_the_latin_keyboard_stands_beside_a_han_character() -> None:
    assert [zh for _en, zh in PAIRS if HALF_WIDTH.search(PLACES.sub("", zh))] == []


def test_latin_words_and_han_characters_have_a_space_between_them() -> None:
    tight = re.compile(rf"[{HAN}][A-Za-z]|[A-Za-z][{HAN}]")
    assert [zh for _en, zh in PAIRS if tight.search(PLACES.sub("·", zh))] == []


@pytest.mark.parametrize(("latin", "chinese"), [(".", "。"), ("!", "！"), (":", "："), ("…", "…")])
def test_a_sentence_ends_as_it_does_in_english(latin: str, chinese: str) -> None:
    other = [
        (en, zh)
        for en, zh in PAIRS
        if zh
        and en.endswith(latin)
        and not re.search(r"\b[A-Z]?[a-z]{0,3}\.$", en)
        and not zh.endswith((chinese, latin))
    ]
    assert other == []


def test_chinese_has_no_spaces_at_its_ends_and_none_doubled() -> None:
    odd = re.compile(rf"  |[{HAN}] [{HAN}]|[，。：；？！] | [，。：；？！]")
    assert [zh for _en, zh in PAIRS if odd.search(zh) or zh != zh.strip()] == []


# ---- the words of the glossary ----


def glossary(title: str) -> list[tuple[str, list[str]]]:
    """Terms and their Chinese, from the table under a title; a term may have forms, divided by commas."""
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", page.partition(f"## {title}\n")[2].partition("\n## ")[0], flags=re.M
    )
    return [(term, chinese.split("、")) for term, chinese in rows if term != "term" and not term.startswith("-")]


@pytest.mark.parametrize(("term", "chinese"), glossary("In the application"), ids=lambda value: str(value))
def test_a_term_of_the_glossary_has_one_chinese_word(term: str, chinese: list[str]) -> None:
    words = [word.strip() for word in term.split(",")]
    named = re.compile(rf"(?i)\b(?:{'|'.join(map(re.escape, words))})(?:s|es)?\b")
    other = [
        (en, zh) for en, zh in PAIRS if named.search(PLACES.sub("", en)) and zh and not any(w in zh for w in chinese)
    ]
    assert other == []


def test_what_refuses_a_reader_says_so_in_his_language() -> None:
    """The sentences of errors that a page shows are translated: no bare text is handed to them."""
    shown = {"Denied", "NotFound", "Invalid", "Conflict", "UnknownField"}
    bare = []
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in shown:
                given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "message")]
                given += [
                    value for argument in node.args if isinstance(argument, ast.Dict) for value in argument.values
                ]
                bare += [
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                    for value in given
                    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and " " in str(value.value))
                ]
    assert bare == []
