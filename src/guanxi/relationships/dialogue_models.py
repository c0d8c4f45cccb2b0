"""Tables of what is said between the firms: needs, conflicts, commitments; and who of us has which role."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record
from guanxi.relationships.dialogue_words import ConflictKind, ConflictState, NeedState, Outcome, PromiseState, Side


class OfCustomer(Record):
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey("customers.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        abstract = True


class Need(OfCustomer):
    """Something that the customer needs: open, offered by us, met."""

    category = models.ForeignKey("ledger.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=NeedState.choices, default=NeedState.OPEN)
    since = models.DateField()
    offered_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("customer", "state", "since"), name="need_by_customer"),)


class NeedText(models.Model):
    """The need in the customer's words, and what we offer: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    need = models.OneToOneField(Need, on_delete=models.CASCADE, primary_key=True, related_name="text")
    words = models.CharField(max_length=400)
    offer = models.TextField(max_length=4000, blank=True)


class Conflict(OfCustomer):
    """Something in dispute, until it is settled."""

    kind = models.CharField(max_length=12, choices=ConflictKind.choices)
    state = models.CharField(max_length=8, choices=ConflictState.choices, default=ConflictState.OPEN)
    since = models.DateField()
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    settle_by = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open") | Q(settled_on__isnull=False), name="what_is_settled_has_a_day"
            ),
        )
        indexes = (
            models.Index(fields=("customer", "state", "since"), name="conflict_by_customer"),
            models.Index(fields=("since", "id"), name="conflict_by_age"),
        )


class ConflictText(models.Model):
    """What it is about, as both sides see it: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    conflict = models.OneToOneField(Conflict, on_delete=models.CASCADE, primary_key=True, related_name="text")
    title = models.CharField(max_length=200)
    claim = models.CharField(max_length=400, blank=True)
    offer = models.CharField(max_length=400, blank=True)
    their_view = models.TextField(max_length=4000, blank=True)
    our_view = models.TextField(max_length=4000, blank=True)
    result = models.TextField(max_length=4000, blank=True)


class Commitment(OfCustomer):
    """What one side promised: until when, kept or not."""

    side = models.CharField(max_length=4, choices=Side.choices)
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.OPEN)
    since = models.DateField()
    due = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("customer", "state", "due"), name="commitment_by_customer"),)


class CommitmentText(models.Model):
    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, primary_key=True, related_name="text")
    promise = models.CharField(max_length=400)
    note = models.CharField(max_length=400, blank=True)


class TeamRole(Record):
    """Who of us has one of the seven roles with a customer; together they are the relationship team."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    role = models.CharField(max_length=4)  # of lifecycle.strategy
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "role", "user"), name="a_role_once_a_person"),)
