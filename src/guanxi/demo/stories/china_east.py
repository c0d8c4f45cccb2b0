"""Customers in the Yangtze delta: one past half, one with all from us, one that stays at three tenths."""

from typing import Final

from guanxi.demo.story import Story, Todo, call, exchange, meet, note, reply, visit

LIFAN: Final = Story(
    "lifan",
    "Above half for three month-ends in a row: this month we have become the main supplier.",
    (
        visit(
            716,
            "lin.yue",
            "yang",
            "热带工况：机封三个月就坏",
            "羊半夏把东南亚退回来的六套机封摆在桌上，全是端面冲蚀。砂子，不是温度。",
        ),
        exchange(
            662,
            "lin.yue amara.diallo",
            "yang",
            "workshop",
            "含砂工况密封选型",
            "两天，做了一张选型表：砂含量乘流速，超过线就要加旋流分离。",
            we="他们的泵轴在启动瞬间会窜动 0.3 毫米，平衡型机封受不了。",
            they="给现场加一个三百块的旋流分离器，比换两次机封便宜。",
        ),
        meet(
            601,
            "lin.yue chen.wei",
            "ying le",
            "从 20% 到一半，条件是什么",
            "应总说条件只有一个：两年不涨价。答应了一年半。",
        ),
        reply(537, "lin.yue", "le", "乐嘉宇的对账表", "他自己做的对账表比我们的好用，我们照着改了一版送货单。"),
        call(488, "lin.yue", "yang", "消防泵组试装", "消防泵组先试三台，装机前要过消防检测所。"),
        visit(402, "amara.diallo", "yang", "消防检测所送检", "三台送检，一台因为铭牌字体不合格退回，改铭牌用了两天。"),
        note(395, "lin.yue", "铭牌", "为两个毫米的字高来回一趟宁波。以后每个新行业先问检测所要格式。"),
        meet(321, "lin.yue", "ying yang", "第二供应商变第一", "应总没有明说，只把新机型的图纸先发给我们。"),
        exchange(
            246,
            "amara.diallo",
            "yang le",
            "training",
            "售后技师培训：现场判断机封失效",
            "十二个人，用实物分类，答错了自己拆。",
            we="他们的售后在海外没有清洗剂，手册要写没有的时候怎么办。",
            they="按照片分类，八成的失效可以不寄回来就判断原因。",
        ),
        call(149, "lin.yue", "le", "滤芯也想换", "滤芯现在由另一家供，乐嘉宇对比了三个月，说我们的寿命长三成。"),
        visit(
            56, "lin.yue chen.wei", "ying", "应总：过半了", "他说这个月起我们是主供应商，然后立刻问能不能派一个人常驻。"
        ),
        call(19, "lin.yue", "yang", "滤芯试用结果", "三个月滤芯试用，压差曲线他满意。下季度上全线。"),
    ),
    (
        Todo(56, "lin.yue", "management", 18, "常驻一人的成本与条件", person="ying"),
        Todo(19, "lin.yue", "lin.yue", 23, "滤芯上全线的分批计划", person="le"),
    ),
    routine=16,
    since=700,
    until=25,
    without=("zh-complaint", "zh-second-source", "zh-thaw"),
)


WANXI: Final = Story(
    "wanxi",
    "A maker of plant milk: from one valve to all hygienic parts of two lines.",
    (
        visit(684, "lin.yue", "fu gui", "新线装机", "符灵犀带我走了整条线，指着酶解罐说这里每周拆一次，太累。"),
        exchange(
            602,
            "lin.yue amara.diallo",
            "fu",
            "workshop",
            "拆洗还是 CIP：现场对比",
            "同一个罐，拆洗 90 分钟，CIP 22 分钟，棉签检测结果一样。",
            we="植物蛋白在 72 度会糊在座阀上，奶不会。我们的清洗曲线要改。",
            they="清洗水可以少用三成，废水处理省得更多。",
        ),
        meet(540, "lin.yue", "gui pan", "整线卫生级方案", "先换一段，三个月看结果。桂总说她签字很快，认账也很快。"),
        visit(
            462,
            "amara.diallo",
            "fu",
            "超高温段换阀",
            "One night, eleven valves, no alarm in the morning. 符灵犀把早班的咖啡端给了我们。",
        ),
        reply(
            398,
            "lin.yue",
            "pan",
            "潘书宜的库存表",
            "发来库存表：三种垫片占了八成金额，其余全是一颗两颗。我们帮她并到六种。",
        ),
        visit(
            311, "lin.yue", "gui fu", "第二条线", "第二条线全线用我们的阀和泵，没有比价。桂总说比价要两周，她等不起。"
        ),
        call(228, "lin.yue", "fu", "转子泵打发", "燕麦奶打发成豆腐，是吸入管径小了一号。改管比换泵便宜，就改管。"),
        exchange(
            143,
            "amara.diallo lin.yue",
            "fu gui",
            "training",
            "过敏原切换：卫生级密封培训",
            "九个人，全员拆装一次。大豆和燕麦切换时，密封沟槽是最后一道。",
            we="他们用一次性手套判断有没有残留，比棉签快，虽然不科学。",
            they="切换时间从 95 分钟降到 60 分钟。",
        ),
        meet(
            58,
            "lin.yue chen.wei",
            "gui",
            "宛溪过八成",
            "桂总说明年三号线，还是全套。她问能不能在她的包装上印“密封来自衡渠”。市场部先研究。@marta.nowak",
        ),
        call(26, "lin.yue", "pan", "季度滚动预测", "潘书宜第一次给出三个月预测，误差她自己写了正负两成。"),
    ),
    (
        Todo(58, "lin.yue", "marketing", 11, "联合标识：能不能印、谁审批", person="gui"),
        Todo(26, "lin.yue", "lin.yue", 34, "三号线阀门清单", every="quarterly", person="fu"),
    ),
    routine=16,
    since=670,
    until=30,
    without=("zh-complaint", "zh-price", "zh-second-source", "zh-thaw", "zh-group"),
)


JINDU: Final = Story(
    "jindu",
    "Three tenths, year after year: liked, and by rule never more than the second source.",
    (
        visit(
            705,
            "lin.yue",
            "ao",
            "风电偏航电机轴封",
            "敖所长对数据满意，对采购没有影响力。他送我们到电梯口，采购没有送。",
        ),
        meet(
            588,
            "lin.yue chen.wei",
            "mu",
            "为什么停在三成",
            "沐部长很坦率：两家供应商的比例是制度，七比三，我们是三。制度三年一审。",
        ),
        exchange(
            431,
            "lin.yue amara.diallo",
            "ao bian",
            "workshop",
            "永磁直驱电机密封：一天技术交流",
            "十五个人听，三个人提问，两个问题来自卞冬青。",
            we="他们的退货里我们占一成，量占三成，质量系数其实比主供应商好。",
            they="轴电流会击穿唇口，要在轴上加导电刷，而不是换材料。",
        ),
        reply(322, "lin.yue", "bian", "质量系数对比", "卞冬青把评分公式发了过来，供货连续性占四成，和比例互为因果。"),
        call(
            184,
            "lin.yue",
            "mu",
            "制度复审还有一年",
            "沐部长说明年复审，提醒我把连续性数据从现在起存好。这是他说过最接近鼓励的话。",
        ),
        visit(
            57,
            "lin.yue",
            "ao mu",
            "复审前一年",
            "一起看了新的评分表。要升到五成，得先有两个机型单独指定。敖所长手里正好有两个。",
        ),
    ),
    (
        Todo(57, "lin.yue", "lin.yue", 15, "两个单独指定机型：联合试验计划", person="ao", priority="high"),
        Todo(184, "lin.yue", "lin.yue", 26, "供货连续性数据存档", every="monthly"),
    ),
    routine=12,
    since=690,
    until=30,
    without=(),
)
