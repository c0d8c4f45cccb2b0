"""What the customers need, what is in dispute with them, and what each side promised."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Needed:
    """In the customer's words; ``offered`` and ``met`` count days back, as ``ago`` does."""

    customer: str
    ago: int
    by: str
    person: str
    category: str
    words: str
    offer: str = ""
    offered: int | None = None
    met: int | None = None


@dataclass(frozen=True, slots=True)
class Disputed:
    """``settled`` is how many days ago it ended, and ``outcome`` how; ``until`` is the day by which it should."""

    customer: str
    ago: int
    by: str
    person: str
    kind: str
    title: str
    claim: str
    offer: str
    theirs: str
    ours: str
    mediator: str = ""
    until: int = 0  # days from today
    settled: int | None = None
    outcome: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    customer: str
    ago: int
    by: str
    side: str  # us, them
    promise: str
    until: int  # days from today
    person: str = ""
    ended: int | None = None
    kept: bool = True
    note: str = ""


NEEDS: Final = (
    Needed(
        "minxi", 47, "lin.yue", "deng", "pumps", "三年内一次性袋子会占三成配液系统，我们要一次性泵头。",
        "需求会后给方案",
    ),
    Needed(
        "minxi", 148, "lin.yue", "lai", "seals", "每个隔膜要有二维码，能追溯到炉号。", "激光刻码，耐 CIP 200 次", 104,
    ),
    Needed("hailu", 300, "lin.yue", "mo", "seals", "600 米的旋转密封，扭矩不能比现在大。", "双唇预紧减半", 180),
    Needed("wanxi", 58, "lin.yue", "gui", "valves", "三号线还是全套，阀门要和二号线能互换。", "三号线阀门清单", 26),
    Needed("chengdi", 128, "lin.yue", "weng", "seals", "全电动机型的密封摩擦再降三成。", "第二版样件降了 26 %", 34),
    Needed("jindu", 57, "lin.yue", "ao", "seals", "有两个机型要单独指定密封，先做联合试验。"),
    Needed("qitang", 47, "lin.yue", "lan", "pumps", "能不能先借一台计量泵试用？", "借用一台 HP 4，三个月", 30),
    Needed("lifan", 149, "lin.yue", "le", "filters", "滤芯寿命要长三成，价格不动。", "HF 10，试用三个月", 110, 19),
    Needed("jiaoxing-yingkou", 82, "lin.yue", "sheng", "hydraulics", "按季度预测下单，要有人替我们盯库存。"),
    Needed(
        "jiaoxing-holding", 97, "chen.wei", "sui", "seals", "三家厂的批次数据，同一种字段，能导出。",
        "每月五号前上传", 90,
    ),
    Needed("lanya", 99, "chen.wei", "kuai", "valves", "另外 12 只阀门你们来推荐型号。"),
    Needed("qinyuan", 118, "lin.yue", "dang", "hydraulics", "零下 55 度的台子，你们做过没有？"),
    Needed("ostermark", 43, "sofia.berg", "ottmar", "seals", "One drawing for Germany and for Wuxi."),
    Needed(
        "ostermark", 312, "sofia.berg", "brandl", "valves", "All vent valves from one hand, on time.", "All of them",
        310, 280,
    ),
    Needed(
        "sanktvelten", 146, "sofia.berg", "stadlo", "filters", "A coolant filter that holds longer than eleven days.",
        "HF 80: nineteen days in the test", 95,
    ),
    Needed(
        "sanktvelten-draht", 139, "sofia.berg", "lindin", "filters", "Bag filters for the pickling bath, acid-proof.",
        "HF 2 in another cloth", 120,
    ),
    Needed("tessaro", 119, "sofia.berg", "zampie", "seals", "A seal that a farmer can change himself."),
    Needed(
        "talgrund", 40, "sofia.berg", "heupel", "valves", "Three heating stations, paid when our customer pays.",
        "Half at delivery, half later", 30,
    ),
    Needed("kovarna", 26, "sofia.berg", "vavra", "seals", "The same seals on the ring rolling mill."),
    Needed(
        "weidenthal", 33, "sofia.berg", "schorr", "hydraulics",
        "Oil mist at the try-out press. We watch it for a quarter.",
    ),
    Needed(
        "kestrelmoor", 162, "sofia.berg", "dunsby", "filters",
        "Sterile filtration for the alcohol-free, in Yorkshire.", "Pilot skid for four weeks", 120,
    ),
    Needed("meerendonk", 40, "sofia.berg", "kuijp", "pumps", "Somebody who repairs pumps on other days than Thursday."),
    Needed(
        "villeneuve", 32, "sofia.berg", "ramon", "pumps",
        "Three of fourteen pumps are back already. Can you look at them?",
    ),
    Needed(
        "zonnehoek", 204, "sofia.berg", "aalst", "seals", "Seals that survive sand in the cullet wash.",
        "Silicon carbide on both faces", 190, 120,
    ),
    Needed(
        "odrawa", 73, "sofia.berg", "sroka", "hydraulics", "Fourteen servo blocks for the new mill.",
        "Drawings checked", 60,
    ),
    Needed("fjellstad", 28, "sofia.berg", "tveitnes", "valves", "Two references from other yards within six weeks."),
    Needed("bergholma", 39, "sofia.berg", "wikblad", "seals", "The new cup filler came without seals."),
    Needed("petrus", 91, "sofia.berg", "vaux", "hydraulics", "The risk of the new bending block, on one page."),
    Needed(
        "harrowdene", 212, "chen.wei", "iddon", "seals", "One gasket material for all works.",
        "Ours is named in the rule", 205,
    ),
)  # fmt: skip

CONFLICTS: Final = (
    Disputed(
        "jiaoxing", 187, "lin.yue", "gai", "quality", "批次 2231：三个主缸漏油，停机",
        "停机每小时十一万，全部由我们承担。", "全检、驻厂三个月、批次数据开放、停机损失按实际赔付。",
        "出厂检验没有检出来，当着全班停了线。", "硫化温度低了 14 度，半个班没人看记录：是我们的错。",
        "wang.fang", -130, 60, "theirs", "损失按实际算清；“风险分散”改为“双供应商评审”。",
    ),
    Disputed(
        "chengdi", 252, "lin.yue", "hua", "price", "半年降价 8 %",
        "第二家报价低 11 %，要求降 8 %。", "不降价；交期从六周到四周，证明文件单列。",
        "每个品类至少两家，价格按评分。", "对方的证明文件全是扫描件，导向环要现场倒角。",
        "chen.wei", -140, 143, "agreed", "三条硬指标：交期四周、证明电子化、价格差 5 % 以内。",
    ),
    Disputed(
        "luxi", 168, "lin.yue", "zhuang", "delivery", "晚了六天，赶上日本验厂",
        "验厂被记一条，要书面道歉和支持方案。", "道歉信已写，验厂支持方案还没给。",
        "证书是给客户看的，六天毁了它。", "排产改了，但话没有说到位。", "", -20,
    ),
    Disputed(
        "dunmoor", 160, "sofia.berg", "wedge", "price", "Quote everything again, every quarter",
        "Prices of all items anew, every quarter, against two others.", "Prices for a year; hours between rebuilds.",
        "Competition is fresh air.", "He compares prices, and we compare hours: 4 100 against 1 900.", "chen.wei", 12,
    ),
    Disputed(
        "quintavalle", 205, "sofia.berg", "monted", "delivery", "Eleven days late",
        "The delay cost her a customer.", "An apology in person, without an offer.",
        "He wrote twice and was answered once.", "A part was missing, and nobody told her.",
        "chen.wei", -30, 24, "theirs", "We said sorry. She had expected an offer, and liked that there was none.",
    ),
    Disputed(
        "sanktvelten", 66, "sofia.berg", "moser", "contract", "One stop that we have to pay for",
        "A third of seventy minutes, as agreed.", "16 000 euros, and the cause on the table.",
        "A contract is what one pays for.", "Varnish on the spool, after an oil change that we had agreed to.",
        "", -40, 38, "theirs", "Paid. Koflerer kept the spool.",
    ),
    Disputed(
        "talgrund", 44, "sofia.berg", "heupel", "payment", "Paid when his customer pays",
        "Payment after acceptance by the town.", "Half at delivery.", "He carries the risk of three towns.",
        "We are no bank.", "", -20, 36, "agreed", "Half at delivery, half within ninety days.",
    ),
    Disputed(
        "villeneuve", 60, "sofia.berg", "estre", "contract", "Whose guarantee, if our seals run in other pumps?",
        "The guarantee of the machine, whole.", "For the seal, and for its mounting by our people.",
        "One maker for one drawing.", "Three of fourteen pumps came back, and not for the seals.", "", 15,
    ),
    Disputed(
        "drahomil", 543, "sofia.berg", "jelen", "quality", "A batch of the wrong hardness",
        "Replacement at once.", "Replacement in person, cause in writing.", "A friendly note.", "It was ours.",
        "", -535, 538, "agreed", "Exchanged by hand; the cause was told in writing.",
    ),
    Disputed(
        "elandra", 330, "sofia.berg", "vermo", "other", "Orders to an address that does not exist",
        "Nothing: they do not know of it.", "The right address, in writing.", "The service centre is right.",
        "Their system calls us by another name.", "", -250, 68, "ours", "One list, one address, one name.",
    ),
    Disputed(
        "tianjin-xian", 115, "lin.yue", "shan", "contract", "供应商精简：标准没有说",
        "名单还没定，标准也没有给。", "先给泄漏数据，再谈标准。", "单总没有回信。", "份额九成，却没有人和我们说话。",
        "wang.fang", 25,
    ),
)  # fmt: skip

PROMISES: Final = (
    Promised("jiaoxing", 181, "lin.yue", "us", "停机损失按实际算。", -170, "chi", 180),
    Promised("jiaoxing", 152, "lin.yue", "us", "驻厂三个月，每周数据给阎部长。", -60, "yan", 62),
    Promised("jiaoxing", 58, "lin.yue", "them", "评审标准由阎部长定，三家厂都适用。", 20, "meng"),
    Promised("jiaoxing-holding", 97, "chen.wei", "us", "每月五号前上传三厂批次数据。", 6, "sui"),
    Promised("chengdi", 143, "lin.yue", "us", "交期四周。", -100, "hua", 104),
    Promised("chengdi", 128, "lin.yue", "them", "低摩擦密封不招标。", 60, "hua"),
    Promised("chengdi", 27, "lin.yue", "us", "阀门备库方案。", -1, "hua"),
    Promised("luxi", 190, "lin.yue", "us", "验厂前到货。", -174, "zhuang", 168, kept=False, note="晚了六天。"),
    Promised("lifan", 601, "lin.yue", "us", "一年半不涨价。", -60, "ying", 60),
    Promised("lifan", 56, "lin.yue", "them", "这个月起我们是主供应商。", 60, "ying"),
    Promised("lanya", 37, "chen.wei", "us", "驻场一个月，从第二周开始。", 30, "mi"),
    Promised("lanya", 166, "chen.wei", "them", "两条新船的阀门和舵机站走集团价。", -80, "zang", 99),
    Promised("rongqiao", 74, "chen.wei", "them", "两份口径分开写，新机一份，维修一份。", -40, "lao"),
    Promised("hailu", 197, "lin.yue", "us", "备库八周，写进合同。", -120, "peng", 150),
    Promised("minxi", 283, "lin.yue", "us", "共同开发的型号三年内不卖给三家直接竞争对手。", 800, "xiang"),
    Promised("minxi", 47, "lin.yue", "them", "下个月给一次性泵头的需求草稿。", -14, "deng", 16),
    Promised(
        "ostermark", 203, "sofia.berg", "us", "Open books on the material share, once a year a benchmark.", 160,
        "brandl",
    ),
    Promised(
        "ostermark", 43, "sofia.berg", "us", "Say whether Wuxi can be served from the same drawing.", -9, "ottmar",
    ),
    Promised(
        "ostermark", 352, "sofia.berg", "them", "A forecast every half-year, without being asked.", -170, "ottmar",
        172,
    ),
    Promised(
        "sanktvelten", 343, "sofia.berg", "us", "A third of the hour for each stop that hydraulics cause.", 20,
        "moser", 64,
    ),
    Promised("sanktvelten", 19, "sofia.berg", "them", "The rolling mill joins in the second year.", 120, "kofler"),
    Promised(
        "quintavalle", 230, "sofia.berg", "us", "Pump for the sleeve line, by the end of the week.", -216, "fabbri",
        205, kept=False, note="Eleven days late.",
    ),
    Promised("kovarna", 330, "sofia.berg", "us", "The night service answers within five rings.", -300, "hrub", 172),
    Promised("kovarna", 101, "sofia.berg", "them", "Presses first, when next year's price list is made.", 33, "hrub"),
    Promised("szarnyas", 480, "sofia.berg", "us", "Prices in forint for six months.", -300, "torda", 300),
    Promised(
        "meerendonk", 303, "sofia.berg", "us", "An answer on the guarantee within a week.", -296, "kuijp", 275,
        kept=False, note="It took four weeks to get that signed here.",
    ),
    Promised("dunmoor", 162, "sofia.berg", "them", "A fair comparison after half a year.", -5, "holdcroft"),
    Promised("elandra", 31, "sofia.berg", "us", "Last year's price for the first order.", -20, "baert", 28),
    Promised(
        "fjellstad", 405, "sofia.berg", "them", "Ragnhild Tveitnes proposes us when the list opens.", 40, "tveitnes",
    ),
    Promised(
        "fjellstad", 331, "sofia.berg", "them", "The deck crane offer is looked at first.", -300, "solbakk", 300,
        kept=False, note="The yard built it with what it had.",
    ),
    Promised(
        "kestrelmoor", 120, "sofia.berg", "us", "Four weeks with the pilot skid, free of charge.", -70, "dunsby", 74,
    ),
    Promised("petrus", 41, "sofia.berg", "us", "What a stop costs, counted by their own people.", 9, "marchand"),
)  # fmt: skip
