"""Texts: their stored form, the keys to compare and sort by, and what a search finds."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi import text
from guanxi.text import UnfitText, fold, normalise, search_key, sort_key

# What people type, with the signs that make trouble often enough to meet them.
TROUBLE = (
    "İıŁłßøæÆéÉａＡ１ﬁ恒通电缆长厦曾绿々𠮷がカｶﾞ각\u0301\u0327\u0345\u200b\u200e\u202e\ufeff\u2028 \t\n-.&'’/+_@()#ΐςϒǰ½"
)
WRITTEN = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters(exclude_categories=["Cs"])), max_size=40).map(
    lambda typed: typed.replace("\0", "")
)
NAMES = st.text(st.sampled_from("abcXYZéłßöI12 .&-恒通电缆长厦曾绿重庆海鹭机器人"), max_size=24)


# ---- the stored form ----


def test_one_form_is_stored_for_the_two_ways_to_write_an_accent() -> None:
    assert normalise("Poincare\u0301") == normalise("Poincaré") == "Poincaré"


def test_lines_end_in_one_way_and_signs_that_nobody_sees_are_dropped() -> None:
    assert normalise("one\r\ntwo\rthree\x0bfour\u2028five") == "one\ntwo\nthree\nfour\nfive"
    assert normalise("a\x08b\x9fc\uffffd\te") == "abcd\te"


@pytest.mark.parametrize(
    ("typed", "told"), [("a\0b", "NUL"), ("a\ud800b", "half of a character"), ("x" * 11, "11 characters; at most 10")]
)
def test_what_cannot_be_stored_is_refused_with_a_sentence(typed: str, told: str) -> None:
    with pytest.raises(UnfitText, match=told) as refused:
        normalise(typed, limit=10)
    assert refused.value.message == refused.value.sentence % refused.value.values
    assert refused.value.code == "unfit_text"
    assert normalise("x" * 10, limit=10) == "x" * 10


@settings(deadline=None)  # the dictionary of readings loads in one of the examples
@given(WRITTEN)
def test_the_stored_form_is_stable_and_can_be_stored_anywhere(typed: str) -> None:
    stored = normalise(typed)
    assert normalise(stored) == stored == unicodedata.normalize("NFC", stored)
    assert not any(sign < " " and sign not in "\t\n" for sign in stored)
    stored.encode()


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("Angebot 2026.pdf", "Angebot 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\list.xlsx", "list.xlsx"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("合同\u200b\ufeff.docx", "合同.docx"),
        ('a<b>:"c|d?*.txt', "a_b___c_d__.txt"),
        ("con.txt", "_con.txt"),
        (".hidden", "hidden"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_file_name_is_safe_and_reads_as_what_it_is(given_name: str, safe: str) -> None:
    assert text.file_name(given_name) == safe


def test_a_long_file_name_keeps_its_ending() -> None:
    name = text.file_name("合" * 300 + ".xlsx")
    assert name.endswith("合.xlsx")
    assert len(name.encode()) <= text.LONGEST_FILE_NAME


@settings(deadline=None)
@given(WRITTEN)
def test_a_safe_file_name_stays_as_it_is(typed: str) -> None:
    name = text.file_name(typed)
    assert text.file_name(name) == name
    assert name
    assert set(name).isdisjoint('/\\<>:"|?*\u202e\u200b\n\t')
    assert len(name.encode()) <= text.LONGEST_FILE_NAME


# ---- keys ----


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ａｂｃ　１２", "abc 12"),
        ("STRASSE", "Straße"),
        ("İSTANBUL", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("恒\u200b通", "恒通"),
        ("a\u202eb", "AB"),
        ("  Halden \t Seals\n", "halden seals"),
        ("ｶﾞｽ", "ガス"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
    ],
)
def test_what_a_person_takes_for_the_same_has_one_search_key(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_accents_count_in_the_search_key_and_not_when_folded() -> None:
    assert search_key("Pétrus") != search_key("Petrus")
    assert fold("Pétrus-Łódź Ærø Ελλάδα Ёлка") == "petrus-lodz aero ελλαδα елка"


def test_marks_that_are_no_accents_stay_in_folded_words() -> None:
    assert fold("ガス 각 हिन्दी") == "ガス 각 हिन्दी"


@settings(deadline=None)
@given(WRITTEN)
def test_the_keys_are_stable(typed: str) -> None:
    key = search_key(typed)
    assert search_key(key) == key == search_key(normalise(typed))
    assert fold(fold(typed)) == fold(typed) == fold(key)
    assert sort_key(typed) == sort_key(key)
    assert "\0" not in key + fold(typed) + sort_key(typed)
    assert len(sort_key(typed)) <= text.LONGEST_KEY


def test_names_are_sorted_by_pinyin_among_the_latin_ones() -> None:
    names = ["重庆", "Zoe", "Łódź", "恒通电缆", "Henk", "Ábel", "长城", "西安", "先锋", "Lund", "阿里"]
    assert sorted(names, key=sort_key) == [
        "阿里", "Ábel", "长城", "重庆", "恒通电缆", "Henk", "Łódź", "Lund", "西安", "先锋", "Zoe",
    ]  # fmt: skip


def test_names_with_one_reading_stand_together() -> None:
    names = ["李明", "里明", "李明", "里明远"]
    assert sorted(names, key=sort_key) == ["李明", "李明", "里明", "里明远"]


def test_a_surname_is_read_as_a_surname() -> None:
    assert sort_key("单雄", person=True).startswith("shan xiong\t")
    assert sort_key("单晶硅").startswith("dan jing gui\t")
    assert text.pinyin("曾国", person=True) == "zeng guo"
    assert text.pinyin("尉迟恭", person=True) == "yu chi gong"


def test_the_characters_of_a_japanese_name_have_no_pinyin() -> None:
    assert sort_key("山田", "ja").startswith("山田")
    assert sort_key("山田", "zh-Hans").startswith("shan tian")


# ---- pinyin ----


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("恒通电缆", "heng tong dian lan"),
        ("长城汽车", "chang cheng qi che"),
        ("长丰", "chang feng"),
        ("成长", "cheng zhang"),
        ("董事长", "dong shi zhang"),
        ("重庆长安", "chong qing chang an"),
        ("三一重工", "san yi zhong gong"),
        ("中国银行", "zhong guo yin hang"),
        ("行健", "xing jian"),
        ("厦门厦工", "xia men xia gong"),
        ("广厦集团", "guang sha ji tuan"),
        ("冷轧薄板", "leng zha bao ban"),
        ("绿地 Volvo", "lü di Volvo"),
        ("Halden", ""),
    ],
)
def test_a_name_has_the_reading_that_people_use(name: str, reading: str) -> None:
    assert text.pinyin(name) == reading


def test_the_dictionary_of_readings_loads_only_when_it_is_needed() -> None:
    code = (
        "import sys; from guanxi import text; text.tokens('Halden Seals'); text.tokens('恒通', phonetic=False);"
        "text.sort_key('Łódź'); text.query_parts('恒通'); sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- search ----


def finds(query: str, *names: str, phonetic: bool = True) -> bool:
    return text.matches(text.query_parts(query), frozenset().union(*(text.tokens(n, phonetic=phonetic) for n in names)))


@pytest.mark.parametrize(
    "query",
    ["恒通", "通电", "缆", "htdl", "tdl", "heng tong", "hengtong", "HengTongD", "dianlan", "恒通 dl", "电缆 heng"],
)
def test_a_chinese_name_is_found_by_its_characters_and_by_its_sounds(query: str) -> None:
    assert finds(query, "恒通电缆")


@pytest.mark.parametrize("query", ["电恒", "恒缆", "htl", "hengdian", "恒通 zg"])
def test_a_chinese_name_is_not_found_by_what_it_does_not_hold(query: str) -> None:
    assert not finds(query, "恒通电缆")


@pytest.mark.parametrize("query", ["lvdi", "ludi", "lüdi", "绿地", "ld"])
def test_the_vowel_that_no_keyboard_has_is_found_in_all_its_spellings(query: str) -> None:
    assert finds(query, "绿地")


@pytest.mark.parametrize("query", ["shanxiong", "danxiong", "sx", "dx"])
def test_a_surname_is_found_under_both_readings(query: str) -> None:
    assert finds(query, "单雄")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("petrus", "Pétrus-Marchand Aciers SAS"),
        ("marchand pét", "Pétrus-Marchand Aciers SAS"),
        ("petrusmarchand", "Pétrus-Marchand Aciers SAS"),
        ("müller", "Mueller KG"),
        ("mueller", "Müller KG"),
        ("muller", "Müller KG"),
        ("spa", "Tessaro Pompe S.p.A."),
        ("S.p.A.", "Tessaro Pompe S.p.A."),
        ("obrien", "O’Brien"),
        ("o'brien", "O’Brien"),
        ("strasse", "Hafenstraße Hafen Straße"),
        ("50 dn", "DN50"),
        ("ａｂｃ", "ABC电缆"),
        ("ガス", "東京ｶﾞｽ"),
    ],
)
def test_a_name_is_found_without_its_accents_and_dots(query: str, name: str) -> None:
    assert finds(query, name)


@pytest.mark.parametrize("query", ["", " ", "…", "()", "\u200b"])
def test_a_query_without_letters_finds_nothing(query: str) -> None:
    assert text.query_parts(query) == ()
    assert not finds(query, "恒通电缆 Halden")


def test_a_note_is_found_by_its_characters_but_not_by_their_sound() -> None:
    assert finds("电缆", "恒通电缆", phonetic=False)
    assert not finds("dianlan", "恒通电缆", phonetic=False)


@pytest.mark.parametrize(
    "typed", ["+49 (0)40 555-0123", "0049 40 5550123", "+49 40 555 0123 ext. 7", "＋４９ 40 5550123转8"]
)
def test_a_phone_number_has_one_form_however_it_is_written(typed: str) -> None:
    assert text.phone_digits(typed) == "49405550123"


@pytest.mark.parametrize("query", ["0123", "040 555", "5550123", "+49 40", "004940555", "4940-555"])
def test_a_phone_number_is_found_by_four_digits_in_a_row(query: str) -> None:
    assert text.matches(text.query_parts(query), text.phone_tokens("+49 (0)40 555-0123"))


@pytest.mark.parametrize("query", ["0124", "49 41", "555 0123 9", "0000", "012"])
def test_a_phone_number_is_not_found_by_other_digits(query: str) -> None:
    assert not text.matches(text.query_parts(query), text.phone_tokens("+49 (0)40 555-0123"))


def test_digits_that_look_like_a_phone_number_are_still_found_as_words() -> None:
    assert finds("2026-11-05", "Visit on 2026-11-05")


def test_nothing_is_found_by_no_phone_number() -> None:
    assert text.phone_tokens("ask reception") == frozenset()


@settings(deadline=None)
@given(NAMES, st.data())
def test_a_name_is_found_by_every_piece_that_begins_at_a_word_or_a_character(name: str, data: st.DataObject) -> None:
    words = [word for word in name.split() if text.query_parts(word)]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    assert finds(word, name)
    assert finds(name[:100], name)
    piece = word[: data.draw(st.integers(1, len(word)))]
    assert not text.query_parts(piece) or finds(piece, name)


@settings(deadline=None)
@given(NAMES)
def test_a_name_is_found_by_its_pinyin_joined_and_apart(name: str) -> None:
    for word in name.split():
        syllables = text.pinyin(word)
        assert not syllables or finds(syllables, name)


@settings(deadline=None)
@given(WRITTEN)
def test_tokens_are_words_of_an_index(typed: str) -> None:
    for token in text.tokens(typed):
        assert token == search_key(token)
        assert 0 < len(token) <= text.LONGEST_TOKEN
        assert not any(sign.isspace() or sign in "\"'*()-\0" for sign in token)


@settings(deadline=None)
@given(WRITTEN)
def test_a_query_never_needs_more_than_an_index_is_asked(typed: str) -> None:
    parts = text.query_parts(typed * 20)
    assert len(parts) <= 12
    assert all(spellings and all(spellings) for spellings in parts)


def test_the_first_names_may_be_read_by_many_threads_at_once() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from guanxi import text\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    read = list(pool.map(text.pinyin, ['恒通电缆', '无锡', '苏州', '徐敏', '北京', '上海', '广州', '深圳']))\n"
        "print(read[0])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("heng tong dian lan\n", "")
