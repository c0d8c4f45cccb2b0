"""What a customer of the trust world buys, says and was promised, and what we do about it, with marks in every text.

Where amounts are hidden they are three times as high in the other variant: shares, stages and signals stay what they
are, so that nothing but the amounts could tell the two apart. There are as many lines, for their keys are counted.
"""

from typing import TYPE_CHECKING, Any

from guanxi.access.levels import FieldClass
from guanxi.access.resources import Resource
from guanxi.access.writing import Action
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.position_actions import record_exit_notice, record_opening, record_rival
from guanxi.ledger.resources import EXIT_NOTICES, OPENINGS, PURCHASES, RIVALS, TOTALS
from guanxi.lifecycle.strategy import CHECKLIST, ROLES
from guanxi.plans.account_plan_actions import write_plan
from guanxi.plans.book_actions import record_proof
from guanxi.plans.play_actions import close_play, start_play
from guanxi.plans.repair_actions import start_repair
from guanxi.plans.resources import ACCOUNT_PLANS, PROOFS, REPAIRS, RUNNING_PLAYS
from guanxi.relationships.actions import override_stage
from guanxi.relationships.dialogue_actions import record_commitment, record_conflict, record_need, set_role
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS
from guanxi.relationships.resources import OVERRIDES
from guanxi.relationships.surveys import answer_survey, rate, send_survey

if TYPE_CHECKING:
    from tests.access.worlds import TrustWorld


def add_dealings(world: "TrustWorld", number: int, customer: int, person: int) -> None:
    made: dict[str, int] = {}  # what there is more of in one variant must not move the keys of what both have
    hidden = {c: not world.reads(number, c) and world.variant == 1 for c in FieldClass}

    def do(kind: str, what: Action, resource: Resource | None = None, more: Any = None, **inputs: Any) -> int:
        """By who made the customer; with a text in every field of the resource."""
        made[kind] = made.get(kind, 0) + 1
        seeded = f"{kind} {number} {made[kind]}"
        if resource is not None:
            inputs["values"] = world.filled(resource, number, seeded) | (more or {})
        return world.note(kind, world.do(world.maker, what, seeded, customer=customer, **inputs) or 0)

    _buy(world, number, customer, 3 if hidden[FieldClass.MONEY] else 1, more=500 * hidden[FieldClass.BUSINESS])
    do("openings", record_opening, OPENINGS, {"month": "2026-06-01", "stage": "2"})
    for _rival in range(1 + hidden[FieldClass.BUSINESS]):
        do("rivals", record_rival, RIVALS, {"share": "25" if hidden[FieldClass.MONEY] else "20"})
    do("notices", record_exit_notice, EXIT_NOTICES, {"date": "2026-08-01"})
    do("overrides", override_stage, OVERRIDES, {"stage": "initial", "until": "2027-01-31"})
    for _more in range(1 + hidden[FieldClass.FREE_TEXT]):
        do("needs", record_need, NEEDS, {"person": person})
        do("conflicts", record_conflict, CONFLICTS, {"kind": "quality", "since": "2026-09-01"})
        do("promises", record_commitment, COMMITMENTS, {"side": "us", "due": "2026-11-10"})
    do("roles", set_role, role=ROLES[0].key, user=world.maker)
    do("proofs", record_proof, PROOFS, item=CHECKLIST[0].key)
    answer = "2" if hidden[FieldClass.BUSINESS] else "5"
    do("surveys", answer_survey, answers={"t1": answer, "c1": answer})
    world.do(world.maker, send_survey, f"survey {number}", customer=customer, person=person)
    world.do(world.maker, rate, f"rating {number}", customer=customer, values={"uncertainty": answer})
    reason = world.text(number, FieldClass.FREE_TEXT, "play")
    closed = do("plays", start_play, key="P14", reason=reason)
    result = world.filled(RUNNING_PLAYS, number, "result")
    world.do(world.maker, close_play, f"close {number}", play=closed, values=result)
    do("plays", start_play, key="P17", reason=reason)
    do("repairs", start_repair, REPAIRS, {"cause": "neglect", "departments": [world.departments["service"]]})
    goal = {"goal_ours": "3000" if hidden[FieldClass.MONEY] else "1000", "begins": "2026-10-01", "ends": "2027-09-30"}
    do("plans", write_plan, ACCOUNT_PLANS, goal)


def _buy(world: "TrustWorld", number: int, customer: int, factor: int, more: int) -> None:
    lines = []
    for month in (7, 8, 9):
        line = {"date": f"2026-{month:02}-15", "amount": str((1000 + 10 * number) * factor)}
        lines.append(world.filled(PURCHASES, number, f"purchase {month}") | line)
    for key in world.do(world.maker, record_purchases, f"purchases {number}", customer=customer, lines=lines):
        world.note("purchases", key)
    values = world.filled(TOTALS, number, "total")
    said = {"figure": str(24_000 * factor + more), "values": values}
    world.note("totals", world.do(world.maker, record_total, f"total {number}", customer=customer, **said))
