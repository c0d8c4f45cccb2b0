"""People at the customers in China."""

from typing import Final

from guanxi.demo.person import P

CHINA: Final[dict[str, tuple[P, ...]]] = {
    "minxi": (
        P("tang", "Tang Boyuan", "总经理", "decider", "champion", "汤伯元", ties="wang.fang:4 chen.wei:4"),
        P("xiang", "Xiang Ruolan", "采购总监", "buyer decider", "supporter", "向若兰", "tang", "lin.yue:4 chen.wei:3"),
        P("gou", "Gou Shiyan", "总工程师", "influencer", "champion", "苟世砚", "tang", "lin.yue:4 amara.diallo:3"),
        P("deng", "Deng Cexi", "冻干机研发主管", "initiator", "supporter", "邓策溪", "gou", "lin.yue:3"),
        P("yu", "Yu Maoqing", "设备与维修经理", "user", "supporter", "喻茂青", "gou", "amara.diallo:4 lin.yue:3"),
        P("lai", "Lai Yingzhi", "质量经理", "gatekeeper", "sceptic", "赖映芝", "tang", "amara.diallo:2 lin.yue:2"),
        P("qiao", "Qiao Wenli", "采购工程师", "buyer", "supporter", "乔闻漓", "xiang", "lin.yue:4"),
    ),
    "jiaoxing-holding": (
        P("kuang", "Kuang Zhengye", "集团副总裁", "decider", "neutral", "邝正业", ties="wang.fang:3 chen.wei:3"),
        P(
            "meng",
            "Meng Qiuhe",
            "集中采购中心主任",
            "buyer decider",
            "neutral",
            "孟秋禾",
            "kuang",
            "chen.wei:4 lin.yue:3",
            also=("jiaoxing|集团派驻采购代表|buyer", "lanya|集团派驻采购代表|buyer"),
        ),
        P("sui", "Sui Lanxin", "技术标准室主任", "influencer", "supporter", "隋岚欣", "kuang", "lin.yue:2"),
    ),
    "jiaoxing": (
        P("chi", "Chi Haifeng", "总经理", "decider", "supporter", "迟海峰", ties="wang.fang:3 chen.wei:4 lin.yue:3"),
        P("gai", "Gai Yunshan", "生产副总", "decider influencer", "sceptic", "盖云山", "chi", "lin.yue:3"),
        P("luan", "Luan Xiaobei", "采购部长", "buyer", "neutral", "栾晓贝", "chi", "lin.yue:4"),
        P("qu", "Qu Changhe", "设备部部长", "user", "supporter", "曲长河", "gai", "amara.diallo:4 lin.yue:4"),
        P("bi", "Bi Shuoran", "液压工程师", "user influencer", "champion", "毕朔然", "qu", "amara.diallo:4 lin.yue:3"),
        P("yan", "Yan Lizhu", "质量部长", "gatekeeper", "sceptic", "阎丽珠", "chi", "amara.diallo:2"),
        P("teng", "Teng Guodong", "备件库主管", "gatekeeper", "neutral", "滕国栋", "qu", "lin.yue:2", left=330),
    ),
    "jiaoxing-yingkou": (
        P("sheng", "Sheng Tieying", "厂长", "decider", "supporter", "盛铁英", ties="lin.yue:3"),
        P("bo", "Bo Chengyi", "工艺主管", "user initiator", "neutral", "薄承毅", "sheng", "lin.yue:2"),
    ),
    "lanya": (
        P("zang", "Zang Wanqing", "总经理", "decider", "neutral", "臧婉清", ties="chen.wei:3"),
        P("xin", "Xin Bolin", "采购经理", "buyer", "supporter", "辛柏林", "zang", "chen.wei:4 lin.yue:2"),
        P("kuai", "Kuai Tingyu", "船舶电液设计师", "influencer initiator", "champion", "蒯听雨", "zang", "chen.wei:3"),
        P("mi", "Mi Dashan", "总装车间主任", "user", "neutral", "糜大山", "zang", "amara.diallo:3"),
    ),
    "tianjin-xian": (
        P("yin", "Yin Hongtao", "总经理", "decider", "supporter", "殷宏涛", ties="wang.fang:4 chen.wei:4"),
        P("shan", "Shan Yuqiao", "供应链总监", "buyer decider", "neutral", "单语桥", "yin", "lin.yue:3", joined=205),
        P("ruan", "Ruan Jinghe", "供应链总监", "buyer decider", "champion", "阮景和", "yin", "lin.yue:4", left=214),
        P("pang", "Pang Zhiyuan", "设备管理部经理", "user influencer", "supporter", "庞致远", "yin", "amara.diallo:4"),
        P("cen", "Cen Mohan", "安全环保经理", "gatekeeper", "supporter", "岑墨涵", "yin", "lin.yue:3"),
        P("fei", "Fei Junlan", "机泵工程师", "user", "supporter", "费君澜", "pang", "amara.diallo:4 lin.yue:3"),
    ),
    "chengdi": (
        P("lu", "Lu Zhiqiu", "董事长", "decider", "neutral", "陆知秋", ties="chen.wei:3 wang.fang:2"),
        P("hua", "Hua Minjie", "采购经理", "buyer", "sceptic", "华敏捷", "lu", "lin.yue:3", joined=290),
        P("weng", "Weng Siyuan", "研发总监", "influencer decider", "supporter", "翁思源", "lu", "lin.yue:4"),
        P("ji", "Ji Haoran", "装配车间主任", "user", "supporter", "计浩然", "lu", "lin.yue:3 amara.diallo:3"),
        P("zhuge", "Zhuge Min", "来料检验主管", "gatekeeper", "neutral", "诸葛敏", "lu", "amara.diallo:2"),
    ),
    "hailu": (
        P("situ", "Situ Yifan", "创始人兼首席技术官", "decider initiator", "champion", "司徒亦帆", ties="lin.yue:4"),
        P("peng", "Peng Jiahui", "供应链经理", "buyer", "supporter", "彭嘉惠", "situ", "lin.yue:4"),
        P("mo", "Mo Yanting", "水下密封工程师", "user influencer", "champion", "莫言听", "situ", "lin.yue:3"),
        P("rao", "Rao Qing", "品质工程师", "gatekeeper", "neutral", "饶青", "peng", "lin.yue:2"),
    ),
    "qinyuan": (
        P("dang", "Dang Weiguo", "试验中心主任", "decider", "supporter", "党维国", ties="chen.wei:4 lin.yue:4"),
        P("hui", "Hui Sichen", "液压试验工程师", "user initiator", "supporter", "惠思辰", "dang", "amara.diallo:3"),
        P("qiang", "Qiang Ying", "保密与采购专员", "buyer gatekeeper", "neutral", "强英", "dang", "lin.yue:3"),
    ),
    "lifan": (
        P("ying", "Ying Chunhui", "总经理", "decider", "supporter", "应春晖", ties="chen.wei:3 lin.yue:3"),
        P("le", "Le Jiayu", "采购主管", "buyer", "supporter", "乐嘉宇", "ying", "lin.yue:4"),
        P("yang", "Yang Banxia", "产品研发经理", "influencer", "supporter", "羊半夏", "ying", "lin.yue:3"),
    ),
    "wanxi": (
        P("gui", "Gui Zinuo", "总经理", "decider", "champion", "桂子诺", ties="lin.yue:4 chen.wei:3"),
        P("fu", "Fu Lingxi", "生产与设备经理", "user initiator", "supporter", "符灵犀", "gui", "lin.yue:4"),
        P("pan", "Pan Shuyi", "采购兼仓储", "buyer", "supporter", "潘书宜", "gui", "lin.yue:3"),
    ),
    "jindu": (
        P("mu", "Mu Changlin", "采购部副部长", "buyer gatekeeper", "neutral", "沐长林", ties="lin.yue:3"),
        P("ao", "Ao Rui", "电机设计所所长", "influencer", "supporter", "敖睿", ties="lin.yue:3"),
        P("bian", "Bian Dongqing", "供应商质量工程师", "gatekeeper", "neutral", "卞冬青", "mu", "lin.yue:2"),
    ),
    "xiangyu": (
        P("tan", "Tan Shaoshan", "液压采购处长", "buyer decider", "supporter", "谭韶山", ties="lin.yue:4 chen.wei:3"),
        P("ouyang", "Ouyang Heming", "泵车研究院副院长", "influencer", "supporter", "欧阳鹤鸣", ties="lin.yue:3"),
        P("shuai", "Shuai Xinyue", "售后服务经理", "user initiator", "champion", "帅新月", ties="amara.diallo:4"),
    ),
    "qitang": (
        P("zhai", "Zhai Yucheng", "工程部经理", "initiator user", "neutral", "翟雨成", ties="lin.yue:2 marta.nowak:1"),
        P("lan", "Lan Xinran", "采购专员", "buyer", "neutral", "蓝欣然", "zhai", "lin.yue:2"),
    ),
    "luxi": (
        P("zhuang", "Zhuang Haisheng", "总经理", "decider", "sceptic", "庄海升", ties="lin.yue:3"),
        P("nie", "Nie Qiuyu", "采购工程师", "buyer", "neutral", "聂秋雨", "zhuang", "lin.yue:3"),
    ),
    "rongqiao": (
        P("liang", "Liang Zhaoyi", "技术总监", "influencer decider", "supporter", "梁兆仪", ties="chen.wei:3"),
        P("lao", "Lao Peizhen", "采购经理", "buyer", "neutral", "劳佩珍", "liang", "chen.wei:3"),
    ),
    "qingtan": (
        P("jing", "Jing Siqi", "法规与质量总监", "gatekeeper influencer", "supporter", "荆思琪", ties="lin.yue:3"),
        P("duan", "Duan Ruofei", "采购经理", "buyer decider", "neutral", "段若飞", ties="lin.yue:3"),
    ),
}
