"""What is shown of surveys and ratings. A link is never shown again, and who answered what is nobody's list."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.levels import FieldClass
from guanxi.access.resources import Field, Kind, Resource
from guanxi.customers.standing_words import named_lazily
from guanxi.lifecycle.climate import DISTANCES
from guanxi.relationships.climate_models import SurveyForm

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_P = FieldClass.PERSONAL
UNCERTAINTY: Final = "uncertainty"
VARIABLE_WORDS: Final = (
    (UNCERTAINTY, _("uncertainty")), *((word.key, named_lazily(word.en, word.zh)) for word in DISTANCES),
)  # fmt: skip
VARIABLES: Final = tuple(key for key, _word in VARIABLE_WORDS)

_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _S,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip

SURVEYS = Resource(
    name="surveys",
    model="relationships.Survey",
    label=_("Survey"),
    plural=_("Surveys"),
    customer="customer",
    title="form",
    fields=(
        _CUSTOMER,
        Field("form", pgettext_lazy("of a survey", "Form"), Kind.CHOICE, _B, choices=tuple(SurveyForm.choices)),
        Field(
            "user", pgettext_lazy("of a survey", "One of us"), Kind.REFERENCE, _B,
            path="user_id", label_path="user__name", target="users",
        ),
        Field(
            "person", pgettext_lazy("of a survey", "One of them"), Kind.REFERENCE, _P,
            path="person_id", label_path="person__identity__name", target="people",
        ),
        Field("sent_at", pgettext_lazy("of a survey", "Sent"), Kind.DATETIME, _B, path="created_at"),
        Field(
            "sent_by", pgettext_lazy("of a survey", "Sent by"), Kind.REFERENCE, _B,
            path="sent_by_id", label_path="sent_by__name", target="users",
        ),
        Field("expires_at", pgettext_lazy("of a link", "Expires"), Kind.DATETIME, _B),
        Field("answered_at", pgettext_lazy("of a survey", "Answered"), Kind.DATETIME, _B),
    ),
)  # fmt: skip

RATINGS = Resource(
    name="ratings",
    model="relationships.Rating",
    label=pgettext_lazy("of a relationship", "Rating"),
    plural=pgettext_lazy("of a relationship", "Ratings"),
    customer="customer",
    title="variable",
    fields=(
        _CUSTOMER,
        Field(
            "variable", pgettext_lazy("of a rating", "What"), Kind.CHOICE, _B,
            choices=VARIABLE_WORDS,
        ),
        Field("value", pgettext_lazy("of a rating", "1 to 5"), Kind.INTEGER, _B),
        Field("on", pgettext_lazy("of a rating", "Day"), Kind.DATE, _B),
        Field(
            "rated_by", pgettext_lazy("of a rating", "By"), Kind.REFERENCE, _B,
            path="rated_by_id", label_path="rated_by__name", target="users",
        ),
    ),
)  # fmt: skip

RESOURCES: Final = (SURVEYS, RATINGS)
BY_MODEL: Final[Mapping[str, Resource]] = {"relationships.survey": SURVEYS, "relationships.rating": RATINGS}
