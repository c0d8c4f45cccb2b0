"""Names and sentences for very many records, all invented: half of the firms Chinese, half European.

Words are as uneven as in life, a few in nearly every note and most of them rare, for that is what search has to bear.
"""

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Final


def _listed(text: str) -> tuple[str, ...]:
    """What stands between bars, ends of lines and all."""
    return tuple(" ".join(piece.split()) for piece in text.split("|"))


_ONSETS: Final = _listed("b|br|d|dr|f|fl|g|gr|h|k|kl|l|m|n|p|r|s|st|t|tr|v|w|z")
_VOWELS: Final = "aeiou"
_CODAS: Final = _listed("||n|r|l|s|m|nd|rk")
_LATIN_KINDS: Final = _listed("""
    Antriebe|Automation|Bearings|Chemie|Controls|Drives|Electric|Foods|Getriebe|Glass|Hydraulics|Instruments|
    Kunststoff|Lacke|Logistics|Machinery|Motors|Packaging|Paper|Pharma|Pneumatics|Polymers|Precision|Pumps|Robotics|
    Seals|Sensors|Steel|Systems|Textiles|Tools|Turbines|Valves|Water|Werke""")
_LEGAL_FORMS: Final = _listed("GmbH|AG|Ltd|S.p.A.|B.V.|AB|Oy|A/S|Kft.|SAS|N.V.|KG")
_HAN: Final = (
    "安邦宝昌诚川创达德鼎东丰福刚光广国海瀚和恒弘华汇佳建金锦景君凯康坤蓝朗立联隆"
    "茂美明南宁鹏普启瑞润盛顺泰腾天通拓万维祥新鑫星兴旭亚扬益银永宇远源越云泽展正中众卓"
)
_HAN_KINDS: Final = _listed("""
    泵业|包装|玻璃|材料|齿轮|传动|电缆|电气|电子|阀门|纺织|钢铁|管道|光电|过滤|化工|机床|机械|机器人|激光|建材|精密|控制|
    密封|模具|木业|能源|汽配|轻工|热能|软件|石化|食品|水务|塑料|陶瓷|涂料|物流|橡胶|压缩机|仪表|医疗|印刷|造纸|轴承|制药|
    重工|智能|自动化""")
_HAN_PLACES: Final = {
    "上海": "Shanghai", "北京": "Beijing", "深圳": "Shenzhen", "苏州": "Suzhou", "武汉": "Wuhan", "成都": "Chengdu",
    "宁波": "Ningbo", "青岛": "Qingdao", "大连": "Dalian", "西安": "Xi'an", "无锡": "Wuxi", "厦门": "Xiamen",
}  # fmt: skip
_PLACES: Final = {
    "Hamburg": "DE", "München": "DE", "Köln": "DE", "Łódź": "PL", "Gdańsk": "PL", "Lyon": "FR", "Torino": "IT",
    "Graz": "AT", "Basel": "CH", "Malmö": "SE", "Utrecht": "NL", "Gent": "BE", "Brno": "CZ", "Porto": "PT",
    "Bilbao": "ES", "Győr": "HU", "Århus": "DK", "Tampere": "FI",
}  # fmt: skip
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈"
)
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国文斌志宇浩欣怡晨轩婷慧颖琳雪峰波宁岚"
_LATIN_GIVEN: Final = _listed("""
    Anna|Bruno|Carla|Dario|Elin|Emil|Eva|Felix|Greta|Hanna|Hugo|Ida|Ines|Ivo|Jana|Jonas|Karin|Lars|Lea|Luca|Maja|
    Marek|Marta|Nils|Nora|Olga|Otto|Paul|Petra|Rita|Sofia|Stefan|Tomas|Vera|Viktor|Zoë""")
TITLES: Final = _listed("""
    Purchasing manager|Buyer|Plant manager|Maintenance engineer|Quality engineer|Head of production|Managing director|
    Project engineer|Logistics planner|Controller|采购经理|采购员|生产总监|质量工程师|设备主管|总经理|技术部经理""")

_SENTENCES: Final = (
    "{who} asked for {what} by {when}.", "We agreed to send {what} {when}.", "{who} is not content with {what}.",
    "Discussed {what} and {what}; {who} decides {when}.", "They compare {what} with what {stem} offers.",
    "{what} was delivered late, {who} wants an explanation {when}.", "New line in {stem}: needs {what} from {when} on.",
    "Price of {what} is the open point, {who} comes back {when}.", "Showed {who} {what}; very interested in {what}.",
    "与{han}讨论{thing}的价格，{time}答复。", "客户要求{time}提供{thing}样品。", "{han}对{thing}的质量不满意。",
    "{time}交付{thing}，{han}负责验收。", "了解到{han}正在比较{thing}供应商。", "新生产线{time}投产，需要{thing}。",
    "{thing}的交货期太长，{han}希望{time}之前解决。", "拜访{han}，介绍{thing}和{thing}。",
)  # fmt: skip
_SUBJECTS: Final = (
    "Call about {what}", "Meeting on {what} with {who}", "Visit: {what}", "{what}: next steps", "Offer for {what} sent",
    "Complaint about {what}", "{who} on {what}", "关于{thing}的电话", "{thing}会议", "拜访：{thing}", "{thing}报价",
    "{han}反馈{thing}问题",
)  # fmt: skip
_SLOTS: Final = {
    "{who}": _listed("""
        the buyer|the plant manager|purchasing|quality|their engineer|the managing director|production|logistics"""),
    "{when}": _listed("""
        next week|in March|before the audit|after the holidays|on Monday|in autumn|at the fair|until Friday"""),
    "{what}": _listed("""
        samples|the test report|seals|bearings|the frame contract|spare parts|the pump|valves|drawings|certificates|
        delivery times|the trial order|sensors|gearboxes|the price list|training|packaging|the steel grade|couplings|
        filters|the audit|hoses|a second source|the service contract|drives|castings|the payment terms|coatings"""),
    "{thing}": _listed("""
        样品|检测报告|密封件|轴承|框架协议|备件|水泵|阀门|图纸|证书|传感器|减速机|价格表|包装|联轴器|滤芯|软管|电机|铸件|控制器"""),
    "{han}": _listed("采购经理|厂长|质量部|工程师|总经理|生产部|物流部|设备科|技术总监"),
    "{time}": _listed("下周|三月|审核前|节后|周一|秋季|展会期间|本月底"),
}


class Pool:
    """Strings of which the first are drawn far more often than the last."""

    def __init__(self, strings: Sequence[str]) -> None:
        self.strings = list(dict.fromkeys(strings))
        self._sums = list(accumulate(1 / (rank + 8) for rank in range(len(self.strings))))

    def draw(self, chance: random.Random) -> str:
        return self.strings[bisect(self._sums, chance.random() * self._sums[-1])]


class Words:
    """All that is drawn from, made from a seed."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(f"words {seed}")
        self.stems = [_stem(chance) for _ in range(8000)]
        self.sentences = Pool([self._filled(chance.choice(_SENTENCES), chance) for _ in range(9000)])
        self.subjects = Pool([self._filled(chance.choice(_SUBJECTS), chance) for _ in range(3000)])

    def _filled(self, pattern: str, chance: random.Random) -> str:
        for slot, choices in _SLOTS.items():
            while slot in pattern:
                pattern = pattern.replace(slot, chance.choice(choices), 1)
        sentence = pattern.replace("{stem}", chance.choice(self.stems))
        return sentence[0].upper() + sentence[1:]

    def firm(self, chance: random.Random) -> tuple[str, str, str, str]:
        """Name, another name or "", city, country."""
        if chance.random() < 0.5:
            city, latin_city = chance.choice(list(_HAN_PLACES.items()))
            own = "".join(chance.sample(_HAN, chance.choice((2, 2, 3))))
            name = f"{city}{own}{chance.choice(_HAN_KINDS)}有限公司"
            other = f"{latin_city} {chance.choice(self.stems)} {chance.choice(_LATIN_KINDS)} Co., Ltd."
            return name, other if chance.random() < 0.5 else "", city, "CN"
        city, country = chance.choice(list(_PLACES.items()))
        name = f"{chance.choice(self.stems)} {chance.choice(_LATIN_KINDS)} {chance.choice(_LEGAL_FORMS)}"
        return name, "", city, country

    def person(self, chance: random.Random, country: str) -> str:
        if country == "CN":
            return chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2, 2))))
        return f"{chance.choice(_LATIN_GIVEN)} {chance.choice(self.stems)}"


def _stem(chance: random.Random) -> str:
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS) for _ in range(chance.choice((2, 2, 3)))
    ).capitalize()
