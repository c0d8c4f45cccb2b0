"""The cast of the sample ledger: invented customers of an invented supplier of fluid technology, one story each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MONTHS: Final = 48


@dataclass(frozen=True, slots=True)
class Buys:
    """What a customer buys of one category; months count from 0 to 47.

    ``share`` is a path of our per cent: ``0:30 12:30 24:60`` holds 30 for a year, then climbs to 60 in the next; before
    the first point and after an ``x`` nothing is bought from us. ``totals`` says who told the customer's total, and for
    which months: ``A3`` class A, told every three months; ``B12 0-35`` class B, told each year, months 0 to 35 only.
    """

    category: str
    demand: int  # what the customer buys of it a month, from everyone, in EUR
    share: str
    totals: str = "B12"
    every: int = 1  # months between two orders
    stated: int = 100  # the total as told, in per cent of the truth


@dataclass(frozen=True, slots=True)
class Moment:
    """What the engine must find in the account, or in one category, at the end of a month."""

    month: int
    stage: str
    signal: str = ""
    flag: str = ""
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One customer: what happens, and the moments by which the engine shows that it has understood."""

    key: str
    customer: str
    tells: str
    buys: tuple[Buys, ...]
    moments: tuple[Moment, ...]
    contacts: tuple[int, ...] = ()
    notice: int | None = None
    opening: tuple[int, str] | None = None


def every(step: int, first: int, last: int) -> tuple[int, ...]:
    """Every ``step`` months from ``first`` to ``last``, both included."""
    return tuple(range(first, last + 1, step))


STORIES: Final = (
    # ---- climbing ----
    Story(
        "climb",
        "Ostermark Getriebe GmbH",
        "A prospect becomes a customer and climbs through every stage, one at a time, in four years.",
        (
            Buys("Seals", 21000, "4:24 12:38 18:60 28:70 36:92"),
            Buys("Valves", 14000, "5:18 12:34 19:58 28:72 36:90"),
        ),
        (
            Moment(3, "development", "steady"),
            Moment(4, "initial", "advanced"),
            Moment(30, "stable"),
            Moment(47, "strategic"),
        ),
        contacts=every(2, 0, 46),
    ),
    Story(
        "advanced",
        "宁波栎帆泵业有限公司",
        "The share has been above 50 per cent for three month-ends in a row: a new main supplier this month.",
        (Buys("Seals", 32000, "0:36 38:38 43:70", "A3"), Buys("Filters", 9000, "2:30 38:34 43:68", "A3")),
        (Moment(46, "initial", "advancing"), Moment(47, "stable", "advanced")),
        contacts=every(2, 1, 47),
    ),
    Story(
        "advancing",
        "Tessaro Pompe S.p.A.",
        "Just above 50 per cent: one or two month-ends more will confirm it.",
        (Buys("Seals", 18000, "0:30 38:32 44:72"), Buys("Service parts", 6000, "0:28 38:32 44:70")),
        (Moment(45, "initial"), Moment(47, "initial", "advancing")),
        contacts=every(3, 0, 45),
    ),
    Story(
        "opening",
        "西安秦垣航空部件有限公司",
        "Came with an acquired company, without its older history: a signed opening puts it at stage 4.",
        (Buys("Hydraulics", 44000, "12:91", "A3 12-47"), Buys("Seals", 12000, "12:93", "A3 12-47")),
        (Moment(12, "strategic", "steady"), Moment(47, "strategic", "steady")),
        contacts=every(2, 12, 46),
        opening=(12, "strategic"),
    ),
    # ---- prospects ----
    Story(
        "prospect",
        "杭州栖塘水处理设备有限公司",
        "First talks; the customer has told what he buys, all of it elsewhere.",
        (Buys("Pumps", 26000, "", "B12 36-47"),),
        (Moment(47, "development", "steady"),),
        contacts=(40, 43, 46),
    ),
    Story(
        "patient-prospect",
        "Fjellstad Offshore AS",
        "Visited every other month for two years without an order: talking is not moving.",
        (Buys("Valves", 52000, "", "C12 24-47"), Buys("Hydraulics", 30000, "", "C12 24-47")),
        (Moment(25, "development", "steady"), Moment(47, "development", "stagnant")),
        contacts=every(2, 20, 46),
    ),
    Story(
        "cold-prospect",
        "Hollowmere Foods Ltd",
        "Three good talks, then nobody called again.",
        (Buys("Filters", 15000, "", "C12 24-47"),),
        (Moment(31, "development", "steady"), Moment(47, "development", "contact_overdue")),
        contacts=(26, 28, 31),
    ),
    # ---- falling ----
    Story(
        "regressing",
        "苏州澄荻精密机械有限公司",
        "A main customer tries a second source: the year still looks fine, the last months do not.",
        (
            Buys("Seals", 38000, "0:70 42:70 43:36", "A3"),
            Buys("Valves", 20000, "0:66 42:66 43:34", "A3"),
            Buys("Filters", 7000, "3:64 42:64 44:40", "A3"),
        ),
        (Moment(42, "stable"), Moment(47, "stable", "regressing")),
        contacts=every(3, 0, 45),
    ),
    Story(
        "regressed",
        "Dunmoor Ceramics Ltd",
        "After months of warning, the fall from main to minor supplier is confirmed this month.",
        (Buys("Pumps", 24000, "0:66 39:66 41:31", "A3"), Buys("Seals", 11000, "0:63 39:63 41:30", "A3")),
        (Moment(44, "stable", "regressing"), Moment(47, "initial", "regressed")),
        contacts=every(4, 0, 44),
    ),
    Story(
        "step-by-step",
        "Pétrus-Marchand Aciers SAS",
        "From 92 per cent to 22: even a collapse goes down one stage at a time while he still buys.",
        (Buys("Hydraulics", 36000, "0:92 20:92 22:22"), Buys("Seals", 16000, "0:91 20:91 22:20")),
        (
            Moment(19, "strategic"),
            Moment(26, "stable"),
            Moment(30, "initial", "regressed"),
        ),
        contacts=every(2, 0, 46),
    ),
    Story(
        "falling-inside-initial",
        "厦门鹭汐食品机械有限公司",
        "Stage 2 has no lower stage, but the last months bring less than half of the year's share.",
        (Buys("Seals", 14000, "0:44 43:44 44:9", "A3"), Buys("Pumps", 9000, "0:40 43:40 44:8", "A3")),
        (Moment(43, "initial"), Moment(47, "initial", "regressing")),
        contacts=every(3, 1, 46),
    ),
    Story(
        "repaired",
        "大连礁星重工有限公司",
        "A quality complaint cost two thirds of the orders; the repair worked before the fall was confirmed.",
        (
            Buys("Hydraulics", 47000, "0:69 41:69 42:28 45:28 46:80", "A3"),
            Buys("Seals", 21000, "0:70 41:70 42:40 45:40 46:75", "A3"),
        ),
        (Moment(45, "stable", "regressing"), Moment(47, "stable", "repaired")),
        contacts=(*every(3, 0, 39), 42, 43, 44, 45, 46, 47),
    ),
    # ---- silence and breaks ----
    Story(
        "overdue",
        "Szárnyas Gépgyár Kft.",
        "Orders every month for four years, and none for two months.",
        (Buys("Valves", 17000, "0:66 46:x", "A3"), Buys("Seals", 8000, "0:64 46:x", "A3")),
        (Moment(45, "stable"), Moment(47, "stable", "overdue")),
        contacts=every(4, 2, 42),
    ),
    Story(
        "interrupted-in-contact",
        "Quintavalle Packaging S.r.l.",
        "Purchases stopped, but the buyer still answers: residual contact, the best ground for a repair.",
        (Buys("Pumps", 19000, "0:63 43:x", "A3"), Buys("Service parts", 7000, "0:60 43:x", "A3")),
        (Moment(44, "stable", "overdue"), Moment(47, "interrupted", "interrupted_contact")),
        contacts=(*every(3, 0, 39), 44, 46, 47),
    ),
    Story(
        "interrupted-in-silence",
        "Norrbäck Pappersbruk AB",
        "Purchases stopped nine months ago, and nobody has spoken with the mill since.",
        (Buys("Pumps", 41000, "0:62 39:x", "A3"), Buys("Valves", 13000, "0:60 39:x", "A3")),
        (Moment(38, "stable"), Moment(47, "interrupted", "interrupted_silent")),
        contacts=every(3, 0, 39),
    ),
    Story(
        "exit-notice",
        "Zwaluwdijk Baggerwerken B.V.",
        "Gave notice, took delivery of the last orders, and was gone in the first month without one.",
        (Buys("Hydraulics", 28000, "0:67 41:67 43:x", "A3"),),
        (Moment(42, "stable"), Moment(43, "interrupted", "interrupted_contact")),
        contacts=every(3, 2, 44),
        notice=40,
    ),
    Story(
        "trial-order",
        "Hafnarvík Fiskvinnsla hf.",
        "One trial order, then silence: without a rhythm of its own the limit is six months.",
        (Buys("Filters", 8000, "40:70 41:x", "B12 36-47"),),
        (Moment(40, "initial", "advanced"), Moment(43, "initial", "overdue"), Moment(46, "interrupted")),
        contacts=(38, 40),
    ),
    Story(
        "recovery",
        "青岛澜崖船舶配套有限公司",
        "Lost to a rival for nine months, came back as a small customer, and has climbed again since.",
        (
            Buys("Valves", 33000, "0:66 21:66 22:x 31:25 33:66", "A3"),
            Buys("Hydraulics", 18000, "0:64 21:64 22:x 32:25 34:64", "A3"),
        ),
        (
            Moment(25, "interrupted"),
            Moment(31, "initial", "recovered"),
            Moment(47, "stable"),
        ),
        contacts=every(2, 0, 46),
    ),
    Story(
        "recovered",
        "Elandra Chemie N.V.",
        "After eight months of silence an order has come in this month.",
        (Buys("Seals", 23000, "0:60 35:60 36:x 47:30", "A3"),),
        (Moment(46, "interrupted"), Moment(47, "initial", "recovered")),
        contacts=(*every(3, 0, 33), 45, 46),
    ),
    Story(
        "lapsed",
        "Almendral Azúcar S.A.",
        "Interrupted for a whole year: a former customer now, back at the start.",
        (Buys("Filters", 21000, "0:57 26:57 27:x", "A3 0-38"), Buys("Pumps", 9000, "0:59 26:59 27:x", "A3 0-38")),
        (Moment(29, "interrupted"), Moment(41, "development", "lapsed"), Moment(47, "development")),
        contacts=every(4, 0, 24),
    ),
    Story(
        "win-back",
        "Kovárna Blatnice a.s.",
        "A former customer for more than a year, won back, and counted as recovered, not as new.",
        (Buys("Seals", 17000, "0:58 9:x 38:34", "B12"),),
        (Moment(24, "development"), Moment(38, "initial", "recovered"), Moment(47, "initial")),
        contacts=(*every(4, 0, 8), *every(2, 33, 47)),
    ),
    # ---- standing still ----
    Story(
        "stagnant",
        "无锡锦渡电机有限公司",
        "Thirty per cent year after year: liked, and never more than the second source.",
        (Buys("Seals", 29000, "0:31"), Buys("Valves", 12000, "0:29"), Buys("Filters", 5000, "1:30")),
        (Moment(11, "initial", "steady"), Moment(47, "initial", "stagnant")),
        contacts=every(2, 0, 46),
    ),
    Story(
        "stagnant-main-supplier",
        "Weidenthal Werkzeugbau GmbH",
        "Main supplier for years, and no nearer to a partnership.",
        (Buys("Hydraulics", 27000, "0:65"), Buys("Seals", 14000, "0:63")),
        (Moment(47, "stable", "stagnant"),),
        contacts=every(3, 1, 46),
    ),
    Story(
        "routine-risk",
        "天津汐岸化工装备有限公司",
        "A strategic customer buys as ever, but the talks have dried up: routine, not decline.",
        (Buys("Pumps", 58000, "0:94", "A3"), Buys("Valves", 31000, "0:93", "A3"), Buys("Seals", 12000, "0:95", "A3")),
        (Moment(40, "strategic", "steady"), Moment(47, "strategic", "steady", "routine_risk")),
        contacts=(*every(1, 0, 41), 44),
    ),
    # ---- the total is the weak datum ----
    Story(
        "mix-effect",
        "Van Meerendonk Zuivel B.V.",
        "A new line of the dairy buys its pumps elsewhere: the account falls, and no category does.",
        (Buys("Seals", 20000, "0:72", "A3"), Buys("Pumps", 26000, "", "A3 43-47")),
        (
            Moment(42, "stable"),
            Moment(47, "stable", "regressing", "mix_effect"),
            Moment(47, "development", category="Pumps"),
        ),
        contacts=every(2, 1, 47),
    ),
    Story(
        "lost-category",
        "Villeneuve-Prat Machines SAS",
        "The account looks healthy, but its pumps have gone: the categories tell what the sum hides.",
        (
            Buys("Seals", 34000, "0:74", "A3"),
            Buys("Valves", 22000, "0:72", "A3"),
            Buys("Pumps", 4000, "0:62 40:x", "A3"),
        ),
        (Moment(47, "stable"), Moment(47, "interrupted", "interrupted_silent", category="Pumps")),
        contacts=every(4, 0, 40),
    ),
    Story(
        "total-conflict",
        "佛山榕桥陶瓷机械有限公司",
        "We sold more than the customer says he bought in all: the figure is wrong, so it moves nothing.",
        (Buys("Seals", 25000, "0:57", "B12 0-23"), Buys("Seals", 25000, "", "B12 24-47", stated=24)),
        (Moment(23, "stable"), Moment(47, "stable", flag="total_conflict")),
        contacts=every(3, 0, 45),
    ),
    Story(
        "share-unknown",
        "Rio Tamaral Conservas Lda.",
        "Nobody ever asked what this customer buys in all: rhythm and silence are still judged.",
        (Buys("Filters", 11000, "0:40", ""), Buys("Service parts", 3000, "2:50", "", every=2)),
        (Moment(0, "initial", "advanced", "share_unknown"), Moment(47, "initial", "stagnant", "share_unknown")),
        contacts=every(5, 0, 45),
    ),
    Story(
        "estimated-total",
        "Câmpia Verde Agro SRL",
        "92 per cent of a total that is only an estimate: not enough for strategic cooperation.",
        (Buys("Pumps", 16000, "0:92", "D12"), Buys("Filters", 6000, "0:91", "E12")),
        (Moment(47, "stable", flag="estimated_total"),),
        contacts=every(4, 1, 45),
    ),
    Story(
        "stale-total",
        "Lac-Bleu Embouteillage SAS",
        "The last word on the total is fourteen months old: carried on, and marked.",
        (Buys("Valves", 22000, "0:64", "A3 0-32"), Buys("Filters", 9000, "0:62", "A3 0-32")),
        (Moment(40, "stable"), Moment(47, "stable", flag="stale_total")),
        contacts=every(3, 0, 45),
    ),
    Story(
        "no-demand",
        "Odrawa Stal Sp. z o.o.",
        "The works stand still for a rebuild: the customer buys from nobody, and that is no interruption.",
        (Buys("Hydraulics", 39000, "0:66 32:66 33:x", "A3 0-32"), Buys("Hydraulics", 0, "", "A3 33-47")),
        (Moment(32, "stable"), Moment(47, "stable", flag="no_demand")),
        contacts=every(3, 0, 45),
    ),
    Story(
        "returns",
        "Drahomil a synové s.r.o.",
        "A wrong batch went back: a month of returns lowers the share for a while, and no more.",
        (Buys("Seals", 13000, "0:63 29:63 30:-80 31:63"), Buys("Valves", 8000, "0:62")),
        (Moment(29, "stable"), Moment(47, "stable")),
        contacts=every(3, 0, 45),
    ),
    # ---- rare buyers ----
    Story(
        "quarterly-buyer",
        "长沙湘屿工程机械有限公司",
        "Orders every three months, so four silent months are nothing to worry about.",
        (Buys("Hydraulics", 36000, "0:65", "A3", every=3), Buys("Seals", 11000, "0:63", "A3", every=3)),
        (Moment(47, "stable"),),
        contacts=every(3, 0, 45),
    ),
    Story(
        "half-yearly-buyer",
        "Brandvik Verksted AS",
        "Buys spare parts twice a year, before the season and after it.",
        (Buys("Service parts", 9000, "1:34", "B12", every=6),),
        (Moment(47, "initial"),),
        contacts=every(6, 0, 42),
    ),
)

# Customers without a drama: they are what a portfolio mostly is.
QUIET: Final = (
    (
        "成都岷溪制药装备有限公司",
        "0:94",
        "A3",
        (("Pumps", 62000), ("Seals", 25000), ("Filters", 14000), ("Valves", 9000)),
    ),
    ("Sankt Velten Stahl GmbH", "0:68 12:72 30:95", "A3", (("Hydraulics", 71000), ("Valves", 33000), ("Seals", 18000))),
    ("Shenzhen Hailu Robotics Co., Ltd.", "9:14 20:55 47:79", "A3", (("Seals", 30000), ("Hydraulics", 22000))),
    ("Wuhan Qingtan Medical Devices Co., Ltd.", "17:8 47:45", "B12", (("Filters", 9000), ("Pumps", 7000))),
    (
        "Ferrantino Impianti S.p.A.",
        "0:54 24:56 47:77",
        "B12",
        (("Valves", 26000), ("Pumps", 15000), ("Service parts", 4000)),
    ),
    ("Bergholma Mejeri AB", "0:41", "C12", (("Seals", 12000), ("Pumps", 10000))),
    ("Talgrund Anlagenbau GmbH", "5:36", "B12", (("Valves", 18000), ("Hydraulics", 15000))),
    ("Zonnehoek Glas B.V.", "0:72", "A3", (("Filters", 13000), ("Seals", 8000), ("Valves", 6000), ("Pumps", 5000))),
    ("Kestrelmoor Brewing Co. Ltd", "22:20 47:49", "A3", (("Filters", 10000), ("Valves", 7000))),
    ("苏州宛溪食品科技有限公司", "14:30 30:62 46:93", "A3", (("Seals", 15000), ("Valves", 12000), ("Pumps", 8000))),
)


def cast() -> Iterator[tuple[str, tuple[Buys, ...]]]:
    """Every customer and what he buys."""
    for story in STORIES:
        yield story.customer, story.buys
    for customer, share, totals, categories in QUIET:
        yield customer, tuple(Buys(category, demand, share, totals) for category, demand in categories)
