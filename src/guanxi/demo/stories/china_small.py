"""Smaller customers and prospects in China."""

from typing import Final

from guanxi.demo.story import Story, Todo, call, exchange, meet, note, reply, visit

QITANG: Final = Story(
    "qitang",
    "First talks after a fair; the dosing pumps all come from somebody else.",
    (
        note(
            258,
            "marta.nowak",
            "展会登记：栖塘水处理",
            "翟雨成问了三种耐腐蚀计量泵，拿走一本样册，约下周电话。已转 @lin.yue 。",
            about="zhai",
        ),
        call(
            230, "lin.yue", "zhai", "提标改造要什么泵", "两座厂，一共 14 台计量泵，次氯酸钠。他说得很细，但没有预算权。"
        ),
        visit(139, "lin.yue", "zhai lan", "加药间现场", "现在的泵每半年换一次膜片，翟雨成留了一台坏的让我们带走分析。"),
        call(
            47, "lin.yue", "lan", "采购总额说了", "蓝欣然说一年买 26 万左右的泵，全在另一家。问我们能不能先供一台试用。"
        ),
    ),
    (Todo(47, "lin.yue", "lin.yue", 12, "一台试用泵：借用协议", person="lan"),),
)

LUXI: Final = Story(
    "luxi",
    "The last months bring less than half of the year's share, and the reason is a person.",
    (
        visit(676, "lin.yue", "zhuang nie", "斩拌机密封换食品级", "庄总要的是日本客户那张证书，密封只是证书的一部分。"),
        exchange(
            509,
            "lin.yue",
            "nie",
            "training",
            "食品级密封更换培训",
            "四个人，两小时，把安装步骤拍成了图片贴在机器上。",
            we="他们的机器每晚用 80 度热水冲，比样本写的高 15 度。",
            they="冲洗前先停轴，密封寿命从三个月到七个月。",
        ),
        call(332, "lin.yue", "nie", "价格", "聂秋雨第一次谈价格：同样的证书，别人便宜两成。"),
        visit(
            168,
            "lin.yue",
            "zhuang",
            "庄总不太高兴",
            "交期晚了六天，赶上他们的日本验厂。道歉，也写了改进，但气氛没有缓过来。",
        ),
        note(
            60,
            "lin.yue",
            "鹭汐的订单在掉",
            "三个月的量不到去年一半。证书优势没有了，我们能给的只剩服务。@chen.wei 要不要降到标准价？",
        ),
        call(
            36,
            "lin.yue",
            "nie",
            "打听原因",
            "聂秋雨说新来的厂长认识另一家，先试两个月。她愿意在试用结束时叫我们一起复盘。",
        ),
    ),
    (Todo(60, "lin.yue", "lin.yue", -6, "给庄总的道歉信和验厂支持方案", priority="high", person="zhuang"),),
    routine=11,
    since=660,
    until=45,
    without=("zh-complaint", "zh-group"),
)

RONGQIAO: Final = Story(
    "rongqiao",
    "What they say they buy in all is less than what we sold them: the figure cannot be right.",
    (
        visit(
            684,
            "chen.wei",
            "liang lao",
            "大规格岩板压机主缸",
            "梁总监给出 420 公斤级的载荷曲线，国内两家能做，我们是其中一家。",
        ),
        meet(520, "chen.wei", "lao", "价格按吨位", "劳经理要按吨位报价。我们给了三档，她都收下，说等研发定压机。"),
        exchange(
            380,
            "chen.wei amara.diallo",
            "liang",
            "workshop",
            "岩板压机主缸：密封与导向工作坊",
            "三天，两种导向方案，同一台缸上轮换装。",
            we="压机在满载前有一次 0.2 秒的冲击，设计手册里没有。",
            they="导向间隙从 0.15 减到 0.08，偏载磨损减半。",
        ),
        note(
            190,
            "chen.wei",
            "总额对不上",
            "劳经理报的全年采购额比我们一家的发票还小。她可能把维修件算在别的科目了。要不要当面问？@lin.yue",
        ),
        call(74, "chen.wei", "lao", "总额：口径", "她说总额只算新机，维修走另一个预算。请她发两份，分开写。"),
    ),
    (Todo(74, "chen.wei", "chen.wei", 8, "催劳经理把两份口径发来", person="lao"),),
    routine=7,
    since=670,
    until=60,
    without=("zh-complaint", "zh-group"),
)

QINGTAN: Final = Story(
    "qingtan",
    "Medical devices: small quantities, and more papers than parts.",
    (
        meet(540, "lin.yue", "jing duan", "批次追溯的要求", "荆总监给了四页清单，其中三条我们第一次听说。"),
        reply(455, "lin.yue", "jing", "生物相容性报告", "报告补齐到第二版，她一眼看出温度条件少写了一行。"),
        visit(
            330,
            "lin.yue amara.diallo",
            "jing duan",
            "审核：他们审我们",
            "一天半，十一项观察，没有不符合。荆总监走的时候说，比她预想的好。",
        ),
        call(188, "lin.yue", "duan", "第一张年度单", "水处理机的过滤器一年一签，每季度送。量不大，批次不能断。"),
        reply(71, "lin.yue", "jing", "法规更新", "透析机新标准下来了，过滤精度不变，文件多了两份。"),
    ),
    (Todo(71, "lin.yue", "service", 13, "新标准的两份文件模板", person="jing"),),
    routine=9,
    since=530,
    until=60,
    without=("zh-price", "zh-second-source"),
)
