"""All people with their channels and places, and by which short name the stories know them."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from guanxi.demo.customer import Customer
from guanxi.demo.people import PEOPLE
from guanxi.demo.person import P, Person, Post, Tie, channels, names


def everyone(customers: Mapping[str, Customer]) -> tuple[Person, ...]:
    numbers: Counter[str] = Counter()
    people = []
    for key, staff in PEOPLE.items():
        customer = customers[key]
        for person in staff:
            numbers[customer.country] += 1
            people.append(_person(customer, person, numbers[customer.country]))
    return tuple(people)


def _person(customer: Customer, person: P, number: int) -> Person:
    salutation, family, given = names(person, customer)
    post = Post(
        customer.key,
        person.title,
        tuple(person.roles.split()),
        person.attitude,
        f"{customer.key}.{person.to}" if person.to else "",
        person.joined,
        person.left,
    )
    return Person(
        key=f"{customer.key}.{person.short}",
        salutation=salutation,
        name=person.name.removeprefix(salutation).strip(),
        han=person.han,
        family=family,
        given=given,
        language=customer.language,
        posts=(post, *(_further(text) for text in person.also)),
        channels=channels(customer, person, number),
        ties=tuple(_tie(text) for text in person.ties.split()),
    )


def _further(text: str) -> Post:
    customer, title, roles = text.split("|")
    return Post(customer, title, tuple(roles.split()), "neutral", "", None, None)


def _tie(text: str) -> Tie:
    login, strength = text.split(":")
    return Tie(login, int(strength))


def _known_as() -> dict[tuple[str, str], str]:
    known = {
        (customer, person.short): f"{customer}.{person.short}" for customer, staff in PEOPLE.items() for person in staff
    }
    for customer, staff in PEOPLE.items():
        for person in staff:
            for further in person.also:
                known[further.partition("|")[0], person.short] = f"{customer}.{person.short}"
    return known


# The key of a person by customer and short name; who works at several customers is known at each.
KNOWN_AS: Final = _known_as()
