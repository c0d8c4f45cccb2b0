"""The cast: those of us who are in every test, as `docs/demo.md` introduces them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from guanxi.access.actors import Actor, load_actor, system_actor
from guanxi.access.directory_actions import create_team, create_user
from guanxi.access.models import Department
from guanxi.access.writing import run

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Keys by user name, of departments and teams."""

    users: dict[str, int]
    departments: dict[str, int]
    teams: dict[str, int]

    def __getitem__(self, username: str) -> Actor:
        return load_actor(self.users[username])


_PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("lin.yue", "Lin Yue 林悦", "sales", "Key accounts"),
    ("sofia.berg", "Sofia Berg", "sales", "Europe"),
    ("marta.nowak", "Marta Nowak", "marketing", ""),
    ("amara.diallo", "Amara Diallo", "service", ""),
    ("wang.fang", "Wang Fang 王芳", "management", ""),
    ("tom.hale", "Tom Hale", "", ""),
    ("ines.costa", "Ines Costa", "", ""),
)


def make_cast(password: str | None = None) -> Cast:
    """Creates teams and users as an administrator would."""
    system = system_actor("tests")
    departments = dict(Department.objects.values_list("slug", "pk"))
    teams = {}
    for name in ("Key accounts", "Europe"):
        teams[name] = run(system, create_team, on=NOW, channel="test", department=departments["sales"], name_en=name)
    users = {}
    for username, name, department, team in _PLACES:
        memberships = [{"department": departments[department], "team": teams.get(team)}] if department else []
        users[username] = run(
            system, create_user, on=NOW, channel="test", username=username, email=f"{username}@guanxi.example",
            name=name, memberships=memberships, is_administrator=username == "tom.hale",
            is_auditor=username == "ines.costa", password=password,
        )  # fmt: skip
    both = [{"department": departments["sales"], "team": team, "leads": True} for team in teams.values()]
    users["chen.wei"] = run(
        system, create_user, on=NOW, channel="test", username="chen.wei", email="chen.wei@guanxi.example",
        name="Chen Wei 陈伟", memberships=both, password=password,
    )  # fmt: skip
    return Cast(users, departments, teams)
