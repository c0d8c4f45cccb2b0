"""The words of needs, conflicts and commitments."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class NeedState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a need", "Open")
    OFFERED = "offered", pgettext_lazy("state of a need", "Offered")
    MET = "met", pgettext_lazy("state of a need", "Met")


class ConflictKind(TextChoices):
    QUALITY = "quality", pgettext_lazy("kind of conflict", "Quality")
    DELIVERY = "delivery", pgettext_lazy("kind of conflict", "Delivery")
    PRICE = "price", pgettext_lazy("kind of conflict", "Price")
    PAYMENT = "payment", pgettext_lazy("kind of conflict", "Payment")
    CONTRACT = "contract", pgettext_lazy("kind of conflict", "Contract")
    PERSON = "person", pgettext_lazy("kind of conflict", "People")
    OTHER = "other", pgettext_lazy("kind of conflict", "Something else")


class ConflictState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a conflict", "Open")
    SETTLED = "settled", pgettext_lazy("state of a conflict", "Settled")


class Outcome(TextChoices):
    AGREED = "agreed", pgettext_lazy("outcome of a conflict", "Both agreed")
    OURS = "ours", pgettext_lazy("outcome of a conflict", "Our view held")
    THEIRS = "theirs", pgettext_lazy("outcome of a conflict", "Their view held")
    DROPPED = "dropped", pgettext_lazy("outcome of a conflict", "Dropped")


class Side(TextChoices):
    US = "us", pgettext_lazy("who promised", "We")
    THEM = "them", pgettext_lazy("who promised", "The customer")


class PromiseState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a promise", "Open")
    KEPT = "kept", pgettext_lazy("state of a promise", "Kept")
    BROKEN = "broken", pgettext_lazy("state of a promise", "Broken")
