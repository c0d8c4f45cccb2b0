"""The questions put to both sides of a relationship, and what the answers come to.

Every item is answered from 1 (not at all) to 7 (fully). The wording is our own; the constructs follow Morgan & Hunt
(commitment and trust), Young & Wilkinson (cooperation, competition) and Zhang et al. (dependence, norms). Scores are
0 to 100; None is unknown. Source: docs/lifecycle.md, "Relationship quality".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from guanxi.lifecycle.strategy import Text
from guanxi.lifecycle.vocabulary import Word

LOWEST, HIGHEST = 1, 7
FULL_MONTHS, HALVING_MONTHS, OLDEST_MONTHS = 6, 6, 18
GAP: Final = 20.0  # points between the views of both sides that are worth a talk

CONSTRUCTS: Final = (
    Word("trust", "Trust", "信任"),
    Word("commitment", "Commitment", "承诺"),
    Word("satisfaction", "Satisfaction", "满意"),
    Word("cooperation", "Cooperation", "合作"),
    Word("competition", "Competition", "竞争"),
    Word("dependence", "Dependence", "依赖"),
    Word("norms", "Norms", "关系规范"),
)


class Item(NamedTuple):
    key: str
    construct: str
    text: Text


ITEMS: Final = (
    Item("t1", "trust", Text("They keep what they promise.", "对方言出必行。")),
    Item("t2", "trust", Text("They tell us bad news early.", "对方会及早告知坏消息。")),
    Item("t3", "trust", Text("They know their job.", "对方精通业务。")),
    Item("c1", "commitment", Text("We mean to stay with them.", "我们打算与对方长期合作。")),
    Item("c2", "commitment", Text("We put effort into solving problems with them.", "我们愿意与对方共同解决问题。")),
    Item("c3", "commitment", Text("We stand up for them in our own firm.", "我们会在本公司内部为对方说话。")),
    Item("s1", "satisfaction", Text("What is supplied meets the need.", "所供产品满足需要。")),
    Item("s2", "satisfaction", Text("Delivery and service meet the need.", "交付与服务满足需要。")),
    Item("s3", "satisfaction", Text("All in all it is worth the money.", "总体而言物有所值。")),
    Item("k1", "cooperation", Text("We plan together.", "双方共同规划。")),
    Item("k2", "cooperation", Text("Problems are solved jointly.", "问题由双方共同解决。")),
    Item("k3", "cooperation", Text("Useful information flows both ways.", "有用的信息双向流动。")),
    Item("k4", "cooperation", Text("Both sides adapt when it is needed.", "必要时双方都会做出调整。")),
    Item("w1", "competition", Text("Each side looks for its own gain.", "双方各顾自身利益。")),
    Item("w2", "competition", Text("Hard bargaining comes first.", "强硬议价占主导。")),
    Item("w3", "competition", Text("Disputes stay open for long.", "争议长期悬而未决。")),
    Item("w4", "competition", Text("Rivals are kept ready for pressure.", "保留其他供应商以便施压。")),
    Item("d1", "dependence", Text("It would be hard to replace them within a year.", "一年内很难替换对方。")),
    Item("d2", "dependence", Text("A change would cost us much.", "更换对方会让我们付出很大代价。")),
    Item("d3", "dependence", Text("They would be hurt by losing us.", "失去我们会使对方受损。")),
    Item("n1", "norms", Text("What nobody foresaw is handled fairly.", "意外情况得到公平处理。")),
    Item("n2", "norms", Text("Neither side uses its power.", "双方都不滥用优势地位。")),
)  # fmt: skip
# Asked of customers alone: is there anybody better? From 4 on we are at least as good.
COMPARISON: Final = Item(
    "x1", "comparison", Text("They are better than our best alternative.", "对方优于我们的最佳替代供应商。")
)
AS_GOOD: Final = 4

LONG: Final = tuple(item.key for item in (*ITEMS, COMPARISON))  # once a year
PULSE: Final = ("t1", "c1", "s3", "k2", "w3")  # once a quarter

_OF: Final = {item.key: item.construct for item in ITEMS}


def scores(answers: Mapping[str, int], *, asked: Collection[str]) -> dict[str, float]:
    """The score of each construct of which at least half of the items ``asked`` were answered."""
    found: dict[str, float] = {}
    for construct in (word.key for word in CONSTRUCTS):
        items = [key for key, of in _OF.items() if of == construct and key in asked]
        given = [answers[key] for key in items if key in answers]
        if items and 2 * len(given) >= len(items):
            found[construct] = sum((answer - LOWEST) / (HIGHEST - LOWEST) * 100 for answer in given) / len(given)
    return found


def weight(months: int) -> float:
    """How much an answer counts that is so many whole months old: 1 for 6, then half every 6, 0 beyond 18."""
    if months > OLDEST_MONTHS:
        return 0.0
    return float(0.5 ** (max(0, months - FULL_MONTHS) / HALVING_MONTHS))


@dataclass(frozen=True, slots=True)
class Answered:
    """One respondent's answers, ``months`` old."""

    scores: Mapping[str, float]
    months: int
    decides: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """How one side sees the relationship: a score and the spread of the respondents for each construct."""

    scores: Mapping[str, float]
    spread: Mapping[str, float]
    respondents: int

    @property
    def quality(self) -> float | None:
        """The mean of trust, commitment and satisfaction."""
        if not {"trust", "commitment", "satisfaction"} <= self.scores.keys():
            return None
        return (self.scores["trust"] + self.scores["commitment"] + self.scores["satisfaction"]) / 3


def view_of(answered: Sequence[Answered], *, deciders_double: bool = False) -> View:
    """What several respondents of one side come to; each with his newest answer."""
    counted = [one for one in answered if weight(one.months) > 0]
    found: dict[str, float] = {}
    spread: dict[str, float] = {}
    for construct in (word.key for word in CONSTRUCTS):
        given = [
            (one.scores[construct], weight(one.months) * (2 if deciders_double and one.decides else 1))
            for one in counted
            if construct in one.scores
        ]
        if given:
            found[construct] = sum(score * w for score, w in given) / sum(w for _score, w in given)
            spread[construct] = max(score for score, _w in given) - min(score for score, _w in given)
    return View(found, spread, len(counted))


def gaps(ours: View, theirs: View) -> dict[str, float]:
    """Our score minus theirs, where both are known: above 0 we think better of it than they do."""
    return {key: ours.scores[key] - theirs.scores[key] for key in ours.scores if key in theirs.scores}
