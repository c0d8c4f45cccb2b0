"""The drawings of the page, with their spoken labels in one language."""

from typing import Final, NamedTuple

from markupsafe import Markup

from guanxi.charts import Flow, Node, h_bar, order_bars, sankey, share_bar, share_chart, sparkline, stack_bar
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.report.contents import NEW, STAGE_ORDER, Relation
from guanxi.report.wording import Wording


class Look(NamedTuple):
    """Colour class, icon and weight of a signal: what is confirmed is filled, what is in progress is not."""

    kind: str
    icon: str
    confirmed: bool = False


SIGNAL_LOOKS: Final = {
    "interrupted_contact": Look("late", "broken", True),
    "interrupted_silent": Look("late", "broken", True),
    "recovered": Look("fix", "back", True),
    "lapsed": Look("calm", "out", True),
    "advanced": Look("good", "up", True),
    "regressed": Look("bad", "down", True),
    "overdue": Look("late", "clock"),
    "regressing": Look("bad", "down"),
    "contact_overdue": Look("warn", "talk"),
    "repaired": Look("fix", "back"),
    "advancing": Look("good", "up"),
    "stagnant": Look("warn", "pause"),
    "steady": Look("calm", "even"),
}


class Page(Wording):
    """One report in one language; templates ask it for everything that is not plain text."""

    looks = SIGNAL_LOOKS

    def change(self, relation: Relation) -> float | None:
        """Points of share in twelve months; None when either end is unknown."""
        if relation.share is None or relation.share_before is None or not self.whole_year:
            return None
        return relation.share - relation.share_before

    def share_bar(self, relation: Relation) -> Markup:
        t = self.t
        words = (
            t("share unknown", "份额未知")
            if relation.share is None
            else t("share {share}", "份额 {share}", share=t.share(relation.share))
        )
        if relation.estimated and relation.share is not None:
            words += t(", from an estimated total", "，总额为估算")
        if (change := self.change(relation)) is not None:
            words += t(", {points} points in 12 months", "，12 个月变化 {points} 个百分点", points=t.points(change))
        before = relation.share_before if self.whole_year else None
        return Markup(
            share_bar(relation.share, stage=relation.stage, label=words, before=before, estimated=relation.estimated)
        )

    def mean_bar(self, stage: str, share: float | None) -> Markup:
        words = self.t("average share {share}", "平均份额 {share}", share=self.t.share(share))
        return Markup(share_bar(share, stage=stage, label=words))

    def course(self, relation: Relation) -> Markup:
        """The small picture of a list: the share, or the orders where no share is known."""
        history, t = relation.history, self.t
        months = t.months(len(history.stages))
        if any(share is not None for share in history.shares):
            first = next((share for share in history.shares if share is not None), None)
            label = t(
                "share over {months}: from {first} to {last}",
                "{months}份额：从 {first} 到 {last}",
                months=months,
                first=t.share(first),
                last=t.share(relation.share),
            )
            begin = next((position for position, stage in enumerate(history.stages) if stage), 0)
            return Markup(sparkline(history.shares, stage=relation.stage, label=label, begin=begin))
        return Markup(order_bars(history.sales, stage=relation.stage, label=self._orders_label(relation)))

    def chart(self, relation: Relation) -> Markup:
        """The chart of a card: share where it is known, else orders; stages below."""
        history, t = relation.history, self.t
        until = self.report.scope.until
        count = len(history.stages)
        marks = [position for position in range(count) if (count - 1 - position) % 12 == 0]
        if count < 12:
            marks = sorted({0, count - 1})
        axis = [(position, t.axis_month(until - count + 1 + position)) for position in marks]
        names = {word.key: t.word(word.key) for word in STAGES}
        if any(share is not None for share in history.shares):
            label = t(
                "{name}: share over {months}, now {share}, stage {stage}",
                "{name}：{months}份额，目前 {share}，阶段{stage}",
                name=self.name(relation.customer),
                months=t.months(count),
                share=t.share(relation.share),
                stage=t.word(relation.stage),
            )
            return Markup(
                share_chart(
                    history.shares,
                    stages=history.stages,
                    axis=axis,
                    label=label,
                    names=names,
                    estimated=history.estimated,
                )
            )
        top = max((amount for amount in history.sales if amount), default=0)
        return Markup(
            order_bars(
                history.sales,
                stage=relation.stage,
                label=self._orders_label(relation),
                stages=history.stages,
                axis=axis,
                top=t.money(top),
                width=360,
                height=168,
            )
        )

    def _orders_label(self, relation: Relation) -> str:
        history, t = relation.history, self.t
        return t(
            "orders in {n} of {months}, last one {last}",
            "{months}中有 {n} 个月有订单，最近一次为{last}",
            n=sum(1 for amount in history.sales if amount and amount > 0),
            months=t.months(sum(1 for stage in history.stages if stage)),
            last=t("never", "无") if relation.last_order is None else t.month(relation.last_order),
        )

    def silence_bar(self, relation: Relation) -> Markup:
        words = self.t(
            "{n} of {limit} months of silence",
            "沉默 {n} 个月，期限 {limit} 个月",
            n=relation.silence,
            limit=relation.limit,
        )
        part = relation.silence / relation.limit * 100 if relation.limit else 100.0
        kind = "late" if part >= 100 else "bad" if part >= 50 else "calm"
        return Markup(h_bar(part, kind=kind, label=words))

    def stage_bar(self) -> Markup:
        t = self.t
        parts = [
            (line.key, line.count, t("{stage}: {n}", "{stage}：{n}", stage=t.word(line.key), n=t.count(line.count)))
            for line in sorted(self.report.stages, key=lambda line: self.stage_keys.index(line.key))
        ]
        return Markup(stack_bar(parts, label=t("; ", "；").join(words for _, _, words in parts)))

    def count_bar(self, count: int, most: int, kind: str) -> Markup:
        words = self.t.units(count)
        return Markup(h_bar(count / most * 100 if most else 0, kind=kind, label=words))

    def flows(self, *, wide: bool) -> Markup:
        migration, t = self.report.migration, self.t
        assert migration is not None, "without two dates there is nothing to draw"
        # A stage where nobody stood is left out; the matrix has its zeros.
        before = [
            Node(key, self.start_name(key), t.count(count), count)
            for key in (*STAGE_ORDER, NEW)
            if (count := migration.left(key))
        ]
        after = [
            Node(key, t.word(key), t.count(count), count) for key in STAGE_ORDER if (count := migration.right(key))
        ]
        flows: dict[tuple[str, str], tuple[int, Flow, str]] = {}
        for (start, end), count in migration.counts.items():
            words = t(
                "{start} → {end}: {n}",
                "{start} → {end}：{n}",
                start=self.start_name(start),
                end=t.word(end),
                n=t.count(count),
            )
            flows[start, end] = (count, migration.direction(start, end), words)
        size = (720.0, 400.0) if wide else (360.0, 430.0)
        return Markup(
            sankey(before, after, flows, label=self.migration_summary(migration), width=size[0], height=size[1])
        )
