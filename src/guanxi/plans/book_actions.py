"""Editing the strategy book, and recording what proves a step of the process."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import values as written_values
from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, on_customer
from guanxi.access.levels import Level
from guanxi.access.resources import OpenResource, editable_fields
from guanxi.access.writing import Work, action
from guanxi.customers.accepting import accepted
from guanxi.errors import Denied, Invalid, NotFound
from guanxi.lifecycle.strategy import CHECKLIST
from guanxi.plans.book import lines_of, play, stage_page
from guanxi.plans.models import PlayEdition, Proof, StrategySheet
from guanxi.plans.resources import PLAYS, PROOFS, SHEETS, STAGE_DIGITS

_OWN = "C"  # own plays are numbered C01, C02, …
_MOST_STEPS = 20


def edits_the_book(actor: Actor) -> bool:
    """Administrators and the management decide how the company works with its customers."""
    return actor.is_administrator or actor.is_system or any(place.slug == "management" for place in actor.places)


def _may_edit(actor: Actor, _inputs: Inputs) -> None:
    if not edits_the_book(actor):
        raise Denied(_("The strategy book is edited by the management and by administrators."))


@action(label=gettext_lazy("Edit the strategy of a stage"), allow=_may_edit)
def edit_sheet(work: Work, *, stage: int, values: Mapping[str, object]) -> int:
    """Writes a new edition with these values by field name, the others as they hold; returns its number."""
    held = stage_page(work.actor, stage).sheet
    before: dict[str, Any] = {}
    for code in ("en", "zh"):
        before[f"position_{code}"] = getattr(held.position, code)
        for name in ("drivers", "goals", "countermeasures"):
            before[f"{name}_{code}"] = "\n".join(getattr(text, code) for text in getattr(held, name))
    known = before | _parsed(work, SHEETS, values)
    if known == before:
        return _last(StrategySheet, stage=stage)
    return _store(work, StrategySheet(stage=stage, **known), stage=stage)


@action(label=gettext_lazy("Edit a play"), allow=_may_edit)
def edit_play(work: Work, *, key: str, values: Mapping[str, object], stages: str | None = None) -> int:
    """A new edition of a play; ``stages`` holds the digits of its stages. Returns the number."""
    held = play(work.actor, key)
    before: dict[str, Any] = {
        "on": held.on.value, "role": held.role, "department": held.department, "due": held.due, "after": held.after,
        "in_use": held.in_use, "starts_by_itself": held.starts_by_itself,
        "stages": "".join(str(stage) for stage in held.stages),
    }  # fmt: skip
    for code in ("en", "zh"):
        for name in ("title", "what", "changes"):
            before[f"{name}_{code}"] = getattr(getattr(held, name), code)
        before[f"steps_{code}"] = "\n".join(getattr(text, code) for text in held.steps)
    known = before | _parsed(work, PLAYS, values)
    if stages is not None:
        known["stages"] = _stages(stages)
    if known == before:
        return _last(PlayEdition, key=key)
    return _store_play(work, key, known)


@action(label=gettext_lazy("Write a new play"), allow=_may_edit)
def create_play(work: Work, *, values: Mapping[str, object], stages: str) -> str:
    """A play of one's own; returns its key."""
    own = PlayEdition.objects.filter(key__startswith=_OWN).values_list("key", flat=True)
    key = f"{_OWN}{max((int(one[1:]) for one in own), default=0) + 1:02}"
    required = {f.name: "" for f in editable_fields(PLAYS) if f.required}
    known = {"in_use": True, **_parsed(work, PLAYS, required | dict(values)), "stages": _stages(stages)}
    _store_play(work, key, known)
    return key


def _store_play(work: Work, key: str, known: dict[str, Any]) -> int:
    for code in ("en", "zh"):
        if len(lines_of(known.get(f"steps_{code}") or "")) > _MOST_STEPS:
            raise Invalid({f"steps_{code}": _("At most %(most)d steps.") % {"most": _MOST_STEPS}})
    department = known.pop("department")
    known["after"] = known.get("after") or 0
    known["due"] = known["due"] or 1
    return _store(work, PlayEdition(key=key, department_id=department, **known), key=key)


def _stages(digits: str) -> str:
    chosen = sorted(set(digits))
    if not chosen or not set(chosen) <= STAGE_DIGITS:
        raise Invalid({"stages": _("Choose at least one stage.")})
    return "".join(chosen)


def _parsed(work: Work, resource: OpenResource, values: Mapping[str, object]) -> dict[str, Any]:
    fields = editable_fields(resource)
    for name in values:
        if name not in {f.name for f in fields}:
            resource.field(name)  # a name that nobody declared
            raise Invalid({name: _("This is not filled in by hand.")})
    known = written_values.parse_all(fields, dict(values), work.actor)
    return {name: "" if value is None and name.endswith(("_en", "_zh")) else value for name, value in known.items()}


def _store(work: Work, edition: StrategySheet | PlayEdition, **of: Any) -> int:
    edition.number = _last(type(edition), **of) + 1
    edition.at = work.now
    edition.by_id = work.actor.user_id or None
    work.create(edition)
    return edition.number


def _last(model: type[StrategySheet] | type[PlayEdition], **of: Any) -> int:
    return int(model._default_manager.filter(**of).aggregate(last=Max("number"))["last"] or 0)


# ---- the process of a customer ----


@action(label=gettext_lazy("Record what proves a step"), allow=on_customer(Level.EDIT))
def record_proof(work: Work, *, customer: int, item: str, values: Mapping[str, object]) -> int:
    """That a step is done, and what proves it; a second time replaces the first. Returns the key."""
    if item not in {step.key for step in CHECKLIST}:
        raise NotFound(_("There is no such step."))
    known = accepted(work.actor, PROOFS, values, creating=True)
    today: date = work.now.date()
    known["on"] = known.get("on") or today
    held = Proof.objects.select_for_update().filter(customer=customer, item=item).first()
    if held is not None:
        work.edit(PROOFS, held, known)
        return held.pk
    made = Proof(
        customer_id=customer, item=item, created_at=work.now, recorded_by_id=work.actor.user_id or None
    )  # fmt: skip
    return work.add(PROOFS, made, known).pk


@action(label=gettext_lazy("Take the proof of a step back"), allow=on_customer(Level.EDIT))
def take_back_proof(work: Work, *, customer: int, item: str) -> bool:
    held = Proof.objects.filter(customer=customer, item=item).first()
    if held is None:
        return False
    work.remove(held)
    work.touch(PROOFS, held.pk)
    return True
