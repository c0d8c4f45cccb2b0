"""An explanation in words, English or Chinese: what happened to a relationship, by which figures and which rule."""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from guanxi.ledger.explain import Explanation
from guanxi.lifecycle import vocabulary as words
from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES
from guanxi.lifecycle.why import Rule, Warning, Why, WindowFigures
from guanxi.money import format_minor
from guanxi.months import month_text

Language = Literal["en", "zh-hans"]


class Reason(NamedTuple):
    label: str
    text: str


_EN: Final = {
    "stage": "Stage",
    "stage text": "{stage}, since {since} ({months} months)",
    "stage now": "{stage}, since this month",
    "rule": "Rule",
    "signal": "Signal",
    "signal text": "{signal}: {told}",
    "share": "Share",
    "recent": "Recent share",
    "window": "{ours} of {total} = {share}; {first} to {last}, total known in {known} of {months} months: {band}",
    "window unknown": "unknown; {first} to {last}, total known in {known} of {months} months: {ours} of {total}",
    "band 2": "under 50 %, {stage}",
    "band 3": "50 to under 80 %, {stage}",
    "band 4": "80 % and more, {stage}",
    "run": "Confirmation",
    "up": "{run} of {needed} month-ends in a row above the stage",
    "down": "{run} of {needed} month-ends in a row below the stage",
    "no run": "no move is being confirmed",
    "silence": "Silence",
    "silence text": "{silence} months; overdue from {overdue}, interrupted at {limit}",
    "rhythm": "Rhythm",
    "rhythm text": "{median} months from purchase to purchase (median); last intervals: {intervals}",
    "no rhythm": "not known yet: fewer than two intervals between purchases",
    "month": "This month",
    "month text": "{ours} of {total} ({source})",
    "month unknown": "{ours}; the total is not known",
    "suppliers": "all suppliers of the ledger",
    "statement": "from a statement",
    "estimate": "an estimate",
    "stale statement": "from an old statement, carried",
    "stale estimate": "an old estimate, carried",
    "purchase": "Last purchase",
    "contact": "Last contact",
    "never": "none in the record",
    "flags": "Flags",
    "notice": "Exit notice",
    "notice text": "in force: the first month without a purchase interrupts",
    "and": "; ",
    Rule.RECOVERED: "A purchase after the interruption: back in {stage}.",
    Rule.LAPSED: "Interrupted for {L} months: lapsed, now a former customer in {stage}.",
    Rule.FIRST_PURCHASE: "A first purchase: one order is enough for {stage}.",
    Rule.RETURNED: "A former customer buys again: back in {stage}.",
    Rule.EXIT_NOTICE: "An exit notice is in force and nothing was bought: {before} is interrupted.",
    Rule.SILENCE: "The silence of {silence} months reached its limit of {limit}: {before} is interrupted.",
    Rule.ADVANCED: "The share lay above {before} at {needed} month-ends in a row and the recent share does not speak "
    "against it: one stage up, {stage}.",
    Rule.REGRESSED: "The share lay below {before} at {needed} month-ends in a row and the recent share does not speak "
    "against it: one stage down, {stage}.",
    Rule.OPENING: "The record begins here, at the opening position {stage}.",
    Rule.NONE: "No rule fired: the stage stays {stage}.",
    Warning.SHARE: "the share is below the stage",
    Warning.RECENT: "the recent share is below the stage, this month and the last",
    Warning.HALVED: "the recent share is at most half of the share, this month and the last",
    words.INTERRUPTED_CONTACT: "interrupted, with contact in the last {Q} months",
    words.INTERRUPTED_SILENT: "interrupted, without contact in the last {Q} months",
    words.RECOVERED: "won back this month",
    words.LAPSED: "lapsed this month",
    words.ADVANCED: "one stage up this month",
    words.REGRESSED: "one stage down this month",
    words.OVERDUE: "silent for {silence} months; overdue from {overdue}",
    words.CONTACT_OVERDUE: "no contact in the last {Q} months",
    words.REPAIRED: "last month's warning is over",
    words.ADVANCING: "the share is above the stage; {run} of {needed} month-ends",
    words.STAGNANT: "{months} months in this stage, and the share is not up by {RISE} points against {N} months ago "
    "({then})",
    words.STEADY: "nothing else to report",
    "unknown": "unknown",
}  # fmt: skip
_ZH: Final = {
    "stage": "阶段",
    "stage text": "{stage}，自 {since} 起（{months} 个月）",
    "stage now": "{stage}，自本月起",
    "rule": "规则",
    "signal": "信号",
    "signal text": "{signal}：{told}",
    "share": "份额",
    "recent": "近期份额",
    "window": "{ours} / {total} = {share}；{first} 至 {last}，{months} 个月中 {known} 个月总额已知：{band}",
    "window unknown": "未知；{first} 至 {last}，{months} 个月中 {known} 个月总额已知：{ours} / {total}",
    "band 2": "低于 50 %，{stage}",
    "band 3": "50 % 至 80 % 以下，{stage}",
    "band 4": "80 % 及以上，{stage}",
    "run": "确认期",
    "up": "连续 {run} 个月末高于本阶段，需 {needed} 个",
    "down": "连续 {run} 个月末低于本阶段，需 {needed} 个",
    "no run": "没有正在确认的变动",
    "silence": "沉默",
    "silence text": "{silence} 个月；{overdue} 个月起逾期，{limit} 个月即中断",
    "rhythm": "采购节奏",
    "rhythm text": "采购间隔中位数 {median} 个月；最近间隔：{intervals}",
    "no rhythm": "尚未知：采购间隔不足两个",
    "month": "本月",
    "month text": "{ours} / {total}（{source}）",
    "month unknown": "{ours}；总额未知",
    "suppliers": "台账中全部供应商",
    "statement": "来自申报",
    "estimate": "估算",
    "stale statement": "沿用过期申报",
    "stale estimate": "沿用过期估算",
    "purchase": "最近采购",
    "contact": "最近联系",
    "never": "记录中没有",
    "flags": "标记",
    "notice": "终止通知",
    "notice text": "生效中：首个无采购月即中断",
    "and": "；",
    Rule.RECOVERED: "中断后再次采购：回到{stage}。",
    Rule.LAPSED: "已中断 {L} 个月：流失，成为前客户，回到{stage}。",
    Rule.FIRST_PURCHASE: "首次采购：一笔订单即进入{stage}。",
    Rule.RETURNED: "前客户再次采购：回到{stage}。",
    Rule.EXIT_NOTICE: "终止通知生效且本月没有采购：{before}中断。",
    Rule.SILENCE: "沉默 {silence} 个月，达到期限 {limit} 个月：{before}中断。",
    Rule.ADVANCED: "份额连续 {needed} 个月末高于{before}，近期份额亦不相悖：推进一个阶段至{stage}。",
    Rule.REGRESSED: "份额连续 {needed} 个月末低于{before}，近期份额亦不相悖：倒退一个阶段至{stage}。",
    Rule.OPENING: "记录由此开始，初始阶段为{stage}。",
    Rule.NONE: "没有规则触发：阶段仍为{stage}。",
    Warning.SHARE: "份额低于本阶段",
    Warning.RECENT: "近期份额本月与上月均低于本阶段",
    Warning.HALVED: "近期份额本月与上月均不超过份额的一半",
    words.INTERRUPTED_CONTACT: "已中断，最近 {Q} 个月内有联系",
    words.INTERRUPTED_SILENT: "已中断，最近 {Q} 个月内没有联系",
    words.RECOVERED: "本月恢复",
    words.LAPSED: "本月流失",
    words.ADVANCED: "本月推进一个阶段",
    words.REGRESSED: "本月倒退一个阶段",
    words.OVERDUE: "沉默 {silence} 个月；{overdue} 个月起逾期",
    words.CONTACT_OVERDUE: "最近 {Q} 个月没有联系",
    words.REPAIRED: "上月的预警已解除",
    words.ADVANCING: "份额高于本阶段；{needed} 个月末中的第 {run} 个",
    words.STAGNANT: "在本阶段已 {months} 个月，份额与 {N} 个月前（{then}）相比上升不足 {RISE} 个百分点",
    words.STEADY: "没有其他情况",
    "unknown": "未知",
}  # fmt: skip
_TEXTS: Final = {"en": _EN, "zh-hans": _ZH}
_ONE_MONTH: Final = re.compile(r"(?<![\d.,])1 months\b")


def reasons(explanation: Explanation, language: Language = "en", *, amounts: bool = True) -> list[Reason]:
    """One line for each figure that the verdict rests on, the verdict and its rule first.

    Without ``amounts`` shares stand alone: for who may not read what is bought.
    """
    return list(_Teller(explanation, language, amounts).reasons())


def name_of(word: words.Word | words.SignalWord, language: Language) -> str:
    return word.zh if language == "zh-hans" else word.en


def share_text(share: float | None) -> str:
    """Per cent with one decimal, with more where rounding would move it into another stage: 49.96 is not 50.0."""
    if share is None:
        return "–"
    for decimals in (1, 2, 3, 4):
        if all((round(share, decimals) < bound) == (share < bound) for bound in (50, 80)):
            break
    return f"{share:.{decimals}f} %"


def money_text(minor: int, currency: str | None = None) -> str:
    """``EUR 1,234.50``"""
    whole, _, rest = format_minor(abs(minor)).partition(".")
    return f"{currency + ' ' if currency else ''}{'-' if minor < 0 else ''}{int(whole):,}.{rest}"


class _Teller:
    def __init__(self, explanation: Explanation, language: Language, amounts: bool) -> None:
        self._explanation = explanation
        self._amounts = amounts
        self._why: Why = explanation.why
        self._language: Language = language
        self._texts = _TEXTS[language]

    def reasons(self) -> Iterator[Reason]:
        why = self._why
        yield self._line("stage", "stage text" if why.months_in_stage else "stage now")
        yield self._line("rule", why.rule)
        signal = name_of(SIGNALS[why.signal - 1], self._language)
        yield Reason(self._texts["signal"], self._texts["signal text"].format(signal=signal, told=self._signal()))
        if why.flags:
            flags = [name_of(word, self._language) for bit, word in enumerate(FLAGS) if why.flags >> bit & 1]
            yield Reason(self._texts["flags"], self._texts["and"].join(flags))
        yield Reason(self._texts["share"], self._window(why.window))
        yield Reason(self._texts["recent"], self._window(why.recent))
        yield self._line("run", "up" if why.up_run else "down" if why.down_run else "no run")
        yield self._line("silence", "silence text")
        yield self._line("rhythm", "no rhythm" if why.median is None else "rhythm text")
        if self._amounts:
            yield self._line("month", "month unknown" if why.total is None else "month text")
        yield Reason(self._texts["purchase"], self._month(why.last_purchase))
        yield Reason(self._texts["contact"], self._month(why.last_contact))
        if why.leaving:
            yield self._line("notice", "notice text")

    def _line(self, label: str, text: str) -> Reason:
        return Reason(self._texts[label], self._say(text))

    def _say(self, text: str | int) -> str:
        why, explanation = self._why, self._explanation
        told = self._texts[text].format(
            stage=self._stage(why.stage),
            before=self._stage(why.stage_before),
            since=month_text(why.since),
            months=why.months_in_stage,
            run=why.up_run or why.down_run,
            needed=why.needed,
            silence=why.silence,
            overdue=why.overdue_from,
            limit=why.limit,
            median=f"{why.median:g}" if why.median else "",
            intervals=" ".join(map(str, why.intervals)),
            ours=money_text(why.ours, explanation.currency),
            total="" if why.total is None else money_text(why.total, explanation.currency),
            source=self._texts.get(explanation.total_source, ""),
            then=self._texts["unknown"] if why.share_then is None else share_text(why.share_then),
            **{name: getattr(why.parameters, name) for name in ("L", "Q", "N", "RISE")},
        )
        return _ONE_MONTH.sub("1 month", told)

    def _signal(self) -> str:
        if self._why.warnings:
            return self._texts["and"].join(self._texts[warning] for warning in self._why.warnings)
        return self._say(self._why.signal)

    def _window(self, window: WindowFigures) -> str:
        if not self._amounts:
            return self._texts["unknown"] if window.share is None else share_text(window.share)
        currency = self._explanation.currency
        if window.share is None or window.band is None:
            text, band = "window unknown", ""
        else:
            text, band = "window", self._texts[f"band {window.band}"].format(stage=self._stage(window.band))
        told = self._texts[text].format(
            ours=money_text(window.ours, currency),
            total=money_text(window.total, currency),
            share=share_text(window.share),
            first=month_text(window.first),
            last=month_text(window.last),
            known=window.known,
            months=window.last - window.first + 1,
            band=band,
        )
        return _ONE_MONTH.sub("1 month", told)

    def _stage(self, stage: int) -> str:
        return name_of(STAGES[stage - 1], self._language)

    def _month(self, month: int | None) -> str:
        return self._texts["never"] if month is None else month_text(month)
