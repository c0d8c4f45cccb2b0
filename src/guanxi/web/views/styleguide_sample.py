# ruff: noqa: E501 - the samples are tables, read line by line
"""Invented customers and people of the style guide, in both languages."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from guanxi.charts import share_bar, sparkline
from guanxi.web.tables import Cell, Column, Table, TableRow
from guanxi.web.templatetags.face import avatar, delta, monogram, signal, stage_chip


def two(english: str, chinese: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english


# Name, place, industry, stage, share, share a year before, volume, signal, next step, days since contact, owner.
_CUSTOMERS: tuple[tuple[Any, ...], ...] = (
    (("Hengtong Cable", "恒通电缆"), ("Wuxi", "无锡"), ("Cable", "电缆"), "interrupted", 0, 43, ("€5.2M", "€520万"),
     "interrupted_contact", ("Win-back call with the new head of purchasing", "与新任采购总监通话挽回"), 34, "Lin Yue 林悦"),
    (("Gransee Wind", "格兰风电"), ("Rostock", "罗斯托克"), ("Wind power", "风电"), "stable", 57, 71, ("€11.3M", "€1130万"),
     "regressing", ("Call the plant manager", "致电工厂经理"), 8, "Lin Yue 林悦"),
    (("Nordhafen Robotics", "北港机器人"), ("Hamburg", "汉堡"), ("Robotics", "机器人"), "initial", 44, 65, ("€8.4M", "€840万"),
     "regressed", ("Joint quality review", "联合质量评审"), 5, "Lin Yue 林悦"),
    (("Orion Elevators", "猎户电梯"), ("Madrid", "马德里"), ("Elevators", "电梯"), "initial", 46, 34, ("€4.8M", "€480万"),
     "repaired", ("Follow up the 8D report", "8D 报告跟进"), 5, "Lin Yue 林悦"),
    (("Vela Packaging", "维拉包装"), ("Milan", "米兰"), ("Packaging", "包装"), "initial", 34, 35, ("€3.9M", "€390万"),
     "stagnant", ("Map the unmet sensor need", "梳理传感器需求"), 34, "Sofia Berg"),
    (("Tianhe Motors", "天禾汽车"), ("Guangzhou", "广州"), ("Automotive", "汽车"), "stable", 74, 65, ("€15.6M", "€1560万"),
     "advancing", ("Propose a pilot of stock on site", "提议驻场库存试点"), 2, "Chen Wei 陈伟"),
    (("Suzhou Precision", "苏州精工"), ("Suzhou", "苏州"), ("Machine tools", "机床"), "stable", 79, 57, ("€6.7M", "€670万"),
     "advancing", ("Visit with the board", "高层互访"), 19, "Lin Yue 林悦"),
    (("Kaido Marine", "海道船舶"), ("Kobe", "神户"), ("Shipbuilding", "造船"), "strategic", 91, 87, ("€12.1M", "€1210万"),
     "steady", ("Renew the frame of three years", "续签三年框架"), 8, "Lin Yue 林悦"),
    (("Baltic Rail Works", "波罗的轨道"), ("Gdańsk", "格但斯克"), ("Rail", "轨道"), "stable", 66, 65, ("€9.8M", "€980万"),
     "steady", ("Yearly report of value", "年度价值报告"), 12, "Sofia Berg"),
    (("Quarry Bay Lifts", "鲗鱼起重"), ("Hong Kong", "香港"), ("Cranes", "起重"), "development", None, None, ("€2.2M", "€220万"),
     "", ("First visit", "首次拜访"), 3, "Amara Diallo"),
)  # fmt: skip


def _bar(stage: str, share: float | None, before: float | None) -> SafeString:
    label = two("share unknown", "份额未知") if share is None else two(f"share {share} per cent", f"份额 {share}%")
    figure = "—" if share is None else f"{share}%"
    bar = mark_safe(share_bar(share, stage=stage, label=label, before=before))
    return format_html('<span class="share-cell"><b>{}</b>{}</span>', figure, bar)


def _line(stage: str, share: float | None, before: float | None, key: int) -> SafeString:
    if share is None or before is None:
        return SafeString("")
    points = [before + (share - before) * (i / 35) ** 3 + (i * (key + 3) % 7 - 3) for i in range(36)]
    shares = [max(0.0, min(100.0, point)) for point in points]
    return mark_safe(
        sparkline(shares, stage=stage, label=two("Share in 36 months", "36 个月份额"), width=96, height=26)
    )


def _row(key: int, customer: tuple[Any, ...]) -> TableRow:
    name, place, industry, stage, share, before, volume, sign, step, days, owner = customer
    spoken = two(*name)
    head = format_html(
        '<a class="cell-name" href="/styleguide/customer/">{}<span><b>{}</b><small>{}</small></span></a>',
        monogram(spoken, key, "small"),
        spoken,
        f"{two(*place)} · {two(*industry)}",
    )
    change = None if share is None or before is None else share - before
    late = ' class="due due-late"' if days > 18 else ' class="due"'
    return TableRow(
        key,
        spoken,
        (
            Cell("name", head),
            Cell("stage", stage_chip(stage)),
            Cell("share", _bar(stage, share, before)),
            Cell("change", delta(change), "num"),
            Cell("months", _line(stage, share, before, key)),
            Cell("volume", two(*volume), "num"),
            Cell("signal", signal(sign)),
            Cell("next_step", two(*step), "cut"),
            Cell(
                "touched",
                format_html("<span{}>{}</span>", mark_safe(late), two(f"{days} d ago", f"{days} 天前")),
                "num",
            ),
            Cell("owner", avatar(owner, size="small", alone=True)),
        ),
    )


def table() -> Table:
    columns = (
        Column("name", two("Customer", "客户"), sort_href="?sort=-name"),
        Column("stage", two("Stage", "阶段"), sort_href="?sort=stage"),
        Column("share", two("Share of procurement", "采购份额"), sort_href="?sort=share", sorted="descending"),
        Column("change", two("12 months", "近12月变化"), is_number=True),
        Column("months", two("36 months", "36 个月")),
        Column("volume", two("Volume", "采购总额"), is_number=True, sort_href="?sort=volume"),
        Column("signal", two("Signal", "信号")),
        Column("next_step", two("Next step", "下一步")),
        Column("touched", two("Last touch", "最近接触"), is_number=True, sort_href="?sort=touched"),
        Column("owner", two("Owner", "负责人")),
    )
    rows = [_row(key, customer) for key, customer in enumerate(_CUSTOMERS)]
    return Table(two("Customers", "客户"), "customers", columns, rows, picks=True)


def views() -> list[dict[str, Any]]:
    return [
        {"label": two("All", "全部"), "href": "?", "current": True},
        {"label": two("My customers", "我的客户"), "href": "?view=1", "count": "11"},
        {"label": two("At risk", "有风险"), "href": "?view=2", "count": "5"},
        {"label": two("Ready to advance", "可晋级"), "href": "?view=3"},
        {"label": two("Strategic only", "战略客户"), "href": "?view=4"},
    ]


def filters() -> list[dict[str, str]]:
    is_ = two("is", "为")
    return [
        {"field": two("Industry", "行业"), "operator": is_, "value": two("Machinery", "机械"), "remove": "?"},
        {"field": two("Owner", "负责人"), "operator": is_, "value": two("Lin Yue", "林悦"), "remove": "?"},
    ]


def switch() -> list[dict[str, Any]]:
    return [
        {"label": two("Board", "看板"), "href": "?view=board", "icon": "columns-3"},
        {"label": two("Table", "表格"), "href": "?view=table", "icon": "table-2", "current": True},
    ]


def facts() -> list[dict[str, Any]]:
    return [
        {"label": two("Our share", "我方份额"), "value": "44%", "delta": delta(-22)},
        {"label": two("Yearly volume", "年采购总额"), "value": two("€8.4M", "€840万")},
        {"label": two("Won, last 12 months", "近12月已得"), "value": two("€3.7M", "€370万")},
        {"label": two("Cooperation", "合作"), "value": "50", "delta": delta(-29)},
        {"label": two("Competition", "竞争"), "value": "84", "delta": delta(41, good="down")},
    ]


def figures() -> list[dict[str, Any]]:
    return [
        {"label": two("Average share", "平均份额"), "value": "41.6%", "delta": delta(1, two(" pts", " 点"))},
        {"label": two("Advanced", "晋级"), "value": "20", "delta": delta(6)},
        {"label": two("Regressed", "倒退"), "value": "7", "delta": delta(3, good="down")},
        {"label": two("Interrupted", "关系中断"), "value": "5", "delta": delta(-1, good="down")},
        {"label": two("Revenue at risk", "有风险的收入"), "value": two("€5.7M", "€570万"), "delta": delta(None)},
    ]


def steps() -> list[dict[str, Any]]:
    return [
        {"key": "development", "name": two("Development", "客户开发"), "about": two("not a supplier", "非供应商"), "state": "past"},
        {"key": "initial", "name": two("Initial", "初期合作"), "about": two("below 50%", "低于 50%"), "state": "now",
         "note": two("since Sep 2026", "自 2026年9月")},
        {"key": "stable", "name": two("Stable", "稳定合作"), "about": two("50–80%", "50–80%"), "state": "next",
         "ticks": [True, True, False], "ticks_label": two("2 of 3 month-ends above 50%", "3 个月末中 2 个高于 50%")},
        {"key": "strategic", "name": two("Strategic", "战略合作"), "about": "80–100%", "state": "locked"},
    ]  # fmt: skip


def tasks() -> list[dict[str, Any]]:
    plain = {"href": "/tasks/", "tick": "/styleguide/", "about_href": "/styleguide/customer/"}
    lines = (
        (1, "Call Dr Vogt about the delivery plan", "就交付计划致电福格特博士", "Nordhafen Robotics", "北港机器人", "Overdue 2 d", "逾期 2 天", True, False),
        (2, "Prepare the joint quality review", "准备联合质量评审", "Nordhafen Robotics", "北港机器人", "Today 14:00", "今天 14:00", False, False),
        (3, "Find out whom Xu Min trusts", "了解徐敏信任的人", "Hengtong Cable", "恒通电缆", "Today 16:30", "今天 16:30", False, False),
        (4, "Name a sponsor in the board", "确定高层发起人", "Suzhou Precision", "苏州精工", "Tomorrow", "明天", False, False),
        (5, "Send the minutes", "发送会议纪要", "Kaido Marine", "海道船舶", "", "", False, True),
    )  # fmt: skip
    return [
        {**plain, "key": key, "title": two(title, zh), "about": two(name, name_zh), "due": two(due, due_zh), "late": late, "done": done}
        for key, title, zh, name, name_zh, due, due_zh, late, done in lines
    ]  # fmt: skip


def timeline() -> list[dict[str, Any]]:
    lines = (
        ("headphones", "bad", "Complaint 2214: gearbox noise on line 3", "投诉 2214：3 号线齿轮箱异响", "Amara Diallo · answer due today", "阿玛拉 · 今日须答复", "Today", "今天"),
        ("phone", "", "Call with Mara Lindt: buffer stock would help", "与玛拉·林特通话：缓冲库存会有帮助", "Lin Yue · they took part", "林悦 · 客户参与", "Fri", "周五"),
        ("graduation-cap", "", "Workshop on line stops", "停线研讨会", "Marta Nowak · 38 of 45 minutes", "马尔塔 · 38/45 分钟", "12 Nov", "11月12日"),
        ("git-branch", "bad", "Stage changed: Stable → Initial", "阶段变更：稳定合作 → 初期合作", "Share 47% at two month-ends", "连续两个月末份额 47%", "30 Sep", "9月30日"),
        ("handshake", "", "Visit to the Hamburg plant", "访问汉堡工厂", "Chen Wei · a weekly report of deliveries was agreed", "陈伟 · 约定每周交付报告", "18 Sep", "9月18日"),
    )  # fmt: skip
    return [
        {"icon": icon, "kind": kind, "title": two(title, title_zh), "about": two(about, about_zh), "when": two(when, when_zh),
         "at": "2026-09-18", "href": "/styleguide/customer/"}
        for icon, kind, title, title_zh, about, about_zh, when, when_zh in lines
    ]  # fmt: skip


def people() -> list[dict[str, Any]]:
    lines = (
        (1, "Dr Ute Vogt", "乌特·福格特", "Operations · decides", "运营 · 决策", "Sceptic", "怀疑者", "warn", "41 d", "41 天", True),
        (2, "Jan Petersen", "扬·彼得森", "Head of purchasing · buys", "采购主管 · 采购", "Neutral", "中立", "calm", "6 d", "6 天", False),
        (3, "Mara Lindt", "玛拉·林特", "Plant engineer · uses", "工厂工程师 · 使用", "Champion", "支持者", "good", "2 d", "2 天", False),
        (4, "Emil Kroll", "埃米尔·克罗尔", "Quality · influences", "质量 · 影响", "Blocker", "反对者", "bad", "19 d", "19 天", False),
    )  # fmt: skip
    return [
        {"key": key, "name": two(name, zh), "href": "/people/", "about": two(about, about_zh), "mark": two(mark, mark_zh),
         "mark_kind": kind, "since": two(since, since_zh), "late": late}
        for key, name, zh, about, about_zh, mark, mark_zh, kind, since, since_zh, late in lines
    ]  # fmt: skip


def options(text: str) -> list[dict[str, Any]]:
    people_of_ours = ("Lin Yue 林悦", "Sofia Berg", "Chen Wei 陈伟", "Marta Nowak", "Amara Diallo", "Wang Fang 王芳")
    found = [name for name in people_of_ours if text.casefold() in name.casefold()]
    return [{"label": "", "options": [{"label": name, "value": str(place + 1)} for place, name in enumerate(found)]}]


def palette() -> list[dict[str, Any]]:
    return [
        {"label": two("Last visited", "最近访问"), "options": [
            {"label": two("Nordhafen Robotics", "北港机器人"), "href": "/styleguide/customer/", "icon": "building-2", "detail": two("Customer", "客户")},
            {"label": two("Mara Lindt", "玛拉·林特"), "href": "/people/", "icon": "user", "detail": two("Person", "联系人")},
        ]},
        {"label": two("Actions", "操作"), "options": [
            {"label": two("Log a call with Nordhafen Robotics", "记录与北港机器人的通话"), "href": "/styleguide/", "icon": "phone", "shortcut": "L"},
        ]},
        {"label": two("Pages", "页面"), "options": [
            {"label": two("Portfolio", "客户组合"), "href": "/customers/", "icon": "columns-3", "shortcut": "G P"},
        ]},
    ]  # fmt: skip


def parts() -> dict[str, Any]:
    return {
        "sample_views": views(),
        "filters": filters(),
        "switch": switch(),
        "facts": facts(),
        "figures": figures(),
        "steps": steps(),
        "tasks": tasks(),
        "timeline": timeline(),
        "people": people(),
        "table": table(),
        "palette": palette(),
        "notice": two("Fell below 50% in September 2026.", "2026年9月跌破 50%。"),
        "customer": two("Nordhafen Robotics", "北港机器人"),
    }


def today() -> dict[str, Any]:
    rows = []
    for place in (2, 0, 1):
        name, _place, _industry, stage, share, before, _volume, sign, *_rest = _CUSTOMERS[place]
        rows.append(
            {
                "key": place,
                "name": two(*name),
                "stage": stage,
                "signal": sign,
                "line": _line(stage, share, before, place),
                "share": share,
                "change": delta(share - before),
            }
        )
    texts = (
        (two("Share fell from 66% to 44% in three months, below the 50% line of Stable", "三个月内份额由 66% 降至 44%，跌破稳定合作的 50% 线"),
         two("Two late deliveries, then drives were tendered again. They still buy from us, so there is time to repair.", "两次延迟交货后，驱动器重新招标。客户仍在采购，尚可修复。"),
         two("Continue repair", "继续修复")),
        (two("No order for 62 days; the usual rhythm is 14 days", "62 天无订单，通常节奏为 14 天"),
         two("The head of purchasing changed in September. Two contacts of the old team still answer us.", "采购负责人 9 月更换，原团队两位联系人仍保持联系。"),
         two("Start win-back play", "启动挽回策略")),
        (two("Share slid from 71% to 57% in a year, 7 points above the line", "一年内份额由 71% 降至 57%，距红线还有 7 点"),
         two("Spare parts moved to a local stockist. The service contract ends in 40 days.", "备件转向本地库存商，服务合同 40 天后到期。"),
         two("Start repair play", "启动修复策略")),
    )  # fmt: skip
    for row, (head, why, verb) in zip(rows, texts, strict=True):
        row.update(head=head, why=why, verb=verb)
    return {"rows": rows, "tasks": tasks(), "switch": switch()}


def portfolio() -> dict[str, Any]:
    return {"table": table(), "sample_views": views(), "filters": filters(), "switch": switch()}


def customer() -> dict[str, Any]:
    above = [{"label": two("Portfolio", "客户组合"), "href": "/customers/"}]
    return {**parts(), "above": above}
