"""What administrators do: users, departments, teams, the two tables, custom fields; and each user's own preferences."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access import custom_fields, values
from guanxi.access.audit import record_event
from guanxi.access.conditions import administrators, any_user
from guanxi.access.directory import CUSTOM_FIELDS, DEPARTMENTS, TEAMS, USERS
from guanxi.access.levels import FieldClass, Level, Relation
from guanxi.access.models import CustomField, Department, Membership, Team, User
from guanxi.access.resources import Kind, editable_fields
from guanxi.access.writing import Work, action
from guanxi.errors import Invalid, Refused

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
THEMES = ("", "light", "dark")
LANGUAGES = ("en", "zh-hans")
# What each of us may mute: two mails, and the parts of the daily one.
MAILS = ("daily", "weekly", "signals", "plays", "tasks", "notifications")


# ---- users ----


@action(label=gettext_lazy("Create a user"), allow=administrators, lasts=True)
def create_user(
    work: Work, *, username: str, email: str, name: str = "", memberships: Sequence[Mapping[str, Any]] = (),
    is_administrator: bool = False, is_auditor: bool = False, language: str = "en", time_zone: str = "UTC",
    title: str = "", phone: str = "", password: str | None = None,
) -> int:  # fmt: skip
    """A new user, without a usable password unless one is given; ``memberships`` as in `set_memberships`."""
    username = text.normalise(username).strip().casefold()
    if not _USERNAME.fullmatch(username):
        raise Invalid({"username": _("Use small letters, digits, dots and hyphens, for example lin.yue.")})
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid({"username": _("This user name is taken.")})
    given = {"name": name or username, "email": email, "title": title, "phone": phone, "time_zone": time_zone}
    known = values.parse_all(editable_fields(USERS), dict(given), work.actor)
    _check_email(known["email"], None)
    user = User(
        username=username, language=_language(language), is_administrator=is_administrator, is_auditor=is_auditor,
        created_at=work.now, sort_key=text.sort_key(known["name"], person=True),
        **{key: value or "" for key, value in known.items()},
    )  # fmt: skip
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    # The digest of a password is no business of the change log.
    user.save(force_insert=True)
    work._note(user, "create", None, {"username": user.username}, customer=None)
    _store_memberships(work, user, memberships)
    work.touch(USERS, user.pk)
    _trail(work, "user created", user.pk, is_administrator=is_administrator, is_auditor=is_auditor)
    return user.pk


@action(label=gettext_lazy("Edit a user"), allow=administrators, lasts=True)
def edit_user(
    work: Work, *, user: int, version: int | None = None, values_by_name: Mapping[str, object],
    memberships: Sequence[Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    """Name, work contact, title, language, time zone, the two organisation roles; where he belongs, if given."""
    found = work.get(User, user)
    roles = {name: bool(values_by_name[name]) for name in ("is_administrator", "is_auditor") if name in values_by_name}
    rest = {name: value for name, value in values_by_name.items() if name not in roles and name != "language"}
    known = values.parse_all(editable_fields(USERS), rest, work.actor)
    if "email" in known:
        _check_email(known["email"], user)
    if "language" in values_by_name:
        known["language"] = _language(str(values_by_name["language"]))
    work.edit(USERS, found, known, version=version)
    if "name" in known:
        work.change(found, sort_key=text.sort_key(known["name"], person=True))
    if roles.get("is_administrator") is False:
        _keep_an_administrator(found)
    if roles and work.change(found, **roles):
        _trail(work, "role changed", user, **roles)
    if memberships is not None:
        work.also(set_memberships, user=user, memberships=memberships)


@action(label=gettext_lazy("Set departments and teams of a user"), allow=administrators, lasts=True)
def set_memberships(work: Work, *, user: int, memberships: Sequence[Mapping[str, Any]]) -> None:
    """Replaces all: ``[{"department": key, "team": key or None, "leads": bool}]``; a team brings its department."""
    if _store_memberships(work, work.get(User, user), memberships):
        _trail(work, "memberships changed", user)


def _store_memberships(work: Work, user: User, memberships: Sequence[Mapping[str, Any]]) -> bool:
    """False where he belongs there already."""
    wanted: dict[tuple[int, int | None], bool] = {}
    for line in memberships:
        team = work.get(Team, int(line["team"])) if line.get("team") else None
        department = work.get(Department, team.department_id if team else int(line["department"]))
        wanted.setdefault((department.pk, None), False)
        key = (department.pk, team.pk if team else None)
        wanted[key] = wanted.get(key, False) or bool(line.get("leads"))
    is_new = False
    for held in Membership.objects.filter(user=user):
        leads = wanted.pop((held.department_id, held.team_id), None)
        if leads is None:
            work.remove(held)
            is_new = True
        else:
            is_new |= work.change(held, leads=leads)
    for (department_key, team_key), leads in wanted.items():
        work.create(Membership(user=user, department_id=department_key, team_id=team_key, leads=leads))
        is_new = True
    return is_new


@action(label=gettext_lazy("Disable a user"), allow=administrators, lasts=True)
def disable_user(work: Work, *, user: int) -> None:
    """From the next request on he is out; what he owns is handed over by an action of its own."""
    found = work.get(User, user)
    if found.pk == work.actor.user_id:
        raise Refused(_("You cannot disable yourself; ask another administrator."))
    _keep_an_administrator(found)
    work.change(found, is_active=False, left_at=work.now)
    _trail(work, "user disabled", user)


@action(label=gettext_lazy("Enable a user"), allow=administrators, lasts=True)
def enable_user(work: Work, *, user: int) -> None:
    work.change(work.get(User, user), is_active=True, left_at=None)
    _trail(work, "user enabled", user)


@action(label=gettext_lazy("Change own preferences"), allow=any_user)
def set_preferences(work: Work, *, preferences: Mapping[str, object]) -> None:
    """Own language, time zone, theme, keyboard short cuts, muted mails; other names are refused."""
    user = work.get(User, work.actor.user_id)
    changes: dict[str, Any] = {}
    for name, value in preferences.items():
        if name == "language":
            changes[name] = _language(str(value))
        elif name == "time_zone":
            changes[name] = values.parse(USERS.field("time_zone"), value, work.actor)
        elif name == "theme" and value in THEMES:
            changes[name] = value
        elif name == "uses_keys":
            changes[name] = bool(value)
        elif name == "muted" and isinstance(value, Collection) and set(value) <= set(MAILS):
            changes[name] = " ".join(mail for mail in MAILS if mail in value)
        else:
            raise Invalid({name: _("This is no preference.")})
    work.change(user, **changes)


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise Invalid({"language": _("Choose English or Simplified Chinese.")})
    return code


def _check_email(email: str | None, own: int | None) -> None:
    if email and User.objects.filter(email__iexact=email).exclude(pk=own or 0).exists():
        raise Invalid({"email": _("Another user has this address.")})


def _keep_an_administrator(leaving: User) -> None:
    others = User.objects.filter(is_administrator=True, is_active=True).exclude(pk=leaving.pk)
    if leaving.is_administrator and not others.exists():
        raise Refused(_("This is the last administrator. Make somebody else administrator first."))


def _trail(work: Work, kind: str, record: int, **details: Any) -> None:
    record_event(kind, on=work.now, channel=work.channel, actor=work.actor, resource="users", record=record, **details)


# ---- departments, teams and the two tables ----


@action(label=gettext_lazy("Create a department"), allow=administrators)
def create_department(work: Work, *, slug: str, name_en: str, name_zh: str = "") -> int:
    """A new department, with the row of the tables that gives least: indirect access, no money."""
    slug = text.normalise(slug).strip().casefold()
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", slug):
        raise Invalid({"slug": _("Use small letters, digits and hyphens, for example finance.")})
    if Department.objects.filter(slug=slug).exists():
        raise Invalid({"slug": _("There is a department with this short name.")})
    known = values.parse_all(editable_fields(DEPARTMENTS), {"name_en": name_en, "name_zh": name_zh}, work.actor)
    made = Department(
        slug=slug, name_en=known["name_en"], name_zh=known["name_zh"] or "", created_at=work.now,
        position=Department.objects.count(), level_engaged=Level.READ, level_otherwise=Level.INDIRECT,
    )  # fmt: skip
    work.create(made)
    return made.pk


@action(label=gettext_lazy("Edit a department"), allow=administrators)
def edit_department(
    work: Work, *, department: int, version: int | None = None, values_by_name: Mapping[str, object]
) -> None:
    known = values.parse_all(editable_fields(DEPARTMENTS), dict(values_by_name), work.actor)
    work.edit(DEPARTMENTS, work.get(Department, department), known, version=version)


@action(label=gettext_lazy("Remove a department"), allow=administrators)
def remove_department(work: Work, *, department: int) -> None:
    found = work.get(Department, department)
    if Membership.objects.filter(department=found).exists() or Team.objects.filter(department=found).exists():
        raise Refused(_("Move its people and teams elsewhere first."))
    work.remove(found)


@action(label=gettext_lazy("Set the levels of a department"), allow=administrators, lasts=True)
def set_levels(work: Work, *, department: int, levels: Mapping[str, int]) -> None:
    """The department's row of the first table: level by relation, 0 to 4."""
    changes = {}
    for name, level in levels.items():
        relation = _member(Relation, name)
        changes[f"level_{relation.value}"] = _level(name, level)
    _change_table(work, department, changes)


@action(label=gettext_lazy("Set the field classes of a department"), allow=administrators, lasts=True)
def set_reads(work: Work, *, department: int, reads: Mapping[str, int | None]) -> None:
    """The department's row of the second table: the level from which it reads each class, None is never."""
    changes = {}
    for name, level in reads.items():
        field_class = _member(FieldClass, name)
        if field_class is FieldClass.SECRET:
            raise Invalid({name: _("Secrets are read by nobody.")})
        changes[f"reads_{field_class.value}"] = None if level is None else _level(name, level)
    _change_table(work, department, changes)


@action(label=gettext_lazy("Set what a department may see"), allow=administrators, lasts=True)
def set_tables(
    work: Work, *, department: int, levels: Mapping[str, int], reads: Mapping[str, int | None]
) -> None:  # fmt: skip
    """Its row of both tables, or of neither."""
    work.also(set_levels, department=department, levels=levels)
    work.also(set_reads, department=department, reads=reads)


@action(label=gettext_lazy("Own customers only"), allow=administrators, lasts=True)
def set_own_customers_only(work: Work, *, own_only: bool) -> None:
    """The preset: those who own customers read the others' in full, or only their summary."""
    for department in Department.objects.filter(creates_as_owner=True):
        level = Level.INDIRECT if own_only else Level.READ
        _change_table(work, department.pk, {"level_otherwise": level})


def _change_table(work: Work, department: int, changes: dict[str, Any]) -> None:
    if work.change(work.get(Department, department), **changes):
        record_event(
            "table changed", on=work.now, channel=work.channel, actor=work.actor, resource="departments",
            record=department, **{name: None if level is None else int(level) for name, level in changes.items()},
        )  # fmt: skip


def _member(words: Any, name: str) -> Any:
    try:
        return words(name)
    except ValueError:
        raise Invalid({name: _("There is no such row or column in the table.")}) from None


def _level(name: str, level: object) -> Level:
    try:
        return Level(int(str(level)))
    except ValueError:
        raise Invalid({name: _("A level is a number from 0 to 4.")}) from None


@action(label=gettext_lazy("Create a team"), allow=administrators)
def create_team(work: Work, *, department: int, name_en: str, name_zh: str = "", parent: int | None = None) -> int:
    known = values.parse_all(editable_fields(TEAMS), {"name_en": name_en, "name_zh": name_zh}, work.actor)
    owner = work.get(Department, department)
    made = Team(department=owner, name_en=known["name_en"], name_zh=known["name_zh"] or "", created_at=work.now)
    if parent is not None:
        made.parent = _fitting_parent(work, made, parent)
    work.create(made)
    return made.pk


@action(label=gettext_lazy("Edit a team"), allow=administrators)
def edit_team(work: Work, *, team: int, version: int | None = None, values_by_name: Mapping[str, object]) -> None:
    found = work.get(Team, team)
    known = values.parse_all(editable_fields(TEAMS), dict(values_by_name), work.actor)
    if known.get("parent") is not None:
        _fitting_parent(work, found, known["parent"])
    work.edit(TEAMS, found, known, version=version)


@action(label=gettext_lazy("Remove a team"), allow=administrators)
def remove_team(work: Work, *, team: int) -> None:
    found = work.get(Team, team)
    if found.memberships.exists() or found.children.exists():
        raise Refused(_("Move its people and the teams below it elsewhere first."))
    work.remove(found)


def _fitting_parent(work: Work, team: Team, parent: int) -> Team:
    found = work.get(Team, parent)
    if found.department_id != team.department_id:
        raise Invalid({"parent": _("A team is part of a team of the same department.")})
    above: Team | None = found
    for _step in range(100):
        if above is None:
            return found
        if above.pk == team.pk:
            raise Invalid({"parent": _("A team cannot be part of itself.")})
        above = above.parent
    raise Invalid({"parent": _("Teams nest too deeply.")})


# ---- custom fields ----


@action(label=gettext_lazy("Add a custom field"), allow=administrators)
def add_custom_field(
    work: Work, *, resource: str, slug: str, label_en: str, label_zh: str = "", kind: str = Kind.TEXT,
    field_class: str = FieldClass.BUSINESS, choices: Sequence[Sequence[str]] = (),
) -> int:  # fmt: skip
    """A field from now on; its type stays for ever, its label, class and choices can be edited."""
    slug = text.normalise(slug).strip().casefold()
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", slug):
        raise Invalid({"slug": _("Use small letters, digits and underscores, for example credit_limit.")})
    if CustomField.objects.filter(resource=resource, slug=slug).exists():
        raise Invalid({"slug": _("There is a field with this short name.")})
    known = values.parse_all(editable_fields(CUSTOM_FIELDS), {"label_en": label_en, "label_zh": label_zh}, work.actor)
    type_of_field = _member(Kind, kind)
    if type_of_field not in custom_fields.COLUMNS:
        raise Invalid({"kind": _("A custom field cannot have this type.")})
    if type_of_field is Kind.CHOICE and not choices:
        raise Invalid({"choices": _("Name at least one choice.")})
    classed = _member(FieldClass, field_class)
    _check_class(classed)
    made = CustomField(
        resource=resource, slug=slug, label_en=known["label_en"], label_zh=known["label_zh"] or "", kind=type_of_field,
        class_of_field=classed, choices=[list(choice) for choice in choices], created_at=work.now,
        position=CustomField.objects.filter(resource=resource).count(),
    )  # fmt: skip
    work.create(made)
    return made.pk


def _check_class(name: str) -> None:
    if name in (FieldClass.SECRET, FieldClass.PERSONAL):
        raise Invalid({"class_of_field": _("A custom field can be summary, business, free text or money.")})


@action(label=gettext_lazy("Edit a custom field"), allow=administrators)
def edit_custom_field(
    work: Work, *, field: int, version: int | None = None, values_by_name: Mapping[str, object],
    choices: Sequence[Sequence[str]] | None = None, retired: bool | None = None,
) -> None:  # fmt: skip
    """Label, class, position; choices replaced; ``retired`` hides the field and keeps its values."""
    found = work.get(CustomField, field)
    known = values.parse_all(editable_fields(CUSTOM_FIELDS), dict(values_by_name), work.actor)
    _check_class(known.get("class_of_field", found.class_of_field))
    work.edit(CUSTOM_FIELDS, found, known, version=version)
    if choices is not None:
        work.change(found, choices=[list(choice) for choice in choices])
    if retired is not None:
        work.change(found, retired=retired)
