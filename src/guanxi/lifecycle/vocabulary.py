"""The words of the relationship, once: stages, signals and flags with their codes and names in both languages.

Arrays hold the integers; files, pages and the API hold the keys; people read the names.
"""

from typing import Final, NamedTuple


class Word(NamedTuple):
    key: str
    en: str
    zh: str


class SignalWord(NamedTuple):
    key: str
    code: str  # one character, as in docs/lifecycle.md
    en: str
    zh: str


# In arrays a stage is its position here plus 1; 0 means that the record has not begun.
STAGES: Final = (
    Word("development", "Development", "客户开发"),
    Word("initial", "Initial", "初期合作"),
    Word("stable", "Stable", "稳定合作"),
    Word("strategic", "Strategic", "战略合作"),
    Word("interrupted", "Interrupted", "关系中断"),
)
DEVELOPMENT, INITIAL, STABLE, STRATEGIC, INTERRUPTED = range(1, 6)

# In arrays a signal is its position here plus 1; 0 means no row. The order is the precedence.
SIGNALS: Final = (
    SignalWord("interrupted_contact", "c", "Interrupted, in contact", "中断（有联系）"),
    SignalWord("interrupted_silent", "x", "Interrupted, silent", "中断（无联系）"),
    SignalWord("recovered", "W", "Recovered", "恢复"),
    SignalWord("lapsed", "L", "Lapsed", "流失"),
    SignalWord("advanced", "A", "Advanced", "推进"),
    SignalWord("regressed", "R", "Regressed", "倒退确认"),
    SignalWord("overdue", "o", "Overdue", "逾期未购"),
    SignalWord("regressing", "v", "Regressing", "倒退进行中"),
    SignalWord("contact_overdue", "k", "Contact overdue", "逾期未联系"),
    SignalWord("repaired", "+", "Repaired", "修复"),
    SignalWord("advancing", "^", "Advancing", "推进中"),
    SignalWord("stagnant", "~", "Stagnant", "停滞"),
    SignalWord("steady", "=", "Steady", "平稳"),
)
(
    INTERRUPTED_CONTACT,
    INTERRUPTED_SILENT,
    RECOVERED,
    LAPSED,
    ADVANCED,
    REGRESSED,
    OVERDUE,
    REGRESSING,
    CONTACT_OVERDUE,
    REPAIRED,
    ADVANCING,
    STAGNANT,
    STEADY,
) = range(1, 14)

# In arrays flags are bits in this order: the first is 1, the second 2, and so on.
FLAGS: Final = (
    Word("share_unknown", "share unknown", "份额未知"),
    Word("no_demand", "no demand", "无采购需求"),
    Word("total_conflict", "total in conflict", "总额冲突"),
    Word("mix_effect", "mix effect", "品类结构影响"),
    Word("estimated_total", "estimated total", "总额为估算"),
    Word("stale_total", "stale total", "总额已过期"),
    Word("routine_risk", "routine risk", "例行化风险"),
)
SHARE_UNKNOWN, NO_DEMAND, TOTAL_CONFLICT, MIX_EFFECT, ESTIMATED_TOTAL, STALE_TOTAL, ROUTINE_RISK = (
    1 << bit for bit in range(7)
)


def flag_text(bits: int) -> str:
    """The keys of the set flags, joined by ``|`` in their fixed order; empty when none is set."""
    return "|".join(word.key for bit, word in enumerate(FLAGS) if bits >> bit & 1)
