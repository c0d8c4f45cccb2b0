"""The Jiaoxing group: a heavy works whose trust had to be repaired, its foundry, its shipyard supplier, its holding."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

JIAOXING: Final = Story(
    "jiaoxing",
    "A complaint cost two thirds of the orders; four months of repair worked before the fall was confirmed.",
    (
        visit(
            725,
            "lin.yue amara.diallo",
            "qu bi",
            "8000 吨压机主缸密封更换",
            "三十六小时换完。毕朔然提出把导向环材料改成加布酚醛，我们答应做两套试用。曲部长请大家在食堂吃了海鲜面。",
        ),
        call(
            700,
            "lin.yue",
            "luan",
            "年度合同谈判：第一轮",
            "栾部长开口降 6%，理由是钢价跌了。我说密封件的成本在材料，不在钢。约了两周后再谈。",
        ),
        meet(
            684,
            "lin.yue chen.wei",
            "luan chi",
            "年度合同谈判：第二轮",
            "降 2%，换来 18 个月的价格锁定和滚动预测。迟总最后说，他更在意半夜有人接电话。",
        ),
        visit(
            655,
            "amara.diallo",
            "bi qu",
            "矫直机液压站调试",
            "伺服阀块 HH 16 零漂超标，现场换一块后正常。毕工把自己写的调试步骤给了我们，比我们的手册清楚。",
        ),
        exchange(
            612,
            "amara.diallo lin.yue",
            "bi qu teng",
            "training",
            "高压软管管理培训",
            "给备件库和设备部讲了软管寿命管理，给每根在役软管挂了牌，一共 412 根。",
            we="他们的软管一半坏在夏天八月停机之后的第一周，是干裂，不是磨损。",
            they="软管不再按“坏了再换”，而是按挂牌日期分批换。",
        ),
        reply(
            575,
            "lin.yue",
            "meng",
            "集中采购：第一次接触",
            "集团新成立的采购中心来信，要三家工厂的全部报价。孟主任语气客气，但抄送了我们的两个对手。",
        ),
        call(
            540,
            "lin.yue",
            "gai",
            "盖总的抱怨",
            "盖总说压机提速以后，油温高了 9 度，问密封受不受影响。我说要看数据，他说数据在毕工那里。",
        ),
        visit(
            498,
            "amara.diallo",
            "bi",
            "油温与密封：现场测量",
            (
                "Measured four days. 62 °C at the ram, the compound is good for 80. 结论：不是密封的问题，是冷却水。"
                "报告中英文各一份。"
            ),
        ),
        meet(
            452,
            "lin.yue",
            "luan teng",
            "备件清单整理",
            "把 290 个料号清理到 174 个，合并了重复编号。滕主管很配合，他说终于找得到东西了。",
        ),
        visit(
            414,
            "lin.yue chen.wei",
            "chi gai",
            "迟总谈新厂",
            "营口要建铸造线，液压规格沿用大连。迟总愿意帮我们引见营口的盛厂长。",
        ),
        exchange(
            366,
            "amara.diallo lin.yue",
            "bi",
            "project",
            "曲轴车床静压导轨联合测试",
            "三周，夜班测试。目标是把启动时间从 40 分钟降到 15 分钟以内，最后是 13 分钟。",
            we="过滤精度从 10 微米提高到 3 微米，对静压导轨比换泵更有用。",
            they="可以用颗粒计数代替定期换油，第一年少换了两次。",
        ),
        call(
            330,
            "lin.yue",
            "teng luan",
            "滕主管调走",
            "滕国栋调去集团物流，备件库由栾部长直接管。今后到货要约时间。",
        ),
        meet(
            276,
            "lin.yue",
            "meng luan",
            "集中采购：规格统一会",
            (
                "孟主任要求三家厂用同一规格。对澜崖是好事，对大连要多改两处安装尺寸。毕工在会上很坦率，说统一不等于"
                "最便宜。"
            ),
        ),
        reply(
            228,
            "lin.yue",
            "luan",
            "新批次到货",
            "压机主缸密封新批次 60 套到货。栾部长催得急，停机提前了十天。",
        ),
        call(
            187,
            "lin.yue amara.diallo",
            "qu bi",
            "紧急：主缸漏油，停机",
            "新批次装机九天，四个缸漏了三个。曲部长只说了一句：产线停着，每小时十一万。阿玛拉当晚飞大连。",
            at="21:10",
        ),
        visit(
            185,
            "amara.diallo lin.yue",
            "qu bi gai",
            "现场：八套密封唇口开裂",
            (
                "拆下八套，唇口全部周向开裂。库存里剩下的也有同样的暗纹。盖总当着全班的面问我们出厂检验在检什么。先"
                "用老批次顶上。"
            ),
        ),
        note(
            183,
            "amara.diallo",
            "批次 2231：硫化温度",
            "Batch 2231 was cured 14 °C too cold for half a shift; the record shows it and nobody looked. "
            "It is our fault, all of it. @lin.yue @wang.fang please let us say so before they find out.",
        ),
        call(
            181,
            "wang.fang lin.yue",
            "chi",
            "王总致电迟总",
            "王总直接说：是我们的错，停机损失按实际算。迟总沉默了一会儿，说这句话值一半的钱。",
            at="09:05",
        ),
        mail(
            179,
            "lin.yue",
            "luan yan",
            "8D 报告初稿",
            "发出 8D 报告初稿、全部批次追溯表和替换计划。阎部长没有回信。",
        ),
        note(
            168,
            "lin.yue",
            "订单转走了",
            "栾部长把下季度三分之二的密封和一半液压件给了另一家，理由写的是“风险分散”。盖总在推，迟总没有拦。@chen.wei",
            about="luan gai",
        ),
        meet(
            152,
            "chen.wei lin.yue amara.diallo",
            "chi gai yan",
            "修复会：谁来做什么",
            "我们提出四条：全检、驻厂三个月、批次数据开放、停机损失赔付。盖总逐条挑，最后说先做给他看。",
        ),
        visit(
            138,
            "amara.diallo",
            "yan bi",
            "驻厂第一周",
            "每套密封装机前在他们的台子上量一遍，数据当天发给阎部长。她第三天开始回邮件了。",
        ),
        exchange(
            116,
            "amara.diallo lin.yue",
            "yan bi qu",
            "workshop",
            "来料检验工作坊：我们的检具放在他们厂里",
            "把邵氏硬度、唇口投影和差示扫描三道检验搬到大连，双方一起定接收标准。",
            we="阎部长要的不是更多数据，而是同样的数据早三天看到。",
            they="可以用 20 分钟的热分析判断硫化是否充分，以前只能等它漏。",
        ),
        call(
            95,
            "lin.yue",
            "luan",
            "栾部长打来问交期",
            "另一家的软管接头尺寸不对，退了货。栾部长没有明说，只问我们两周能不能交 80 根。能。",
        ),
        visit(
            74,
            "lin.yue",
            "gai chi",
            "盖总：三个月无渗漏",
            "盖总带我看了压机，说三个月一滴没漏，语气像在验收。他同意在部门会上把“风险分散”改成“双供应商评审”。",
        ),
        reply(
            58,
            "lin.yue",
            "luan meng",
            "恢复订单",
            "主缸密封全部回来，液压件回来七成。孟主任要求把批次数据开放写进集团标准，三家工厂都适用。",
        ),
        meet(
            33,
            "lin.yue amara.diallo",
            "qu bi yan",
            "驻厂结束小结",
            "三个月 212 套，零不合格。阎部长提出把驻厂改成每月一天。曲部长把阿玛拉的工牌留着，说下次不用再办。",
        ),
        note(
            6,
            "chen.wei",
            "修复之后别松劲",
            (
                "@lin.yue 大连的份额回到八成，但盖总的那份“双供应商评审”下个月开。请把驻厂数据做成一页纸，我去见迟总"
                "的时候带上。"
            ),
            at="16:20",
        ),
        ahead(
            16,
            "chen.wei lin.yue",
            "chi gai meng",
            "双供应商评审会",
            "评审标准由阎部长定。我们带一页数据和停机赔付的结清单。",
            at="14:00",
            kind="visit",
        ),
    ),
    (
        Todo(6, "chen.wei", "lin.yue", 3, "驻厂数据做成一页纸", "给迟总看的，不要术语。", priority="high"),
        Todo(33, "lin.yue", "service", 19, "每月一天驻厂：安排到年底", every="monthly", person="yan"),
        Todo(183, "lin.yue", "management", -175, "停机损失赔付：批准", done=180, priority="high"),
        Todo(152, "lin.yue", "service", -60, "三个月驻厂，每周数据给阎部长", done=62, person="yan"),
        Todo(58, "lin.yue", "lin.yue", -8, "把批次数据接口说明发给孟主任", person="meng"),
        Todo(95, "lin.yue", "lin.yue", -80, "80 根软管两周内交付", done=83, person="luan"),
    ),
    routine=36,
    until=20,
    without=("zh-complaint", "zh-price", "zh-second-source", "zh-thaw"),
)
