"""Chengdu Minxi: nine tenths of what they buy comes from us, and both sides work at keeping it worth while."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

MINXI: Final = Story(
    "minxi",
    "Nine tenths of their pumps are ours: a sterile pump developed together, and the next technology still open.",
    (
        visit(
            724,
            "lin.yue amara.diallo",
            "yu gou",
            "冻干机真空腔冷媒泵巡检",
            "和喻经理一起看了 11 台在役的 HP 80，轴封都没有渗漏。2 号线的一台轴承声音偏大，建议下次停机时更换。"
            "苟总工问我们能不能做零死角的泵壳，他们的新客户要求 CIP 后残留为零。",
        ),
        call(
            711,
            "lin.yue",
            "deng",
            "无死角泵壳的想法",
            "邓策溪把他们的残留测试方法发过来了：核黄素喷涂，紫外灯下目视。现在的泵壳在出口法兰后面总有一小片亮。",
        ),
        meet(
            694,
            "lin.yue chen.wei",
            "tang xiang gou",
            "年度高层会：明年谈什么",
            "汤总说供应商从 60 家减到 35 家，我们肯定留下，但希望我们在设计阶段就进来，不要等图纸定了再报价。"
            "向总提出一个条件：交期超过 6 周的件要在成都备库。",
        ),
        note(
            690,
            "chen.wei",
            "内部：要不要做寄售库",
            "按去年用量，成都寄售库大约要压 46 万的货。换来的是设计阶段的参与权，我认为值得。请 @wang.fang 定。",
        ),
        mail(
            676,
            "lin.yue",
            "xiang",
            "寄售库方案",
            "发出寄售库方案：38 个料号，最低库存按 6 周用量，每季度对账一次，十二个月没动的件我们收回。",
        ),
        reply(
            668,
            "lin.yue",
            "xiang",
            "回复：寄售库方案",
            "向总同意，只改了一条：质量部的赖经理要参加每次入库抽检。她让我们直接和赖经理定抽检比例。",
        ),
        exchange(
            640,
            "amara.diallo lin.yue",
            "yu gou lai",
            "workshop",
            "机封失效分析工作坊（成都，一天）",
            "带去六套换下来的机封一起拆。上午看实物，下午在他们的试验台上做干磨。赖经理全程参加。",
            we="他们的消毒程序里有一步 135 ℃ 的蒸汽，手册里没写；四套失效机封里有三套的热裂纹来自这一步。",
            they="干磨 40 秒就足以损坏碳化硅端面；现在启动前多了一道灌泵确认。",
        ),
        call(
            611,
            "lin.yue",
            "deng",
            "样机时间表",
            "邓策溪想在 DX-30 的第二台样机上装新泵壳。倒推下来，我们的铸件最晚三个月后到成都。",
        ),
        visit(
            566,
            "lin.yue",
            "deng gou",
            "新泵壳图纸会签",
            "改了两处：出口法兰改成切向，排液口下移 4 毫米。苟总工当场签字。他们承担一半模具费，模具归双方共有。",
        ),
        reply(
            520,
            "lin.yue",
            "lai",
            "抽检争议：批号 0417 的材料证明",
            (
                "赖经理退回了 24 个隔膜，理由是证书上的炉号看不清。我们当天补了扫描件，第二天放行。她要求以后证书一"
                "律用可检索的电子版。"
            ),
        ),
        exchange(
            455,
            "lin.yue amara.diallo",
            "deng gou yu",
            "project",
            "无菌泵联合试验：核黄素测试第一轮",
            "三台样泵，六种转速。A 泵 12 分钟冲净，B、C 泵在机封腔有残留。用了两天，数据双方各留一份。",
            we="机封腔的弹簧不能外露，哪怕客户的清洗液流速已经达到 2 m/s。",
            they="把 CIP 回流阀从气动改为比例控制，压力波动从 0.6 降到 0.15 bar，清洗时间缩短一半。",
        ),
        note(
            450,
            "lin.yue",
            "联合试验之后",
            "邓策溪私下说，如果第二轮能过，他们会在投标书里写“指定泵型”。这对我们比订单本身更重要。@chen.wei",
            about="deng",
        ),
        call(
            402,
            "lin.yue",
            "qiao",
            "下季度备货",
            "乔闻漓报来停机前后的用量，隔膜要多备 60 片。已请仓库锁库存。",
        ),
        visit(
            371,
            "amara.diallo",
            "yu",
            "停机检修支持",
            "停机检修，换了 14 套机封、2 组轴承，没有加班。Mr Yu asked for a checklist in Chinese for his night shift; "
            "we wrote it together on the spot, one page.",
        ),
        exchange(
            318,
            "lin.yue amara.diallo",
            "deng gou lai",
            "project",
            "无菌泵联合试验：第二轮",
            "三台改进后的样泵全部通过，最慢 9 分钟。赖经理自己拿紫外灯照了每一个角落，在记录上签了字。",
            we="赖经理的验收方法比我们的内控更严，已经改写进我们的出厂检验。",
            they="设计阶段就可以用我们的流场计算代替一轮样机，省了大约七周。",
        ),
        meet(
            283,
            "chen.wei lin.yue wang.fang",
            "tang xiang",
            "框架协议第三次续签",
            "签了两年。新条款：共同开发的型号三年内不卖给他们的三家直接竞争对手；我们得到全部无菌泵的首选供应商地位。",
        ),
        note(
            281,
            "wang.fang",
            "续签之后：依赖是双向的",
            (
                "岷溪占我们泵业务的四分之一，我们占他们泵采购的九成。双方都离不开对方，也都容易懒。请销售每半年做一"
                "次“假如没有我们”的复盘。"
            ),
        ),
        visit(
            224,
            "lin.yue",
            "qiao xiang",
            "寄售库年度盘点",
            "差异两件，都是标签贴错。七个料号一年没动，我们带回。向总说寄售库让她少开了大约 120 张采购单。",
        ),
        reply(
            176,
            "marta.nowak lin.yue",
            "gou",
            "样板客户短片",
            "苟总工同意出镜，条件是不拍 3 号车间。英文字幕由我们做，他要先看一遍。",
        ),
        call(
            148,
            "lin.yue",
            "lai",
            "新法规：批次追溯要到单个隔膜",
            "赖经理提前告诉我们：明年起每个隔膜要有二维码。她希望我们八周内给方案，不想从别人那里买。",
        ),
        meet(
            104,
            "lin.yue amara.diallo",
            "lai qiao",
            "二维码方案评审",
            "激光刻码的样片赖经理看过了，耐 CIP 200 次后仍可读。剩下的问题是扫码枪和他们的 MES 对接，乔闻漓负责找 IT。",
        ),
        exchange(
            76,
            "amara.diallo",
            "yu",
            "training",
            "夜班维修人员培训（两班，共 23 人）",
            "上午理论，下午每人亲手装一套机封。两个人第一次装反了，正好讲为什么会干磨。",
            we="夜班没有扭矩扳手，手册里写的扭矩值等于没写；下次连工具一起带去。",
            they="23 人中 21 人能独立更换集装式机封，平均 38 分钟。",
        ),
        visit(
            47,
            "lin.yue",
            "deng tang",
            "下一代：一次性使用系统",
            (
                "汤总判断三年内一次性袋子会吃掉三成配液系统。如果我们没有一次性泵头，这三成就是别人的。邓策溪下个月"
                "给需求草稿。"
            ),
        ),
        note(
            45,
            "lin.yue",
            "一次性泵头：谁来牵头",
            (
                "这是份额之外的问题：老产品我们有九成，新产品我们是零。建议和研发一起去成都开一次需求会。@chen.wei "
                "@wang.fang"
            ),
        ),
        reply(
            16,
            "lin.yue",
            "deng",
            "一次性泵头需求草稿",
            "邓策溪发来四页草稿，流量范围比想象的宽。下周先内部过一遍。",
        ),
        ahead(
            13,
            "lin.yue chen.wei",
            "deng gou tang",
            "需求会：一次性泵头",
            "议程：流量范围、灭菌方式、谁开模。带上研发的两位同事。",
            at="09:30",
            kind="visit",
        ),
    ),
    (
        Todo(
            45, "lin.yue", "wang.fang", 6, "决定是否立项一次性泵头", "没有立项就不要去成都开需求会。", priority="high"
        ),
        Todo(
            104,
            "lin.yue",
            "service",
            9,
            "二维码扫码枪与 MES 的接口说明",
            "乔闻漓那边等我们先给数据格式。",
            person="qiao",
        ),
        Todo(16, "lin.yue", "lin.yue", 2, "内部评审一次性泵头需求草稿", person="deng"),
        Todo(176, "lin.yue", "marketing", -110, "样板客户短片：英文字幕给苟总工过目", done=121, person="gou"),
        Todo(90, "lin.yue", "lin.yue", 27, "寄售库季度对账", every="quarterly", person="qiao"),
        Todo(283, "chen.wei", "lin.yue", -230, "把竞业条款写进报价系统", done=236),
    ),
    routine=38,
    without=("zh-complaint", "zh-price", "zh-second-source", "zh-thaw"),
)
