"""Threads in Chinese about people: training, visits, fairs, new faces, silence."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

CONTACT: Final = (
    Thread(
        "zh-training",
        (
            Line(
                0,
                "mail",
                "service",
                "user",
                ("新员工培训", "约一天培训"),
                (
                    "{who}那边来了 {few} 个新人，建议就在{machine}旁边讲，穿工作服。",
                    "{who}要一天不用投影的培训，{few} 个人。",
                ),
                True,
            ),
            Line(
                18,
                "exchange",
                "service",
                "user",
                ("{machine}现场培训", "安装与找故障培训"),
                (
                    "{days} 个人，四个工位，每个工位埋了一个故障让他们找。",
                    "半天装配，半天看失效实物，按原因分堆。",
                ),
                form="training",
                we=(
                    "他们的量具普遍大 0.2 毫米，三个班都一样。",
                    "说明书的第二页没有人看，要紧的话得写在第一页。",
                ),
                they=(
                    "吱吱响是干，嗡嗡响是松，听得出来了。",
                    "能从磨痕分辨是磨损还是不对中。",
                ),
            ),
            Line(
                12,
                "mail",
                "sales",
                "user",
                ("培训之后", "培训名单和卡片"),
                (
                    "寄去签到表和一张墙上的卡片，{who}又要了十张。",
                    "{who}说第一周就自己找到两个故障，都没打电话。",
                ),
                True,
            ),
        ),
        (Job(0, "service", 14, ("准备培训用的失效件", "在{machine}上埋故障")),),
    ),
    Thread(
        "zh-thaw",
        (
            Line(
                0,
                "note",
                "sales",
                "",
                ("好久没说上话", "没有理由也该去一趟"),
                (
                    "订单照来，话没有了。挑个没有理由的日子去看看。",
                    "三封邮件没回，不是矛盾，只是没轮到谁。",
                ),
            ),
            Line(
                10,
                "call",
                "sales",
                "decider",
                ("就是打个电话", "没有事情的电话"),
                (
                    "{who}很意外我们没有要什么。聊了订单，聊了膝盖。",
                    "和{who}聊了十分钟，原来有个项目，谁也没想到告诉我们。",
                ),
            ),
            Line(
                13,
                "visit",
                "sales",
                "user",
                ("到{machine}旁边看看", "顺路的七件小事"),
                (
                    "{who}攒了七件小事，五件当场办了。",
                    "看了{machine}，一切正常。对双方都值这一趟车票。",
                ),
            ),
        ),
    ),
    Thread(
        "zh-new-contact",
        (
            Line(
                0,
                "call",
                "sales",
                "buyer",
                ("计划员换人", "来了新人"),
                (
                    "{who}说新计划员只走纸单，不接电话下单。",
                    "车间换了计划员，{who}请我们把料号规则慢慢讲一遍。",
                ),
            ),
            Line(
                11,
                "visit",
                "sales",
                "user",
                ("认识新人", "第一次握手"),
                (
                    "和{who}带新计划员走了一遍老路，把编号画在纸箱上。",
                    "新人从航空来的，先要文件再要零件。好习惯。",
                ),
            ),
            Line(
                18,
                "mail",
                "sales",
                "buyer",
                ("一页料号表", "带图的料号表"),
                (
                    "发了一页料号规则，{who}打印三份贴在三个班。",
                    "带图料号表发出，退回来两处改动，都改得对。",
                ),
                True,
            ),
        ),
        (Job(1, "sales", 12, ("一页料号规则", "带图料号表")),),
    ),
    Thread(
        "zh-fair",
        (
            Line(
                0,
                "meeting",
                "marketing",
                "influencer",
                ("展会上遇到", "在我们展台"),
                (
                    "{who}在剖面模型前站了十分钟，问了一个问题，关于{machine}。",
                    "在展台谈了半小时，{who}要磨损数据，不要样本册。",
                ),
            ),
            Line(
                5,
                "mail",
                "sales",
                "influencer",
                ("答应的数据", "展会之后"),
                (
                    "寄出磨损数据和一位用同型设备的人的联系方式。",
                    "发了图纸和数据，{who}回了一张自己磨坏的件。",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 4, ("给{who}寄磨损数据", "兑现展会上答应的")),),
    ),
    Thread(
        "zh-visit",
        (
            Line(
                0,
                "mail",
                "sales",
                "influencer",
                ("请他们来常州", "来看试验台"),
                (
                    "请{who}来常州，看零件在哪里等、怎么检。",
                    "{who}想看试验台，给了两个日子。",
                ),
                True,
            ),
            Line(
                19,
                "meeting",
                "sales",
                "influencer",
                ("在常州", "试验台前"),
                (
                    "{who}在来料检验待了一小时，只问检验员，没问我们。",
                    "把{item}压到两倍额定压力，直到失效，{who}鼓掌。",
                ),
            ),
            Line(
                6,
                "note",
                "sales",
                "influencer",
                ("留下的印象", "来过之后"),
                (
                    "记住的是带日期的失效件架子，{who}回去也要做一个。",
                    "值。{who}现在直接打电话找检验员，也好。",
                ),
            ),
        ),
    ),
    Thread(
        "zh-survey",
        (
            Line(
                0,
                "mail",
                "marketing",
                "buyer",
                ("三个问题", "问一问"),
                (
                    "就三个问题：哪儿好，哪儿不好，缺什么。",
                    "短问卷，三个问题，没有星星。",
                ),
            ),
            Line(
                9,
                "call",
                "marketing",
                "buyer",
                ("电话回答", "三个回答"),
                (
                    "{who}用说的：质量好，报价慢，缺一个图库。",
                    "{who}：电话快，文件慢，最好只有一个号码。",
                ),
            ),
        ),
        (Job(1, "sales", 11, ("报价两天：要什么条件", "看最近十份慢文件")),),
    ),
)
