"""The customers with names, numbers, addresses and groups, and the people in them."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from guanxi.access.reading import view
from guanxi.customers.actions import assign_owner, create_customer, edit_customer, set_parent, take_customer
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.details import add_address, add_identifier, add_name
from guanxi.customers.people_actions import affiliate_person, create_person, end_affiliation
from guanxi.customers.resources import AFFILIATIONS, CUSTOMERS
from guanxi.customers.sharing import restrict_customer
from guanxi.demo.cast import DEPARTMENT_OF
from guanxi.demo.customer import Customer
from guanxi.demo.loading.steps import Steps, customer_of, editor, instant, moment
from guanxi.demo.person import Person, Post
from guanxi.records.tags import tag_records

_CUSTOM: Final = "x_"


def customers(steps: Steps) -> None:
    for customer in steps.world.customers:
        since = entered(steps, customer)
        steps.at(since, partial(_create, steps, customer))
        steps.at(since, partial(_describe, steps, customer))
        if customer.parent:
            both = max(since, entered(steps, customer_of(customer.parent))) + timedelta(hours=1)
            steps.at(both, partial(_place_in_group, steps, customer))


def entered(steps: Steps, customer: Customer) -> datetime:
    return moment(steps.day(customer.since), time(9, 20), customer.time_zone)


def _create(steps: Steps, customer: Customer, on: datetime) -> None:
    """Sales enters for whom it is meant; what others enter is taken, or waits to be."""
    values: dict[str, object] = {"name": customer.name, "country": customer.country, "industry": customer.industry}
    if DEPARTMENT_OF[customer.by] == "sales":
        steps.customers[customer.key] = steps.run(
            customer.by, create_customer, on=on, values=values, owner=steps.users.get(customer.owner),
            team=steps.teams.get(customer.team),
        )  # fmt: skip
        return
    key = steps.customers[customer.key] = steps.run(customer.by, create_customer, on=on, values=values)
    if customer.team:
        takes = editor(customer)
        steps.run(takes, take_customer, on=on, customer=key)
        if not customer.owner:
            steps.run(takes, assign_owner, on=on, customer=key, owner=None)


def _describe(steps: Steps, customer: Customer, on: datetime) -> None:
    """What whoever keeps the record knows of him."""
    key, login = steps.customers[customer.key], editor(customer)

    def done(what: Any, **inputs: Any) -> None:
        steps.run(login, what, on=on, customer=key, **inputs)

    values: dict[str, object] = {
        "own_code": customer.code,
        "region": customer.region,
        "city": customer.addresses[0].city if customer.addresses else "",
        "size": customer.size,
        "language": customer.language,
        "time_zone": customer.time_zone,
        "website": f"https://www.{customer.domain}",
        "trigger_event": customer.event,
        **{_CUSTOM + name: value for name, value in customer.fields.items()},
    }
    if customer.buys_yet:
        values["since"] = (on + timedelta(45)).date().isoformat()
    done(edit_customer, values=values)
    for name in filter(None, (customer.latin, customer.han)):
        done(add_name, values={"name": name, "kind": "trading", "language": "en" if name == customer.latin else "zh"})
    if customer.tax_id:
        done(add_identifier, values={"scheme": customer.scheme, "value": customer.tax_id})
    for address in customer.addresses:
        lines = {"use": address.use, "lines": address.lines, "postcode": address.postcode, "city": address.city}
        done(add_address, values={**lines, "region": customer.region, "country": customer.country})
    if customer.tags:
        tags = [steps.tags[tag] for tag in customer.tags]
        steps.run(login, tag_records, on=on, resource=CUSTOMERS, records=[key], add=tags)
    if customer.restricted:
        named = [steps.users[colleague] for colleague in customer.named]
        done(restrict_customer, named=named, reason="保密协议")


def _place_in_group(steps: Steps, customer: Customer, on: datetime) -> None:
    parent = steps.customers[customer.parent]
    steps.run("chen.wei", set_parent, on=on, customer=steps.customers[customer.key], parent=parent)


# ---- people ----


def people(steps: Steps) -> None:
    met = _first_met(steps)
    for person in steps.world.people:
        came = min(_came(steps, person.posts[0]), met.get(person.key, datetime.max.replace(tzinfo=UTC)))
        steps.at(came, partial(_create_person, steps, person))
        steps.at(came + timedelta(minutes=1), partial(_relate, steps, person))
        left = person.posts[0].left
        if left is not None:
            gone = moment(steps.day(left), time(18), customer_of(person.customer).time_zone)
            steps.at(gone, partial(_leave, steps, person))
        for post in person.posts[1:]:
            also = max(came, entered(steps, customer_of(post.customer))) + timedelta(hours=2)
            steps.at(also, partial(_affiliate, steps, person, post))


def _first_met(steps: Steps) -> dict[str, datetime]:
    """When each of them first appears in an entry; some were spoken of before they came."""
    met: dict[str, datetime] = {}
    for activity in steps.world.activities:
        before = instant(activity.at, activity.zone) - timedelta(hours=1)
        for key in activity.theirs:
            met[key] = min(met.get(key, before), before)
    return met


def _came(steps: Steps, post: Post) -> datetime:
    customer = customer_of(post.customer)
    known = entered(steps, customer) + timedelta(hours=1)
    if post.joined is None:
        return known
    return max(known, moment(steps.day(post.joined), time(10), customer.time_zone))


def _create_person(steps: Steps, person: Person, on: datetime) -> None:
    customer = customer_of(person.customer)
    # On the card of somebody in China the name stands in Han; the Latin letters are for colleagues who read none.
    names = (person.han, person.name) if person.han else (person.name, "")
    place = _place(person.posts[0])
    if person.posts[0].joined is not None:
        place["since"] = steps.day(person.posts[0].joined).isoformat()
    steps.people[person.key] = steps.run(
        editor(customer), create_person, on=on, customer=steps.customers[customer.key],
        values={
            "name": names[0], "other_name": names[1], "salutation": person.salutation,
            "language": person.language, "time_zone": customer.time_zone,
        },
        place=place,
        channels=[
            {"kind": channel.kind, "value": channel.value, "preferred": channel.kind == "mail"}
            for channel in person.channels
        ],
    )  # fmt: skip


def _place(post: Post) -> dict[str, object]:
    return {"job_title": post.title, "attitude": post.attitude, **{f"is_{role}": True for role in post.roles}}


def _relate(steps: Steps, person: Person, on: datetime) -> None:
    customer = customer_of(person.customer)
    login, post = editor(customer), person.posts[0]
    key = steps.people[person.key]
    if post.reports_to:
        manager, at = steps.people[post.reports_to], steps.customers[customer.key]
        steps.run(login, set_manager, on=on, customer=at, person=key, manager=manager)
    for tie in person.ties:
        steps.run(login, set_tie, on=on, person=key, user=steps.users[tie.login], strength=tie.strength)


def _affiliate(steps: Steps, person: Person, post: Post, on: datetime) -> None:
    steps.run(
        "chen.wei", affiliate_person, on=on, person=steps.people[person.key],
        customer=steps.customers[post.customer], values=_place(post),
    )  # fmt: skip


def _leave(steps: Steps, person: Person, on: datetime) -> None:
    login = editor(customer_of(person.customer))
    places = view(steps.actor(login), AFFILIATIONS, on=on).filter("person", "is", str(steps.people[person.key]))
    for place in places.all():
        steps.run(login, end_affiliation, on=on, affiliation=place.key, until=on.date())
