"""Who else sells to the customers: invented makers, with what we know of them."""

from datetime import date, timedelta
from typing import Final

from guanxi.demo.dealings.dealing import Rival

# customer, recorded days ago, name, category, share, how sure, contract ends in days, for safety alone, note
_RIVALS: Final = (
    ("minxi", 330, "Lindgrün Sterilpumpen", "pumps", 6, "high", 410, True, "质量部要求保留的第二家，只供隔膜泵。"),
    ("tianjin-xian", 260, "渤湾机封", "seals", 5, "medium", None, True, "大修时的备用供应商。"),
    ("jiaoxing", 160, "北溟密封", "seals", 34, "high", 62, False, "批次 2231 之后接走三分之二；接头尺寸退过一次货。"),
    ("jiaoxing", 160, "鼎津液压", "hydraulics", 30, "medium", 240, True, "盖总推的“双供应商评审”。"),
    ("jiaoxing-holding", 90, "北溟密封", "seals", 22, "medium", 130, False, "三月招标的密封包，他们也收到了评分表。"),
    ("jiaoxing-yingkou", 120, "炉城过滤", "filters", 28, "medium", None, False, "原来的除尘供应商。"),
    ("lanya", 400, "海闸阀业", "valves", 30, "high", 75, False, "证书过期的那一家，新证书上个月到了。"),
    ("chengdi", 220, "锐封工业", "seals", 52, "high", 178, False, "报价低 11 %；1 900 个导向环被退回。"),
    ("chengdi", 150, "锐封工业", "valves", 58, "high", 178, False, "已经备了库：我们少的那两成在这里。"),
    ("hailu", 300, "Nordkap Rotary", "seals", 20, "medium", 300, True, "Only for the 600 m version."),
    ("qinyuan", 500, "航液所附属厂", "hydraulics", 8, "low", None, True, "按制度保留。"),
    ("lifan", 200, "甬固机封", "seals", 30, "high", 95, False, "合同到期前要把滤芯也拿下。"),
    ("wanxi", 430, "Hygevalve", "valves", 7, "medium", None, True, "老线剩下的几只座阀。"),
    ("jindu", 580, "锡联密封", "seals", 69, "high", 365, False, "制度七比三，三年一审。"),
    ("xiangyu", 340, "Toro Hidráulica", "hydraulics", 33, "medium", 150, False, ""),
    ("qitang", 47, "栖滨计量泵", "pumps", 100, "high", 210, False, "全部计量泵；膜片半年一换。"),
    ("luxi", 60, "鹭岛密封", "seals", 74, "medium", None, False, "新厂长认识的那一家，先试两个月。"),
    ("qingtan", 330, "Membran Rhein", "filters", 55, "medium", 380, False, "批次文件做得比我们齐。"),
    ("fjellstad", 420, "Skjærgård Ventil", "valves", 80, "high", 120, False, "Same owner's cousin, they say."),
    ("fjellstad", 200, "Polarhydraulikk", "hydraulics", 70, "medium", 480, False, ""),
    ("brandvik", 600, "Verft Deler", "service-parts", 60, "medium", None, False, "Next door, and open on Saturdays."),
    ("bergholma", 500, "Mjölkteknik Syd", "pumps", 58, "low", None, False, ""),
    ("harrowdene", 200, "Pennine Hygienic", "seals", 60, "medium", 170, False, "One of the four that stay."),
    ("kestrelmoor", 310, "Trent Filtration", "filters", 50, "high", 58, False, "Contract ends before the new cellar."),
    ("dunmoor", 170, "Peakpump", "pumps", 68, "high", 330, False, "Came with the new buyer from his last firm."),
    ("zwaluwdijk", 190, "Scheldt Hydrauliek", "hydraulics", 100, "high", 700, False, "Of the fund's own portfolio."),
    ("meerendonk", 150, "Rijnpomp", "pumps", 100, "high", 260, False, "All pumps of the new line."),
    ("zonnehoek", 380, "Glasfilter Oost", "filters", 26, "medium", 200, True, ""),
    (
        "elandra", 230, "Dichting Vlaanderen", "seals", 70, "medium", 140, False,
        "A dealer who bridged the time; none tight.",
    ),
    ("odrawa", 610, "Hutmasz Hydraulika", "hydraulics", 33, "medium", None, True, ""),
    ("ostermark", 480, "Kaltbrunn Dichtungen", "seals", 8, "high", 150, True, "The offer that lay on the table."),
    ("weidenthal", 560, "Spannkraft Hydraulik", "hydraulics", 34, "medium", 400, True, "For safety, and for a price."),
    ("talgrund", 430, "Armatur Nord", "valves", 60, "medium", None, False, "No certificates, but faster."),
    ("sanktvelten", 520, "Mur Hydraulik", "hydraulics", 5, "high", 90, True, "Group rule: never one supplier alone."),
    ("sanktvelten-draht", 139, "Beizfilter Graz", "filters", 100, "medium", 110, False, "Bags of the pickling bath."),
    ("sanktvelten-holding", 174, "Mur Hydraulik", "hydraulics", 30, "medium", 365, False, "Another of the five."),
    ("tessaro", 370, "Guarnizioni Brenta", "seals", 40, "high", 130, False, ""),
    ("quintavalle", 112, "Lamella Pompe", "pumps", 100, "high", 500, False, "Runs well, says Samuele."),
    ("ferrantino", 355, "Valvole Adda", "valves", 25, "low", None, False, "Only where the end customer asks for them."),
    ("petrus", 700, "Hydro-Lorraine", "hydraulics", 76, "high", 220, False, "Took the maintenance as a whole."),
    ("villeneuve", 230, "Pompes du Rhône", "pumps", 100, "high", 340, False, "Comes with a service van in Lyon."),
    ("lacbleu", 440, "Robinetterie Savoie", "valves", 35, "medium", None, False, ""),
    ("almendral", 395, "Filtros Duero", "filters", 100, "low", None, False, "Guessed from a van at the gate."),
    ("kovarna", 420, "Těsnění Haná", "seals", 66, "high", 60, False, "The cheap seals; the price list ends soon."),
    ("drahomil", 540, "Těsnění Haná", "seals", 36, "medium", None, True, ""),
    ("szarnyas", 190, "Dunaszelep", "valves", 34, "medium", 45, False, "Prices in forint for a whole year."),
    ("tamaral", 330, "Filtragem Tejo", "filters", None, "low", None, False, "Seen in the stores, once."),
)  # fmt: skip


def rivals_of(customer: str, today: date) -> tuple[Rival, ...]:
    return tuple(
        Rival(
            today - timedelta(ago), name, category, share, sure,
            None if ends is None else today + timedelta(ends), safety, note,
        )
        for whom, ago, name, category, share, sure, ends, safety, note in _RIVALS
        if whom == customer
    )  # fmt: skip
