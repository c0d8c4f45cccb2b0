"""What is erased of a person in the plans; proved by the tests of customers."""

from guanxi.customers.erasing import Rule, declare
from guanxi.plans.resources import ACCOUNT_PLANS, PROOFS, REPAIRS, RUNNING_PLAYS

_BOTH = ("en", "zh")

declare("plans.StrategySheet", Rule(keeps=tuple(
    f"{name}_{language}" for name in ("position", "drivers", "goals", "countermeasures") for language in _BOTH
)))  # fmt: skip
declare("plans.PlayEdition", Rule(keeps=(
    *(f"{name}_{language}" for name in ("title", "what", "steps", "changes") for language in _BOTH),
    "key", "stages", "on", "role",
)))  # fmt: skip
declare("plans.Proof", Rule(texts=("proof",), keeps=("item",), customer="customer_id", resource=PROOFS))
declare("plans.Play", Rule(keeps=("key", "on", "signal_then", "signal_later")))
declare("plans.PlayText", Rule(texts=("reason", "result"), customer="play__customer_id", resource=RUNNING_PLAYS))
declare("plans.PlayTask", Rule())
declare("plans.Episode", Rule(keeps=("signal", "rival")))
declare("plans.EpisodeMoney", Rule())
declare("plans.EpisodeText", Rule(
    texts=("what", "measures", "lesson"), customer="episode__customer_id", resource=REPAIRS,
))  # fmt: skip
declare("plans.EpisodeDepartment", Rule())
declare("plans.AccountPlan", Rule())
declare("plans.AccountPlanMoney", Rule())
declare("plans.AccountPlanText", Rule(
    texts=("summary", "chances", "risks"), customer="plan__customer_id", resource=ACCOUNT_PLANS,
))  # fmt: skip
declare("plans.AccountPlanTask", Rule())
