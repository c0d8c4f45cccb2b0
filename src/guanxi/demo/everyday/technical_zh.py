"""Threads in Chinese about samples, drawings, failures, measurements and conversions."""

from typing import Final

from guanxi.demo.everyday.thread import Job, Line, Thread

TECHNICAL: Final = (
    Thread(
        "zh-sample",
        (
            Line(
                0,
                "call",
                "sales",
                "influencer",
                ("想要样件：{item}", "{machine}试用"),
                (
                    "{who}想在{machine}上试{item}，先要 {few} 件，不想填表。",
                    "{who}手里有两家的图纸，想先摸一摸实物再说。",
                ),
            ),
            Line(
                9,
                "mail",
                "service",
                "user",
                ("样件寄出", "样件和观察表"),
                (
                    "寄出样件，附一页观察表：磨合、温度、一周后看哪里。",
                    "样件已发，请{who}记下小时数，旧件不要扔。",
                ),
                True,
            ),
            Line(
                24,
                "call",
                "service",
                "user",
                ("样件结果", "试用小时数"),
                (
                    "{who}说跑了 {hours} 小时没有异常，旧件同期已经换了两次。照片随后。",
                    "{who}反馈温度低 {days} 度，不想还样件了。",
                ),
            ),
            Line(
                11,
                "mail",
                "sales",
                "buyer",
                ("样件转订单", "从试用到采购"),
                (
                    "{who}下了 {n} 件的单，单价按报价。设备部的意见写在备注里。",
                    "订单 {order}，{n} 件。{who}说是车间坚持要的。",
                ),
                True,
            ),
        ),
        (Job(1, "service", 18, ("问{machine}样件的情况", "收集样件小时数")),),
    ),
    Thread(
        "zh-drawing",
        (
            Line(
                0,
                "mail",
                "sales",
                "influencer",
                ("图纸升版", "{machine}改图"),
                (
                    "{who}发来{machine}新版图纸，只改了沟槽，差 0.2 毫米。",
                    "新版图纸没有更改说明，两版叠起来看，找到三处不同。",
                ),
                True,
            ),
            Line(
                6,
                "meeting",
                "service",
                "influencer",
                ("图纸会审（视频）", "差的那 0.2 毫米"),
                (
                    "和{who}逐个尺寸过了一遍，有一个公差是从别的轴抄过来的，他们改。",
                    "沟槽按新版，倒角不变。{who}说这张图是在家里画的。",
                ),
            ),
            Line(
                9,
                "mail",
                "sales",
                "buyer",
                ("新版首批", "新旧版不能混"),
                (
                    "首批新版 {weeks} 周后交。旧版先用完，{who}在货架上贴标。",
                    "向{who}确认：新版尾号不同，料号不会混。",
                ),
                True,
            ),
        ),
        (Job(0, "service", 5, ("核对{machine}两版图纸", "对比新旧图纸")),),
        ("seals", "valves", "hydraulics"),
    ),
    Thread(
        "zh-breakdown",
        (
            Line(
                0,
                "call",
                "service",
                "user",
                ("{machine}停机", "{machine}在漏"),
                (
                    "{who}六点十分来电，{machine}停了。{item}随车送 {few} 件，先电话指导隔离。",
                    "{machine}漏点在扩大，{who}先接了个桶，派人守着。",
                ),
            ),
            Line(
                1,
                "visit",
                "service",
                "user",
                ("现场处理{machine}", "{machine}抢修"),
                (
                    "一个班换完。根源在上游：支架松了，管子把壳体拉歪。",
                    "修好了。不是磨损，是划伤，有硬东西进来，顺着管路找到了来源。",
                ),
            ),
            Line(
                6,
                "mail",
                "service",
                "user",
                ("{machine}故障报告", "报告和一条建议"),
                (
                    "两页报告三张照片一条建议：把支架固定住。{who}已经固定了。",
                    "报告发出。前面加一个四十块钱的滤网就不会坏，{who}订了两个。",
                ),
                True,
            ),
        ),
        (Job(1, "service", 5, ("{machine}故障报告", "给{user}写两页报告")),),
    ),
    Thread(
        "zh-measure",
        (
            Line(
                0,
                "call",
                "service",
                "user",
                ("{machine}有异响", "温度慢慢涨"),
                (
                    "{who}听见{machine}有嗡嗡声，上周还没有。",
                    "{machine}温度一天涨半度，{who}发来趋势图。",
                ),
            ),
            Line(
                4,
                "visit",
                "service",
                "user",
                ("测了{machine}", "带仪器去了一天"),
                (
                    "五个点测下来，是地脚螺栓不是轴承，{who}当面拧紧，指针回来了。",
                    "振动正常，流量低 {pct}%，吸入滤网堵了。清完马上降温。",
                ),
            ),
            Line(
                7,
                "mail",
                "service",
                "user",
                ("测点做了记号", "对照数据"),
                (
                    "五个测点涂了黄漆，数据发给{who}，下次好对照。",
                    "数据发出，{who}要求一季度测一次，愿意付费。",
                ),
                True,
            ),
        ),
        (Job(1, "service", 5, ("{machine}测量数据给{user}", "测点涂漆编号")),),
    ),
    Thread(
        "zh-retrofit",
        (
            Line(
                0,
                "visit",
                "sales",
                "influencer",
                ("{machine}上的老型号", "三十年的老件"),
                (
                    "{machine}还在用九年前停产的型号，{who}知道，只是不想动。",
                    "给{who}看了改造要什么：两片法兰，一个上午。",
                ),
            ),
            Line(
                12,
                "mail",
                "sales",
                "buyer",
                ("改造报价 {order}", "报价"),
                (
                    "报了 {few} 套改造，有效期 {weeks} 周。",
                    "带安装和不带安装各报一版，{who}又要了第三版，两家合装。",
                ),
                True,
            ),
            Line(
                24,
                "call",
                "sales",
                "decider",
                ("先改一套", "改造定了吗"),
                (
                    "{who}先改一套，半年不坏再改其余。",
                    "{who}说今年不改，写进明年计划，写我们的名字。",
                ),
            ),
        ),
        (Job(0, "sales", 9, ("{machine}改造报价", "两片法兰的报价")),),
    ),
    Thread(
        "zh-energy",
        (
            Line(
                0,
                "call",
                "sales",
                "user",
                ("{machine}夜里的电", "先看看用能"),
                (
                    "{who}发现{machine}整夜顶着关死的阀门转。",
                    "{who}问能不能换小一号的电机，得先测。",
                ),
            ),
            Line(
                9,
                "visit",
                "service",
                "user",
                ("测两天", "用能测量"),
                (
                    "两天数据，能省 {pct}%，加旁通就行，比测量还便宜。",
                    "电机合适，叶轮大一号。流量和电流都测了。",
                ),
            ),
            Line(
                14,
                "mail",
                "sales",
                "decider",
                ("能省多少", "节能建议一页"),
                (
                    "给{who}一页纸：花多少，省多少，几月回本。",
                    "建议把叶轮车小，{who}说什么都不用买最好。",
                ),
                True,
            ),
        ),
        (Job(1, "service", 9, ("{machine}节能一页纸", "整理{machine}用能数据")),),
        ("pumps", "hydraulics", "filters"),
    ),
    Thread(
        "zh-fluid",
        (
            Line(
                0,
                "mail",
                "service",
                "user",
                ("换介质", "这种清洗剂行不行"),
                (
                    "{machine}要换油，{who}发来牌号，问对{item}有没有影响。",
                    "换清洗剂之前{who}先问了，而不是之后。",
                ),
                True,
            ),
            Line(
                11,
                "mail",
                "service",
                "user",
                ("浸泡结果", "泡了一周"),
                (
                    "泡了一周，膨胀 {pct}%，硬度没变，可以。",
                    "两种材料里有一种变软，先换哪里告诉{who}了。",
                ),
            ),
        ),
        (Job(0, "service", 9, ("{machine}浸泡试验", "{item}泡新清洗剂")),),
    ),
    Thread(
        "zh-start-up",
        (
            Line(
                0,
                "mail",
                "sales",
                "buyer",
                ("开机日期", "定下开机"),
                (
                    "{who}给了{machine}的开机日子，紧，但来得及。",
                    "日子定了，另定一个备用的，防着停电。",
                ),
                True,
            ),
            Line(
                9,
                "visit",
                "service",
                "user",
                ("{machine}开机", "第一次转"),
                (
                    "中午第一次转，一个法兰渗，紧了就好。",
                    "十一点开始转，按钮{who}按的，我们手放在口袋里。",
                ),
            ),
            Line(
                7,
                "call",
                "sales",
                "user",
                ("一周以后", "转了一周"),
                (
                    "一周没来电话，{who}说这就是要告诉你的事。",
                    "{who}要书面参数。早就书面了，现在连门上也贴了一份。",
                ),
            ),
        ),
        (Job(0, "service", 8, ("{machine}开机配件包", "派人去{machine}开机")),),
    ),
)
