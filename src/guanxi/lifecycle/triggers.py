"""What starts a play: a signal, a flag, an event or a gap that the application notices, or a person.

Source: docs/lifecycle.md, "Playbook".
"""

from enum import StrEnum
from typing import Final

from guanxi.lifecycle.strategy import Text


class On(StrEnum):
    """What starts an action."""

    # Signals and flags; their keys are those of the vocabulary.
    ADVANCED = "advanced"
    ADVANCING = "advancing"
    STAGNANT = "stagnant"
    OVERDUE = "overdue"
    REGRESSING = "regressing"
    REGRESSED = "regressed"
    REPAIRED = "repaired"
    INTERRUPTED_CONTACT = "interrupted_contact"
    INTERRUPTED_SILENT = "interrupted_silent"
    RECOVERED = "recovered"
    LAPSED = "lapsed"
    CONTACT_OVERDUE = "contact_overdue"
    SHARE_UNKNOWN = "share_unknown"
    NO_DEMAND = "no_demand"
    TOTAL_DOUBTFUL = "total_doubtful"  # total_conflict or stale_total
    MIX_EFFECT = "mix_effect"
    ROUTINE_RISK = "routine_risk"
    # Events and gaps in customers, people, activities, ledger.
    NEW_PROSPECT = "new_prospect"
    FEW_CONTACTS = "few_contacts"
    NO_DECIDER = "no_decider"
    NEED_WITHOUT_ORDER = "need_without_order"
    NEED_UNMET = "need_unmet"
    FIRST_PURCHASE = "first_purchase"
    PROMISE = "promise"
    NEAR_HALF = "near_half"
    ORDER_DUE = "order_due"
    RIVALS_UNKNOWN = "rivals_unknown"
    SECOND_SOURCE = "second_source"
    FEW_TIES = "few_ties"
    QUARTER_END = "quarter_end"
    SIX_MONTHS_IN_STAGE = "six_months_in_stage"
    NO_EXCHANGE = "no_exchange"
    NO_TOP_MEETING = "no_top_meeting"
    CONTACT_LEFT = "contact_left"
    CONFLICT_OLD = "conflict_old"
    PRICE_CONFLICT = "price_conflict"
    EXIT_NOTICE = "exit_notice"
    CONTACT_WHILE_INTERRUPTED = "contact_while_interrupted"
    CAUSE_OURS = "cause_ours"  # a repair whose cause lies with us
    # Climate.
    QUALITY_LOW = "quality_low"
    SPURIOUS_LOYALTY = "spurious_loyalty"
    LATENT_LOYALTY = "latent_loyalty"
    DEPENDENCE_HIGH = "dependence_high"
    VIEWS_APART = "views_apart"
    # Of parts that come later, and of people.
    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    PAYMENT = "payment"
    VOLUME = "volume"
    CONTRACT_END = "contract_end"
    BY_HAND = "by_hand"


# What a person reads of a trigger.
TRIGGERS: Final = {
    On.ADVANCED: Text("a stage was reached", "推进到新阶段"),
    On.ADVANCING: Text("the share rises above the stage", "份额高于本阶段"),
    On.STAGNANT: Text("stagnant for long", "长期停滞"),
    On.OVERDUE: Text("purchases are overdue", "逾期未购"),
    On.REGRESSING: Text("regression in progress", "倒退进行中"),
    On.REGRESSED: Text("regression confirmed", "倒退确认"),
    On.REPAIRED: Text("repaired", "修复"),
    On.INTERRUPTED_CONTACT: Text("interrupted, with contact", "中断（有联系）"),
    On.INTERRUPTED_SILENT: Text("interrupted, silent", "中断（无联系）"),
    On.RECOVERED: Text("recovered", "恢复"),
    On.LAPSED: Text("lapsed", "流失"),
    On.CONTACT_OVERDUE: Text("contact is overdue", "逾期未联系"),
    On.SHARE_UNKNOWN: Text("the share is unknown", "份额未知"),
    On.NO_DEMAND: Text("nobody buys", "无采购需求"),
    On.TOTAL_DOUBTFUL: Text("the total is stale or in conflict", "总额过期或冲突"),
    On.MIX_EFFECT: Text("mix effect", "品类结构影响"),
    On.ROUTINE_RISK: Text("routine risk", "例行化风险"),
    On.NEW_PROSPECT: Text("a new prospect", "新的潜在客户"),
    On.FEW_CONTACTS: Text("fewer than three people with a role", "有角色的联系人少于三位"),
    On.NO_DECIDER: Text("no decider known", "决策者不明"),
    On.NEED_WITHOUT_ORDER: Text("a need is known, no order for 60 days", "需求已知，60 天无订单"),
    On.NEED_UNMET: Text("a need is open for 30 days", "需求 30 天未满足"),
    On.FIRST_PURCHASE: Text("the first purchase", "首次采购"),
    On.PROMISE: Text("a promise was made", "作出承诺"),
    On.NEAR_HALF: Text("the share rises close to 50 %", "份额接近 50% 且在上升"),
    On.ORDER_DUE: Text("the next order is due", "下一张订单将至"),
    On.RIVALS_UNKNOWN: Text("the share is known, the rivals are not", "份额已知，竞争对手不明"),
    On.SECOND_SOURCE: Text("a second source was found", "发现第二供应商"),
    On.FEW_TIES: Text("fewer than three ties", "人脉少于三条"),
    On.QUARTER_END: Text("the end of a quarter", "季度末"),
    On.SIX_MONTHS_IN_STAGE: Text("six months in the stage", "在本阶段满六个月"),
    On.NO_EXCHANGE: Text("no exchange for six months", "六个月无交流"),
    On.NO_TOP_MEETING: Text("no meeting of the managements for a year", "一年内无高层会晤"),
    On.CONTACT_LEFT: Text("a contact changed", "联系人变动"),
    On.CONFLICT_OLD: Text("a conflict is open for 20 days", "冲突超过 20 天未决"),
    On.PRICE_CONFLICT: Text("a conflict about the price", "价格冲突"),
    On.EXIT_NOTICE: Text("an exit notice", "退出通知"),
    On.CONTACT_WHILE_INTERRUPTED: Text("contact while interrupted", "中断期间有联系"),
    On.CAUSE_OURS: Text("a fall whose cause lies with us", "原因在我方的倒退"),
    On.QUALITY_LOW: Text("quality below 65, or an old survey", "关系质量低于 65 或问卷过期"),
    On.SPURIOUS_LOYALTY: Text("spurious loyalty", "虚假忠诚"),
    On.LATENT_LOYALTY: Text("latent loyalty", "潜在忠诚"),
    On.DEPENDENCE_HIGH: Text("high dependence", "依赖程度高"),
    On.VIEWS_APART: Text("two views 20 points apart", "双方看法相差 20 点"),
    On.INQUIRY: Text("an inquiry or tender", "询价或招标"),
    On.COMPLAINT: Text("a complaint", "投诉"),
    On.PAYMENT: Text("a blocked order or late payment", "订单受阻或逾期付款"),
    On.VOLUME: Text("growth or shortage", "增长或短缺"),
    On.CONTRACT_END: Text("a contract ends in 180 days", "合同 180 天内到期"),
    On.BY_HAND: Text("started by hand", "手动启动"),
}

WAITS_FOR: Final = {
    On.INQUIRY: "selling",
    On.PAYMENT: "selling",
    On.VOLUME: "selling",
    On.CONTRACT_END: "selling",
    On.COMPLAINT: "service",
}
