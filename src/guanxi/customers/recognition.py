"""By what two records of one firm are recognised: keys made of names, codes, numbers and domains. Pure.

A key is coarse on purpose: who has the same key may be the same firm, and a person decides.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from guanxi import text
from guanxi.access.levels import FieldClass

LONGEST: Final = 200
SHORTEST_WORD: Final = 4

_LEGAL_WORDS: Final = """
ab ae ag aps as asa bhd bv bvba co company corp corporation doo dd eeig ehf eg ek ev gbr gesmbh gmbh hf inc incorporated
jsc kft kg kgaa kk lda limited llc llp lp ltd ltda mbh nv nyrt oao oo ood ooo oy oyj plc pte pty pvt rt sa sab sae sarl
sas sasu se sia sl slu sp spa spj spk spzoo sprl sro srl ug vof zao zoo zrt z o the and und et y e & + de la le
"""
_LEGAL: Final = frozenset(_LEGAL_WORDS.split())
_HAN_LEGAL: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|分公司|总公司|公司|集团|股份|控股|实业|\(.*?\)|（.*?）)"
)
# A firm of China begins with where it is registered; that says little about which one it is.
_PLACES: Final = (
    ("北京", "beijing"), ("天津", "tianjin"), ("上海", "shanghai"), ("重庆", "chongqing"), ("中国", "china"),
    ("河北", "hebei"), ("山西", "shanxi"), ("辽宁", "liaoning"), ("吉林", "jilin"), ("黑龙江", "heilongjiang"),
    ("江苏", "jiangsu"), ("浙江", "zhejiang"), ("安徽", "anhui"), ("福建", "fujian"), ("江西", "jiangxi"),
    ("山东", "shandong"), ("河南", "henan"), ("湖北", "hubei"), ("湖南", "hunan"), ("广东", "guangdong"),
    ("广西", "guangxi"), ("海南", "hainan"), ("四川", "sichuan"), ("贵州", "guizhou"), ("云南", "yunnan"),
    ("陕西", "shaanxi"), ("甘肃", "gansu"), ("青海", "qinghai"), ("宁夏", "ningxia"), ("新疆", "xinjiang"),
    ("西藏", "xizang"), ("内蒙古", "neimenggu"), ("深圳", "shenzhen"), ("广州", "guangzhou"), ("杭州", "hangzhou"),
    ("南京", "nanjing"), ("苏州", "suzhou"), ("无锡", "wuxi"), ("常州", "changzhou"), ("宁波", "ningbo"),
    ("温州", "wenzhou"), ("嘉兴", "jiaxing"), ("绍兴", "shaoxing"), ("合肥", "hefei"), ("福州", "fuzhou"),
    ("厦门", "xiamen"), ("泉州", "quanzhou"), ("南昌", "nanchang"), ("济南", "jinan"), ("青岛", "qingdao"),
    ("烟台", "yantai"), ("潍坊", "weifang"), ("郑州", "zhengzhou"), ("洛阳", "luoyang"), ("武汉", "wuhan"),
    ("长沙", "changsha"), ("株洲", "zhuzhou"), ("佛山", "foshan"), ("东莞", "dongguan"), ("珠海", "zhuhai"),
    ("惠州", "huizhou"), ("中山", "zhongshan"), ("南宁", "nanning"), ("海口", "haikou"), ("成都", "chengdu"),
    ("绵阳", "mianyang"), ("贵阳", "guiyang"), ("昆明", "kunming"), ("西安", "xian"), ("宝鸡", "baoji"),
    ("兰州", "lanzhou"), ("太原", "taiyuan"), ("石家庄", "shijiazhuang"), ("唐山", "tangshan"), ("保定", "baoding"),
    ("沈阳", "shenyang"), ("大连", "dalian"), ("营口", "yingkou"), ("长春", "changchun"), ("哈尔滨", "haerbin"),
    ("香港", "hongkong"), ("台湾", "taiwan"),
)  # fmt: skip
_HAN_PLACE: Final = re.compile(f"^(?:{'|'.join(han for han, _latin in _PLACES)})[省市]?")
_LATIN_PLACES: Final = frozenset(latin for _han, latin in _PLACES)

# Addresses there tell nothing about the firm.
_SHARED: Final = """
126.com 139.com 163.com aliyun.com aol.com foxmail.com gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com
icloud.com live.com mail.com mail.ru me.com msn.com outlook.com outlook.de proton.me protonmail.com qq.com sina.cn
sina.com sohu.com t-online.de vip.163.com vip.qq.com web.de wp.pl yahoo.com yandex.ru yeah.net
facebook.com linkedin.com weixin.qq.com alibaba.com 1688.com
"""
_SHARED_DOMAINS: Final = frozenset(_SHARED.split())


@dataclass(frozen=True, order=True)
class Key:
    """``kind`` as in `MatchKind`; ``field_class`` is the class of what it was made from."""

    kind: str
    value: str
    field_class: str


def keys_of_name(name: str, field_class: FieldClass) -> set[Key]:
    """The whole name without its legal form, and its first word that says something."""
    found = {Key("name", whole[:LONGEST], field_class.value)} if (whole := whole_name(name)) else set()
    if word := telling_word(name):
        found.add(Key("word", word[:LONGEST], field_class.value))
    return found


def whole_name(name: str) -> str:
    """``ostermarkgetriebe`` for Ostermark Getriebe GmbH, 深圳海麓机器人 for 深圳市海麓机器人有限公司."""
    if text.has_han(name):
        key = text.search_key(name)
        place = _HAN_PLACE.match(key)
        if place:
            key = place[0].rstrip("省市") + key[place.end() :]
        return re.sub(r"[\W_]", "", _HAN_LEGAL.sub("", key)) or re.sub(r"[\W_]", "", key)
    words = _words(name)
    return "".join(word for word in words if word not in _LEGAL) or "".join(words)


def telling_word(name: str) -> str:
    """``hailu`` for 深圳海麓机器人 and for Shenzhen Hailu Robotics alike; empty for a name of common words only."""
    if text.has_han(name):
        key = _HAN_LEGAL.sub("", _HAN_PLACE.sub("", text.search_key(name)))
        return text.fold(text.pinyin(re.sub(r"[\W_]", "", key)[:2])).replace(" ", "")
    for word in _words(name):
        if word not in _LEGAL and word not in _LATIN_PLACES and len(word) >= SHORTEST_WORD:
            return word
    return ""


def _words(name: str) -> list[str]:
    """Words in small plain letters; S.p.A. is one word."""
    return [word for word in re.split(r"[^\w&+]+", re.sub(r"[.'’]", "", text.fold(name))) if word]


def keys_of_code(code: str, field_class: FieldClass) -> set[Key]:
    key = re.sub(r"[\s._/-]", "", text.search_key(code))
    return {Key("code", key[:LONGEST], field_class.value)} if key else set()


def keys_of_number(number: str, field_class: FieldClass) -> set[Key]:
    key = re.sub(r"[\W_]", "", text.search_key(number))
    return {Key("number", key[:LONGEST], field_class.value)} if len(key) >= SHORTEST_WORD else set()


def keys_of_domain(written: str, field_class: FieldClass) -> set[Key]:
    """Of a web or mail address."""
    host = domain_of(written)
    return {Key("domain", host[:LONGEST], field_class.value)} if host else set()


def domain_of(written: str) -> str:
    """The domain of a web or mail address; empty for one that many firms share."""
    written = text.search_key(written)
    if "@" in written:
        host = written.rpartition("@")[2]
    else:
        try:
            host = urlsplit(written if "://" in written else f"https://{written}").hostname or ""
        except ValueError:
            return ""
    host = host.removeprefix("www.").strip(".")
    return host if "." in host and host not in _SHARED_DOMAINS else ""


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1: pairs of letters that both have, of the shorter one's."""
    pairs_one, pairs_other = _pairs(whole_name(one)), _pairs(whole_name(other))
    if not pairs_one or not pairs_other:
        return float(whole_name(one) == whole_name(other))
    return len(pairs_one & pairs_other) / min(len(pairs_one), len(pairs_other))


def _pairs(key: str) -> set[str]:
    return {key[place : place + 2] for place in range(len(key) - 1)}
