"""Why a relation stands on a list, in one plain sentence."""

from guanxi.lifecycle.parameters import Parameters
from guanxi.report.contents import Relation
from guanxi.report.language import Language

# The line below a stage and the one above it, per cent.
_FLOOR = {"stable": 50, "strategic": 80}
_CEILING = {"initial": 50, "stable": 80}
_NEXT = {"initial": "stable", "stable": "strategic"}


def reason(relation: Relation, *, t: Language, parameters: Parameters, until: int) -> str:
    """The rule that speaks, with its figures."""
    if relation.stage == "interrupted":
        return _interrupted(relation, t=t)
    if relation.signal == "overdue":
        return _overdue(relation, t=t)
    if relation.signal == "regressing":
        return _regressing(relation, t=t, parameters=parameters)
    if relation.signal == "advancing":
        return _advancing(relation, t=t, parameters=parameters, until=until)
    if relation.signal == "contact_overdue":
        return _contact_overdue(relation, t=t, parameters=parameters)
    if relation.fell_from:
        return t(
            "Fell from {start} to {end} in {month}.",
            "{month}由{start}降至{end}。",
            start=t.word(relation.fell_from),
            end=t.word(relation.stage),
            month=t.month(relation.since),
        )
    if relation.signal == "stagnant":
        return _stagnant(relation, t=t, until=until)
    return ""


def _contact_overdue(relation: Relation, *, t: Language, parameters: Parameters) -> str:
    if relation.last_contact is None:
        return t("No contact for {q} months or more.", "已有 {q} 个月或更久没有联系。", q=parameters.Q)
    return t(
        "Last contact in {month}; nothing since.",
        "最近一次联系在{month}，此后没有往来。",
        month=t.month(relation.last_contact),
    )


def _no_order(relation: Relation, *, t: Language) -> str:
    return t.plural(relation.silence, "No order for {n} month", "No order for {n} months", "已 {n} 个月没有订单")


def _limit(relation: Relation, *, t: Language) -> str:
    """The silence that is allowed, and where it comes from: the own rhythm needs three orders to be known."""
    if relation.orders < 3:
        return t("with so few orders the limit is {n}", "订单尚少，期限为 {n} 个月", n=relation.limit)
    return t("the own rhythm allows {n}", "按自身节奏最多允许 {n} 个月", n=relation.limit)


def _interrupted(relation: Relation, *, t: Language) -> str:
    contact = ""
    if relation.signal == "interrupted_contact" and relation.last_contact is not None:
        contact = t(" Last contact in {month}.", "最近一次联系在{month}。", month=t.month(relation.last_contact))
    if relation.began_silent < relation.limit:
        return (
            t(
                "They gave notice; {silence}.",
                "客户已通知终止；{silence}。",
                silence=_lower(_no_order(relation, t=t)) if relation.silence else t("no more orders", "不再下单"),
            )
            + contact
        )
    return (
        t("{silence}; {limit}.", "{silence}，{limit}。", silence=_no_order(relation, t=t), limit=_limit(relation, t=t))
        + contact
    )


def _overdue(relation: Relation, *, t: Language) -> str:
    return t(
        "{silence}; {limit}.", "{silence}，{limit}。", silence=_no_order(relation, t=t), limit=_limit(relation, t=t)
    )


def _regressing(relation: Relation, *, t: Language, parameters: Parameters) -> str:
    share, recent = relation.share, relation.recent_share
    line = _FLOOR.get(relation.stage)
    if line is None:
        return t(
            "Recently {recent} of their purchases, over {w} months {share}: down by half or more.",
            "近期份额 {recent}，而 {w} 个月份额为 {share}：已降去一半或更多。",
            recent=t.share(recent),
            share=t.share(share),
            w=parameters.W,
        )
    words = {
        "share": t.share(share),
        "recent": t.share(recent),
        "line": line,
        "stage": t.word(relation.stage),
        "w": parameters.W,
    }
    if share is not None and share < line:
        return t(
            "Share {share}, below the {line}% line of {stage}.", "份额 {share}，低于{stage}的 {line}% 线。", **words
        )
    return t(
        "Recently {recent}, below the {line}% line of {stage}; over {w} months still {share}.",
        "近期份额 {recent}，低于{stage}的 {line}% 线；{w} 个月份额仍为 {share}。",
        **words,
    )


def _advancing(relation: Relation, *, t: Language, parameters: Parameters, until: int) -> str:
    line = _CEILING.get(relation.stage)
    if line is None:
        return ""
    words = {
        "share": t.share(relation.share),
        "line": line,
        "stage": t.word(_NEXT[relation.stage]),
        "run": min(_month_ends_above(relation, line, until=until), parameters.C),
        "needed": parameters.C,
    }
    return t(
        "Share {share}, above the {line}% line of {stage}: {run} of {needed} month-ends.",
        "份额 {share}，高于{stage}的 {line}% 线：已满足 {run}/{needed} 个月末。",
        **words,
    )


def _month_ends_above(relation: Relation, line: int, *, until: int) -> int:
    """Month-ends in a row, up to the last, with a share at or above the line; counting began anew at ``since``."""
    run = 0
    for share in reversed(relation.history.shares):
        if share is None or share < line or until - run <= relation.since:
            break
        run += 1
    return max(run, 1)


def _stagnant(relation: Relation, *, t: Language, until: int) -> str:
    since = t.months(until - relation.since)
    if relation.share_before is None:
        return t(
            "{stage} for {since} at {share}; no earlier share to compare with.",
            "处于{stage}已 {since}，份额 {share}；没有更早的份额可比较。",
            stage=t.word(relation.stage),
            since=since,
            share=t.share(relation.share),
        )
    return t(
        "{stage} for {since}; share {before} → {share} in 12 months.",
        "处于{stage}已 {since}；12 个月内份额 {before} → {share}。",
        stage=t.word(relation.stage),
        since=since,
        before=t.share(relation.share_before),
        share=t.share(relation.share),
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
