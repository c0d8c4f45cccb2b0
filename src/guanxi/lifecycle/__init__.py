"""The rules of the relationship, pure: facts in, stage, signal and reasons out. Standard library and numpy only."""

from guanxi.lifecycle.facts import LARGEST, Facts, Verdicts, WindowOverflowError
from guanxi.lifecycle.kernel import judge, judge_once, mix_effect
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.state import State
from guanxi.lifecycle.statements import Statements, Totals, totals
from guanxi.lifecycle.why import Why, explain

__all__ = [
    "LARGEST",
    "Facts",
    "Parameters",
    "State",
    "Statements",
    "Totals",
    "Verdicts",
    "Why",
    "WindowOverflowError",
    "explain",
    "judge",
    "judge_once",
    "mix_effect",
    "totals",
]
