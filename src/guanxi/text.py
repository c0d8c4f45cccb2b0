"""Texts as people write them: one stored form, one key to compare by, one key to sort by, and the tokens of search.

Pure: no database, no settings, no language of the reader. The dictionary of readings loads with the first Han
character that needs one, so that a command which needs none does not pay for it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from guanxi.errors import GuanxiError

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_FILE_NAME: Final = 200  # bytes in UTF-8; file systems allow 255, downloads add " (1)"
LONGEST_QUERY: Final = 200  # characters of a search that are looked at
LONGEST_INDEXED: Final = 50_000  # characters of a text that can be found
LONGEST_TOKEN: Final = 40
LONGEST_KEY: Final = 400


def gettext_noop(sentence: str) -> str:
    """The sentence itself: a mark by which ``make messages`` finds what a page will translate."""
    return sentence


HOLDS_NUL: Final = gettext_noop("This text holds a NUL character, which no text may hold: take it out.")
NOT_TEXT: Final = gettext_noop(
    "This text holds half of a character (a lone surrogate): type it again, or save the file as UTF-8."
)
TOO_LONG: Final = gettext_noop("This text has %(length)d characters; at most %(most)d fit.")


class UnfitText(GuanxiError):
    """A text that cannot be stored. ``sentence`` % ``values`` is the message, in two pieces for who translates it."""

    code = "unfit_text"

    def __init__(self, sentence: str, **values: int) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


# ---- the stored form ----

_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Signs that no reader sees and that files made of XML cannot hold. Tabs and ends of lines stay.
_UNSEEN: Final = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[\n\t -~]*")


def normalise(text: str, *, limit: int | None = None) -> str:
    """The one stored form of a text: NFC, ``\\n`` between lines, no control characters.

    Raises UnfitText for a NUL, for a lone surrogate, and for more than ``limit`` characters.
    """
    if not _PLAIN.fullmatch(text):
        if "\0" in text:
            raise UnfitText(HOLDS_NUL)
        if _SURROGATE.search(text):
            raise UnfitText(NOT_TEXT)
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    if limit is not None and len(text) > limit:
        raise UnfitText(TOO_LONG, length=len(text), most=limit)
    return text


# What turns the direction of a line (a name may then read as another one), and what has no width at all.
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WIDTHLESS: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_NOT_IN_FILE_NAMES: Final = re.compile(r'[<>:"|?*\n\t]')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")


def file_name(name: str) -> str:
    """A file name that is safe on every system and reads as what it is: no folder, no hidden signs, no hidden file.

    A mark that turns the direction of writing becomes ``_``, so that ``invoice_fdp.exe`` cannot pose as a PDF.
    """
    name = normalise(name)
    name = _WIDTHLESS.sub("", _TURNS.sub("_", name))
    name = re.split(r"[/\\]", name)[-1]
    name = _NOT_IN_FILE_NAMES.sub("_", name).strip(". ")
    name = _RESERVED.sub(r"_\1", name, count=1) if _RESERVED.match(name) else name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = name, "", ""
    room = LONGEST_FILE_NAME - len((dot + ending).encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return unicodedata.normalize("NFC", f"{stem}{dot}{ending}") or "file"


# ---- keys ----


def search_key(text: str) -> str:
    """What two texts have in common that a person takes for the same: width, case, invisible signs and spaces apart.

    Accents count (``fold`` lets them go). The Turkish İ and ı are both i, since a key cannot know its language.
    """
    if _PLAIN.fullmatch(text):
        return " ".join(text.lower().split())
    before, key = "", _UNSEEN.sub("", text.replace("\0", ""))
    while key != before:  # one round is enough for all but a few letters, whose parts fold again
        before = key
        key = unicodedata.normalize("NFKC", _WIDTHLESS.sub("", _TURNS.sub("", key)))
        key = unicodedata.normalize("NFKC", key.casefold().replace("i\u0307", "i").replace("ı", "i"))
    return " ".join(key.split())


_FOLDED: Final = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n", "ŧ": "t", "ĸ": "k",
    "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "’": "'", "‘": "'", "ʼ": "'",
})  # fmt: skip
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Marks go only where they are accents; of other scripts they are part of the letter.
_ACCENTED: Final = re.compile("([A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1fff])[\u0300-\u036f]+")


def fold(text: str) -> str:
    """The search key without accents: é is e, ł is l, ß is ss."""
    key = search_key(text)
    if key.isascii():
        return key
    key = _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", key))
    return search_key(unicodedata.normalize("NFC", key.translate(_FOLDED)))


_HAN: Final = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA: Final = "\u3040-\u30ff\u31f0-\u31ff"
_HAN_RUN: Final = re.compile(f"[{_HAN}]+")
# A run of signs that are written without spaces, or a word of letters and digits.
_LETTER: Final = f"[^\\W_{_HAN}{_KANA}]"
_RUN: Final = re.compile(f"[{_HAN}{_KANA}]+|{_LETTER}+")


def has_han(text: str) -> bool:
    return _HAN_RUN.search(text) is not None


def sort_key(name: str, language: str = "", *, person: bool = False) -> str:
    """What names are sorted by, to be stored and compared byte by byte: Han by pinyin, among the Latin names.

    ``language`` is that of the name: the characters of a Japanese or Korean name have no pinyin. ``person``: the first
    signs are a surname, and 单 is a Shan, 曾 a Zeng.
    """
    key = search_key(name)
    words: list[str] = []
    for run in _RUN.findall(key):
        if has_han(run) and language[:2] not in ("ja", "ko"):
            words.extend(_syllables(run, person and not words))
        else:
            words.append(fold(run))
    # Whoever has the same reading stands beside himself: all 恒通 before all 横通, not one among the other.
    return f"{' '.join(words)}\t{key}"[:LONGEST_KEY]


# ---- pinyin ----

# Where the dictionary takes the reading that is frequent in prose, names of firms and places mostly have the other one.
_READINGS: Final = {"长": "cháng,zhǎng", "厦": "xià,shà", "轧": "zhá,yà"}
_PHRASES: Final = """
    朝阳 chao yang, 单县 shan xian, 给排水 ji pai shui, 薄膜 bo mo, 薄钢板 bo gang ban, 总行 zong hang, 支行 zhi hang,
    油行 you hang, 珠宝行 zhu bao hang, 泊头 bo tou, 什邡 shi fang, 筠连 jun lian, 二重 er zhong, 都匀 du yun,
    园长 yuan zhang, 秘书长 mi shu zhang, 区域长 qu yu zhang, 系泊 xi bo, 广厦 guang sha, 大厦 da sha"""
_SURNAMES: Final = """
    单 shan, 曾 zeng, 仇 qiu, 解 xie, 朴 piao, 区 ou, 查 zha, 覃 qin, 乐 yue, 缪 miao, 种 chong, 洗 xian, 员 yun,
    贠 yun, 召 shao, 翟 zhai, 盖 ge, 祭 zhai, 逄 pang, 折 she, 黑 he, 么 yao, 能 nai, 佴 nai, 卜 bu, 阚 kan, 秘 bi,
    繁 po, 郄 qie, 蔚 yu, 藏 zang, 隗 wei, 郗 xi, 莘 shen, 万俟 mo qi, 尉迟 yu chi, 长孙 zhang sun, 单于 chan yu,
    澹台 tan tai, 令狐 ling hu, 宰父 zai fu"""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Words and their syllables out of a list like the ones above."""
    return {word: tuple(syllables) for word, *syllables in map(str.split, text.split(","))}


_SURNAME_READINGS: Final = _table(_SURNAMES)


_READING: Final = Lock()


def _reader() -> "Callable[[str], list[str]]":
    # Two threads that load it at once would change it under each other; once it is there nobody waits.
    with _READING:
        return _loaded_reader()


@cache
def _loaded_reader() -> "Callable[[str], list[str]]":
    """The dictionary, corrected. It takes a third of a second and 30 MB, once a process."""
    import pypinyin

    pypinyin.load_single_dict({ord(sign): reading for sign, reading in _READINGS.items()})
    pypinyin.load_phrases_dict({word: [[syllable] for syllable in read] for word, read in _table(_PHRASES).items()})

    def read(run: str) -> list[str]:
        return pypinyin.lazy_pinyin(run, errors=list)  # type: ignore[arg-type]  # a list of signs serves as well

    return read


@lru_cache(maxsize=50_000)
def _syllables(run: str, person: bool = False) -> tuple[str, ...]:
    """One syllable for each sign of a run, ü as v; a sign without a known reading stands for itself."""
    syllables = tuple(_reader()(run))
    if person and (surname := _surname(run)):
        return (*surname, *syllables[len(surname) :])
    return syllables


def _surname(run: str) -> tuple[str, ...]:
    """The reading of the surname at the beginning, where it is not the usual one of these signs."""
    return _SURNAME_READINGS.get(run[:2]) or _SURNAME_READINGS.get(run[:1]) or ()


def pinyin(name: str, *, person: bool = False) -> str:
    """``heng tong dian lan`` for 恒通电缆, without tones; other words stay as they are. Empty where nothing is Han.

    ``person``: the first signs are a surname, which may have a reading of its own.
    """
    if not has_han(name):
        return ""
    words: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", name)):
        if has_han(run):
            words.extend(syllable.replace("v", "ü") for syllable in _syllables(run, person and not words))
        else:
            words.append(run)
    return " ".join(words)


# ---- search ----
#
# A record is found when every part of the query begins one of its tokens. So a joined reading from each character on
# stands for all syllables and for whatever somebody has typed of them so far.

# It begins where a word begins: tried from each letter of a long word, it would take the square of its length.
_JOINED: Final = re.compile(f"(?<!{_LETTER}){_LETTER}+(?:[.&'’/+-]{_LETTER}+)+")
_UNSPACED: Final = re.compile(f"[{_HAN}{_KANA}]")
_PARTS: Final = re.compile(r"[^\W\d_]+|\d+")
_MOST_PARTS: Final = 12
_SHORTEST_NUMBER: Final = 4  # people look for the last four digits
_PHONETIC_RUN: Final = 24  # characters of one run that get readings; names of firms are shorter


def tokens(text: str, *, phonetic: bool = True) -> frozenset[str]:
    """The tokens under which a text is found. ``phonetic``: also by pinyin, for names; not for whole notes."""
    return frozenset(token[:LONGEST_TOKEN] for token in _tokens(search_key(text[:LONGEST_INDEXED]), phonetic))


def _tokens(key: str, phonetic: bool) -> Iterator[str]:
    for run in _RUN.findall(key):
        if _is_unspaced(run):
            yield from run
            yield from _pairs(run)
            if phonetic and has_han(run):
                yield from _sounds(run)
        else:
            yield from _spellings(run)
            if not run.isalpha() and 1 < len(parts := _PARTS.findall(run)) <= 4:
                yield from map(fold, parts)
    for joined in _JOINED.findall(key):
        yield fold(re.sub(r"[\W_]", "", joined))


def _is_unspaced(run: str) -> bool:
    return not run.isascii() and _UNSPACED.match(run) is not None


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _spellings(word: str) -> list[str]:
    """A word without accents, and an umlaut also as its two letters: muller, mueller."""
    if word.isascii():
        return [word]
    return list(dict.fromkeys((fold(word), fold(word.translate(_UMLAUTS)))))


def _sounds(run: str) -> Iterator[str]:
    run = run[:_PHONETIC_RUN]
    readings = [_syllables(run)]
    if (surname := _surname(run)) and surname != readings[0][: len(surname)]:
        readings.append(_syllables(run, True))
    for syllables in readings:
        for place in range(len(syllables)):
            if syllables[place].isascii():
                rest = syllables[place:]
                yield (joined := "".join(rest))
                yield "".join(syllable[0] for syllable in rest)
                if "v" in joined:  # 绿 is typed lv, lu or lü
                    yield joined.replace("v", "u")


_TRUNK_ZERO: Final = re.compile(r"\(0\)")
_EXTENSION: Final = re.compile(r"(?:ext|x|转|#|,|;).*")
_NUMBER: Final = re.compile(r"\+?[\d\s().–/-]+")


def phone_digits(number: str) -> str:
    """The digits that two ways of writing a phone number share: +49 (0)40 555-01 and 0049 40 55501 are 494055501."""
    return _digits(_TRUNK_ZERO.sub("", number)).lstrip("0")


def _digits(number: str) -> str:
    key = _EXTENSION.sub("", search_key(number))
    return "".join(str(unicodedata.digit(sign)) for sign in key if sign.isdigit())


# No folded word begins with ø: so a word of a query never begins a phone number by chance.
_PHONE: Final = "ø"


def phone_tokens(number: str) -> frozenset[str]:
    """The tokens under which a phone number is found, by any four or more of its digits in a row."""
    digits = phone_digits(number)[: LONGEST_TOKEN - 1]
    last = max(1, len(digits) - _SHORTEST_NUMBER + 1)
    return frozenset(_PHONE + digits[place:] for place in range(last) if digits)


def query_parts(query: str) -> tuple[tuple[str, ...], ...]:
    """The parts of a query; of each part one spelling must begin a token. Empty for a query without any letter."""
    key = search_key(query[:LONGEST_QUERY])
    parts: list[tuple[str, ...]] = []
    for run in _RUN.findall(key):
        if _is_unspaced(run):
            parts.extend((pair,) for pair in (_pairs(run) or [run]))
        else:
            parts.append(tuple(spelling[:LONGEST_TOKEN] for spelling in _spellings(run)))
    parts = list(dict.fromkeys(parts))[:_MOST_PARTS]
    digits = _digits(key) if _NUMBER.fullmatch(key) else ""
    if len(digits) < _SHORTEST_NUMBER:
        return tuple(parts)
    # What looks like a phone number may be one, with or without the zeros in front, or the words that it is made of.
    numbers = dict.fromkeys(_PHONE + number[: LONGEST_TOKEN - 1] for number in (digits, phone_digits(key)) if number)
    return tuple((*spellings, *numbers) for spellings in parts)


def matches(parts: tuple[tuple[str, ...], ...], found: frozenset[str]) -> bool:
    """Whether a record with these tokens answers a query of these parts: what an index does, said slowly."""
    return bool(parts) and all(any(token.startswith(part) for token in found) for part in parts)
