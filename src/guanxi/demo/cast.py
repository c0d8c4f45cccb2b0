"""We: the supplier, its departments and teams, and the eight colleagues whom tests and pages know by name."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "guanxi-demo"  # the same for all, and said on the sign-in page of the demo


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    name_zh: str
    domain: str
    city: str
    city_zh: str
    makes: str
    makes_zh: str


@dataclass(frozen=True, slots=True)
class Department:
    key: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Team:
    key: str
    department: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of us; ``teams`` and ``leads`` hold keys of teams, ``department`` is empty for administrator and auditor."""

    login: str
    name: str
    han: str
    title: str
    department: str
    language: str
    time_zone: str
    teams: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    administrator: bool = False
    auditor: bool = False

    @property
    def mail(self) -> str:
        return f"{self.login}@{COMPANY.domain}"

    @property
    def display(self) -> str:
        return f"{self.name} {self.han}".strip()


COMPANY: Final = Company(
    name="Hengqu Fluid Technology",
    name_zh="衡渠流体技术有限公司",
    domain="hengqu.example",
    city="Changzhou",
    city_zh="常州",
    makes="seals, valves, pumps, filters, hydraulics and service parts for machines and plants",
    makes_zh="面向机械与成套设备的密封件、阀门、泵、过滤器、液压件和服务备件",
)

DEPARTMENTS: Final = (
    Department("sales", "Sales", "销售"),
    Department("marketing", "Marketing", "市场"),
    Department("service", "Service", "服务"),
    Department("management", "Management", "管理"),
)

TEAMS: Final = (
    Team("key-accounts", "sales", "Key accounts", "重点客户组"),
    Team("europe", "sales", "Europe", "欧洲组"),
)

CAST: Final = (
    Colleague(
        "lin.yue", "Lin Yue", "林悦", "Key Account Manager", "sales", "zh-hans", "Asia/Shanghai", ("key-accounts",)
    ),
    Colleague("sofia.berg", "Sofia Berg", "", "Sales Manager Europe", "sales", "en", "Europe/Amsterdam", ("europe",)),
    Colleague(
        "chen.wei",
        "Chen Wei",
        "陈伟",
        "Head of Sales",
        "sales",
        "zh-hans",
        "Asia/Shanghai",
        leads=("key-accounts", "europe"),
    ),
    Colleague("marta.nowak", "Marta Nowak", "", "Head of Marketing", "marketing", "en", "Europe/Warsaw"),
    Colleague("amara.diallo", "Amara Diallo", "", "Head of Service", "service", "en", "Europe/Paris"),
    Colleague("wang.fang", "Wang Fang", "王芳", "Managing Director", "management", "zh-hans", "Asia/Shanghai"),
    Colleague("tom.hale", "Tom Hale", "", "IT Administrator", "", "en", "Europe/London", administrator=True),
    Colleague("ines.costa", "Ines Costa", "", "Internal Auditor", "", "en", "Europe/Lisbon", auditor=True),
)

DEPARTMENT_OF: Final = {colleague.login: colleague.department for colleague in CAST}
