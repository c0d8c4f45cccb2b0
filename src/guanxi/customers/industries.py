"""Choices of the customer: industries and sizes. Keys are stored; each industry has its name in both languages."""

from typing import Final

from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext_lazy

from guanxi.access.resources import Label


def _in_language(english: str, chinese: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english


_name = lazy(_in_language, str)

_NAMES: Final = (
    ("aerospace", "Aerospace", "航空航天"),
    ("agriculture", "Agriculture", "农业"),
    ("automotive", "Automotive", "汽车"),
    ("beverages", "Beverages", "饮料"),
    ("chemicals", "Chemicals", "化工"),
    ("construction", "Construction", "建筑"),
    ("consumer_goods", "Consumer goods", "消费品"),
    ("electrical", "Electrical equipment", "电气设备"),
    ("electronics", "Electronics", "电子"),
    ("energy", "Energy", "能源"),
    ("finance", "Finance and insurance", "金融保险"),
    ("food", "Food", "食品"),
    ("glass_ceramics", "Glass and ceramics", "玻璃与陶瓷"),
    ("holding", "Holding", "控股公司"),
    ("it", "Software and IT services", "软件与信息服务"),
    ("logistics", "Transport and logistics", "运输与物流"),
    ("machinery", "Machinery", "机械"),
    ("marine", "Shipbuilding and marine", "船舶与海工配套"),
    ("medical", "Medical devices", "医疗器械"),
    ("metals", "Metals", "金属"),
    ("mining", "Mining", "采矿"),
    ("offshore", "Offshore", "海洋工程"),
    ("oil_gas", "Oil and gas", "石油天然气"),
    ("packaging", "Packaging", "包装"),
    ("paper", "Pulp and paper", "制浆造纸"),
    ("pharma", "Pharmaceuticals", "制药"),
    ("plastics", "Plastics and rubber", "塑料与橡胶"),
    ("printing", "Printing", "印刷"),
    ("public", "Public sector", "公共部门"),
    ("rail", "Rail", "轨道交通"),
    ("research", "Research and education", "科研与教育"),
    ("robotics", "Robotics", "机器人"),
    ("semiconductors", "Semiconductors", "半导体"),
    ("services", "Business services", "商务服务"),
    ("telecom", "Telecommunications", "通信"),
    ("textiles", "Textiles", "纺织"),
    ("trade", "Trade", "贸易"),
    ("waste", "Waste and recycling", "废弃物与回收"),
    ("water", "Water", "水务"),
    ("wood", "Wood and furniture", "木材与家具"),
    ("other", "Other", "其他"),
)

INDUSTRIES: Final[tuple[tuple[str, Label], ...]] = tuple((key, _name(*names)) for key, *names in _NAMES)

# People employed.
SIZES: Final[tuple[tuple[str, Label], ...]] = (
    ("1-49", pgettext_lazy("people employed", "1 to 49")),
    ("50-249", pgettext_lazy("people employed", "50 to 249")),
    ("250-999", pgettext_lazy("people employed", "250 to 999")),
    ("1000-4999", pgettext_lazy("people employed", "1,000 to 4,999")),
    ("5000+", pgettext_lazy("people employed", "5,000 and more")),
)
# The order of the keys as texts is not that of the sizes.
SIZE_ORDER: Final = {key: place for place, (key, _label) in enumerate(SIZES, start=1)}


def industry_in_both(key: str) -> tuple[str, str]:
    """The English and the Chinese name, for who reads files in either language."""
    return next(((english, chinese) for known, english, chinese in _NAMES if known == key), (key, key))
