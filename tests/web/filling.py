"""Run by itself: prepares the database that the environment names, and prints sessions and keys of records in it.

With `sample` the sample world is loaded, and what it leaves to its visitors is added: an import that waits, one who
signs in with a password and an app, links that were sent. Without it there is one administrator, and nothing else.
"""

import json
import sys
import tempfile
import time
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

PASSWORD = "a longer sentence"
# Who is alone on a server without anything.
FIRST = "anna.weber"
IMPORTED = "Name,Own code,City\nLindqvist Hydraulik,W-1,Aalborg\n东湖阀门,W-2,苏州\n,W-3,Turin\n"


def empty() -> dict[str, Any]:
    from guanxi.access.actors import system_actor
    from guanxi.access.signin import digest_of, enrol_user
    from guanxi.access.writing import run

    name, email = "Anna Weber", "anna.weber@example.com"
    run(
        system_actor("tests"), enrol_user, on=timezone.now(), channel="test", username=FIRST, email=email, name=name,
        departments=("sales",), leads=True, is_administrator=True,
        digest=digest_of(PASSWORD, username=FIRST, email=email, name=name),
    )  # fmt: skip
    return sessions()


def sample() -> dict[str, Any]:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.db.models import Model

    from guanxi.access.actors import load_actor
    from guanxi.access.models import AccessRequest, CustomField, Department, Team, User
    from guanxi.access.signin import invite_user
    from guanxi.access.writing import run
    from guanxi.activities.models import Activity, Task
    from guanxi.customers.models import Customer, CustomerAddress
    from guanxi.customers.people_models import Affiliation, Channel, Erasure, Tie
    from guanxi.demo.loading import is_loaded, load
    from guanxi.demo.world import sample_world
    from guanxi.exchange.planning import plan_import
    from guanxi.ledger.models import Category, ProcurementTotal
    from guanxi.plans.models import AccountPlan, Episode, Play
    from guanxi.records.models import SavedView, StoredFile, Tag
    from guanxi.relationships.models import Conflict
    from guanxi.relationships.slipping import slipping
    from guanxi.relationships.surveys import send_survey

    if not is_loaded():
        load(sample_world(date.today()))
    now = timezone.now()
    users = {user.username: user for user in User.objects.all()}

    guest, invited = users["ines.costa"], users["amara.diallo"]
    guest.set_password(PASSWORD)
    guest.save()
    TOTP.activate(guest, generate_totp_secret())
    RecoveryCodes.activate(guest)
    # One who enters by the company's identity provider alone.
    users["wang.fang"].set_unusable_password()
    users["wang.fang"].save()
    token = run(load_actor(users["tom.hale"].pk), invite_user, on=now, channel="test", user=invited.pk)
    reset = f"{user_pk_to_url_str(invited)}-{default_token_generator.make_token(invited)}"

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.csv"
        file.write_text(IMPORTED, encoding="utf-8")
        waiting = plan_import(load_actor(users["chen.wei"].pk), "customers", file, file.name, on=now)

    def first(model: type[Model]) -> int:
        return int(model._default_manager.order_by("pk").values_list("pk", flat=True)[0])

    def busiest(owner: User) -> list[Customer]:
        known = Customer.objects.filter(deleted_at=None, merged_into=None, owner=owner)
        return sorted(known, key=lambda one: (-Activity.objects.filter(customer=one).count(), one.pk))

    customer, other = busiest(users["lin.yue"])[:2]
    place, colleague = Affiliation.objects.filter(customer=customer).order_by("pk")[:2]
    asked = AccessRequest.objects.create(customer=customer.pk, asked_by=users["sofia.berg"], reason="A joint visit.")
    # A play that runs and a repair, as the pages begin them.
    lead = Client(headers={"host": "localhost"})
    lead.force_login(users["chen.wei"], backend=settings.AUTHENTICATION_BACKENDS[-1])
    lead.post(f"/customers/{customer.pk}/plays/start/", {"play": "P31"})
    broken = {
        "cause": "betrayal",
        "detail": "quality",
        "is_ours": "on",
        "what": "Two bad lots",
        "deadline": "2099-12-31",
    }
    lead.post(f"/customers/{customer.pk}/repair/", broken | {"departments": [str(first(Department))]})
    # What is said between the firms, and how both see it.
    said = f"/customers/{customer.pk}/dialogue"
    lead.post(
        f"{said}/conflicts/new/", {"title": "Line stop of 14 August: who pays?", "kind": "delivery", "claim": "120k"}
    )
    lead.post(f"{said}/needs/new/", {"words": "A buffer stock at the plant", "state": "open"})
    lead.post(f"{said}/promises/new/", {"promise": "The report by Friday", "side": "us"})
    climate = f"/customers/{customer.pk}/climate"
    lead.post(f"{climate}/answer/", dict.fromkeys(("t1", "t2", "c1", "c2", "s1", "s2", "k1", "k2", "w1", "w2"), "6"))
    lead.post(f"{climate}/ratings/", {"uncertainty": "2", "social": "3"})
    goals = {
        "begins": "2026-01-01",
        "ends": "2099-12-31",
        "goal_share": "80",
        "summary": "From main to strategic supplier",
    }
    lead.post(f"/customers/{customer.pk}/plan/new/", goals)
    # By the action: the page that shows the link would be drawn here, where no static files are collected.
    link = run(load_actor(users["chen.wei"].pk), send_survey, on=now, channel="test", customer=customer.pk)
    lead.post(f"/customers/{customer.pk}/totals/new/", {"figure": "12m", "said_by": "Their buyer"})
    total = ProcurementTotal.objects.filter(customer=customer, superseded_at=None).latest("recorded_at").pk
    view = SavedView.objects.create(owner=users["lin.yue"], resource="customers", name="苏州", query="q=苏州")
    erased = Erasure.objects.create(person=1, at=now, by=users["chen.wei"], rows={"customers.person": 1})
    return sessions() | {
        "customer": customer.pk,
        "other": other.pk,
        "place": place.pk,
        "person": place.person_id,
        "activity": Activity.objects.filter(customer=customer, removed_at=None).latest("at").pk,
        "task": Task.objects.filter(done_at=None, owner=users["lin.yue"]).latest("pk").pk,
        "tag": first(Tag),
        "field": first(CustomField),
        "department": first(Department),
        "team": first(Team),
        "user": users["sofia.berg"].pk,
        "colleague": colleague.person_id,
        "channel": first(Channel),
        "tie": first(Tie),
        "address": first(CustomerAddress),
        "file": first(StoredFile),
        "view": view.pk,
        "play": first(Play),
        "repair": first(Episode),
        "total": total,
        "slipping": slipping(load_actor(users["lin.yue"].pk), mine=True)["repair"][0].customer,
        "conflict": first(Conflict),
        "plan": first(AccountPlan),
        "category": first(Category),
        "another": Category.objects.filter(parent=None).exclude(pk=first(Category)).latest("pk").pk,
        "survey": link,
        "asked": asked.pk,
        "erased": erased.person,
        "import": waiting,
        "invitation": token,
        "reset": reset,
    }


def sessions() -> dict[str, Any]:
    """Everybody signed in just now, for as long as the tests take; and once more, too long ago for what is delicate."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication

    from guanxi.access.models import User

    store = import_module(settings.SESSION_ENGINE).SessionStore
    made: dict[str, dict[str, str]] = {"sessions": {}, "stale": {}}
    for kind, at in (("sessions", time.time() + 86_400), ("stale", 0.0)):
        for user in User.objects.filter(is_active=True):
            request = HttpRequest()
            request.session = session = store()
            session["_auth_user_id"] = str(user.pk)
            session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
            session["_auth_user_hash"] = user.get_session_auth_hash()
            record_authentication(request, user, method="password", reauthenticated=True)
            session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] = at
            session.create()
            made[kind][user.username] = str(session.session_key)
    return made


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    json.dump({"empty": empty, "sample": sample}[sys.argv[1]](), sys.stdout)
