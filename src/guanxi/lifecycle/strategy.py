"""What each stage asks of us: position, driving factors, goals, countermeasures; the process; the seven roles.

The texts that ship; a company edits its own copies. Source: docs/lifecycle.md, "Strategy by stage" and "The process".
"""

from typing import Final, Literal, NamedTuple

from guanxi.lifecycle.vocabulary import DEVELOPMENT, INITIAL, INTERRUPTED, STABLE, STRATEGIC

Phase = Literal["initiate", "develop", "enhance", "repair"]


class Text(NamedTuple):
    """The same in both languages."""

    en: str
    zh: str


class Role(NamedTuple):
    """One of the seven roles of salespeople, and the stages in which it counts most."""

    key: str
    name: Text
    stages: tuple[int, ...]


class Sheet(NamedTuple):
    """The strategy of one stage."""

    stage: int
    position: Text
    drivers: tuple[Text, ...]
    goals: tuple[Text, ...]
    countermeasures: tuple[Text, ...]


class Item(NamedTuple):
    """A step of the sales process, done when its proof is recorded. It never blocks a stage."""

    key: str
    phase: Phase
    stages: tuple[int, ...]
    name: Text
    proof: Text


PHASES: Final[dict[Phase, Text]] = {
    "initiate": Text("initiate", "建立"),
    "develop": Text("develop", "发展"),
    "enhance": Text("enhance", "提升"),
    "repair": Text("repair", "修复"),
}

ROLES: Final = (
    Role("R1", Text("find customers and their needs", "识别潜在客户及其需求"), (DEVELOPMENT,)),
    Role("R2", Text("reach the people who decide", "接触客户关键决策人"), (DEVELOPMENT, INITIAL, INTERRUPTED)),
    Role("R3", Text("negotiate, and build dialogue and trust", "谈判，推进对话与互信"), (INITIAL,)),
    Role("R4", Text("coordinate the two firms", "协调客户与本公司的合作"), (INITIAL, STABLE)),
    Role("R5", Text("have the two firms learn from each other", "促进组织间学习"), (STABLE, STRATEGIC)),
    Role("R6", Text("settle conflicts constructively", "建设性化解冲突"), (STABLE, STRATEGIC, INTERRUPTED)),
    Role("R7", Text("lead the relationship team", "领导客户关系发展团队"), (STRATEGIC, STABLE)),
)

SHEETS: Final = (
    Sheet(
        DEVELOPMENT,
        Text("not a supplier", "非供应商"),
        (
            Text("an event that makes the customer look for a supplier", "促使客户寻找供应商的触发事件"),
            Text("how well we fit the need", "我们与需求的契合度"),
            Text("our reputation", "我们的声誉"),
            Text("access to those who decide", "能否接触决策者"),
            Text("little risk in trying us", "试用我们的风险低"),
        ),
        (Text("the first order", "首张订单"),),
        (
            Text("qualify the customer", "评估客户资格"),
            Text("map the buying centre", "绘制采购中心"),
            Text("offer something small: a sample, a pilot", "提供低风险方案：样品、试点"),
            Text("show references of the same industry", "提供同行业案例"),
        ),
    ),
    Sheet(
        INITIAL,
        Text("minor or candidate supplier", "次要或候选供应商"),
        (
            Text("how the first orders went", "首批订单的表现"),
            Text("delivery and quality", "交付与质量"),
            Text("price against the present supplier", "相对现有供应商的价格"),
            Text("honesty, and answers without delay", "诚实、回应迅速"),
            Text("distance that shrinks", "双方距离缩短"),
        ),
        (
            Text("be an approved and reliable supplier", "成为获准且可靠的供应商"),
            Text("pass 50 % of their purchases", "采购份额超过 50%"),
        ),
        (
            Text("deliver the first orders without fault", "首批交付零差错"),
            Text("adapt to what the customer needs", "按客户需要做出调整"),
            Text("answer complaints at once", "快速处理投诉"),
            Text("review together at fixed dates", "定期共同回顾"),
            Text("bring in a second category", "引入第二个品类"),
        ),
    ),
    Sheet(
        STABLE,
        Text("main supplier", "主要供应商"),
        (
            Text("breadth of the cooperation", "合作的广度"),
            Text("satisfaction and trust", "满意与信任"),
            Text("adaptations on both sides", "双方的适应"),
            Text("what a change of supplier would cost", "更换供应商的成本"),
            Text("ties between people", "人与人之间的人脉"),
        ),
        (
            Text("stay the main supplier", "保持主要供应商地位"),
            Text("widen the categories", "拓宽品类"),
            Text("pass 80 % where it makes sense for both", "在对双方合理之处超过 80%"),
        ),
        (
            Text("make and follow an account plan", "制定并执行客户计划"),
            Text("have contacts on several levels", "建立多层级联系"),
            Text("agree a framework", "签订框架协议"),
            Text("improve all the time", "持续改进"),
            Text("watch the rivals", "关注竞争对手"),
        ),
    ),
    Sheet(
        STRATEGIC,
        Text("strategic supplier", "战略供应商"),
        (
            Text("commitment of both firms", "双方的承诺"),
            Text("joint investment", "共同投入"),
            Text("shared plans and figures", "共享计划与数据"),
            Text("importance for each other", "彼此的重要性"),
            Text("ties between the managements", "高层之间的人脉"),
        ),
        (
            Text("hold 80 %, with a profit", "保持 80% 份额与利润"),
            Text("create value together", "共同创造价值"),
            Text("never take it for granted", "不视为理所当然"),
        ),
        (
            Text("work as one joint team", "组建联合团队"),
            Text("keep a joint roadmap", "维护共同路线图"),
            Text("open the books where it is fair", "在公平之处公开账目"),
            Text("innovate together", "联合创新"),
            Text("renew well ahead of the end", "提前续约"),
            Text("rotate the people in contact", "轮换联系人"),
        ),
    ),
    Sheet(
        INTERRUPTED,
        Text("former supplier", "前供应商"),
        (
            Text("the contact that remains", "仍保留的联系"),
            Text("the cause of the break", "中断的原因"),
            Text("how fairly we react", "我们应对是否公平"),
            Text("where the new supplier is weak", "新供应商的薄弱之处"),
        ),
        (
            Text("learn the cause", "查明原因"),
            Text("win the first order back, or part with respect", "恢复首张订单，或体面告别"),
        ),
        (
            Text("have a senior person call", "由高层致电"),
            Text("find the root cause", "追查根本原因"),
            Text("correct it, and prove that it is corrected", "纠正并证明已纠正"),
            Text("offer a small way back in", "提供小规模重返方案"),
            Text("stay in touch", "保持联系"),
        ),
    ),
)

_D, _I, _S, _G, _X = DEVELOPMENT, INITIAL, STABLE, STRATEGIC, INTERRUPTED
_ANY = (_D, _I, _S, _G, _X)

CHECKLIST: Final = (
    Item(
        "init.prospect", "initiate", (_D,), Text("find firms with a likely need", "寻找潜在客户"),
        Text("source and segment", "来源与细分市场"),
    ),
    Item(
        "init.qualify", "initiate", (_D,), Text("qualify: need, budget, authority, timing, fit, risk", "客户资格评估"),
        Text("a score with its reason", "评分及理由"),
    ),
    Item(
        "init.precall", "initiate", (_D,), Text("learn about the firm before the first call", "拜访前信息收集"),
        Text("facts about the firm, present suppliers", "公司情况与现有供应商"),
    ),
    Item(
        "init.buyers", "initiate", (_D,), Text("map who takes part in buying", "识别采购影响者"),
        Text("at least three people with a role", "至少三位有角色的人"),
    ),
    Item(
        "init.trigger", "initiate", (_D,), Text("note what makes the customer look", "记录触发事件"),
        Text("the event and its date", "事件与日期"),
    ),
    Item(
        "init.approach", "initiate", (_D,), Text("approach, and agree what the first meeting is for", "首次接触"),
        Text("a contact in which the customer took part", "一次客户参与的联系"),
    ),
    Item(
        "init.needs", "initiate", (_D,), Text("uncover needs and problems", "挖掘需求"),
        Text("needs in the customer's words", "用客户的话写下的需求"),
    ),
    Item(
        "init.total", "initiate", (_D,), Text("ask for volumes and present suppliers", "了解采购总量与现有供应商"),
        Text("a total with period and source", "总额、期间与来源"),
    ),
    Item(
        "dev.offer", "develop", (_D, _I), Text("select the offering that fits", "选择合适的产品方案"),
        Text("an offer linked to needs", "与需求对应的方案"),
    ),
    Item(
        "dev.custom", "develop", (_D, _I), Text("shape the relationship for this customer", "定制化关系"),
        Text("agreed rhythm of contact, terms", "约定的沟通节奏与条件"),
    ),
    Item(
        "dev.link", "develop", (_D, _I), Text("link solutions to the needs that were named", "方案对应需求"),
        Text("which feature answers which need", "功能与需求对照"),
    ),
    Item(
        "dev.concerns", "develop", (_I,), Text("invite concerns and talk about them", "讨论顾虑"),
        Text("the concern, our answer, where it stands", "顾虑、答复与状态"),
    ),
    Item(
        "dev.summary", "develop", (_I,), Text("sum up what is agreed and what is open", "总结共识与待决"),
        Text("a note sent to the customer", "发给客户的纪要"),
    ),
    Item(
        "dev.commit", "develop", (_I,), Text("secure a commitment: an order, a trial, a dated step", "取得承诺"),
        Text("an order or a step with a date", "订单或有日期的下一步"),
    ),
    Item(
        "dev.promise", "develop", (_I,), Text("write down every promise", "登记承诺事项"),
        Text("who, until when", "负责人与期限"),
    ),
    Item(
        "enh.assess", "enhance", (_I, _S, _G), Text("assess satisfaction", "评估满意度"),
        Text("a survey, or a note of a call", "问卷或通话记录"),
    ),
    Item(
        "enh.ensure", "enhance", (_I, _S, _G), Text("act so that the customer is satisfied", "确保满意"),
        Text("the action is closed and the customer agrees", "措施完成且客户认可"),
    ),
    Item(
        "enh.open", "enhance", (_I, _S, _G), Text("keep talking in both directions", "保持开放沟通"),
        Text("contact from both sides within the rhythm", "双方在约定节奏内联系"),
    ),
    Item(
        "enh.collab", "enhance", (_S, _G), Text("work together on more", "扩大协作"),
        Text("a joint project or team", "联合项目或团队"),
    ),
    Item(
        "enh.value", "enhance", (_S, _G), Text("add value beyond the order", "增加附加价值"),
        Text("a benefit in figures", "可量化的收益"),
    ),
    Item(
        "enh.learn", "enhance", (_S, _G), Text("learn from each other", "相互学习"),
        Text("a workshop, shared data", "研讨会、共享数据"),
    ),
    Item(
        "enh.conflict", "enhance", (_S, _G), Text("bring conflicts into the open and settle them", "化解冲突"),
        Text("the issue and the day it was settled", "问题与解决日期"),
    ),
    Item(
        "enh.plan", "enhance", (_G,), Text("plan together, with shared measures", "共同规划"),
        Text("a plan with dates of review", "计划与回顾日期"),
    ),
    Item(
        "rep.cause", "repair", _ANY, Text("find the cause together", "查明原因"),
        Text("the cause and what shows it", "原因与证据"),
    ),
    Item(
        "rep.fix", "repair", _ANY, Text("correct it, and show that it is corrected", "纠正并验证"),
        Text("the proof", "证明"),
    ),
    Item(
        "rep.keep", "repair", (_X,), Text("keep the contact that remains", "保持残余联系"),
        Text("the date of the next contact", "下次联系日期"),
    ),
)  # fmt: skip


def sheet_of(stage: int) -> Sheet:
    return SHEETS[stage - 1]


def items_of(stage: int) -> tuple[Item, ...]:
    """The steps that belong to a stage; those of a repair are asked for only while one runs."""
    return tuple(item for item in CHECKLIST if stage in item.stages and item.phase != "repair")


def is_ahead_of_process(stage: int, done: int) -> bool:
    """Whether a stage was reached with fewer than half of its steps done."""
    return 2 * done < len(items_of(stage))
