"""Files that lie at customers: small ones, in words that one can read."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class File:
    customer: str
    name: str
    by: str
    ago: int  # days before today
    text: str


FILES: Final = (
    File(
        "tianjin-xian",
        "泄漏数据-五年.csv",
        "lin.yue",
        3,
        "年,检测点,超标点,最高读数 ppm\n第一年,612,61,4200\n第二年,640,23,2100\n第三年,655,11,1300\n"
        "第四年,671,6,900\n第五年,690,4,820\n",
    ),
    File(
        "jiaoxing",
        "8D-2231.txt",
        "lin.yue",
        179,
        "D1 小组：阿玛拉、质量、硫化班组\nD2 问题：主缸密封唇口周向开裂，八套\nD3 临时措施：老批次顶用，库存封存\n"
        "D4 原因：半个班次硫化温度低 14 ℃，记录在案，没有人看\nD5 措施：温度低于下限即停机\n"
        "D6 实施：已完成\nD7 防止再发：批次数据对客户开放\nD8 感谢：曲部长和毕工\n",
    ),
    File(
        "jiaoxing",
        "驻厂数据.csv",
        "lin.yue",
        34,
        "月,套数,硬度不合格,投影不合格,渗漏\n第一个月,64,0,0,0\n第二个月,71,0,0,0\n第三个月,77,0,0,0\n",
    ),
    File(
        "ostermark",
        "D620 bench runs.csv",
        "sofia.berg",
        152,
        "prototype,hours,speed m/s,oil level mm,finding\n1,210,14,0,dry\n2,300,14,12,none\n3,4000,14,12,none\n",
    ),
    File(
        "sanktvelten",
        "Hoses, fire safety.csv",
        "sofia.berg",
        61,
        "place,number,type,changed\ncellar 1,4,flame-resistant,yes\ncellar 2,5,flame-resistant,yes\nladle furnace,2,"
        "flame-resistant,yes\n",
    ),
    File(
        "meerendonk",
        "Who may guarantee what.txt",
        "sofia.berg",
        219,
        "Up to one order: sales. Up to a line: head of sales, within two days. Beyond: management, within a week.\n"
        "For parts of others that we sell: as for our own, if the other one has signed.\n",
    ),
)
