"""What we do about it: who has which role, plays and repairs, steps that are proven, a stage shown for a time."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    customer: str
    role: str
    login: str


@dataclass(frozen=True, slots=True)
class Played:
    """A play, started ``ago`` days before today and ended ``ended`` days ago, by its number in the playbook."""

    customer: str
    ago: int
    by: str
    key: str
    reason: str
    category: str = ""
    ended: int | None = None
    result: str = ""
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair that somebody took up; ``outcome`` is empty while it runs, or where the ledger itself ends it."""

    customer: str
    ago: int
    by: str
    cause: str
    detail: str
    ours: bool
    rival: str
    departments: tuple[str, ...]
    deadline: int  # days from today
    what: str
    measures: str
    category: str = ""
    next_contact: int | None = None  # days from today
    ended: int | None = None
    outcome: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    customer: str
    ago: int
    by: str
    stage: str
    until: int  # days from today
    reason: str


@dataclass(frozen=True, slots=True)
class Proven:
    customer: str
    ago: int
    by: str
    item: str
    proof: str


_TEAMS: Final[dict[str, str]] = {
    "minxi": "R1 lin.yue, R2 chen.wei, R3 lin.yue, R4 lin.yue, R5 amara.diallo, R6 amara.diallo, R7 chen.wei",
    "tianjin-xian": "R3 lin.yue, R4 lin.yue, R5 amara.diallo, R7 chen.wei",
    "jiaoxing": "R2 chen.wei, R3 lin.yue, R4 lin.yue, R5 amara.diallo, R6 amara.diallo, R6 wang.fang, R7 chen.wei",
    "chengdi": "R2 chen.wei, R3 lin.yue, R4 lin.yue, R5 amara.diallo, R7 chen.wei",
    "ostermark": (
        "R1 sofia.berg, R2 chen.wei, R3 sofia.berg, R4 sofia.berg, R5 amara.diallo, R6 amara.diallo, R7 chen.wei"
    ),
    "sanktvelten": "R2 chen.wei, R3 sofia.berg, R4 sofia.berg, R5 amara.diallo, R6 amara.diallo, R7 chen.wei",
    "hailu": "R1 lin.yue, R3 lin.yue, R5 amara.diallo, R7 chen.wei",
    "lanya": "R2 chen.wei, R3 chen.wei, R4 amara.diallo, R7 chen.wei",
    "meerendonk": "R3 sofia.berg, R4 sofia.berg, R5 amara.diallo",
    "fjellstad": "R1 sofia.berg, R2 chen.wei",
    "kestrelmoor": "R1 sofia.berg, R3 sofia.berg",
    "qitang": "R1 lin.yue",
    "kovarna": "R2 chen.wei, R3 sofia.berg, R6 amara.diallo",
    "jindu": "R1 lin.yue, R3 lin.yue",
    "harrowdene": "R1 chen.wei, R2 chen.wei",
    "quintavalle": "R2 chen.wei, R6 sofia.berg",
}
ROLES: Final = tuple(Role(customer, *part.split()) for customer, team in _TEAMS.items() for part in team.split(", "))

PLAYS: Final = (
    Played("jiaoxing", 151, "lin.yue", "P31", "批次 2231", "", 130, "根因：硫化温度低 14 度，记录没人看。全检已上线。"),
    Played("jiaoxing", 146, "lin.yue", "P32", "修复会上答应的四条", "", 60, "四条全部做完，阎部长签了字。"),
    Played("jiaoxing", 20, "lin.yue", "P34", "修复之后别松劲"),
    Played(
        "chengdi", 156, "lin.yue", "P30", "华敏捷在试第二家", "", 90, "评分表拿到了：质量 94 比 82，价格 88 比 96。",
    ),
    Played("chengdi", 27, "lin.yue", "P29", "价格差 5 % 以内"),
    Played("tianjin-xian", 74, "lin.yue", "P42", "份额没动，话没有了"),
    Played("tianjin-xian", 130, "lin.yue", "P45", "阮总退休", "", 40, "单总仍未见面，改由大修碰头会切入。"),
    Played("jindu", 100, "lin.yue", "P19", "三成停了三年", "", 57, "是制度，不是价格；复审前要有两个单独指定机型。"),
    Played("lifan", 18, "lin.yue", "P24", "刚成为主供应商"),
    Played("rongqiao", 73, "chen.wei", "P55", "总额比我们的发票还小"),
    Played("minxi", 44, "lin.yue", "P41", "新产品我们是零", "pumps"),
    Played("ostermark", 112, "sofia.berg", "P41", "The paper with both names on it", "seals"),
    Played(
        "ostermark", 84, "sofia.berg", "P26", "Third steering round", "", 78,
        "Two complaints closed, benchmark offered.",
    ),
    Played("sanktvelten", 60, "sofia.berg", "P38", "Varnish on the spool: show it to all crews"),
    Played("szarnyas", 12, "sofia.berg", "P21", "Nothing for two months, after four years of every month"),
    Played(
        "quintavalle", 135, "sofia.berg", "P47", "She has ordered elsewhere", "", 112,
        "Samuele picks up. Ornella does not.",
    ),
    Played("quintavalle", 23, "sofia.berg", "P49", "Eleven days, and the cause was ours"),
    Played(
        "meerendonk", 70, "sofia.berg", "P56", "The account falls and no category does", "", 40,
        "Pumps of the new line: another maker, for years.",
    ),
    Played(
        "kovarna", 150, "sofia.berg", "P13", "Slow on the phone, they said", "", 60,
        "Every promise kept; she still tests us.",
    ),
    Played(
        "hollowmere", 140, "sofia.berg", "P08", "Three good talks, then nothing", "", 60,
        "No answer, and no time for a third try.", dropped=True,
    ),
    Played(
        "dunmoor", 118, "sofia.berg", "P31", "Half of the pumps gone", "", 30,
        "A new buyer, and nobody of us who knew him.",
    ),
    Played("dunmoor", 26, "sofia.berg", "P33", "Second here, for six months now"),
    Played("kestrelmoor", 50, "sofia.berg", "P20", "A few points below half"),
)  # fmt: skip

REPAIRS: Final = (
    Repaired(
        "jiaoxing", 150, "lin.yue", "betrayal", "quality", True, "北溟密封", ("sales", "service", "management"), -40,
        "批次 2231 漏油停机，三分之二的密封转给了另一家。", "全检、驻厂三个月、批次数据开放、停机损失赔付。",
        lesson="先说是我们的错，再谈数据。",
    ),
    Repaired(
        "chengdi", 155, "lin.yue", "neglect", "person", False, "锐封工业", ("sales", "service"), 60,
        "新采购经理要每个品类至少两家。", "交期四周；证明电子化；低摩擦密封联合开发；阀门备库。",
    ),
    Repaired(
        "dunmoor", 115, "sofia.berg", "neglect", "person", False, "Peakpump", ("sales", "service"), 90,
        "A new buyer who buys everything twice.", "Hours between rebuilds, told by Tracey; nothing against the buyer.",
    ),
    Repaired(
        "quintavalle", 110, "sofia.berg", "betrayal", "delivery", True, "Lamella Pompe", ("sales", "management"), 70,
        "Delivered eleven days late, and answered once to two letters.", "Say sorry in person; honest lead times.",
        next_contact=6,
    ),
    Repaired(
        "zwaluwdijk", 118, "sofia.berg", "demand", "strategy", False, "Scheldt Hydrauliek", ("sales",), -20,
        "The new owner brought his own supplier.", "A call every quarter, and nothing sold.",
        ended=20, outcome="lost", lesson="A fund owns for four years on average: keep the door open.",
    ),
    Repaired(
        "elandra", 66, "sofia.berg", "neglect", "contact", True, "Dichting Vlaanderen", ("sales", "service"), 30,
        "Orders went to an address that does not exist, our mails to nobody.", "One list, one address, one name.",
        lesson="Five months without an answer are not politeness.",
    ),
    Repaired(
        "villeneuve", 130, "sofia.berg", "betrayal", "other", False, "Pompes du Rhône", ("sales", "service"), 60,
        "One maker for all fourteen pumps, and ours fit eleven.", "Look at the three that came back, as service.",
        category="pumps", next_contact=9,
    ),
    Repaired(
        "hafnarvik", 75, "chen.wei", "demand", "other", False, "", ("sales",), 0,
        "One trial order of sixty bags.", "Ask after the season.",
        ended=70, outcome="dismissed", lesson="A trial order that nobody looked after is no relationship yet.",
    ),
)  # fmt: skip

SHOWN: Final = (
    Shown("wanxi", 30, "chen.wei", "strategic", 60, "过八成已有两个月，三号线也定了；等第三个月末。"),
    Shown(
        "petrus", 100, "chen.wei", "stable", 20,
        "Service of the descaler is not in the invoices; shown as before until it is.",
    ),
)  # fmt: skip

PROOFS: Final = (
    Proven("qitang", 258, "lin.yue", "init.prospect", "展会登记，华东水处理名单"),
    Proven("qitang", 230, "lin.yue", "init.approach", "电话：两座厂，14 台计量泵"),
    Proven("qitang", 47, "lin.yue", "init.total", "一年约 26 万，全在另一家"),
    Proven("fjellstad", 405, "sofia.berg", "init.trigger", "The supplier list opens in a year"),
    Proven("fjellstad", 342, "sofia.berg", "init.buyers", "Tveitnes proposes, Hovdal counts, Ramsvik decides"),
    Proven("fjellstad", 331, "sofia.berg", "dev.offer", "Deck crane offer, confirmed as complete"),
    Proven("kestrelmoor", 120, "sofia.berg", "dev.custom", "A talk each month, and the pilot skid"),
)  # fmt: skip
