"""Suzhou Chengdi: a main customer tries a second source, and the year still looks fine."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

CHENGDI: Final = Story(
    "chengdi",
    "A new buyer brings in a second source: the year still looks fine, the last months do not.",
    (
        visit(
            717,
            "lin.yue",
            "weng ji",
            "伺服油压站密封寿命测试结果",
            "6000 小时无渗漏，翁总监把报告转给了两家欧洲客户。计主任说装配的时候终于不用备一箱擦布了。",
        ),
        call(
            688,
            "lin.yue",
            "weng",
            "全电动机型还要不要密封",
            "翁总监算给我听：全电动机型的密封用量只有液压机的三成，但单价高。他们的出口里全电动占比每年涨 5 个点。",
        ),
        meet(
            645,
            "lin.yue chen.wei",
            "lu weng",
            "陆董事长：出口第一",
            "陆董说出口机的每一颗密封都要有材料证明，做不到就换人。我们当场给他看了可追溯系统，他自己扫码试了三件。",
        ),
        reply(
            606,
            "lin.yue",
            "zhuge",
            "材料证明电子版",
            "诸葛敏要求证明和送货单一一对应，文件名用他们的料号。改了导出格式，第三天开始用。",
        ),
        exchange(
            559,
            "lin.yue amara.diallo",
            "weng ji",
            "workshop",
            "锁模油缸密封设计研讨",
            "一天，十一个人。上午对比三种唇形，下午在他们的疲劳台上开机看。",
            we="注塑机的油缸在待机时也保压，密封的压缩永久变形比运动磨损更要命。",
            they="沟槽粗糙度从 Ra 0.8 改到 0.4，寿命翻倍，成本只多两块钱。",
        ),
        visit(
            512,
            "amara.diallo",
            "ji",
            "装配线旁的一天",
            (
                "Two hours on each of four stations. Half of the scratches come from one mounting cone with a burr. "
                "计主任当天就把锥套换了。"
            ),
        ),
        meet(
            466,
            "lin.yue",
            "lu",
            "旧采购交接前的最后一次年度谈判",
            "价格不动，付款期从 60 天延到 75 天。陆董说密封件他不想再操心。",
        ),
        note(
            300,
            "lin.yue",
            "采购经理换人",
            "新来的华敏捷原来在汽车行业，第一句话是“每个品类至少两家”。@chen.wei 要不要趁早一起去见一次？",
        ),
        meet(
            284,
            "lin.yue chen.wei",
            "hua lu",
            "认识新采购经理",
            "华敏捷准备得很充分，把我们三年的交期和不良率打在一张表上。成绩不错，但她在“单一来源”那一行画了红圈。",
        ),
        call(
            252,
            "lin.yue",
            "hua",
            "半年降价要求",
            "她要 8%，理由是第二家报价低 11%。我问是不是同样的材料证明，她说正在做。",
        ),
        mail(
            238,
            "lin.yue",
            "hua",
            "成本拆分",
            "发出一份成本拆分：材料、模具、检验、证明文件各占多少。没有让步，只把证明文件单列出来。",
        ),
        reply(
            221,
            "lin.yue",
            "weng",
            "翁总监：样件在测",
            "翁总监私下说，阀门和过滤器已经有两家样件在测，密封也快了。他自己不赞成，但流程上没有理由拦。",
        ),
        visit(
            196,
            "lin.yue",
            "ji zhuge",
            "现场看对手样件",
            "计主任悄悄让我看了装配：对方的导向环要现场倒角，每台多八分钟。诸葛敏说对方证明文件全是扫描件。",
        ),
        note(
            164,
            "lin.yue",
            "倒退的头一个信号",
            (
                "上个月密封订单少了四成。系统显示全年份额还在七成，但最近三个月只有三成半。@chen.wei @amara.diallo "
                "我们得按修复来做，不是按催单来做。"
            ),
        ),
        meet(
            157,
            "chen.wei lin.yue",
            "hua lu",
            "红灯会：我们还能做什么",
            "陆董不否认在试第二家，但没打算换光。华敏捷给了三条硬指标：交期 4 周、证明电子化、价格差 5% 以内。",
        ),
        visit(
            143,
            "amara.diallo lin.yue",
            "ji zhuge",
            "交期 4 周：排产现场",
            "把我们的排产搬到他们会议室里排，发现瓶颈是铜套来料。改成苏州中转仓备铜套，交期从 6 周降到 4 周。",
        ),
        exchange(
            128,
            "lin.yue amara.diallo",
            "weng hua",
            "project",
            "全电动机型：低摩擦密封联合开发",
            "立项。目标：滚珠丝杠端面密封摩擦降低 30%，六个月。翁总监是他们的负责人，华敏捷同意不招标。",
            we="摩擦降下来以后，他们最怕的是锁模力重复性，而不是漏油。",
            they="低摩擦材料不能用他们现在的 46 号油，要换低黏度，油温会降 5 度。",
        ),
        reply(
            92,
            "lin.yue",
            "hua",
            "华敏捷的评分表",
            "上季度评分：对方质量 82 分，我们 94 分；价格对方 96，我们 88。她说明年按分数分量，不按人情。",
        ),
        visit(
            61,
            "amara.diallo",
            "zhuge",
            "对方退货",
            (
                "Zhuge Min told me in the corridor that the second source's guide rings came back, 1 900 pieces. 她"
                "不想写进邮件里。"
            ),
        ),
        call(
            34,
            "lin.yue",
            "weng",
            "低摩擦密封：样件第二版",
            "第二版摩擦降了 26%，差一点到目标。翁总监说可以先装一台试机跑展会。",
        ),
        meet(
            27,
            "lin.yue chen.wei",
            "hua",
            "明年分量：按分数",
            "按现在的评分，我们能拿回六成。差的那两成在阀门上，对手已经备了库。",
        ),
        note(
            2,
            "amara.diallo",
            "Guide rings, second lot",
            "Their second source came back to us with a question about our groove tolerance, by mistake, I think. "
            "I answered only that we cannot discuss a customer's drawing. @lin.yue you should know before you "
            "see them.",
            about="zhuge",
            at="18:20",
        ),
        ahead(
            9,
            "lin.yue amara.diallo",
            "weng ji",
            "低摩擦样件装机：展会样机",
            "两套，带扭矩记录仪。",
            at="10:30",
            kind="visit",
        ),
    ),
    (
        Todo(27, "lin.yue", "lin.yue", -1, "阀门备库方案：拿回两成要备多少", priority="high", person="hua"),
        Todo(2, "lin.yue", "amara.diallo", 4, "对手导向环退货的公开信息整理（不含客户数据）"),
        Todo(128, "lin.yue", "service", 10, "低摩擦密封第二版：磨损数据", person="weng"),
        Todo(164, "chen.wei", "lin.yue", -120, "写出修复计划，一页", done=123, priority="high"),
        Todo(90, "lin.yue", "lin.yue", 33, "每月份额看一次，贴在看板上", every="monthly"),
    ),
    routine=16,
    until=20,
    without=("zh-complaint", "zh-second-source", "zh-price", "zh-thaw"),
)
