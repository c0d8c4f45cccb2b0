"""The world of the permission matrix: twelve kinds of actors, customers in six relations to them, records on each.

What everybody should see is worked out here from the printed tables and from who was given what, in a few lines that
know nothing of `guanxi.access.policy`. Every protected value holds a mark, so that a page that leaks one can be told.
"""

from dataclasses import dataclass, field

from django.apps import apps

from guanxi.access.actors import load_actor, system_actor
from guanxi.access.directory_actions import create_team, create_user
from guanxi.access.levels import FieldClass, InvolvementKind, Level, PrincipalKind
from guanxi.access.models import Involvement, User
from guanxi.access.resources import Field, Resource
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.activities.task_actions import create_task
from guanxi.catalogue import RESOURCES
from guanxi.customers.actions import create_customer
from guanxi.customers.details import add_address, add_name
from guanxi.customers.people_actions import create_person
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.position_actions import record_exit_notice, record_opening, record_rival
from guanxi.relationships.actions import override_stage
from guanxi.relationships.assessments import judge_waiting
from tests.access import tables
from tests.access.cast import NOW, Cast, make_cast
from tests.access.matrix_rows import add_rows

RELATIONS = ("owner", "team", "engaged", "share", "otherwise", "restricted")
DEPARTMENTS = ("sales", "marketing", "service", "management")
# Every resource whose rows hang on a customer: one that comes new is in the matrix, and needs a row on each customer.
PROTECTED: dict[str, Resource] = {r.name: r for r in RESOURCES if r.customer or r.link}
SHARED = Level.READ


@dataclass
class Given:
    """What somebody was given on a customer; the oracle reads this and the printed tables."""

    owner: int | None = None
    team: int | None = None
    engaged: int | None = None
    share: int | None = None
    restricted: bool = False


@dataclass
class MatrixWorld:
    cast: Cast
    actors: dict[str, int] = field(default_factory=dict)
    kinds: dict[int, tuple[str, bool]] = field(default_factory=dict)  # user: (department slug or "", leads)
    teams: dict[str, int] = field(default_factory=dict)
    given: dict[int, Given] = field(default_factory=dict)  # by customer
    customer_of: dict[str, dict[int, int]] = field(default_factory=dict)  # resource: {record: customer}
    class_of: dict[tuple[str, int | None], FieldClass] = field(default_factory=dict)  # where rows differ in class
    maker: int = 0

    def level(self, user: int, customer: int) -> Level:
        """What the page says: the best of what the tables give for what he was given."""
        slug, leads = self.kinds[user]
        given, row = self.given[customer], tables.levels()[slug]
        if given.restricted or user not in self.active:
            return Level.NONE
        levels = [row["otherwise"]]
        if given.owner == user:
            levels.append(row["owner"])
        if given.team is not None and slug and given.team == self.teams[slug]:
            levels.append(row["lead"] if leads else row["team"])
        if slug and given.engaged == self.cast.departments[slug]:
            levels.append(row["engaged"])
        if given.share == user:
            levels.append(SHARED)
        return max(levels)

    @property
    def active(self) -> set[int]:
        return {key for name, key in self.actors.items() if name != "disabled"}

    def reads(self, user: int, field_class: FieldClass) -> Level | None:
        return tables.reads()[self.kinds[user][0]][field_class]

    def start(self, user: int, resource: Resource, record: int | None = None) -> Level | None:
        """From which level on there are rows; a resource whose rows are of several classes is asked row by row."""
        return self.reads(user, self.class_of.get((resource.name, record), resource.row_class))

    def sees(self, user: int, resource: Resource, record: int) -> bool:
        start = self.start(user, resource, record)
        customer = self.customer_of[resource.name][record]
        return start is not None and self.level(user, customer) >= max(start, Level.INDIRECT)

    def reads_field(self, user: int, resource: Resource, f: Field) -> bool:
        start, needed = self.start(user, resource), self.reads(user, f.field_class)
        return start is not None and needed is not None and needed <= start


def mark(customer: int, what: str) -> str:
    """A value that stands nowhere else; a leaked one says what it is."""
    return f"zq{what}{customer}qz"


def make_world() -> MatrixWorld:
    system = system_actor("tests")
    world = MatrixWorld(make_cast())
    departments = world.cast.departments
    for slug in DEPARTMENTS:
        world.teams[slug] = run(
            system, create_team, on=NOW, channel="test", department=departments[slug], name_en=f"Team {slug}"
        )
        for leads in (False, True):
            name = f"{slug}.{'lead' if leads else 'member'}"
            place = {"department": departments[slug], "team": None if leads else world.teams[slug], "leads": leads}
            _add(world, name, [place], slug, leads)
    _add(world, "administrator", [], "", False, is_administrator=True)
    _add(world, "auditor", [], "", False, is_auditor=True)
    _add(world, "disabled", [{"department": departments["sales"]}], "sales", False)
    User.objects.filter(pk=world.actors["disabled"]).update(is_active=False)
    world.maker = run(
        system, create_user, on=NOW, channel="test", username="maker", email="maker@guanxi.example",
        memberships=[{"department": departments["sales"]}],
    )  # fmt: skip
    for name, user in world.actors.items():
        for relation in RELATIONS:
            _add_customer(world, name, user, relation)
    # Of no customer, and therefore of nobody but who made it.
    run(load_actor(world.maker), create_task, on=NOW, channel="test", values={"title": "Alone", "due": "2026-12-01"})
    add_rows({customer: person for person, customer in world.customer_of["people"].items()}, world.maker, mark)
    judge_waiting(on=NOW, most=10_000)
    for resource in PROTECTED.values():
        world.customer_of.setdefault(resource.name, _where_they_hang(resource))
        assert set(world.customer_of[resource.name].values()) == set(world.given), resource.name
        if resource.row_class_path:
            rows = resource.model_class._default_manager.filter(pk__in=world.customer_of[resource.name])
            for key, held in rows.values_list("pk", resource.row_class_path):
                world.class_of[resource.name, key] = FieldClass(held)
    return world


def _where_they_hang(resource: Resource) -> dict[int, int]:
    """The customer of each row, as it stands in the tables."""
    rows = resource.model_class._default_manager.filter(**resource.where)
    if resource.link is None:
        return {key: of for key, of in rows.values_list("pk", resource.customer) if of is not None}
    link = resource.link
    ties = apps.get_model(link.model)._default_manager.filter(**link.live)
    customers = dict(ties.values_list(link.record, link.customer))
    return {key: customers[of] for key, of in rows.values_list("pk", link.own)}


def _add(world: MatrixWorld, name: str, places: list[dict[str, object]], slug: str, leads: bool, **roles: bool) -> None:
    key = run(
        system_actor("tests"), create_user, on=NOW, channel="test", username=name, email=f"{name}@guanxi.example",
        memberships=places, **roles,
    )  # fmt: skip
    world.actors[name] = key
    world.kinds[key] = (slug, leads)


def _add_customer(world: MatrixWorld, name: str, user: int, relation: str) -> None:
    maker = load_actor(world.maker)
    number = len(world.given) + 1

    def do(what: object, **inputs: object) -> int:
        return int(run(maker, what, on=NOW, channel="test", **inputs))  # type: ignore[arg-type]

    def do_many(what: object, **inputs: object) -> list[int]:
        return list(run(maker, what, on=NOW, channel="test", **inputs))  # type: ignore[arg-type]

    customer = do(
        create_customer,
        values={
            "name": mark(number, "name"), "own_code": mark(number, "code"), "city": mark(number, "city"),
            "notes": mark(number, "notes"), "country": "DE",
        },
    )  # fmt: skip
    person = do(
        create_person, customer=customer, values={"name": mark(number, "person")},
        place={"job_title": mark(number, "job")},
        channels=[{"kind": "mail", "value": f"{mark(number, 'mail')}@example.com"}],
    )  # fmt: skip
    activity = do(log_activity, customer=customer, values={"subject": mark(number, "subject"), "kind": "call"})
    task = do(create_task, customer=customer, values={"title": mark(number, "task"), "due": "2026-12-01"})
    alias = do(add_name, customer=customer, values={"name": mark(number, "alias")})
    address = do(add_address, customer=customer, values={"lines": mark(number, "street")})
    total = do(
        record_total, customer=customer, figure="250,000",
        values={"said_by": mark(number, "saidby"), "note": mark(number, "totalnote")},
    )  # fmt: skip
    opening = do(
        record_opening, customer=customer,
        values={"month": "2026-06-01", "stage": "2", "reason": mark(number, "opening")},
    )  # fmt: skip
    (purchase,) = do_many(
        record_purchases, customer=customer,
        lines=[{"date": "2026-07-15", "amount": "1234.56", "document": mark(number, "document")}],
    )  # fmt: skip
    rival = do(record_rival, customer=customer, values={"name": mark(number, "rival"), "note": mark(number, "against")})
    notice = do(record_exit_notice, customer=customer, values={"date": "2026-08-01", "note": mark(number, "notice")})
    override = do(
        override_stage, customer=customer,
        values={"stage": "initial", "until": "2027-01-31", "reason": mark(number, "override")},
    )  # fmt: skip
    given = _give(world, customer, user, relation)
    world.given[customer] = given
    for resource, record in (
        ("customers", customer), ("summaries", customer), ("people", person), ("activities", activity),
        ("tasks", task), ("customer_names", alias), ("customer_addresses", address),
        ("totals", total), ("openings", opening), ("purchases", purchase), ("rivals", rival),
        ("exit_notices", notice), ("overrides", override),
    ):  # fmt: skip
        world.customer_of.setdefault(resource, {})[record] = customer


def _give(world: MatrixWorld, customer: int, user: int, relation: str) -> Given:
    """The relation by itself: a customer always has an owner, who is none of the actors unless this is the relation."""
    Involvement.objects.filter(customer=customer).delete()
    slug, _leads = world.kinds[user]
    rows: list[tuple[int, PrincipalKind, InvolvementKind, Level | None]] = []
    given = Given()
    given.owner = user if relation in ("owner", "restricted") else world.maker
    rows.append((given.owner, PrincipalKind.USER, InvolvementKind.OWNER, None))
    if relation == "team" and slug:
        given.team = world.teams[slug]
        rows.append((given.team, PrincipalKind.TEAM, InvolvementKind.TEAM, None))
    if relation == "engaged" and slug:
        given.engaged = world.cast.departments[slug]
        rows.append((given.engaged, PrincipalKind.DEPARTMENT, InvolvementKind.ENGAGED, None))
    if relation == "share":
        given.share = user
        rows.append((user, PrincipalKind.USER, InvolvementKind.SHARE, SHARED))
    if relation == "restricted":
        given.restricted = True
        rows.append((0, PrincipalKind.NOBODY, InvolvementKind.RESTRICTED, None))
    for principal, principal_kind, kind, level in rows:
        Involvement.objects.create(
            customer=customer, principal=principal, principal_kind=principal_kind, kind=kind, level=level
        )
    return given
