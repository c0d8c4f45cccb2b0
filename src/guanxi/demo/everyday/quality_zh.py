"""Threads in Chinese about complaints, audits, papers, labels and packing."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

QUALITY: Final = (
    Thread(
        "zh-audit",
        (
            Line(
                0,
                "mail",
                "service",
                "gatekeeper",
                ("审核通知", "他们要审我们"),
                (
                    "来了 {n} 个问题，除了三个现场回答的，都已书面答完。",
                    "{who}只看来料检验和培训记录，别的不看。",
                ),
                True,
            ),
            Line(
                22,
                "meeting",
                "service",
                "gatekeeper",
                ("审核末次会议", "审核当天"),
                (
                    "没有不符合，{few} 条观察。{who}说喜欢是工人在答，不是经理在答。",
                    "一个轻微项：量具标签掉了。{who}喝茶的工夫标签打好了。",
                ),
            ),
            Line(
                17,
                "mail",
                "service",
                "gatekeeper",
                ("审核关闭", "整改完成"),
                (
                    "整改接受，两年有效。",
                    "{who}关闭了审核，得分比上次高 {days} 分。",
                ),
                True,
            ),
        ),
        (Job(1, "service", 14, ("审核整改材料", "来料检验量具补标签")),),
    ),
    Thread(
        "zh-complaint",
        (
            Line(
                0,
                "mail",
                "service",
                "gatekeeper",
                ("投诉 {order}", "{few} 件超差"),
                (
                    "{who}反馈 {n} 件{item}里有 {few} 件超差，照片和量具都在。",
                    "投诉：{few} 件没有打标。能用，但没法追溯。",
                ),
                True,
            ),
            Line(
                2,
                "call",
                "service",
                "gatekeeper",
                ("现场挑选", "今天先做什么"),
                (
                    "派人现场全检，两天补货。{who}要的是原因，不是道歉。",
                    "和{who}说好：整批退回，我们挑，好件周五前到。",
                ),
            ),
            Line(
                15,
                "mail",
                "service",
                "gatekeeper",
                ("8D 报告", "原因找到了"),
                (
                    "夹具清洁后装反了。现在只能装一个方向。",
                    "报告发出，{who}关闭投诉，留一件做收藏。",
                ),
                True,
            ),
        ),
        (Job(0, "service", 9, ("{order} 的 8D 报告", "查 {order} 超差原因")),),
    ),
    Thread(
        "zh-warranty",
        (
            Line(
                0,
                "mail",
                "service",
                "user",
                ("算不算质保", "坏得太早？"),
                (
                    "{who}寄来一件，用了 56 周，超期四周，磨损原因在我们。",
                    "{who}发来磨损面的照片，是水脏，不是件的问题。",
                ),
                True,
            ),
            Line(
                6,
                "call",
                "service",
                "user",
                ("结论", "给个说法"),
                (
                    "免费换新。{who}说换别人家早就算日子了。",
                    "用一张清水和脏水的对比图讲清楚，{who}连滤网一起订了。",
                ),
            ),
        ),
        (Job(0, "service", 5, ("看{user}寄来的磨损件", "质保判定")),),
    ),
    Thread(
        "zh-certificate",
        (
            Line(
                0,
                "mail",
                "sales",
                "gatekeeper",
                ("材料证明", "多了一份文件"),
                (
                    "{who}要 {n} 个料号的材料声明，月底前。",
                    "新规要一份去年还没有的文件，{who}也知道这事难。",
                ),
                True,
            ),
            Line(
                9,
                "mail",
                "service",
                "gatekeeper",
                ("证明第一批", "文件初版"),
                (
                    "差 {few} 份，分供方放假。其余的可检索版已发。",
                    "初版发出，{who}指出一个未来的日期，态度很客气。",
                ),
                True,
            ),
            Line(
                12,
                "call",
                "sales",
                "gatekeeper",
                ("齐了", "文件收齐"),
                (
                    "全部收齐，{who}把我们放进绿色名单。",
                    "齐了。请{who}下次新规成为新规之前告诉我们。",
                ),
            ),
        ),
        (Job(0, "service", 11, ("{n} 个料号的材料声明", "新规文件：{item}")),),
    ),
    Thread(
        "zh-packaging",
        (
            Line(
                0,
                "call",
                "sales",
                "gatekeeper",
                ("标签扫不出", "膜太多"),
                (
                    "我们的标签他们扫不出，{who}发来格式，一共十行。",
                    "{who}数了，{few} 件密封包了十一层膜，问它们会不会游泳。",
                ),
            ),
            Line(
                13,
                "mail",
                "sales",
                "gatekeeper",
                ("新标签样", "包装建议"),
                (
                    "标签按格式改好，{who}对着屏幕就扫出来了。",
                    "纸代膜，大件用周转箱，{who}算了一下，一个月省四小时。",
                ),
                True,
            ),
        ),
        (Job(0, "service", 11, ("按客户格式做标签", "周转箱报价")),),
    ),
)
