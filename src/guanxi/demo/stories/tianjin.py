"""Tianjin Xi'an: buys as ever, and the talks have dried up since our friend there retired."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, on_the_day, reply, visit

TIANJIN: Final = Story(
    "tianjin-xian",
    "Orders come as ever, but talks have dried up since our friend there retired; the overhaul is a chance to meet.",
    (
        visit(
            721,
            "lin.yue",
            "ruan pang",
            "年度回顾：泄漏率",
            "泄漏超标点从 61 个降到 4 个，剩下的都在氯化釜。阮总把数字贴在了会议室门口。庞经理希望今年把卸料泵也换掉。",
        ),
        exchange(
            702,
            "amara.diallo lin.yue",
            "pang fei cen",
            "workshop",
            "泄漏检测与修复（LDAR）工作坊",
            "两天，三套装置，现场测了 180 个点。岑经理带了环保局推荐的检测仪，和我们的读数差 8%。",
            we="他们用的是冬夏两套报警值，我们的报告模板只有一套，难怪夏天总有误报。",
            they="双端面机封的隔离液液位比压力更早报警，值班表上改成看液位。",
        ),
        call(
            668,
            "lin.yue",
            "ruan",
            "框架协议执行情况",
            "十一个月的用量比预测多 6%。阮总说不用开会，电话里对一下就行。他一向这样，五分钟说完三件事。",
        ),
        meet(
            633,
            "lin.yue amara.diallo",
            "fei pang",
            "氯化釜轴封方案",
            "三个方案比较，选了带冷却夹套的双端面。费工坚持保留原来的安装尺寸，这样停机只要一个班。",
        ),
        visit(
            590,
            "amara.diallo",
            "fei",
            "氯化釜轴封安装",
            "一个班装完，试压一次通过。Fei took photos of every step for the maintenance log and gave us a copy.",
        ),
        reply(
            548,
            "lin.yue",
            "cen",
            "给环保局的材料",
            "岑经理需要三份密封等级证明，第二天就要。当天发出，她回了两个字：收到。第二天又来电话，说局里没再提问题。",
        ),
        visit(
            505,
            "lin.yue chen.wei",
            "ruan yin",
            "殷总接待：谈明年",
            "殷总第一次参加。他说环氧丙烷要扩产 30%，泵阀中心会扩建，我们是唯一被邀请看总图的供应商。",
        ),
        call(
            470,
            "lin.yue",
            "ruan",
            "扩产项目的泵清单",
            "清单 94 台，其中 61 台是我们的型号。其余是进口品牌，设计院写死的，要改得找设计院。",
        ),
        meet(
            431,
            "lin.yue",
            "pang fei",
            "设计院技术交流（线上）",
            "设计院同意在“或同等品”里写进我们的两个系列。庞经理在会上替我们说了话。",
        ),
        exchange(
            392,
            "amara.diallo",
            "fei pang",
            "training",
            "机泵工程师培训：振动与温度趋势",
            "八个人，两天。用他们自己去年的数据做练习，其中一个案例就是那台拆了三次的卸料泵。",
            we="DCS 里的轴承温度每十分钟才存一个点，我们推荐的一分钟趋势根本画不出来。",
            they="看趋势比看报警值早九天发现卸料泵轴承问题。",
        ),
        visit(
            350,
            "lin.yue amara.diallo",
            "fei ruan",
            "大修支持（第 3 天和第 4 天）",
            "换了 37 套机封，其中 5 套是计划外的。阮总半夜还在现场，请大家吃了煎饼果子。",
        ),
        call(
            312,
            "lin.yue",
            "ruan",
            "扩产项目中标",
            "61 台全部给我们，外加 9 台原来写进口的。阮总说：以后你们要争气。",
        ),
        note(
            305,
            "lin.yue",
            "阮总明年退休",
            "阮总在电话里随口提了一句，七个月后退休，接班人从外面招。我们在这家的关系大半在他一个人身上。@chen.wei",
            about="ruan",
        ),
        visit(
            262,
            "lin.yue chen.wei",
            "ruan pang",
            "交接拜访",
            "阮总把庞经理、费工和岑经理都叫来吃了一顿饭，说“你们以后直接找他们”。接班人还没定。",
        ),
        call(
            229,
            "lin.yue",
            "ruan",
            "最后一次月度对账",
            "账平。他把个人电话留给了我，说退休以后去海边住。",
        ),
        call(
            217,
            "lin.yue",
            "pang",
            "卸料泵备件",
            "庞经理下了年度备件单，没有压价，也没有提问题。通话四分钟。",
        ),
        mail(
            199,
            "lin.yue",
            "shan",
            "自我介绍和约访",
            "单语桥到任，写信约见面，附了过去五年的泄漏数据和大修记录。",
        ),
        mail(
            183,
            "lin.yue",
            "shan",
            "再次约访",
            "没有回音，换了个由头：下一年度的价格确认。两天后订单照发，价格栏空着，等于默认。",
        ),
        note(
            171,
            "lin.yue",
            "订单照常，人没见着",
            "三个月没有和单总说上话。系统自动下单，对账走共享中心。份额没动，但已经没人告诉我们明年要做什么了。",
            about="shan",
        ),
        mail(
            156,
            "amara.diallo",
            "fei",
            "振动数据",
            (
                "Sent Fei the trend report for the propylene oxide feed pumps. Nothing alarming. No answer so far, "
                "which is not like him."
            ),
        ),
        note(
            133,
            "chen.wei",
            "汐岸：例行化",
            (
                "份额 93%，六个月里一次双向联系都没有。这是我们最大的化工客户。请 @lin.yue 在下次大修之前把单总和殷"
                "总都约到。"
            ),
        ),
        call(
            117,
            "lin.yue",
            "fei",
            "进料泵 P-204 机封温度",
            (
                "费工主动打来，问端面温度 96 ℃ 是否正常。正常，但接近上限，建议清一次冷却器。他顺口说单总在做“供应商"
                "精简”，名单还没定。"
            ),
        ),
        note(
            115,
            "lin.yue",
            "供应商精简？",
            "费工的话听起来像随口一说，但他从不随口说。@amara.diallo 大修时你在现场，能不能帮我探一下标准是什么。",
            about="fei",
        ),
        mail(
            88,
            "lin.yue",
            "shan yin",
            "大修服务方案",
            "把大修服务方案同时发给单总和殷总：现场四人，备件车随队，每天 10 点碰头会。请他们指定一位接口人。",
        ),
        mail(
            61,
            "lin.yue",
            "pang",
            "大修备件清单确认",
            "发出 112 项清单，标了 9 项交期长的。系统里当天就收到订单，人没有回信。",
        ),
        note(
            24,
            "amara.diallo",
            "Overhaul: team and tools",
            "Four of us on site, ten days including the weekends. Spare parts van booked. "
            "@lin.yue please make sure somebody from purchasing joins the daily meeting at least once.",
        ),
        note(
            1,
            "amara.diallo",
            "大修第 3 天：P-204",
            "P-204 opened: the seal faces are fine, the cooler is blocked as we said on the phone. "
            "@lin.yue Mr Pang says director Shan will come to the next daily meeting, this is your chance. 单总"
            "会来，资料带上泄漏数据。",
            about="pang",
            at="17:45",
            fixed=True,
        ),
        on_the_day(
            0,
            "lin.yue amara.diallo",
            "pang fei shan",
            "大修碰头会（视频）：单总参加",
            "先讲三分钟泄漏数据，再问精简标准。不谈价格。",
            at="10:00",
        ),
        on_the_day(
            1,
            "lin.yue",
            "shan pang",
            "现场走一圈：泵阀中心",
            "庞经理安排的，四十分钟。看扩建的基础和旧卸料泵。",
            at="14:00",
            kind="visit",
        ),
        ahead(
            20,
            "lin.yue chen.wei wang.fang",
            "yin shan",
            "高层会：大修总结与明年",
            "殷总秘书已确认时间。目标：定下季度例会。",
            at="10:00",
        ),
    ),
    (
        Todo(
            133,
            "chen.wei",
            "lin.yue",
            -4,
            "约到单总：面谈，不是邮件",
            "见面之前不要谈年度价格。",
            priority="high",
            person="shan",
        ),
        Todo(24, "lin.yue", "amara.diallo", 7, "大修期间每天一张照片日报给庞经理", person="pang"),
        Todo(
            3,
            "lin.yue",
            "lin.yue",
            0,
            "泄漏数据三分钟版：五年一张图",
            "碰头会前打印两份。",
            priority="high",
            fixed=True,
        ),
        Todo(61, "lin.yue", "lin.yue", -40, "9 项长交期备件催货", done=43),
        Todo(199, "lin.yue", "management", -150, "给殷总的感谢信", done=155, person="yin"),
        Todo(20, "lin.yue", "marketing", 30, "大修总结做成两页中文资料", "高层会上用，不要超过两页。"),
    ),
    routine=34,
    until=222,
    without=("zh-complaint", "zh-price", "zh-second-source", "zh-thaw"),
)
