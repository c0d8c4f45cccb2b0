"""The Jiaoxing group beside its heavy works: the holding, the foundry, the shipyard supplier that was won back."""

from typing import Final

from guanxi.demo.story import Story, Todo, ahead, call, exchange, mail, meet, note, reply, visit

HOLDING: Final = Story(
    "jiaoxing-holding",
    "Central purchasing wants one price and one standard; we want all three works to go on talking to engineers.",
    (
        meet(
            563,
            "chen.wei",
            "meng kuang",
            "集中采购中心挂牌后的第一次见面",
            "邝副总讲了半小时“一个集团一个声音”。孟主任问得很细：哪些料号三家厂都在用。答案是十九个。",
        ),
        mail(
            521,
            "chen.wei",
            "meng",
            "三厂共用料号表",
            "发出十九个共用料号的用量、价格和替代关系。没有催她回。",
        ),
        reply(
            466,
            "chen.wei lin.yue",
            "sui meng",
            "集团技术标准征求意见",
            "隋主任把标准草案发来让我们提意见，这是第一次供应商能看到草案。我们提了七条，其中三条不利于自己。",
        ),
        meet(
            357,
            "chen.wei wang.fang",
            "kuang meng",
            "集团框架：阶梯价还是固定价",
            "邝副总要阶梯价，孟主任要固定价，两个人当着我们的面没有谈拢。最后先签固定价一年。",
        ),
        call(
            182,
            "chen.wei",
            "meng",
            "大连漏油事件之后",
            "孟主任不骂人，只问另外两家厂有没有同批次。没有，我们已经逐套核对过。她说这句话她要写进纪要。",
        ),
        visit(
            97,
            "chen.wei lin.yue",
            "meng sui",
            "批次数据开放：三厂试行",
            "隋主任要求字段统一，孟主任要求能导出。我们答应每月五号前上传。",
        ),
        note(
            53,
            "chen.wei",
            "集团层面的下一步",
            "澜崖和营口都在看大连怎么收场。修复做得好，等于在集团里做了一次最贵的广告。@wang.fang",
        ),
        call(
            21,
            "chen.wei",
            "meng",
            "明年招标日程",
            "招标放在明年三月，分两个包：密封一个，液压一个。她主动告诉了我们评分表的权重。",
        ),
    ),
    (
        Todo(
            21, "chen.wei", "marketing", 26, "集团招标：三厂案例合成一册", "大连的修复要写，不要回避。", person="meng"
        ),
        Todo(97, "chen.wei", "lin.yue", 6, "每月五号前上传三厂批次数据", every="monthly", person="sui"),
    ),
    routine=8,
    since=560,
    until=20,
    without=("zh-complaint", "zh-second-source", "zh-audit"),
)


YINGKOU: Final = Story(
    "jiaoxing-yingkou",
    "A new foundry line by the drawings of the sister works, supplied month by month from its first year on.",
    (
        visit(
            405,
            "lin.yue",
            "sheng",
            "第一次见盛厂长",
            "迟总介绍的。盛厂长先问铸造车间的粉尘怎么办，我说过滤要做两级，他点头说你们至少知道这里有灰。",
        ),
        meet(
            372,
            "lin.yue amara.diallo",
            "bo sheng",
            "消失模线液压规格",
            "沿用大连规格，只把油箱加大三成，散热放在车间外。薄主管画的布置图我们当场改了两处。",
        ),
        reply(
            298,
            "lin.yue",
            "bo",
            "软管走向照片",
            "薄主管发来 40 张现场照片，三处软管离熔融金属太近，建议加防火套。第二天确认采购。",
        ),
        visit(
            214,
            "amara.diallo",
            "bo",
            "中频炉倾转缸调试",
            "倾转不同步，差 11 毫米。换了比例阀的先导弹簧以后是 2 毫米，薄主管很满意。",
        ),
        call(
            184,
            "lin.yue",
            "sheng",
            "同批次核对",
            "大连出事那天我先打给盛厂长，告诉他营口没有同批次的件，附上清单。他说这个电话他记住了。",
        ),
        meet(
            82,
            "lin.yue",
            "sheng bo",
            "第一年小结",
            "停机 4 次，没有一次因为液压。盛厂长同意明年按季度预测下单。",
        ),
    ),
    (Todo(82, "lin.yue", "lin.yue", 14, "季度预测表模板给薄主管", person="bo"),),
    routine=9,
    since=400,
    until=16,
    without=("zh-complaint", "zh-thaw"),
)


LANYA: Final = Story(
    "lanya",
    "Nine months without an order, then back as a small customer, and climbing again since.",
    (
        visit(
            698,
            "chen.wei",
            "xin",
            "证书过期以后",
            "辛经理坦白：当时把我们换掉，是因为竞争对手的证书先到。现在那家的证书也过期了，船东又来问。",
        ),
        mail(
            671,
            "chen.wei",
            "xin",
            "我们的认可证书和编号",
            "寄出两家船级社的认可证书扫描件，编号和有效期单独列出。",
        ),
        visit(
            610,
            "chen.wei amara.diallo",
            "xin mi",
            "舵机站样机",
            "先借一套试用，不收钱，也不谈年度。糜主任把它装在码头试验台上跑了六周，两处小问题当天改掉。",
        ),
        call(
            566,
            "chen.wei",
            "kuai",
            "蒯设计师的三个问题",
            "蒯听雨问油温、噪声和拆装空间，每个都问到单位。她说愿意把我们写进下一条船的图纸。",
        ),
        exchange(
            508,
            "amara.diallo chen.wei",
            "kuai mi",
            "workshop",
            "舵机液压站：噪声与油温工作坊",
            "在青岛的试验台上跑了两天，甲板噪声从 82 降到 76 分贝。",
            we="船上的吊装孔比图纸小 30 毫米，我们的泵站要能拆成两半进舱。",
            they="把回油管加粗一档，油温就降了 6 度，不用加冷却器。",
        ),
        reply(
            447,
            "chen.wei",
            "xin",
            "第一张年度小框架",
            "辛经理发来一份只有一页的框架：量不大，但写明“压载水系统优先”。",
        ),
        meet(
            402,
            "chen.wei lin.yue",
            "zang kuai",
            "压载水系统选型会",
            "臧总第一次坐满两个小时。她关心的是证书到期日，我们列了一张表，三年内不到期。",
        ),
        visit(
            348,
            "amara.diallo",
            "mi",
            "码头试航故障",
            "舱口盖油缸密封在试航中渗油，是安装时划伤。换一套，把安装工具的倒角也一起改了。",
        ),
        call(
            295,
            "chen.wei",
            "xin",
            "集团合并消息",
            "辛经理说公司要并进礁星集团，采购归孟主任管。他担心小客户会被合并掉。我说我们已经认识孟主任。",
        ),
        meet(
            233,
            "chen.wei lin.yue",
            "xin kuai",
            "并入集团之后的分工",
            "价格集团谈，技术我们和蒯设计师直接谈。辛经理松了一口气。",
        ),
        visit(
            166,
            "chen.wei",
            "zang",
            "臧总：明年两条新船",
            "两条 8 万吨散货船，阀门和舵机站都走集团价。她要求阿玛拉的团队驻场一个月。",
        ),
        reply(
            99,
            "chen.wei",
            "kuai",
            "新图纸里的我们",
            "蒯听雨发来新船图纸的阀门表，46 只写的是我们的型号，另外 12 只留空让我们推荐。",
        ),
        call(
            37,
            "chen.wei amara.diallo",
            "mi",
            "驻场安排",
            "糜主任说船台下个月铺底，驻场从第二周开始。住宿他安排。",
        ),
        ahead(
            19,
            "chen.wei amara.diallo",
            "zang mi kuai",
            "新船开工前技术交底",
            "阀门表逐项过一遍，带吊装尺寸图。",
            at="09:30",
        ),
    ),
    (
        Todo(99, "chen.wei", "chen.wei", 5, "推荐 12 只留空阀门的型号", person="kuai"),
        Todo(37, "chen.wei", "service", 22, "驻场一个月的人员和工装", person="mi"),
    ),
    routine=20,
    since=715,
    until=24,
    without=("zh-second-source", "zh-price"),
)
