"""The sentences of the page that depend on what was found."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from guanxi.charts.svg import NOT_TEXT
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.report.contents import NEW, Concern, Migration, Relation, Report, StageLine
from guanxi.report.language import Language
from guanxi.report.reasons import reason
from guanxi.report.rejections import chinese

NAME_LENGTH: Final = 120  # characters of a name that are shown; the files have all of it
_FEW: Final = 20  # cases from which a rate is worth a sentence

# The range of the share at each stage and what we are to the customer there.
_POSITIONS: Final = {
    "development": ("no orders", "没有订单", "not a supplier", "非供应商"),
    "initial": ("under 50%", "低于 50%", "one of several suppliers", "次要供应商"),
    "stable": ("50 to under 80%", "50% 至低于 80%", "main supplier", "主要供应商"),
    "strategic": ("80% and more", "80% 及以上", "strategic supplier", "战略供应商"),
    "interrupted": ("orders stopped", "订单停止", "supplier until lately", "前供应商"),
}


class ListWords(NamedTuple):
    title: str
    text: str
    money: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lists that ask for the same kind of work; ``growth`` lists show what is bought elsewhere, the others silence."""

    key: str
    icon: str
    title: str
    empty: str
    concerns: tuple[str, ...]
    count: int
    growth: bool


@dataclass(frozen=True, slots=True)
class QualityLine:
    name: str
    text: str
    count: int
    kind: str


class Wording:
    """What the page says of one report in one language."""

    def __init__(self, report: Report, t: Language) -> None:
        self.report = report
        self.t = t
        self.stage_keys = tuple(word.key for word in STAGES)

    # The head

    @property
    def title(self) -> str:
        scope, t = self.report.scope, self.t
        if scope.every_supplier:
            return t("Where every supplier stands", "供应商关系现状")
        if scope.us:
            us = t(", ", "、").join(self.name(name) for name in scope.us[:2])
            more = t(" and others", "等") if len(scope.us) > 2 else ""
            return t("{us}: where our customers stand", "{us}：客户关系现状", us=us + more)
        return t("Where our customers stand", "客户关系现状")

    @property
    def period(self) -> str:
        scope, t = self.report.scope, self.t
        return t(
            "{first} – {until}", "{first} – {until}", first=t.month_begin(scope.first), until=t.month_end(scope.until)
        )

    @property
    def about(self) -> str:
        """Period, currency, what was judged and how much of the ledger was used."""
        scope, t = self.report.scope, self.t
        parts = [self.period, scope.currency or t("no currency named", "未注明货币"), self._judged]
        parts.append(self.lines)
        return " · ".join(parts)

    @property
    def _judged(self) -> str:
        scope, t = self.report.scope, self.t
        customers = t.plural(scope.customers, "{n} customer", "{n} customers", "{n} 家客户")
        level = t("by category", "按品类") if scope.by_category else t("over all categories", "不分品类")
        if scope.every_supplier:
            return t(
                "{suppliers} of {customers}, {level}",
                "{suppliers}，{customers}，{level}",
                suppliers=t.plural(scope.suppliers, "{n} supplier", "{n} suppliers", "{n} 家供应商"),
                customers=customers,
                level=level,
            )
        return t("{customers}, {level}", "{customers}，{level}", customers=customers, level=level)

    @property
    def lines(self) -> str:
        scope, t = self.report.scope, self.t
        used = t.plural(scope.lines, "{n} line used", "{n} lines used", "采用 {n} 行")
        if not scope.rejects:
            return used
        return t(
            "{used}, {rejected} not used ({part})",
            "{used}，未采用 {rejected} 行（{part}）",
            used=used,
            rejected=t.count(scope.rejects),
            part=t.share_of(scope.rejects, scope.lines + scope.rejects),
        )

    @property
    def headline(self) -> str:
        figures, t = self.report.figures, self.t
        if figures.at_risk_count:
            return t(
                "{money} of sales is at risk in {units}.",
                "{units}有风险，涉及销售额 {money}。",
                money=t.money(figures.at_risk),
                units=t.units(figures.at_risk_count),
            )
        if figures.in_trouble:
            return t(
                "{units} fell or broke off; nothing else is slipping.",
                "{units}已倒退或中断；此外没有关系在走下坡。",
                units=t.units(figures.in_trouble),
            )
        return t("Nothing is slipping.", "没有关系在走下坡。")

    @property
    def second_line(self) -> str:
        figures, t = self.report.figures, self.t
        broken, growing = figures.moves.interrupted, figures.growing
        return t(
            "{broken} broke off in the last 12 months, {growing} on the way up.",
            "近 12 个月有 {broken} 起中断，{growing} 个正在上升。",
            broken=t.count(broken) if broken else t("Nobody", "0"),
            growing=t.count(growing) if growing else t("nobody", "0"),
        )

    @property
    def compared(self) -> str:
        """What the small figures beside the large ones compare with."""
        scope, t = self.report.scope, self.t
        if scope.months <= 12:
            return t(
                "The record has {months}; changes show from 13 months on.",
                "记录仅有 {months}；满 13 个月后显示变化。",
                months=t.months(scope.months),
            )
        start, end = t.month(scope.until - 11), t.month(scope.until)
        if self.report.figures.moves_before is None:
            return t(
                "Moves of {start} to {end}. Standing figures beside those of {earlier}; the record is too short for "
                "moves of the year before.",
                "迁移统计区间：{start}至{end}。存量与{earlier}底相比；记录不足两年，无上年迁移可比。",
                start=start,
                end=end,
                earlier=t.month(scope.until - 12),
            )
        return t(
            "Moves of {start} to {end}, beside those of the 12 months before; standing figures beside {earlier}.",
            "迁移统计区间：{start}至{end}，与此前 12 个月相比；存量与{earlier}底相比。",
            start=start,
            end=end,
            earlier=t.month(scope.until - 12),
        )

    @property
    def sections(self) -> list[tuple[str, str]]:
        t = self.t
        return [
            ("overview", t("Overview", "概览")),
            ("movement", t("Movement", "流向")),
            *((group.key, group.title) for group in self.groups),
            ("largest", t("Largest", "最大客户") if self.report.scope.by_customer else t("Largest", "最大关系")),
            ("quality", t("Data", "数据")),
            ("reading", t("Rules", "规则")),
        ]

    # Names and reasons

    def name(self, name: str) -> str:
        """A name as it fits a list: one line, no control characters, cut when it is endless."""
        clean = " ".join(NOT_TEXT.sub(" ", name).split()) or "?"
        return clean if len(clean) <= NAME_LENGTH else clean[: NAME_LENGTH - 1].rstrip() + "…"

    def reason(self, relation: Relation) -> str:
        scope = self.report.scope
        return reason(relation, t=self.t, parameters=scope.parameters, until=scope.until)

    @property
    def who(self) -> str:
        scope, t = self.report.scope, self.t
        if scope.every_supplier:
            return t("Supplier", "供应商")
        return t("Customer", "客户")

    # Stages

    def range(self, stage: str) -> str:
        return self.t(*_POSITIONS[stage][:2])

    def position(self, stage: str) -> str:
        return self.t(*_POSITIONS[stage][2:])

    def stage(self, key: str) -> StageLine:
        return next(line for line in self.report.stages if line.key == key)

    def start_name(self, key: str) -> str:
        return self.t("New", "新增") if key == NEW else self.t.word(key)

    @property
    def whole_year(self) -> bool:
        migration = self.report.migration
        return migration is not None and migration.months == 12

    @property
    def narrowest(self) -> tuple[str, str, int, int] | None:
        """The step up that the smallest part made within the year: from, to, how many, of how many."""
        if not self.whole_year or not self.report.shares_known:
            return None
        following = {"initial": "stable", "stable": "strategic"}
        steps = [
            (line.moved_up[0] / line.moved_up[1], line.key, following[line.key], *line.moved_up)
            for line in self.report.stages
            if line.key in following and line.moved_up and line.moved_up[1] >= _FEW
        ]
        return min(steps)[1:] if steps else None

    @property
    def single_source(self) -> str:
        return self.t.plural(
            self.report.single_source,
            "{n} customer buys 80% or more from a single supplier.",
            "{n} customers buy 80% or more from a single supplier.",
            "有 {n} 家客户 80% 或以上的采购来自单一供应商。",
        )

    # Movement

    @property
    def matrix_starts(self) -> tuple[str, ...]:
        """The rows of the matrix; relations that are new have one of their own when there are any."""
        migration = self.report.migration
        return (*self.stage_keys, NEW) if migration and migration.started else self.stage_keys

    def migration_summary(self, migration: Migration) -> str:
        sums = {"up": 0, "down": 0, "stay": 0, "new": 0}
        for (start, end), count in migration.counts.items():
            sums[migration.direction(start, end)] += count
        t = self.t
        words = {
            "before": t.month(migration.before),
            "until": t.month(migration.until),
            **{key: t.count(count) for key, count in sums.items()},
        }
        if sums["new"]:
            return t(
                "From {before} to {until}: {up} moved up, {down} moved down or broke off, {stay} stayed, {new} new.",
                "从{before}到{until}：{up} 上升，{down} 下降或中断，{stay} 未变，{new} 为新增。",
                **words,
            )
        return t(
            "From {before} to {until}: {up} moved up, {down} moved down or broke off, {stay} stayed.",
            "从{before}到{until}：{up} 上升，{down} 下降或中断，{stay} 未变。",
            **words,
        )

    # Lists

    @property
    def groups(self) -> list[Group]:
        t, concerns = self.t, self.report.concerns
        unseen = t("Without known shares neither growth nor standstill can be seen.", "份额未知，无法看到增长或停滞。")
        known = self.report.shares_known
        found = []
        for key, icon, title, empty, keys, growth in (
            (
                "repair",
                "shield",
                t("Needs repair", "需要修复"),
                t("Nothing is slipping.", "没有关系在走下坡。"),
                ("regressing", "overdue", "interrupted"),
                False,
            ),
            (
                "momentum",
                "pause",
                t("Losing momentum", "动力减弱"),
                t("Nothing stands still.", "没有停滞的关系。") if known else unseen,
                ("stagnant", "contact_overdue"),
                True,
            ),
            (
                "grow",
                "up",
                t("Ready to grow", "有望推进"),
                t("Nobody is crossing a line upward this month.", "本月没有关系向上越线。") if known else unseen,
                ("advancing",),
                True,
            ),
        ):
            count = sum(concerns[name].count for name in keys)
            found.append(Group(key, icon, title, empty, keys, count, growth))
        return found

    @property
    def concern_words(self) -> dict[str, ListWords]:
        t = self.t
        stake, sales = t("At stake", "涉及金额"), t("Sales, 12 months", "近 12 个月销售额")
        return {
            "regressing": ListWords(
                t("Regressing", "倒退"),
                t(
                    "share on the way down, or a stage lost in the last 12 months",
                    "份额正在下降，或近 12 个月内已降一阶段",
                ),
                stake,
            ),
            "overdue": ListWords(
                t("Overdue", "逾期未购"),
                t("silent for half of what their own rhythm allows", "沉默已达自身节奏所允许期限的一半"),
                stake,
            ),
            "interrupted": ListWords(
                t("Interrupted", "关系中断"),
                t("silent beyond their own rhythm; those still in contact first", "沉默已超过自身节奏；仍有联系者在前"),
                stake,
            ),
            "stagnant": ListWords(
                t("Stagnant", "停滞"),
                t("no growth of share for a year or more", "份额一年或更久没有增长"),
                sales,
            ),
            "contact_overdue": ListWords(
                t("Contact overdue", "逾期未联系"),
                t("they answered once and were not asked again", "曾有往来，之后未再联系"),
                t("Their purchases", "客户采购总额"),
            ),
            "advancing": ListWords(
                t("Advancing", "推进中"),
                t("above the next line, waiting for confirmation", "已越过下一条线，等待确认"),
                sales,
            ),
        }

    def fell(self, concern: Concern) -> str:
        """How it went with those who had the same signal a year ago."""
        assert concern.fell is not None, "asked only where there were cases"
        gone, cases = concern.fell
        return self.t(
            "Of {cases} with this signal a year ago, {gone} fell or broke off since.",
            "一年前有此信号的 {cases} 个中，{gone} 个此后倒退或中断。",
            cases=self.t.count(cases),
            gone=self.t.count(gone),
        )

    @property
    def largest_title(self) -> str:
        t = self.t
        if self.report.scope.by_customer:
            return t("Largest customers", "最大客户")
        return t("Largest relations", "最大关系")

    @property
    def most_signals(self) -> int:
        return max((line.count for line in self.report.signals), default=0)

    # Trust

    @property
    def quality_lines(self) -> list[QualityLine]:
        t, quality = self.t, self.report.quality
        lines = (
            (
                "good",
                quality.known,
                t("Share known", "份额已知"),
                t("total known for half of the window or more", "窗口内至少一半月份总额已知"),
            ),
            (
                "calm",
                quality.no_total,
                t("Share unknown", "份额未知"),
                t("no total, or for too few months", "没有总额，或已知月份太少"),
            ),
            (
                "calm",
                quality.no_demand,
                t("No demand", "无采购需求"),
                t("bought from nobody in the window", "窗口内未向任何供应商采购"),
            ),
            (
                "bad",
                quality.conflict,
                t("Total in conflict", "总额冲突"),
                t("we sold more than the total says", "我方销售额高于所报总额"),
            ),
            (
                "warn",
                quality.estimated,
                t("Estimated total", "总额为估算"),
                t("drawn hatched, never Strategic", "以斜纹表示，不得升至战略合作"),
            ),
            ("warn", quality.stale, t("Stale total", "总额已过期"), t("carried on for long", "沿用已久")),
        )
        return [QualityLine(name, text, count, kind) for kind, count, name, text in lines]

    def reject_reason(self, reason: str) -> str:
        return self.t(reason[:1].upper() + reason[1:], chinese(reason) or reason)
