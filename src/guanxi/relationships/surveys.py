"""Surveys: our side answers in the application, the customer by a link without account."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, on_customer
from guanxi.access.keys import new_token
from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.models import Involvement
from guanxi.access.reading import view
from guanxi.access.writing import Work, action
from guanxi.activities import moments
from guanxi.customers.actions import live_customer
from guanxi.customers.people_resources import PEOPLE
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.lifecycle.survey import HIGHEST, ITEMS, LONG, LOWEST, PULSE
from guanxi.relationships.climate_models import Rating, Survey, SurveyAnswer, SurveyForm
from guanxi.relationships.climate_resources import RATINGS, SURVEYS, VARIABLES

LINK_HOLDS: Final = timedelta(days=30)
_BYTES: Final = 32  # 256 bits
_OURS: Final = frozenset(item.key for item in ITEMS)  # nobody compares himself with an alternative


def items_of(form: str, *, ours: bool) -> tuple[str, ...]:
    """The keys of the questions that one side is asked."""
    asked = LONG if form == SurveyForm.LONG else PULSE
    return tuple(key for key in asked if not ours or key in _OURS)


@action(label=gettext_lazy("Answer the survey"), allow=on_customer(Level.READ))
def answer_survey(work: Work, *, customer: int, answers: Mapping[str, object], form: str = "long") -> int:
    """Our own side: how one of us sees the relationship. Returns the key."""
    live_customer(work, customer)
    given = _checked(answers, items_of(_form(form), ours=True))
    survey = Survey(
        customer_id=customer, form=form, user_id=work.actor.user_id, answered_at=work.now, created_at=work.now
    )  # fmt: skip
    work.create(survey)
    _store(work, survey, given)
    return survey.pk


@action(label=gettext_lazy("Send a survey"), allow=on_customer(Level.EDIT))
def send_survey(
    work: Work, *, customer: int, person: int | None = None, form: str = "long", language: str = "en"
) -> str:
    """Makes a link for one of the customer's people and returns its secret part, which is kept nowhere."""
    live_customer(work, customer)
    people = view(work.actor, PEOPLE, on=work.now)
    if person is not None and not people.of_customer(customer).among([person]).exists():
        raise Invalid({"person": _("Choose one of the people of this customer.")})
    token = new_token(_BYTES)
    work.create(
        Survey(
            customer_id=customer, form=_form(form), person_id=person, digest=digest_of(token), language=language,
            sent_by_id=work.actor.user_id or None, created_at=work.now, expires_at=work.now + LINK_HOLDS,
        )
    )  # fmt: skip
    return token


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# ---- by a link, without account ----


@dataclass(frozen=True)
class Asked:
    """What somebody with a link is asked."""

    key: int
    form: str
    language: str
    items: tuple[str, ...]


def asked_by(token: str, *, on: datetime) -> Asked:
    """Raises NotFound for a link that was never made, Refused for one that was used, that is over, or that leads to a
    customer who is gone.
    """
    survey = Survey.objects.filter(digest=digest_of(token)).first() if token else None
    if survey is None:
        raise NotFound(_("This link leads nowhere. Ask whoever sent it for a new one."))
    if survey.answered_at is not None:
        raise Refused(_("This link has been answered already. Thank you."), code="answered_already")
    gone = Involvement.objects.filter(customer=survey.customer_id, kind=InvolvementKind.GONE).exists()
    if gone or (survey.expires_at is not None and survey.expires_at <= on):
        raise Refused(_("This link is over. Ask whoever sent it for a new one."), code="link_over")
    return Asked(survey.pk, survey.form, survey.language, items_of(survey.form, ours=False))


def language_of(token: str) -> str:
    """The language in which a link was made, of one that is over too; "" for one that was never made."""
    return Survey.objects.filter(digest=digest_of(token)).values_list("language", flat=True).first() or ""


def _system(actor: Actor, _inputs: Inputs) -> None:
    if not actor.is_system:
        raise Denied(_("This is answered by the link alone."))


@action(label=gettext_lazy("Answer the survey by its link"), allow=_system)
def answer_by_link(work: Work, *, token: str, answers: Mapping[str, object]) -> None:
    """Once: whoever comes second, even at the same moment, is refused."""
    asked = asked_by(token, on=work.now)
    survey = work.get(Survey, asked.key)
    if survey.answered_at is not None:
        raise Refused(_("This link has been answered already. Thank you."), code="answered_already")
    given = _checked(answers, asked.items)
    work.change(survey, answered_at=work.now)
    _store(work, survey, given)


# ---- how ----


def _form(form: str) -> str:
    if form not in SurveyForm.values:
        raise Invalid({"form": _("Choose one from the list.")})
    return form


def _checked(answers: Mapping[str, object], items: tuple[str, ...]) -> dict[str, int]:
    given: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for key, value in answers.items():
        written = str(value).strip()
        if key not in items:
            wrong[key] = _("This is not asked here.")
        elif written in {str(number) for number in range(LOWEST, HIGHEST + 1)}:
            given[key] = int(written)
        elif written:
            wrong[key] = _("Choose a number from 1 to 7.")
    if wrong:
        raise Invalid(wrong)
    if not given:
        raise Invalid({items[0]: _("Answer at least one question.")})
    return given


def _store(work: Work, survey: Survey, given: Mapping[str, int]) -> None:
    work.create_many(
        [SurveyAnswer(survey=survey, item=item, value=value) for item, value in sorted(given.items())],
        customer=lambda _answer: survey.customer_id,
    )
    work.touch(SURVEYS, survey.pk)


@action(label=gettext_lazy("Rate distance and uncertainty"), allow=on_customer(Level.EDIT))
def rate(work: Work, *, customer: int, values: Mapping[str, object]) -> None:
    """By variable, from 1 to 5; a second time on the same day replaces the first."""
    live_customer(work, customer)
    wrong = {
        name: _("Choose a number from 1 to 5.")
        for name, value in values.items()
        if name not in VARIABLES or str(value) not in ("", "1", "2", "3", "4", "5")
    }
    if wrong:
        raise Invalid(wrong)
    today = moments.day_of(work.now, work.actor.time_zone)
    for name, value in values.items():
        if str(value) == "":
            continue
        held = Rating.objects.filter(customer=customer, variable=name, on=today).first()
        if held is None:
            held = Rating(
                customer_id=customer, variable=name, value=int(str(value)), on=today, created_at=work.now,
                rated_by_id=work.actor.user_id or None,
            )  # fmt: skip
            work.create(held)
        else:
            work.change(held, value=int(str(value)), rated_by_id=work.actor.user_id or None)
        work.touch(RATINGS, held.pk)
