"""What we sell, as people talk of it: items by category, in the two languages of the notes."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Category:
    key: str
    name: str
    name_zh: str
    items: tuple[str, ...]
    items_zh: tuple[str, ...]


CATEGORIES: Final = {
    category.key: category
    for category in (
        Category(
            "seals",
            "Seals",
            "密封件",
            (
                "cartridge seals HS 45",
                "PTFE shaft seals HS 12",
                "rod seal sets HS 8",
                "double mechanical seals HS 70",
                "FKM O-ring kits",
                "split seals HS 90",
                "guide rings of the HS 20 series",
            ),
            (
                "集装式机封 HS 45",
                "聚四氟轴封 HS 12",
                "活塞杆密封组件 HS 8",
                "双端面机封 HS 70",
                "氟胶 O 形圈套件",
                "剖分式密封 HS 90",
                "HS 20 导向环",
            ),
        ),
        Category(
            "valves",
            "Valves",
            "阀门",
            (
                "butterfly valves HV 100",
                "diaphragm valves HV 25",
                "proportional valves HV 6",
                "check valves HV 40",
                "seat valves HV 50",
                "ball valves HV 80 with bellows",
            ),
            (
                "蝶阀 HV 100",
                "隔膜阀 HV 25",
                "比例阀 HV 6",
                "止回阀 HV 40",
                "座阀 HV 50",
                "波纹管球阀 HV 80",
            ),
        ),
        Category(
            "pumps",
            "Pumps",
            "泵",
            (
                "lobe pumps HP 30",
                "centrifugal pumps HP 80",
                "dosing pumps HP 4",
                "progressive cavity pumps HP 60",
                "self-priming pumps HP 50",
            ),
            (
                "凸轮转子泵 HP 30",
                "离心泵 HP 80",
                "计量泵 HP 4",
                "螺杆泵 HP 60",
                "自吸泵 HP 50",
            ),
        ),
        Category(
            "filters",
            "Filters",
            "过滤器",
            (
                "bag filters HF 2",
                "pleated cartridges HF 10",
                "duplex filters HF 40",
                "backwash filters HF 80",
                "sterile air filters HF 5",
            ),
            (
                "袋式过滤器 HF 2",
                "折叠滤芯 HF 10",
                "双联过滤器 HF 40",
                "反冲洗过滤器 HF 80",
                "除菌空气滤芯 HF 5",
            ),
        ),
        Category(
            "hydraulics",
            "Hydraulics",
            "液压件",
            (
                "power units HH 315",
                "cylinders HH 125",
                "accumulator stations HH 50",
                "servo blocks HH 16",
                "hose sets HH 7",
            ),
            (
                "液压站 HH 315",
                "油缸 HH 125",
                "蓄能器组 HH 50",
                "伺服阀块 HH 16",
                "软管总成 HH 7",
            ),
        ),
        Category(
            "service-parts",
            "Service parts",
            "服务备件",
            (
                "repair kits for HP 30",
                "bearing sets for HP 80",
                "wear plates",
                "seal kits for winches",
                "spare coils for HV 6",
            ),
            (
                "HP 30 维修包",
                "HP 80 轴承组",
                "耐磨板",
                "绞车密封包",
                "HV 6 备用线圈",
            ),
        ),
    )
}

# The floor above: what belongs together in the eyes of an engineer.
TREE: Final = (
    ("Sealing and filtration 密封与过滤", ("seals", "filters")),
    ("Moving and shutting 输送与控制", ("pumps", "valves")),
    ("Power and upkeep 动力与维护", ("hydraulics", "service-parts")),
)
