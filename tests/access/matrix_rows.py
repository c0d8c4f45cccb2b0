"""A row on each customer of every kind that `tests.access.matrix` makes by no action: this is quicker."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from guanxi.customers.models import CustomerIdentifier
from guanxi.customers.people_models import ReportingLine, Tie
from guanxi.plans import models as plans
from guanxi.records.models import StoredFile
from guanxi.relationships import climate_models, dialogue_models
from tests.access.cast import NOW

_DAY = date(2026, 9, 1)


def add_rows(people: Mapping[int, int], maker: int, mark: Callable[[int, str], str]) -> None:
    """``people``: somebody of each customer; ``mark`` makes a text of a customer."""
    nobody = next(iter(people.values()))

    def each(model: type[Model], **values: Any) -> list[Any]:
        """A row on each customer; a value that is a function is asked with the customer."""

        def given(customer: int) -> dict[str, Any]:
            return {name: value(customer) if callable(value) else value for name, value in values.items()}

        rows = [model(customer_id=customer, **given(customer)) for customer in people]
        return list(model._default_manager.bulk_create(rows))

    def beside(model: type[Model], column: str, rows: list[Any], what: str) -> None:
        """The texts of these rows, in a table of their own."""
        of, _slash, text = column.partition("/")
        made = [model(**{of: row, text: mark(row.customer_id, what)}) for row in rows]
        model._default_manager.bulk_create(made)

    each(CustomerIdentifier, scheme="other", value=lambda c: mark(c, "number"))
    others = dict(zip(people, [*list(people.values())[1:], nobody], strict=True))
    each(ReportingLine, person_id=people.get, manager_id=others.get)
    Tie.objects.bulk_create([Tie(person_id=key, user_id=maker, how="known") for key in people.values()])
    each(
        StoredFile, name=lambda c: mark(c, "file"), stored_as=lambda c: f"{c:032x}", sha256="0" * 64, size=1,
        content_type="text/plain", uploaded_by_id=maker,
    )  # fmt: skip
    said = {"recorded_by_id": maker, "owner_id": maker, "since": _DAY}
    beside(dialogue_models.NeedText, "need/words", each(dialogue_models.Need, **said), "need")
    conflicts = each(dialogue_models.Conflict, kind="quality", **said)
    beside(dialogue_models.ConflictText, "conflict/title", conflicts, "conflict")
    promises = each(dialogue_models.Commitment, side="us", **said)
    beside(dialogue_models.CommitmentText, "commitment/promise", promises, "promise")
    each(dialogue_models.TeamRole, role="R1", user_id=maker)
    each(climate_models.Survey, form="long", user_id=maker, answered_at=NOW)
    each(climate_models.Rating, variable="uncertainty", value=3, on=_DAY, rated_by_id=maker)
    each(plans.Proof, item="init.prospect", proof=lambda c: mark(c, "proof"), on=_DAY, recorded_by_id=maker)
    plays = each(plans.Play, key="P14", edition=1, on="by_hand", month=24321)
    beside(plans.PlayText, "play/reason", plays, "play")
    repairs = each(plans.Episode, signal="regressing", month=24321, owner_id=maker)
    beside(plans.EpisodeText, "episode/what", repairs, "repair")
    plans.EpisodeMoney.objects.bulk_create([plans.EpisodeMoney(episode=row, ours_then=9_000) for row in repairs])
    plan = each(plans.AccountPlan, begins=_DAY, ends=date(2027, 8, 31), owner_id=maker)
    beside(plans.AccountPlanText, "plan/summary", plan, "plan")
    plans.AccountPlanMoney.objects.bulk_create([plans.AccountPlanMoney(plan=row, budget=8_000) for row in plan])
