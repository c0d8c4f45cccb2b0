"""How the people of a customer stand to each other and to us: reporting lines and ties."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import values as written
from guanxi.access.conditions import on_record
from guanxi.access.levels import Level
from guanxi.access.models import User
from guanxi.access.writing import Work, action
from guanxi.customers.actions import live_customer
from guanxi.customers.people_actions import home_of, live_person, on_people_of
from guanxi.customers.people_models import Affiliation, ReportingLine, Strength, Tie
from guanxi.customers.people_resources import PEOPLE, TIES
from guanxi.errors import Invalid

# ---- who reports to whom ----


@action(label=gettext_lazy("Set to whom somebody reports"), allow=on_people_of(Level.EDIT))
def set_manager(work: Work, *, customer: int, person: int, manager: int | None) -> bool:
    """Within the customer; None takes the line away. A loop is refused. False where it stands like that already."""
    live_customer(work, customer)
    # Whoever draws another line at this customer waits, so that two halves of a loop do not miss each other.
    work.hold(customer)
    lines = dict(ReportingLine.objects.filter(customer=customer).values_list("person_id", "manager_id"))
    if lines.get(person) == manager:
        return False
    for who, field in ((person, "person"), (manager, "manager")):
        if who is not None and not _is_there(who, customer):
            raise Invalid({field: _("Choose one of the people of this customer.")})
    above = manager
    while above is not None:
        if above == person:
            raise Invalid({"manager": _("That would be a loop: this manager reports to the same person.")})
        above = lines.get(above)
    line = ReportingLine.objects.filter(customer=customer, person=person).first()
    if line is not None and manager is None:
        work.remove(line)
    elif line is not None:
        work.change(line, manager_id=manager)
    else:
        work.create(
            ReportingLine(customer_id=customer, person_id=person, manager_id=manager or 0, created_at=work.now)
        )  # fmt: skip
    return True


def _is_there(person: int, customer: int) -> bool:
    there = {"person__deleted_at__isnull": True, "person__merged_into__isnull": True, "person__erased_at__isnull": True}
    return Affiliation.objects.filter(person=person, customer=customer, until__isnull=True, **there).exists()


# ---- who of us knows them ----


@action(label=gettext_lazy("Say how well one of us knows somebody"), allow=on_record(PEOPLE, Level.EDIT, key="person"))
def set_tie(
    work: Work, *, person: int, user: int, strength: int, how: str | None = None, since: date | None = None
) -> int:  # fmt: skip
    """From 0 (not yet) to 4 (mutual trust); a second time replaces the first. Returns the key of the tie."""
    live_person(work, person)
    if strength not in Strength.values:
        raise Invalid({"strength": _("Choose a strength from 0 to 4.")})
    if not User.objects.filter(pk=user).exists():
        raise Invalid({"user": _("Choose one of us.")})
    values: dict[str, object] = {"strength": strength, "since": since}
    if how is not None:
        values["how"] = written.parse(TIES.field("how"), how, work.actor) or ""
    home = home_of(work.actor, person)
    tie = Tie.objects.filter(person=person, user=user).first()
    if tie is None:
        tie = Tie(person_id=person, user_id=user, created_at=work.now, **values)
        work.create(tie, customer=home)
    else:
        work.change(tie, customer=home, **{name: value for name, value in values.items() if value is not None})
    return tie.pk


@action(label=gettext_lazy("Remove a tie"), allow=on_record(TIES, Level.EDIT, key="tie"))
def remove_tie(work: Work, *, tie: int) -> None:
    found = work.get(Tie, tie)
    work.remove(found, customer=home_of(work.actor, found.person_id))
