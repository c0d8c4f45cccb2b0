"""What is erased of a person in the tables of judgement; proved by the tests of customers."""

from guanxi.customers.erasing import Rule, declare
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS
from guanxi.relationships.resources import OVERRIDES

declare("relationships.Assessment", Rule(keeps=("flags", "course")))
declare("relationships.StageChange", Rule())
declare("relationships.Signal", Rule())
declare("relationships.MonthEnd", Rule())
declare("relationships.Override", Rule())
declare("relationships.OverrideText", Rule(texts=("reason",), customer="override__customer_id", resource=OVERRIDES))
declare("relationships.RuleSettings", Rule(keeps=("parameters",)))

declare("relationships.Need", Rule())
declare("relationships.NeedText", Rule(texts=("words", "offer"), customer="need__customer_id", resource=NEEDS))
declare("relationships.Conflict", Rule())
declare("relationships.ConflictText", Rule(
    texts=("title", "claim", "offer", "their_view", "our_view", "result"), customer="conflict__customer_id",
    resource=CONFLICTS,
))  # fmt: skip
declare("relationships.Commitment", Rule())
declare("relationships.CommitmentText", Rule(
    texts=("promise", "note"), customer="commitment__customer_id", resource=COMMITMENTS,
))  # fmt: skip
declare("relationships.TeamRole", Rule(keeps=("role",)))
declare("relationships.Survey", Rule(keeps=("digest", "language")))
declare("relationships.SurveyAnswer", Rule(keeps=("item",)))
declare("relationships.Rating", Rule(keeps=("variable",)))
