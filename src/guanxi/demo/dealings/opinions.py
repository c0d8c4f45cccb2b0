"""What both sides answered when they were asked how they see the relationship, and how our team rates it."""

from dataclasses import dataclass
from typing import Final

from guanxi.demo.chance import chance
from guanxi.lifecycle.survey import COMPARISON, CONSTRUCTS, HIGHEST, ITEMS, LONG, LOWEST, PULSE


@dataclass(frozen=True, slots=True)
class Opinion:
    """``who`` is one of us by login, or one of them by short name; a link that nobody answered yet has no answers."""

    ago: int
    who: str
    form: str  # long, pulse
    answers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Rating:
    ago: int
    by: str
    values: dict[str, int]


# Trust, commitment, satisfaction, cooperation, competition, dependence and norms from 1 to 7, and behind the stroke
# how we compare with the best alternative. ``pulse`` asks five questions only; without
# figures the link waits for an answer.
_ASKED: Final[dict[str, str]] = {
    # True loyalty: they buy from us, and would choose us again.
    "minxi": (
        "390 xiang 6666265/6, 384 lin.yue 6666255, 210 gou 7667254/6, 120 xiang pulse 66663, "
        "58 tang 6756266/5, 52 lin.yue 6666255, 50 chen.wei 6655265, 4 lai -"
    ),
    "ostermark": (
        "395 brandl 5555444/4, 388 sofia.berg 6656345, 205 zeisig 6766255/6, "
        "110 ottmar pulse 66662, 48 brandl 6666355/5, 44 ruehl 7777256/6, 40 sofia.berg 6666256"
    ),
    "sanktvelten": (
        "380 kofler 6666265/6, 370 sofia.berg 6666265, 190 stadlo 7777165/7, 60 moser pulse 66672, "
        "30 kofler 7667266/6, 26 sofia.berg 6666256"
    ),
    "hailu": "350 situ 6556254/5, 340 lin.yue 6656244, 95 mo 6667255/6, 60 peng 6655354/5, 55 lin.yue 6666255",
    "wanxi": "330 gui 6665254/6, 70 fu 7667255/6, 66 pan 6556355/5, 60 lin.yue 6666255",
    "lanya": "300 xin 5555444/4, 92 kuai 6656255/5, 90 xin 6555355/5, 84 chen.wei 6656255",
    "zonnehoek": "290 aalst 6666255/5, 70 thijs 6665255/5, 64 sofia.berg 6666255",
    "qinyuan": "115 hui 6656254/5, 108 lin.yue 6656255",
    # Spurious loyalty: they buy, from habit or for want of a choice.
    "tianjin-xian": (
        "500 ruan 7776166/7, 420 pang 6666255/6, 410 lin.yue 7667166, 230 pang pulse 66663, 130 fei pulse 54535, "
        "66 shan 3343543/3, 62 pang 5454434/4, 58 lin.yue 6556255"
    ),
    "chengdi": (
        "480 weng 6666255/6, 470 lin.yue 6666255, 270 hua 4443632/3, 180 hua pulse 33425, 90 hua 4443622/3, "
        "85 weng 5655454/5, 80 ji pulse 55554, 76 lin.yue 5555444"
    ),
    "weidenthal": "320 koelsch 5444334/4, 70 schorr 5344334/3, 64 emrich 4444434/4, 60 sofia.berg 6555345",
    "villeneuve": (
        "310 prat 6655345/5, 120 cazal pulse 44434, 60 estre 3343533/2, 56 prat 5444444/4, 50 sofia.berg 6555344"
    ),
    "jiaoxing": (
        "420 gai 5454434/4, 400 lin.yue 6555345, 165 gai 2323722/2, 160 yan pulse 22326, 100 yan 4444533/3, "
        "30 gai 5555434/4, 26 yan 6655345/5, 24 lin.yue 6555355"
    ),
    "rongqiao": "150 lao 4434433/4, 140 chen.wei 5555344",
    "xiangyu": "240 tan 5555344/4, 60 shuai 6656254/5, 54 lin.yue 5655344",
    "meerendonk": (
        "280 kuijp 5454434/3, 75 verd 7777166/7, 72 meer 6655345/5, 30 kuijp 4443443/3, 28 sofia.berg 6555344"
    ),
    "campia": "120 ilies 4444354/4",
    # Latent loyalty: they like us, and buy elsewhere.
    "jindu": "330 ao 6656344/5, 62 ao 6666354/6, 58 bian 6656444/5, 52 lin.yue 6555444",
    "kestrelmoor": "240 dunsby 6666253/6, 52 dunsby 6666253/6, 50 okafor 6666254/6, 46 sofia.berg 6666254",
    "fjellstad": "200 solbakk 6656223/5, 80 tveitnes 6566223/5, 76 sofia.berg 5555333",
    "tessaro": "260 zampie 6656254/5, 88 bortol 6665355/5, 80 sofia.berg 6555345",
    "lifan": "250 yang 6666344/5, 50 ying 6555454/5, 44 lin.yue 6555345",
    "kovarna": "180 vavra 6666234/6, 24 hrub 6555345/5, 20 sofia.berg 5555344",
    "jiaoxing-yingkou": "85 sheng 6656254/5, 80 lin.yue 6555254",
    # No loyalty: they do neither, and that is worth knowing too.
    "dunmoor": (
        "260 bagnall 6655354/5, 150 wedge 3232622/2, 60 holdcroft 4333533/3, 54 wedge 3232722/2, 50 sofia.berg 5444434"
    ),
    "luxi": "330 zhuang 5555344/5, 150 zhuang 3434433/3, 40 nie 4333533/3, 34 lin.yue 5444434",
    "petrus": "250 lorrain 3333622/2, 88 marchand 4444533/3, 82 sofia.berg 5444434",
    "quintavalle": "300 monted 4334522/3, 130 monted pulse 22225, 20 monted 4233522/3, 16 sofia.berg 4444434",
    "talgrund": "140 jung 4344523/4, 130 sofia.berg 5455434",
    # Asked, and no answer.
    "norrback": "70 lidfors -, 64 sofia.berg 3333433",
    "szarnyas": "200 vermes 5555344/4, 10 balogs -, 8 sofia.berg 5555344",
}
# Days ago, by whom; uncertainty, then social, cultural, technological, distance in time, geographical distance.
_RATED: Final[dict[str, str]] = {
    "minxi": "400 lin.yue 222214, 52 lin.yue 112213",
    "ostermark": "392 sofia.berg 323334, 40 sofia.berg 122224",
    "sanktvelten": "372 sofia.berg 222224, 26 sofia.berg 112124",
    "tianjin-xian": "412 lin.yue 112122, 58 lin.yue 342232",
    "chengdi": "300 lin.yue 222121, 76 lin.yue 432221",
    "jiaoxing": "402 lin.yue 222123, 160 lin.yue 542143, 24 lin.yue 222123",
    "hailu": "342 lin.yue 322232, 55 lin.yue 212122",
    "lanya": "302 chen.wei 423232, 84 chen.wei 222122",
    "fjellstad": "210 sofia.berg 443455, 76 sofia.berg 433345",
    "meerendonk": "282 sofia.berg 222223, 28 sofia.berg 323323",
    "dunmoor": "262 sofia.berg 222223, 50 sofia.berg 443233",
    "kestrelmoor": "46 sofia.berg 212223",
    "qitang": "47 lin.yue 543342",
    "jiaoxing-yingkou": "80 lin.yue 332223",
    "lifan": "44 lin.yue 222122",
    "kovarna": "300 sofia.berg 533234, 20 sofia.berg 323224",
    "harrowdene": "88 chen.wei 443344",
    "quintavalle": "16 sofia.berg 433343",
}
_VARIABLES: Final = ("uncertainty", "social", "cultural", "technological", "time", "geographical")


def opinions_of(customer: str) -> tuple[Opinion, ...]:
    return tuple(_opinion(customer, text) for text in _ASKED.get(customer, "").split(", ") if text)


def ratings_of(customer: str) -> tuple[Rating, ...]:
    made = []
    for text in filter(None, _RATED.get(customer, "").split(", ")):
        ago, by, digits = text.split()
        made.append(Rating(int(ago), by, {name: int(digit) for name, digit in zip(_VARIABLES, digits, strict=True)}))
    return tuple(made)


def _opinion(customer: str, text: str) -> Opinion:
    ago, who, *form, figures = text.split()
    digits, _stroke, compared = figures.partition("/")
    if form:
        answers = {item: int(digit) for item, digit in zip(PULSE, digits, strict=True)}
        return Opinion(int(ago), who, "pulse", answers)
    if digits == "-":
        return Opinion(int(ago), who, "long", {})
    level = {word.key: int(digit) for word, digit in zip(CONSTRUCTS, digits, strict=True)}
    answers = {item.key: _near(level[item.construct], customer, ago, who, item.key) for item in ITEMS}
    if compared:
        answers[COMPARISON.key] = int(compared)
    return Opinion(int(ago), who, "long", {key: answers[key] for key in LONG if key in answers})


def _near(level: int, *about: object) -> int:
    """Nobody answers three questions on one theme quite the same."""
    return min(max(level + (0, 0, 0, 1, -1)[chance(5, *about)], LOWEST), HIGHEST)
