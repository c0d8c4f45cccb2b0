"""What the tests of these pages share: somebody signed in, a customer of Lin's, people of it."""

from typing import Any

from django.test import Client

from guanxi.access.actors import Actor
from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.customers.actions import create_customer
from guanxi.customers.people_actions import create_person
from tests.access.cast import NOW
from tests.web.entering import PASSWORD, sign_in


def client_of(username: str, **options: Any) -> Client:
    client = Client(**options)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return client


def fresh_client_of(username: str) -> Client:
    """Signed in with the password a moment ago."""
    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    sign_in(client, username)
    return client


def customer_of(actor: Actor, name: str = "Nordhafen Robotics") -> int:
    return int(run(actor, create_customer, on=NOW, channel="test", values={"name": name}))


def person_of(actor: Actor, customer: int, name: str = "Katharina Vogel", **place: Any) -> int:
    made = run(
        actor, create_person, on=NOW, channel="test", customer=customer, values={"name": name}, place=place or None
    )
    return int(made)
