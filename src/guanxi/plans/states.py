"""The states of plays, repairs and account plans, and what falls come from."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class PlayState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("state of a play", "Proposed")
    RUNNING = "running", pgettext_lazy("state of a play", "Running")
    DONE = "done", pgettext_lazy("state of a play", "Done")
    DROPPED = "dropped", pgettext_lazy("state of a play", "Dropped")


class RepairState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("state of a repair", "Proposed")
    RUNNING = "running", pgettext_lazy("state of a repair", "Running")
    REPAIRED = "repaired", pgettext_lazy("state of a repair", "Repaired")
    LOST = "lost", pgettext_lazy("state of a repair", "Lost")
    DISMISSED = "dismissed", pgettext_lazy("state of a repair", "Dismissed")


class Cause(TextChoices):
    NEGLECT = "neglect", pgettext_lazy("cause of a fall", "Neglect")
    BETRAYAL = "betrayal", pgettext_lazy("cause of a fall", "Betrayal")
    DEMAND = "demand", pgettext_lazy("cause of a fall", "Their demand")


class Detail(TextChoices):
    PRICE = "price", pgettext_lazy("cause of a fall", "Price")
    QUALITY = "quality", pgettext_lazy("cause of a fall", "Quality")
    DELIVERY = "delivery", pgettext_lazy("cause of a fall", "Delivery")
    SERVICE = "service", pgettext_lazy("cause of a fall", "Service")
    PROMISE = "promise", pgettext_lazy("cause of a fall", "Broken promise")
    PERSON = "person", pgettext_lazy("cause of a fall", "A person left")
    CONTACT = "contact", pgettext_lazy("cause of a fall", "Too little contact")
    STRATEGY = "strategy", pgettext_lazy("cause of a fall", "Their strategy")
    OTHER = "other", pgettext_lazy("cause of a fall", "Something else")


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a plan", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state of a plan", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("state of a plan", "Approved")
    CLOSED = "closed", pgettext_lazy("state of a plan", "Closed")
