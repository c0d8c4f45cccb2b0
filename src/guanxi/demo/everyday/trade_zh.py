"""Threads in Chinese about orders, deliveries, stores, prices and papers of trade."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

TRADE: Final = (
    Thread(
        "zh-call-off",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("下单：{item}", "本季用量确认"),
                (
                    "{who}下单 {n} 件{item}，分两批，第二批晚 {weeks} 周。订单号 {order}。",
                    "{who}报来本季用量：{n} 件{item}，其中 {few} 件要提前一周。",
                ),
                True,
            ),
            Line(
                7,
                "call",
                "sales",
                "buyer",
                ("第二批改期", "交期再确认"),
                (
                    "{machine}还没到位，{who}希望第二批往后挪。可以，不加钱，并入下一炉。",
                    "{who}问能不能提前五天。查了排产，能提前三天，先这么定。",
                ),
            ),
            Line(
                18,
                "note",
                "sales",
                "",
                ("{order} 交付完成", "两批到齐"),
                (
                    "准时到齐，数量无误。仓库说包装比上次结实。",
                    "两批都签收了，发票随货。没有什么可补充的，这样最好。",
                ),
            ),
        ),
        (
            Job(
                1,
                "sales",
                5,
                ("第二批{item}改期，通知计划员", "确认{order}提前三天"),
            ),
        ),
    ),
    Thread(
        "zh-delivery",
        (
            Line(
                0,
                "call",
                "sales",
                "buyer",
                ("少了一托盘", "{order} 没到齐"),
                (
                    "{who}来电，两托只到了一托，物流系统显示已签收，签收人不认识。",
                    "{who}核对送货单，差 {few} 箱。我们发车照片上是满的。",
                ),
            ),
            Line(
                1,
                "note",
                "sales",
                "",
                ("找到了", "原因：送错门"),
                (
                    "送到了隔壁厂的收货口，今天下午转过去。以后送货单上印门号。",
                    "跟着下一站的货回来了。只道歉，不讲故事。",
                ),
            ),
            Line(
                8,
                "mail",
                "sales",
                "buyer",
                ("新送货单格式", "以后发车前打电话"),
                (
                    "送货单加了门号和收货时间，{who}说司机终于看得懂了。",
                    "按{who}的要求，发车前半小时打电话，已经写进物流要求。",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 1, ("追查 {order} 的货", "联系物流查签收人")),),
    ),
    Thread(
        "zh-stock",
        (
            Line(
                0,
                "visit",
                "sales",
                "user",
                ("盘库", "看一遍货架"),
                (
                    "和{who}数了一遍，{n} 个料号，其中 {few} 个的机器早报废了。",
                    "在货架间待了一小时，有些密封已经过了保存期。",
                ),
            ),
            Line(
                5,
                "mail",
                "sales",
                "buyer",
                ("库存建议", "留、退、报废"),
                (
                    "建议少备 {few} 个料号，{item}多备两个。没拆封的我们收回。",
                    "三列清单：留、退、报废。{who}最舍不得第三列。",
                ),
                True,
            ),
            Line(
                20,
                "call",
                "sales",
                "buyer",
                ("退货谈妥", "库清完了"),
                (
                    "退货同意，红冲下周到。{who}空出两米货架。",
                    "{who}照清单办了，只有一个料号谁也不让动，说有故事。",
                ),
            ),
        ),
        (Job(2, "sales", 7, ("退货红冲发票", "派车取回未拆封件")),),
    ),
    Thread(
        "zh-price",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("新年度价格", "询价函"),
                (
                    "{who}要新年度价格，顺口提了一句 {pct}%。",
                    "九页的询价函，最后一页要折扣，没有写理由。",
                ),
                True,
            ),
            Line(
                14,
                "meeting",
                "sales",
                "buyer",
                ("当面谈价", "价格会"),
                (
                    "我们带材料指数，{who}带他们自己的售价指数。事实先谈拢了。",
                    "价格没有降，交期少了 {days} 天。{who}其实是为第二条来的。",
                ),
            ),
            Line(
                8,
                "mail",
                "sales",
                "buyer",
                ("价格定了", "谈价结果"),
                (
                    "涨 1.5%，锁一年。{who}当晚确认。",
                    "价格不变，账期从 60 天到 45 天，两边都合适。",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 11, ("材料指数图，谈价用", "准备和{buyer}的价格会")),),
    ),
    Thread(
        "zh-second-source",
        (
            Line(
                0,
                "note",
                "sales",
                "",
                ("库房里有别家的盒子", "不是我们的箱子"),
                (
                    "在{machine}旁边看到另一家的盒子，没人藏，也没人提。",
                    "门卫问我是不是另一家密封厂的。那就是有。",
                ),
            ),
            Line(
                7,
                "call",
                "sales",
                "buyer",
                ("直接问了", "关于另一家"),
                (
                    "{who}很坦白：小批试用，按规定要有第二家。",
                    "{who}说便宜 {pct}%，还没看出好在哪里。",
                ),
            ),
            Line(
                28,
                "visit",
                "service",
                "user",
                ("在机器边上问", "试用怎么样"),
                (
                    "{who}把两家的摆在一起：他们的行，我们的更久。",
                    "试用悄悄结束了，{who}把剩下的推到货架最里面。",
                ),
            ),
        ),
    ),
    Thread(
        "zh-group",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("料号清理", "一个件三个号"),
                (
                    "{who}那边一个密封有三个料号，整理出 {n} 组重复的。",
                    "两边对了一遍，我们有 {few} 个料号没人下单了。",
                ),
                True,
            ),
            Line(
                15,
                "meeting",
                "sales",
                "buyer",
                ("逐行过料号", "料号会"),
                (
                    "和{who}视频过了一半，摄像头开着，猫在桌上。",
                    "关掉四十个料号，{who}月底前在系统里停用。",
                ),
            ),
        ),
        (Job(0, "sales", 9, ("重复料号清单给{buyer}", "停用没人用的料号")),),
    ),
    Thread(
        "zh-invoice",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("发票对不上", "问一张发票"),
                (
                    "{who}：发票 {few} 件，送货单少两件。单子是对的。",
                    "{order} 运费收了两次，{who}先发现的。",
                ),
                True,
            ),
            Line(
                4,
                "mail",
                "sales",
                "buyer",
                ("红冲", "改好了"),
                (
                    "一周内红冲，{who}谢谢我们没有让填表。",
                    "改了，顺手把系统里的运费规则也改了，一共错了四家。",
                ),
            ),
        ),
        (Job(0, "sales", 3, ("红冲 {order}", "改 {order} 的运费")),),
    ),
    Thread(
        "zh-forecast",
        (
            Line(
                0,
                "meeting",
                "sales",
                "buyer",
                ("半年预测", "接下来的量"),
                (
                    "{who}估计增加 {pct}%，主要是{item}，已给计划。",
                    "视频对预测，{who}说前少后多，多多少谁也不知道。",
                ),
            ),
            Line(
                26,
                "mail",
                "sales",
                "buyer",
                ("预测修正", "首月对比"),
                (
                    "首月差 {pct}%，是多了。{who}说抱歉，是好消息。",
                    "{who}改了两行，按新数字预留 {n} 件{item}。",
                ),
                True,
            ),
        ),
        (Job(0, "sales", 4, ("预测录入计划", "按预测预留{item}")),),
    ),
)
