"""The playbook that ships: 58 actions, what starts each of them, who does it, and what it should change.

A company edits its own copies. A trigger is a signal, a flag, or an event that the application notices; some need parts
that come later and stay silent until then (``waits_for``), some are started by a person alone (``by_hand``).
Source: docs/lifecycle.md, "Playbook". Days are working days.
"""

from typing import Final, NamedTuple

from guanxi.lifecycle.strategy import Text
from guanxi.lifecycle.triggers import WAITS_FOR, On
from guanxi.lifecycle.vocabulary import DEVELOPMENT, INITIAL, INTERRUPTED, STABLE, STRATEGIC


class Action(NamedTuple):
    """One action. ``department`` is who does it, ``partners`` whom he needs; ``after`` working days from the trigger
    on which the action may begin, ``due`` days until it must be done.
    """

    key: str
    title: Text
    what: Text
    stages: tuple[int, ...]
    on: On
    role: str
    department: str
    partners: Text | None
    changes: Text
    due: int
    after: int = 0

    @property
    def waits_for(self) -> str:
        """The part of the application without which the trigger is silent, "" if it is heard."""
        return WAITS_FOR.get(self.on, "")


_D, _I, _S, _G, _X = DEVELOPMENT, INITIAL, STABLE, STRATEGIC, INTERRUPTED
_ANY = (_D, _I, _S, _G, _X)
_SALES, _SERVICE, _MARKETING, _MANAGEMENT = "sales", "service", "marketing", "management"

_FINANCE = Text("finance", "财务")
_PRESALES = Text("pre-sales", "售前")
_LEAD = Text("sales management", "销售管理")
_QUALITY = Text("quality", "质量")
_LOGISTICS = Text("logistics", "物流")
_RESEARCH = Text("research and development", "研发")
_KEY = Text("key-account team", "关键客户团队")
_LEGAL = Text("legal", "法务")


def _action(
    key: str, en: str, zh: str, what_en: str, what_zh: str, stages: tuple[int, ...], on: On, role: int, department: str,
    partners: Text | None, changes_en: str, changes_zh: str, due: int, after: int = 0,
) -> Action:  # fmt: skip
    return Action(
        key, Text(en, zh), Text(what_en, what_zh), stages, on, f"R{role}", department, partners,
        Text(changes_en, changes_zh), due, after,
    )  # fmt: skip


ACTIONS: Final = (
    _action(
        "P01", "Pin down the trigger", "锁定触发事件",
        "Note why the customer is looking now, and have a second source confirm it.",
        "记录客户此时寻找供应商的原因，并由第二个来源确认。",
        (_D,), On.INQUIRY, 1, _SALES, None, "score of the qualification", "资格评分", 2,
    ),
    _action(
        "P02", "Qualify the customer", "客户资格评估",
        "Judge need, budget, authority, timing, fit and credit; decide to go on, to nurture or to stop.",
        "评估需求、预算、权限、时机、契合度与信用；决定推进、培育或放弃。",
        (_D,), On.NEW_PROSPECT, 1, _SALES, _FINANCE, "quality of the pipeline", "商机质量", 5,
    ),
    _action(
        "P03", "Map the buying centre", "绘制采购中心",
        "Find at least a user, a decider and a buyer, and how each stands to us.",
        "至少找出使用者、决策者和采购者，并了解各自对我们的态度。",
        (_D, _I), On.FEW_CONTACTS, 2, _SALES, None, "people known by name", "已知联系人", 10,
    ),
    _action(
        "P04", "Find out the total", "摸清采购总量",
        "Ask what they buy in each category and from whom; record source and date.",
        "询问各品类的采购总量与现有供应商；记录来源与日期。",
        (_D, _I), On.SHARE_UNKNOWN, 1, _SALES, None, "share is known", "份额已知", 10,
    ),
    _action(
        "P05", "Be introduced to the decider", "引荐高层会面",
        "Get a meeting with the decider through somebody who recommends us.",
        "通过推荐人约到决策者会面。",
        (_D,), On.NO_DECIDER, 2, _SALES, _LEAD, "contact with the decider", "与决策者的联系", 15,
    ),
    _action(
        "P06", "Offer a trial without risk", "低风险试单",
        "Offer a sample, a pilot or a small first order, with what counts as success.",
        "提供样品、试点或小额首单，并约定成功标准。",
        (_D,), On.NEED_WITHOUT_ORDER, 3, _SALES, _PRESALES, "first order", "首张订单", 15,
    ),
    _action(
        "P07", "Show a case of the industry", "同行业案例",
        "Send two references of the same industry and size; offer a call with one of them.",
        "发送两个同行业、同规模的案例；提议与其中一家通话。",
        (_D,), On.BY_HAND, 1, _MARKETING, None, "uncertainty", "不确定性", 5,
    ),
    _action(
        "P08", "Wake up a cold contact", "唤醒冷线索",
        "Write again with a new reason: a price, a standard, free capacity.",
        "以新的理由重新联系：价格变动、标准更新、产能释放。",
        (_D,), On.CONTACT_OVERDUE, 1, _MARKETING, None, "contact in both directions", "双向联系", 5,
    ),
    _action(
        "P09", "Think again, or let go", "重新评估或放弃",
        "Decide: another approach, another colleague, or no further work.",
        "做出决定：更换方法、移交他人，或停止投入。",
        (_D,), On.STAGNANT, 7, _SALES, _LEAD, "time for others", "释放时间", 10,
    ),
    _action(
        "P10", "Become an approved supplier", "供应商准入推进",
        "List what their list of approved suppliers asks for, and deliver all of it.",
        "列出准入名录的全部要求并逐项提交。",
        (_D, _I), On.BY_HAND, 4, _SERVICE, _QUALITY, "approved", "获得准入", 20,
    ),
    _action(
        "P11", "See the first order through", "首单护航",
        "One of us follows the first delivery day by day and calls when it arrives.",
        "由专人每日跟进首批交付，到货时致电。",
        (_I,), On.ADVANCED, 4, _SERVICE, _LOGISTICS, "on time, no complaint", "准时且无投诉", 1,
    ),
    _action(
        "P12", "Ask how the first order went", "首单回访",
        "Visit or call: what was good, what was in the way.",
        "拜访或致电：哪些满意，哪些受阻。",
        (_I,), On.FIRST_PURCHASE, 3, _SALES, Text("service", "服务"), "satisfaction", "满意", 10, after=10,
    ),
    _action(
        "P13", "Keep a book of promises", "承诺台账",
        "Write down each promise with who and until when; report weekly what is late.",
        "登记每项承诺的负责人与期限；每周报告逾期。",
        (_I, _S, _G), On.PROMISE, 4, _SALES, None, "trust", "信任", 2,
    ),
    _action(
        "P14", "Agree how often to talk", "约定沟通节奏",
        "Agree with the customer on rhythm and channels.",
        "与客户约定沟通的节奏与渠道。",
        (_I,), On.ADVANCED, 3, _SALES, None, "rhythm of contact", "沟通节奏", 15,
    ),
    _action(
        "P15", "Answer the complaint", "投诉快速响应",
        "Answer at once; then cause and remedy in writing.",
        "立即答复；随后书面说明原因与补救。",
        (_I, _S, _G), On.COMPLAINT, 6, _SERVICE, _QUALITY, "conflict, trust", "冲突、信任", 1,
    ),
    _action(
        "P16", "Adapt to a need", "方案定制",
        "Adapt packaging, delivery, documents or the product to a need that was named.",
        "针对已说明的需求调整包装、交付、文件或产品。",
        (_I,), On.NEED_UNMET, 3, _SALES, _RESEARCH, "cooperation", "合作", 20,
    ),
    _action(
        "P17", "Open a second category", "第二品类突破",
        "Offer the second category with the proof from the first.",
        "以首个品类的成绩为证，推介第二个品类。",
        (_I,), On.ADVANCING, 3, _SALES, None, "share of the account", "客户整体份额", 30,
    ),
    _action(
        "P18", "Map the rivals", "竞争对手地图",
        "Note for each category who else sells, how much, how strong, until when.",
        "按品类记录竞争对手、其份额、优势与合同到期日。",
        (_I, _S), On.RIVALS_UNKNOWN, 1, _SALES, Text("marketing", "市场"), "quality of the plan", "计划质量", 20,
    ),
    _action(
        "P19", "Find what holds us back", "突破停滞会诊",
        "Find what keeps us minor: price, capacity, approval, habit, a person.",
        "找出使我们停留在次要地位的原因：价格、产能、准入、习惯或某个人。",
        (_I,), On.STAGNANT, 7, _SALES, _LEAD, "share", "份额", 15,
    ),
    _action(
        "P20", "Offer terms for volume", "份额提升提案",
        "Propose volume for terms: price steps, stock, a level of service.",
        "提出以量换条件：阶梯价格、备货、服务水平。",
        (_I,), On.NEAR_HALF, 3, _SALES, _FINANCE, "share beyond 50 %", "份额超过 50%", 20,
    ),
    _action(
        "P21", "Ask about the silence", "沉默催访",
        "Call the user and the buyer apart from each other: is it demand, or a rival?",
        "分别致电使用者与采购者：是需求变化，还是竞争对手？",
        (_I, _S, _G), On.OVERDUE, 2, _SALES, None, "reason is known", "原因已知", 3,
    ),
    _action(
        "P22", "Propose the next order", "复购提醒与备货",
        "Propose the next order out of the customer's rhythm, and hold stock.",
        "按客户的采购节奏提出下一张订单并备货。",
        (_I, _S), On.ORDER_DUE, 4, _SERVICE, _LOGISTICS, "rhythm is kept", "节奏保持", 5,
    ),
    _action(
        "P23", "Review credit and terms", "账期与信用调整",
        "Hold credit limit and terms of payment against the record.",
        "对照记录审查信用额度与付款条件。",
        (_I, _S), On.PAYMENT, 4, _SALES, _FINANCE, "orders flow", "订单顺畅", 5,
    ),
    _action(
        "P24", "Write the account plan", "关键客户计划",
        "Write down goals, people, categories, risks and budget.",
        "写下目标、人员、品类、风险与预算。",
        (_S,), On.ADVANCED, 7, _SALES, _KEY, "plan in force", "计划生效", 30,
    ),
    _action(
        "P25", "Pair the people", "多层级对口",
        "Pair people of both firms: buying, engineering, quality, finance, management.",
        "让双方人员对口：采购、工程、质量、财务、管理。",
        (_S,), On.FEW_TIES, 4, _SALES, _KEY, "breadth of contact", "联系广度", 30,
    ),
    _action(
        "P26", "Review the quarter together", "季度经营回顾",
        "Review figures and actions of both sides.",
        "共同回顾数据与双方措施。",
        (_S, _G), On.QUARTER_END, 7, _SALES, _KEY, "planning together", "共同规划", 10,
    ),
    _action(
        "P27", "Agree a framework", "框架协议",
        "Negotiate a framework with bands of volume and rules for leaving.",
        "协商含数量区间与退出规则的框架协议。",
        (_S,), On.SIX_MONTHS_IN_STAGE, 3, _SALES, _LEGAL, "commitment", "承诺", 60,
    ),
    _action(
        "P28", "Share forecasts", "预测共享",
        "Agree to exchange forecasts each month, and measure how far they are off.",
        "约定每月交换预测，并衡量偏差。",
        (_S, _G), On.VOLUME, 5, _SERVICE, _LOGISTICS, "flow of information", "信息流动", 30,
    ),
    _action(
        "P29", "Take cost out together", "持续降本项目",
        "Take cost out of material, packaging and transport together, and share the gain.",
        "共同降低材料、包装与物流成本，分享收益。",
        (_S,), On.PRICE_CONFLICT, 5, _SALES, _RESEARCH, "bargaining", "议价压力", 45,
    ),
    _action(
        "P30", "Counter the second source", "第二供应商预警",
        "Learn who is being approved, why, and until when; answer with facts.",
        "了解谁在被认证、原因与时限；以事实应对。",
        (_S, _G), On.SECOND_SOURCE, 2, _SALES, _KEY, "share is held", "份额保持", 5,
    ),
    _action(
        "P31", "Look for the root cause", "倒退根因会",
        "Ask why five times, with service, quality and sales: neglect, or betrayal?",
        "与服务、质量、销售连问五个为什么：是忽视还是背信？",
        (_S, _G), On.REGRESSING, 6, _SALES, _QUALITY, "cause is recorded", "原因已记录", 5,
    ),
    _action(
        "P32", "Present the correction", "修复方案",
        "Show the customer cause, correction and proof in person.",
        "当面向客户说明原因、纠正措施与证明。",
        (_S, _G), On.CAUSE_OURS, 6, _SALES, _LEAD, "recent share is back", "近期份额回升", 10,
    ),
    _action(
        "P33", "Set new goals after a fall", "倒退后重定目标",
        "Make a plan for the lower stage; give back special resources, or say why not.",
        "按较低阶段制定计划；收回特殊资源或说明保留理由。",
        (_I, _S), On.REGRESSED, 7, _SALES, _LEAD, "plan fits the stage", "计划与阶段相符", 15,
    ),
    _action(
        "P34", "Make the repair last", "巩固修复成果",
        "Thank them, confirm what has changed, watch every week for eight weeks.",
        "致谢，确认改变，并连续八周每周关注。",
        (_I, _S, _G), On.REPAIRED, 6, _SALES, _KEY, "no second fall", "不再倒退", 5,
    ),
    _action(
        "P35", "Ask three people in depth", "满意度深访",
        "Talk at length with a user, a buyer and a decider.",
        "与使用者、采购者和决策者深入访谈。",
        (_S, _G), On.QUALITY_LOW, 6, _SERVICE, None, "quality of the relationship", "关系质量", 20,
    ),
    _action(
        "P36", "Defuse a loyalty that is none", "虚假忠诚拆弹",
        "List why they stay, and mend the two worst causes with dates.",
        "列出客户留下的原因，限期解决最差的两项。",
        (_S, _G), On.SPURIOUS_LOYALTY, 6, _SALES, _LEAD, "attitude", "态度", 15,
    ),
    _action(
        "P37", "Remove the one barrier", "潜在忠诚破障",
        "Name what keeps them from buying, and who can remove it in both firms.",
        "指出阻碍购买的障碍以及双方能消除它的人。",
        (_D, _I), On.LATENT_LOYALTY, 2, _SALES, None, "share", "份额", 15,
    ),
    _action(
        "P38", "Hold a day of engineering", "技术交流日",
        "A workshop in both directions: roadmaps, training, a visit to the site.",
        "双向研讨：路线图、培训、现场参观。",
        (_S, _G), On.NO_EXCHANGE, 5, _SERVICE, _RESEARCH, "norms, flow of information", "关系规范、信息流动", 45,
    ),
    _action(
        "P39", "Agree on a partnership", "战略合作协议",
        "Agree on joint goals, governance, shared figures, a way to escalate.",
        "约定共同目标、治理机制、数据共享与升级通道。",
        (_G,), On.ADVANCED, 7, _MANAGEMENT, _LEGAL, "commitment", "承诺", 60,
    ),
    _action(
        "P40", "Have the managements meet", "高层互访",
        "Meet at the top once a year, and follow up in writing.",
        "每年高层会晤一次，并书面跟进。",
        (_G,), On.NO_TOP_MEETING, 7, _MANAGEMENT, None, "commitment", "承诺", 60,
    ),
    _action(
        "P41", "Develop something together", "联合创新项目",
        "One joint development with a shared owner and budget.",
        "开展一个共同负责、共同预算的联合开发。",
        (_G,), On.SIX_MONTHS_IN_STAGE, 5, _SERVICE, _RESEARCH, "value added", "附加价值", 90,
    ),
    _action(
        "P42", "Have the routine checked", "例行化体检",
        "Have somebody from outside check price, service and ideas, and ask what a rival would do.",
        "请外部人员检查价格、服务与创意，并设想竞争对手会怎么做。",
        (_G,), On.ROUTINE_RISK, 6, _SERVICE, _QUALITY, "the curve", "关系曲线", 30,
    ),
    _action(
        "P43", "Renew ahead of time", "提前续约",
        "Open the talks on renewal before the contract ends.",
        "在合同到期前启动续约谈判。",
        (_S, _G), On.CONTRACT_END, 3, _SALES, _LEGAL, "renewal", "续约", 20,
    ),
    _action(
        "P44", "Disclose the dependence", "依赖风险披露",
        "Report how much each depends on the other; agree on safety stock or a second site.",
        "报告相互依赖程度；约定安全库存或第二生产地。",
        (_G,), On.DEPENDENCE_HIGH, 7, _MANAGEMENT, Text("operations", "运营"), "security of supply", "供应安全", 60,
    ),
    _action(
        "P45", "Hand a contact over", "联系人交接",
        "Meet with the old and the new person; keep both for three months.",
        "新旧联系人共同会面；三个月内保留双方。",
        _ANY, On.CONTACT_LEFT, 4, _SALES, None, "contact is kept", "联系保持", 5,
    ),
    _action(
        "P46", "Take a dispute one level up", "冲突升级通道",
        "Take the open dispute one level up in both firms, with a date.",
        "将未决争议在双方各上升一级，并约定日期。",
        (_I, _S, _G), On.CONFLICT_OLD, 6, _SALES, _LEAD, "open disputes", "未决争议", 3,
    ),
    _action(
        "P47", "Have a senior person call", "高层挽回电话",
        "A senior person calls and listens; no offer in the first call.",
        "由高层致电倾听；首次通话不提方案。",
        (_X,), On.INTERRUPTED_CONTACT, 6, _MANAGEMENT, None, "cause, contact", "原因、联系", 2,
    ),
    _action(
        "P48", "Ask why we lost them", "流失原因访谈",
        "Somebody neutral asks: price, quality, service, person, strategy or demand?",
        "由中立者询问：价格、质量、服务、人员、战略还是需求？",
        (_X,), On.INTERRUPTED_SILENT, 6, _SERVICE, Text("quality and marketing", "质量与市场"),
        "reason of the loss", "流失原因", 15,
    ),
    _action(
        "P49", "Make it good fairly", "公平补救方案",
        "A remedy that the customer finds fair in process, tone and result.",
        "提供客户认为过程、态度与结果都公平的补救。",
        (_X,), On.CAUSE_OURS, 3, _SALES, _FINANCE, "a first order again", "重获首单", 20,
    ),
    _action(
        "P50", "Keep the contact that remains", "保持残余联系",
        "Once a quarter something useful that sells nothing.",
        "每季度一次有用而不推销的联系。",
        (_X,), On.INTERRUPTED_SILENT, 2, _SALES, None, "contact in both directions", "双向联系", 15,
    ),
    _action(
        "P51", "Offer a way back in", "重返试单",
        "A small order to return with, under named guarantees.",
        "提供附有明确保证的小额重返订单。",
        (_X,), On.CONTACT_WHILE_INTERRUPTED, 3, _SALES, None, "recovery", "恢复", 30,
    ),
    _action(
        "P52", "See the return through", "回归护航",
        "Treat it as a first order; check every week for three months.",
        "视同首单；三个月内每周检查。",
        (_I,), On.RECOVERED, 4, _SERVICE, _LOGISTICS, "the climb begins again", "重新攀升", 2,
    ),
    _action(
        "P53", "Part with respect", "体面告别",
        "Close cleanly: debts, stock, data, thanks; set a date to look again.",
        "妥善收尾：账款、库存、数据、致谢；约定再次关注的日期。",
        (_X,), On.EXIT_NOTICE, 6, _SALES, _FINANCE, "the door stays open", "保留大门", 20,
    ),
    _action(
        "P54", "Start anew with an old customer", "老客户重启",
        "Treat them as a prospect with a history: what has changed in both firms?",
        "视为有历史的潜在客户：双方有何变化？",
        (_D,), On.LAPSED, 1, _SALES, None, "qualification", "资格评估", 30,
    ),
    _action(
        "P55", "Reconcile the total", "核对采购总量",
        "Hold ours against the total that was declared, and ask for a new figure.",
        "将我方数据与申报总额核对，并索取新数据。",
        _ANY, On.TOTAL_DOUBTFUL, 4, _SALES, None, "quality of the figures", "数据质量", 10,
    ),
    _action(
        "P56", "Check for a new category", "品类变化核查",
        "See whether a new category caused the fall, and open it as a case of its own.",
        "核查下降是否由新品类引起，并单独跟进。",
        _ANY, On.MIX_EFFECT, 1, _SALES, None, "the fall is read rightly", "正确解读", 5,
    ),
    _action(
        "P57", "Help through a shutdown", "停产期关怀",
        "While they stand still: service, training, a plan for the restart.",
        "停产期间：服务、培训、重启计划。",
        _ANY, On.NO_DEMAND, 4, _SERVICE, None, "share after the restart", "重启后的份额", 15,
    ),
    _action(
        "P58", "Talk about two views", "互补视角核对",
        "Hold our team's answers against the customer's, and talk about what differs.",
        "对照我方与客户的答卷，讨论差异。",
        (_S, _G), On.VIEWS_APART, 5, _SALES, _KEY, "the gap", "差距", 20,
    ),
)  # fmt: skip
