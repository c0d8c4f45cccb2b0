"""Cooperation and competition over the life of a relationship: the curve, and what it warns of.

Two scores from 0 to 100 a month, of surveys and of conduct; the single curve of Wilkinson & Young is their difference.
Source: docs/lifecycle.md, "Relationship quality".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from guanxi.lifecycle.survey import AS_GOOD
from guanxi.lifecycle.vocabulary import (
    DEVELOPMENT,
    INTERRUPTED,
    INTERRUPTED_CONTACT,
    INTERRUPTED_SILENT,
    OVERDUE,
    REGRESSED,
    REGRESSING,
    STABLE,
    STRATEGIC,
    Word,
)

SURVEY_WEIGHT, CONDUCT_WEIGHT = 0.6, 0.4
HALF_LIFE: Final = 3  # months
LONGEST_GAP: Final = 6  # months over which a curve is still drawn, dotted
OWN_HISTORY: Final = 24  # months that conduct is held against
FALL, FALL_MONTHS = 15.0, 6
ATTITUDE_HIGH: Final = 65.0

COOPERATION: Final = (
    Word("customer_contacts", "contacts that the customer began", "客户主动联系"),
    Word("forecasts", "forecasts shared", "预测共享"),
    Word("joint_projects", "joint projects", "联合项目"),
    Word("broad_meetings", "meetings with two departments or more", "两个以上部门参加的会议"),
    Word("adaptations", "adaptations made by either side", "双方做出的适应"),
)
COMPETITION: Final = (
    Word("tenders", "tenders on what we supply", "针对我方品类的招标"),
    Word("price_demands", "demands about the price alone", "单纯压价"),
    Word("second_sources", "second sources approved", "认证第二供应商"),
    Word("open_disputes", "open disputes", "未决争议"),
    Word("late_payments", "late payments", "逾期付款"),
    Word("rival_quotes", "quotes of rivals", "竞争对手报价"),
)

PHASES: Final = (
    Word("pre_relationship", "Pre-relationship", "关系前期"),
    Word("development", "Development", "发展期"),
    Word("maturity", "Maturity", "成熟期"),
    Word("decline", "Decline", "衰退期"),
)

# Towards which cooperation usually moves in each phase, and how long half of the way takes. The figure of Wilkinson &
# Young has no numbers: rise, plateau and fall are its shape, the levels are ours.
TYPICAL: Final = {"pre_relationship": 20.0, "development": 75.0, "maturity": 80.0, "decline": 25.0}
TYPICAL_HALF_WAY: Final = 9  # months

# The stages of Ford beside ours; the mapping is loose and says nothing about decline.
FORD: Final = (
    Word("pre_relationship", "Pre-relationship", "关系前阶段"),
    Word("early", "Early", "早期阶段"),
    Word("development", "Development", "发展阶段"),
    Word("long_term", "Long-term", "长期阶段"),
    Word("final", "Final", "末期阶段"),
)
DISTANCES: Final = (
    Word("social", "social distance", "社会距离"),
    Word("cultural", "cultural distance", "文化距离"),
    Word("technological", "technological distance", "技术距离"),
    Word("time", "distance in time", "时间距离"),
    Word("geographical", "geographical distance", "地理距离"),
)

CELLS: Final = (
    Word("true_loyalty", "True loyalty", "真实忠诚"),
    Word("latent_loyalty", "Latent loyalty", "潜在忠诚"),
    Word("spurious_loyalty", "Spurious loyalty", "虚假忠诚"),
    Word("no_loyalty", "No loyalty", "无忠诚"),
)


def percentile(history: Sequence[float | None]) -> float | None:
    """How the last value of a month-by-month history stands among the customer's own last 24, 0 to 100.

    Half of what is equal counts as below, so that a value that never changes stands at 50.
    """
    if not history or history[-1] is None:
        return None
    now = history[-1]
    known = [value for value in history[-OWN_HISTORY:] if value is not None]
    return (sum(value < now for value in known) + sum(value == now for value in known) / 2) / len(known) * 100


def blended(survey: float | None, conduct: float | None) -> float | None:
    """Of survey and conduct, what is there: 0.6 and 0.4 where both are."""
    if survey is None or conduct is None:
        return conduct if survey is None else survey
    return SURVEY_WEIGHT * survey + CONDUCT_WEIGHT * conduct


def smoothed(values: Sequence[float | None]) -> list[float | None]:
    """Each known month with the known ones before it, weighted by a half-life of 3 months; unknown stays unknown."""
    fade = 0.5 ** (1 / HALF_LIFE)
    total = mass = 0.0
    out: list[float | None] = []
    for value in values:
        total, mass = total * fade, mass * fade
        if value is not None:
            total, mass = total + value, mass + 1
        out.append(None if value is None else total / mass)
    return out


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points that are drawn as one line: ``dotted`` over months of which nothing is known."""

    months: tuple[int, ...]
    values: tuple[float, ...]
    dotted: bool


def stretches(values: Sequence[float | None]) -> list[Stretch]:
    """The line through the known months; a gap of at most 6 unknown months is bridged with dots, a longer one not."""
    known = [month for month, value in enumerate(values) if value is not None]
    found: list[Stretch] = []
    run: list[int] = []

    def draw(months: Sequence[int], *, dotted: bool) -> None:
        points = [value for month in months if (value := values[month]) is not None]
        found.append(Stretch(tuple(months), tuple(points), dotted))

    for month in known:
        if run and month - run[-1] > 1:
            draw(run, dotted=False)
            if month - run[-1] - 1 <= LONGEST_GAP:
                draw((run[-1], month), dotted=True)
            run = []
        run.append(month)
    if run:
        draw(run, dotted=False)
    return found


def is_curve_before_share(curve: Sequence[float | None], shares: Sequence[float | None], *, rise: int) -> bool:
    """Whether the curve fell by 15 points or more in 6 months while the share moved by less than ``rise`` points.

    Both month by month, the last one now; shares in per cent.
    """
    if len(curve) <= FALL_MONTHS or len(shares) <= FALL_MONTHS:
        return False
    then, now = curve[-1 - FALL_MONTHS], curve[-1]
    share_then, share_now = shares[-1 - FALL_MONTHS], shares[-1]
    if then is None or now is None or share_then is None or share_now is None:
        return False
    return then - now >= FALL and abs(share_now - share_then) < rise


def cell(quality: float | None, comparison: float | None, stage: int) -> Word | None:
    """The cell of share and attitude; None while the attitude is unknown: asking is the action then.

    ``comparison`` is the mean answer to the question for the best alternative, None if nobody was asked.
    """
    if quality is None:
        return None
    high = quality >= ATTITUDE_HIGH and (comparison is None or comparison >= AS_GOOD)
    buys = stage in (STABLE, STRATEGIC)
    return CELLS[(0 if buys else 1) if high else (2 if buys else 3)]


def phase(stage: int, signal: int, *, since_months: int) -> Word:
    """The band behind the curve in a month: in stable cooperation the second year and later is maturity."""
    falling = (REGRESSING, REGRESSED, OVERDUE, INTERRUPTED_CONTACT, INTERRUPTED_SILENT)
    if stage == INTERRUPTED or signal in falling:
        return PHASES[3]
    if stage == DEVELOPMENT:
        return PHASES[0]
    if stage == STRATEGIC or (stage == STABLE and since_months >= 12):
        return PHASES[2]
    return PHASES[1]


def typical_path(phases: Sequence[Word | None]) -> list[float | None]:
    """Cooperation, 0 to 100, as it usually goes through these phases, month by month: a reference and no measurement.

    It begins with the record. On the single axis it is twice as far from 50.
    """
    kept = 0.5 ** (1 / TYPICAL_HALF_WAY)
    out: list[float | None] = []
    now: float | None = None
    for word in phases:
        if word is not None:
            goal = TYPICAL[word.key]
            now = TYPICAL["pre_relationship"] if now is None else now
            now = goal + (now - goal) * kept
        out.append(None if word is None else now)
    return out


def ford_stage(stage: int, *, routine: bool) -> Word | None:
    """Ford's stage beside ours; None for an interrupted relation, which his stages do not know."""
    if stage == INTERRUPTED:
        return None
    if stage == STRATEGIC:
        return FORD[4 if routine else 3]
    return FORD[stage - 1]
