"""Tables of the climate: surveys of both sides, and what the team rates."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record
from guanxi.lifecycle.survey import HIGHEST, LOWEST


class SurveyForm(models.TextChoices):
    LONG = "long", pgettext_lazy("form of a survey", "Once a year")
    PULSE = "pulse", pgettext_lazy("form of a survey", "Five questions")


class Survey(Record):
    """One respondent's answers: one of us, or one of the customer's people by a link.

    Of the link only a digest is kept; it takes one answer until it expires.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    form = models.CharField(max_length=8, choices=SurveyForm.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey("customers.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, default="en")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, digest="") | Q(user__isnull=True) & ~Q(digest=""),
                name="a_survey_is_of_us_or_by_a_link",
            ),
            models.UniqueConstraint(fields=("digest",), condition=~Q(digest=""), name="one_survey_a_link"),
        )
        indexes = (models.Index(fields=("customer", "answered_at"), name="survey_by_customer"),)


class SurveyAnswer(models.Model):
    """One item, from 1 to 7."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, db_index=False, related_name="answers")
    item = models.CharField(max_length=4)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("survey", "item"), name="one_answer_an_item"),
            models.CheckConstraint(condition=Q(value__gte=LOWEST, value__lte=HIGHEST), name="an_answer_is_1_to_7"),
        )


class Rating(Record):
    """What our team thinks of Ford's variables, from 1 (low) to 5 (high), on a day; the newest counts."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    variable = models.CharField(max_length=16)  # uncertainty, or a distance
    value = models.PositiveSmallIntegerField()
    on = models.DateField()
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="a_rating_is_1_to_5"),
            models.UniqueConstraint(fields=("customer", "variable", "on"), name="one_rating_a_day"),
        )
