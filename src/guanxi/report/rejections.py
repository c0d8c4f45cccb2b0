"""Why a line was not used, in Chinese; the files give the reasons in English only."""

import re
from typing import Final

_CHINESE: Final = {
    "the customer is empty": "客户为空",
    "the category is empty": "品类为空",
    "the cell holds a NUL character": "单元格含 NUL 字符",
    "the cell holds bytes that are not text in the file's encoding": "单元格含不属于文件编码的字节",
    "the date is empty": "日期为空",
    "not a date": "不是日期",
    "the amount is empty": "金额为空",
    "not an amount": "不是金额",
    "the factors are in different currencies": "相乘各项的货币不同",
    "the quotes of the line are broken": "该行引号不完整",
    "the line has more cells than the header": "该行单元格多于表头",
    "the line has fewer cells than the header": "该行单元格少于表头",
    "the period is not whole months": "期间不是整月",
    "not a source class: A, B, C, D or E": "来源等级不是 A、B、C、D 或 E",
    "not a kind of event: contact, exit_notice or opening": "事件类型不是 contact、exit_notice 或 opening",
    "not an opening stage: development, initial, stable, strategic or 1 to 4": "期初阶段无效",
    "the customer bought from us before this opening: the history is in the ledger": "该客户在期初之前已有采购记录",
    "the relation has an opening already": "该关系已有期初阶段",
}
# Reasons with a figure in them.
_WITH_FIGURES: Final = (
    (re.compile(r"the year is outside (\d+) to (\d+)"), r"年份不在 \1 至 \2 之间"),
    (re.compile(r"the amount is beyond ([\d,.]+)"), r"金额超过 \1"),
    (re.compile(r"the name is longer than (\d+) characters"), r"名称超过 \1 个字符"),
)


def chinese(reason: str) -> str | None:
    """The reason in Chinese; None when it is one that this page does not know."""
    for pattern, words in _WITH_FIGURES:
        if found := pattern.fullmatch(reason):
            return found.expand(words)
    return _CHINESE.get(reason)
