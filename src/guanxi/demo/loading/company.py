"""Who we are: settings of the company, users in departments and teams, custom fields, tags."""

from datetime import datetime, time, timedelta

from guanxi.access.actors import Actor, system_actor
from guanxi.access.directory import DEPARTMENTS
from guanxi.access.directory_actions import add_custom_field, create_team, edit_user, set_memberships
from guanxi.access.reading import view
from guanxi.access.signin import digest_of, enrol_user
from guanxi.access.writing import run
from guanxi.demo.cast import PASSWORD, Colleague
from guanxi.demo.loading.steps import CHANNEL, Steps, moment
from guanxi.demo.world import World
from guanxi.records.company import set_company
from guanxi.records.tags import create_tag

ADMINISTRATOR = "tom.hale"
# Before the first customer was entered.
_BEGAN = timedelta(3000)


def cast_password(world: World) -> str:
    """What is kept of the password of the cast, one for all: making it takes its time, and everybody may know it."""
    first, *_others = world.cast
    return digest_of(PASSWORD, username=first.login, email=first.mail, name=first.display)


def company(steps: Steps, digest: str) -> None:
    begin = moment(steps.world.today - _BEGAN, time(8), "UTC")
    administrator = next(colleague for colleague in steps.world.cast if colleague.login == ADMINISTRATOR)
    others = [colleague for colleague in steps.world.cast if colleague is not administrator]

    def settings(on: datetime) -> None:
        system = system_actor("sample world")
        _enrol(steps, administrator, digest, on, by=system)
        boss = steps.actor(ADMINISTRATOR)
        steps.departments.update({row["slug"]: row.key for row in view(boss, DEPARTMENTS).all()})
        values = {
            "name": steps.world.company.name, "country": "CN", "base_currency": "EUR", "time_zone": "Asia/Shanghai",
        }  # fmt: skip
        steps.run(ADMINISTRATOR, set_company, on=on, values=values)
        for team in steps.world.teams:
            steps.teams[team.key] = steps.run(
                ADMINISTRATOR, create_team, on=on, department=steps.departments[team.department],
                name_en=team.name, name_zh=team.name_zh,
            )  # fmt: skip

    def colleagues(on: datetime) -> None:
        for colleague in others:
            _enrol(steps, colleague, digest, on, by=steps.actor(ADMINISTRATOR))
        for colleague in steps.world.cast:
            _place(steps, colleague, on)

    def words(on: datetime) -> None:
        for declared in steps.world.fields:
            choices = [(choice.key, f"{choice.label} {choice.label_zh}") for choice in declared.choices]
            steps.run(
                ADMINISTRATOR, add_custom_field, on=on, resource="customers", slug=declared.key,
                label_en=declared.label, label_zh=declared.label_zh, kind=declared.kind,
                field_class=declared.field_class, choices=choices,
            )  # fmt: skip
        for tag in steps.world.tags:
            steps.tags[tag.key] = steps.run(ADMINISTRATOR, create_tag, on=on, name=tag.label, name_zh=tag.label_zh)

    for number, step in enumerate((settings, colleagues, words)):
        steps.at(begin + timedelta(minutes=number), step)


def _enrol(steps: Steps, colleague: Colleague, digest: str, on: datetime, *, by: Actor) -> None:
    steps.users[colleague.login] = run(
        by, enrol_user, on=on, channel=CHANNEL, username=colleague.login, email=colleague.mail,
        name=colleague.display, departments=[colleague.department] if colleague.department else [],
        is_administrator=colleague.administrator, digest=digest,
    )  # fmt: skip


def _place(steps: Steps, colleague: Colleague, on: datetime) -> None:
    user = steps.users[colleague.login]
    about: dict[str, object] = {
        "title": colleague.title,
        "language": colleague.language,
        "time_zone": colleague.time_zone,
    }
    if colleague.auditor:
        about["is_auditor"] = True
    steps.run(ADMINISTRATOR, edit_user, on=on, user=user, values_by_name=about)
    places = [{"team": steps.teams[team], "leads": False} for team in colleague.teams]
    places += [{"team": steps.teams[team], "leads": True} for team in colleague.leads]
    if places:
        steps.run(ADMINISTRATOR, set_memberships, on=on, user=user, memberships=places)
