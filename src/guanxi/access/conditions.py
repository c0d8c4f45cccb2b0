"""Who may: the conditions that actions are declared with."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.errors import Denied, GuanxiError, NotFound

Inputs = Mapping[str, Any]
Allow = Callable[[Actor, Inputs], None]


def _refuse(level: Level, needed: Level, seen_from: Level) -> None:
    if level >= needed:
        return
    if level < seen_from:
        raise NotFound(_("There is no such record, or it is not open to you."))
    raise Denied(
        _("You need the level “%(needed)s” on this customer and have “%(level)s”. Its owner can share it with you.")
        % {"needed": needed.label, "level": level.label}
    )


def on_customer(needed: Level, *, key: str = "customer") -> Allow:
    """From this level on the customer that the input ``key`` names."""

    def allow(actor: Actor, inputs: Inputs) -> None:
        _refuse(level_on(actor, int(inputs[key])), needed, min(Level.READ, needed))

    return allow


def on_record(resource: Resource, needed: Level, *, key: str = "record", own: bool = False) -> Allow:
    """From this level on a customer of the record, which must be visible; with ``own`` also its author or assignee."""

    def allow(actor: Actor, inputs: Inputs) -> None:
        record = int(inputs[key])
        view(actor, resource).only().get(record)
        level = max((level_on(actor, customer) for customer in customers_of(resource, record)), default=Level.NONE)
        if level < needed and own and is_own(actor, resource, record):
            return
        _refuse(level, needed, Level.NONE)

    return allow


def is_own(actor: Actor, resource: Resource, record: int) -> bool:
    """If he is the author of the record, or the one to whom it is assigned."""
    columns = [column for column in (resource.author, resource.assignee) if column]
    condition = models.Q(pk__in=())
    for column in columns:
        condition |= models.Q(**{column: actor.user_id})
    return bool(resource.model_class._default_manager.filter(condition, pk=record).exists())


def customers_of(resource: Resource, record: int) -> list[int]:
    """The keys of the customers that a record hangs on."""
    if resource.link is not None:
        link = resource.link
        own = resource.model_class._default_manager.filter(pk=record).values(link.own)
        ties = apps.get_model(link.model)._default_manager.filter(**{f"{link.record}__in": own}, **link.live)
        return list(ties.values_list(link.customer, flat=True))
    rows = resource.model_class._default_manager.filter(pk=record)
    return [key for key in rows.values_list(resource.customer, flat=True) if key is not None]


def administrators(actor: Actor, _inputs: Inputs) -> None:
    """Only administrators: settings, users, tables."""
    if not (actor.is_administrator or actor.is_system):
        raise Denied(_("Only an administrator can do this."))


def any_user(actor: Actor, _inputs: Inputs) -> None:
    """Everybody who is signed in, for what belongs to himself."""
    if not actor.user_id and not actor.is_system:
        raise Denied(_("Sign in first."))


def any_of(*conditions: Allow) -> Allow:
    """Whoever meets one of the conditions; the last refusal is the one that is told."""

    def allow(actor: Actor, inputs: Inputs) -> None:
        refusal: GuanxiError | None = None
        for condition in conditions:
            try:
                condition(actor, inputs)
                return
            except (Denied, NotFound) as refused:
                refusal = refused
        assert refusal is not None
        raise refusal

    return allow
