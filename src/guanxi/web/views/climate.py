"""The climate of one relationship as a page: the curve, both views with their gaps, conduct, Ford; and its forms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.charts.climate import Mark, lifecycle_curve, single_curve
from guanxi.customers.queries import people_of
from guanxi.customers.resources import CUSTOMERS
from guanxi.lifecycle import climate as rules_of_climate
from guanxi.lifecycle.survey import COMPARISON, CONSTRUCTS, GAP, HIGHEST, ITEMS, LOWEST
from guanxi.lifecycle.vocabulary import Word
from guanxi.plans.book import say
from guanxi.relationships.climate import Climate, climate
from guanxi.relationships.climate_resources import SURVEYS, UNCERTAINTY
from guanxi.relationships.surveys import LINK_HOLDS, answer_survey, items_of, rate, send_survey
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.tables import plain_table, table_file
from guanxi.web.templatetags.face import spoken, stage_name
from guanxi.web.views.customer_details import refuse_reader
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.dialogue import above

_SIZES = (780, 360)
_MOST = 100


@signed_in
def page(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """``?axis=single`` draws the one curve; ``?as=table`` and ``?as=csv`` give the figures of both."""
    frame = framed(actor, customer, "climate")
    found = climate(actor, customer, on=timezone.now())
    shape = request.GET.get("as", "")
    if shape == "csv":
        head = ("month", "cooperation", "competition", "balance", "share", "typical")
        return table_file(actor, f"climate-{customer}", head, _lines(found, plain=True), customer=customer)
    single = request.GET.get("axis") == "single"
    address = f"/customers/{customer}/climate/"
    context = {
        **frame.context,
        "facts": _facts(found),
        "address": address,
        "single": single,
        "as_table": shape == "table",
        "axes": [
            {"label": _("Two lines"), "href": address, "current": not single},
            {"label": _("Single curve"), "href": f"{address}?axis=single", "current": single},
        ],
        "has_typical": any(month.typical is not None for month in found.months),
        "is_known": any(month.cooperation is not None or month.competition is not None for month in found.months),
        "charts": [] if shape == "table" else [_drawn(found, single=single, width=width) for width in _SIZES],
        "table": _table(found) if shape == "table" else None,
        "before_share": found.is_curve_before_share,
        "routine": found.is_routine,
        "cell": cell_text(found.cell),
        "views": _views(found),
        "respondents": (found.attitude.ours.respondents, found.attitude.theirs.respondents),
        "answered": (found.attitude.answered_by_us, found.attitude.answered_by_them),
        "conduct": _conduct(found),
        "ford": _ford(found),
        "waiting": _waiting(actor, customer),
        "may_answer": may(actor, answer_survey, customer=customer),
        "may_edit": may(actor, send_survey, customer=customer),
    }
    return render(request, "climate/climate.html", context)


def _facts(found: Climate) -> list[dict[str, Any]]:
    now, told = found.now, formats_in_force()
    quality = found.attitude.quality
    return [
        {"label": spoken(CONSTRUCTS[3]), "value": told.number(now.cooperation if now else None)},
        {"label": spoken(CONSTRUCTS[4]), "value": told.number(now.competition if now else None)},
        {"label": _("Quality of the relationship"), "value": told.number(quality)},
    ]


# ---- the curve ----


def _drawn(found: Climate, *, single: bool, width: int) -> SafeString:
    told = formats_in_force()
    step = 6 if width > 500 else 12
    last = len(found.months) - 1
    axis = [(at, told.axis_month(found.months[at].month)) for at in range(last % step, last + 1, step)]
    phases = [month.phase for month in found.months]
    names = {word.key: spoken(word) for word in rules_of_climate.PHASES}
    marks = [Mark(at, _("Reached: %(stage)s") % {"stage": stage_name(stage)}) for at, stage in found.changes]
    marks += [Mark(at, row["title"], is_conflict=True) for at, row in found.conflicts]
    typical = [month.typical for month in found.months]
    if single:
        return mark_safe(
            single_curve(
                [month.balance for month in found.months], phases=phases, names=names, axis=axis, marks=marks,
                typical=[None if value is None else 2 * value - 100 for value in typical],
                label=summary(found), width=width,
                ends=(_("high cooperation, low competition"), _("low cooperation, high competition")),
            )
        )  # fmt: skip
    return mark_safe(
        lifecycle_curve(
            [month.cooperation for month in found.months], [month.competition for month in found.months],
            phases=phases, names=names, axis=axis, typical=typical, marks=marks, label=summary(found), width=width,
        )
    )  # fmt: skip


def summary(found: Climate) -> str:
    """One sentence for who cannot see the curve."""
    now, told = found.now, formats_in_force()
    if now is None or (now.cooperation is None and now.competition is None):
        return _("Cooperation and competition are unknown at present.")
    return _("Cooperation %(cooperation)s and competition %(competition)s of 100.") % {
        "cooperation": told.number(now.cooperation), "competition": told.number(now.competition),
    }  # fmt: skip


def _lines(found: Climate, *, plain: bool = False) -> list[Sequence[object]]:
    told = formats_in_force()

    def figure(value: float | None, decimals: int = 0) -> object:
        return (None if value is None else round(value, 2)) if plain else told.number(value, decimals)

    return [
        (
            f"{month.month:%Y-%m}" if plain else told.month(month.month),
            figure(month.cooperation),
            figure(month.competition),
            figure(month.balance),
            figure(month.share) if plain else told.percent(month.share),
            figure(month.typical),
        )
        for month in found.months
    ]


def _table(found: Climate) -> Any:
    head = (
        (_("Month"), False), (spoken(CONSTRUCTS[3]), True), (spoken(CONSTRUCTS[4]), True),
        (_("Difference"), True), (_("Our share"), True), (_("Typical path of cooperation"), True),
    )  # fmt: skip
    return plain_table(_("Cooperation and competition"), head, _lines(found)[::-1])


# ---- what was answered and done ----


def _views(found: Climate) -> list[dict[str, Any]]:
    ours, theirs = found.attitude.ours, found.attitude.theirs
    told = formats_in_force()
    return [
        {
            "name": spoken(word),
            "ours": told.number(ours.scores.get(word.key)),
            "theirs": told.number(theirs.scores.get(word.key)),
            "spread": told.number(theirs.spread[word.key]) if theirs.spread.get(word.key) else "",
            "gap": told.points(gap) if (gap := found.attitude.gaps.get(word.key)) is not None else "",
            "apart": gap is not None and abs(gap) >= GAP,
        }
        for word in CONSTRUCTS
        if word.key in ours.scores or word.key in theirs.scores
    ]


def _conduct(found: Climate) -> list[dict[str, Any]]:
    told = formats_in_force()
    return [
        {"name": spoken(one.word), "cooperates": one.cooperates, "count": one.count, "score": told.number(one.score)}
        for one in found.conduct
    ]


def _ford(found: Climate) -> dict[str, Any]:
    told = formats_in_force()
    variables = [(UNCERTAINTY, _("uncertainty"))] + [(w.key, spoken(w)) for w in rules_of_climate.DISTANCES]
    commitment = found.attitude.theirs.scores.get("commitment", found.attitude.ours.scores.get("commitment"))
    return {
        "stage": spoken(found.ford) if found.ford else "",
        "experience": found.purchase_months,
        "commitment": told.number(commitment),
        "adaptations": found.adaptations,
        "rated": [
            {
                "name": name,
                "value": rated.value if (rated := found.ratings.get(key)) else "",
                "on": told.day(rated.on) if rated else "",
                "by": rated.by if rated else "",
            }
            for key, name in variables
        ],
    }


def cell_text(cell: Word | None) -> dict[str, str]:
    """The cell of share and attitude with what it asks for; unknown attitude asks to ask."""
    actions = {
        "true_loyalty": _("Protect and deepen it: references, joint projects. Do not discount more than it takes."),
        "latent_loyalty": _("They like us and do not buy. Remove the barrier: capacity, approval, a rival's contract."),
        "spurious_loyalty": _("They buy for lack of choice. Mend the causes before a second source is ready."),
        "no_loyalty": _("A small offer without risk, or service at low cost. No discounts into the void."),
    }
    if cell is None:
        return {"key": "", "name": _("Attitude unknown"), "action": _("Ask: send the customer the survey.")}
    return {"key": cell.key, "name": spoken(cell), "action": actions[cell.key]}


def _waiting(actor: Actor, customer: int) -> list[dict[str, Any]]:
    """Links that were sent and not answered yet."""
    now, told = timezone.now(), formats_in_force()
    rows = view(actor, SURVEYS).of_customer(customer).filter("answered_at", "empty").all(_MOST)
    return [
        {
            "key": row.key,
            "to": row["person"].label if row.get("person") else "",
            "by": row["sent_by"].label if row["sent_by"] else "",
            "until": told.day(row["expires_at"]),
        }
        for row in rows
        if row["expires_at"] is not None and row["expires_at"] > now
    ]


# ---- forms ----


def questions(keys: Sequence[str]) -> dict[str, forms.Field]:
    """A line of seven buttons for each; none has to be answered."""
    texts = {item.key: say(item.text) for item in (*ITEMS, COMPARISON)}
    numbers = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]
    return {
        key: forms.ChoiceField(label=texts[key], choices=numbers, widget=forms.RadioSelect, required=False)
        for key in keys
    }


@signed_in
def answer(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Our own side answers."""
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    form_key = "pulse" if request.GET.get("form") == "pulse" else "long"
    sent = request.POST if request.method == "POST" else None  # nothing answered is an answer to be refused
    form = form_for((), sent, extra=questions(items_of(form_key, ours=True)))
    back = f"/customers/{customer}/climate/"
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, answer_survey, told=_("Thank you. Your view counts from now on."), customer=customer,
            answers={key: value for key, value in data.items() if value}, form=form_key,
        ),
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("Our view of %(name)s") % {"name": name}, label=_("Answer"), back=back, nav="portfolio",
        above=above(customer, name), template="climate/survey_form.html",
        lead=_("1 is not at all, 7 is fully. Leave out what you do not know."),
    )  # fmt: skip


@signed_in
def send(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """A link for one of the customer's people. It is shown once and kept nowhere."""
    name = str(view(actor, CUSTOMERS).only("name", "language").get(customer)["name"])
    refuse_reader(actor, customer)
    people = {row["person"].key: row["person"].label for row in people_of(actor, customer, on=timezone.now())}
    extra: dict[str, forms.Field] = {
        "person": forms.ChoiceField(
            label=_("For whom"), required=False,
            choices=[("", pgettext("a survey", "anybody")), *((str(key), who) for key, who in people.items())],
        ),
        "form": forms.ChoiceField(
            label=str(SURVEYS.field("form").label), choices=SURVEYS.field("form").choices, widget=forms.RadioSelect
        ),
        "language": forms.ChoiceField(
            label=_("Language"), choices=[("en", "English"), ("zh-hans", "简体中文")], widget=forms.RadioSelect
        ),
    }  # fmt: skip
    form = form_for((), request.POST or None, initial={"form": "long", "language": actor.language}, extra=extra)
    back = f"/customers/{customer}/climate/"
    done, token = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, send_survey, customer=customer, form=data["form"], language=data["language"],
            person=int(data["person"]) if data["person"] else None,
        ),
    )  # fmt: skip
    if done:
        context = {
            "nav": "portfolio", "name": name, "key": customer, "link": f"{settings.GUANXI_BASE_URL}/survey/{token}/",
            "days": LINK_HOLDS.days,
        }  # fmt: skip
        answer = render(request, "climate/sent.html", context)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return form_page(
        request, form, title=_("Ask %(name)s") % {"name": name}, label=_("Make the link"), back=back, nav="portfolio",
        above=above(customer, name),
        lead=_("Whoever has the link answers without an account, once, within 30 days. We are told the answers."),
    )  # fmt: skip


@signed_in
def ratings(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Ford's distances and the uncertainty, as the team sees them today."""
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    held = climate(actor, customer, on=timezone.now()).ratings
    numbers = [(str(number), str(number)) for number in range(1, 6)]
    labels = {UNCERTAINTY: _("uncertainty")} | {word.key: spoken(word) for word in rules_of_climate.DISTANCES}
    extra: dict[str, forms.Field] = {
        key: forms.ChoiceField(label=label, choices=numbers, widget=forms.RadioSelect, required=False)
        for key, label in labels.items()
    }
    initial = {key: str(one.value) for key, one in held.items()}
    form = form_for((), request.POST or None, initial=initial, extra=extra)
    back = f"/customers/{customer}/climate/"
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(request, actor, rate, told=_("Saved."), customer=customer, values=data),
    )
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("Distance and uncertainty"), label=_("Save"), back=back, nav="portfolio",
        above=above(customer, name), template="climate/survey_form.html", lead=_("1 is low, 5 is high, as of today."),
    )  # fmt: skip
