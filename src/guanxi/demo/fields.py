"""What the supplier added to the system himself: custom fields of the customer, and tags."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    label_zh: str


@dataclass(frozen=True, slots=True)
class CustomField:
    key: str
    label: str
    label_zh: str
    kind: str  # choice, number or text
    field_class: str
    choices: tuple[Choice, ...] = ()


CUSTOM_FIELDS: Final = (
    CustomField(
        "certificate",
        "Certificate asked for",
        "要求的认证",
        "choice",
        "summary",
        (
            Choice("food", "Food contact", "食品接触"),
            Choice("hygienic", "Hygienic design", "卫生设计"),
            Choice("pharma", "Pharmaceutical", "制药"),
            Choice("marine", "Marine type approval", "船级认可"),
            Choice("emissions", "Fugitive emissions", "逸散性排放"),
            Choice("none", "None", "无"),
        ),
    ),
    CustomField("hours", "Operating hours a year", "年运行小时", "number", "business"),
    CustomField("shutdown", "Planned shutdown", "计划停机", "text", "business"),
)

TAGS: Final = (
    Choice("key", "Key account", "重点客户"),
    Choice("reference", "Reference", "样板客户"),
    Choice("framework", "Framework agreement", "框架协议"),
    Choice("second-source", "Second source", "第二供应商"),
    Choice("group-buying", "Group purchasing", "集团采购"),
    Choice("fair", "Met at a fair", "展会结识"),
    Choice("hygiene", "Hygiene", "卫生级"),
    Choice("project", "Project business", "项目型"),
    Choice("spares", "Spare parts only", "仅备件"),
    Choice("win-back", "Win back", "挽回"),
)
