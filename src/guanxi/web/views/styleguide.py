"""All parts of the face in all their states, and three screens composed of them: for the eye, and for tests."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from guanxi.access.actors import Actor
from guanxi.lifecycle.vocabulary import SIGNALS, STAGES
from guanxi.web.doors import signed_in
from guanxi.web.templatetags.face import icon_names
from guanxi.web.views import styleguide_sample as sample
from guanxi.web.views.errors import failure_of
from guanxi.web.widgets import DateInput, DateTimeInput, MoneyInput, Suggested

SCREENS = ("today", "portfolio", "customer")


class _Form(forms.Form):
    """Every kind of field. Its texts are those of the product, so that both languages are seen."""

    name = forms.CharField(label=_("Name"), help_text=_("As the company writes it itself."))
    kind = forms.ChoiceField(label=_("Industry"), choices=[("", "—"), ("1", _("Machinery")), ("2", _("Energy"))])
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    day = forms.DateField(label=_("Due"), widget=DateInput, required=False)
    moment = forms.DateTimeField(label=_("When"), widget=DateTimeInput, required=False)
    owner = forms.Field(label=_("Owner"), widget=Suggested("/styleguide/"), required=False)
    size = forms.Field(label=_("Volume a year"), widget=MoneyInput([("EUR", "EUR"), ("CNY", "CNY")]), required=False)
    file = forms.FileField(label=_("File"), required=False)
    shared = forms.BooleanField(label=_("The customer took part"), required=False)
    way = forms.ChoiceField(
        label=_("Kind"), widget=forms.RadioSelect, choices=[("call", _("Call")), ("visit", _("Visit"))], initial="call"
    )
    tags = forms.MultipleChoiceField(
        label=_("Tags"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", _("Key account")), ("b", _("Fair"))],
        required=False,
    )
    closed = forms.CharField(label=_("Own code"), disabled=True, required=False, initial="C-1042")


def _forms() -> dict[str, forms.Form]:
    good = _Form(auto_id="good_%s")
    bad = _Form({"name": "", "kind": "", "day": "x", "way": "call"}, auto_id="bad_%s")
    bad.is_valid()
    return {"form": good, "failed": bad, "one": _Form({"name": ""}, auto_id="one_%s")}


@signed_in
def styleguide(request: HttpRequest, _actor: Actor) -> HttpResponse:
    if request.GET.get("part") == "options":
        return render(request, "parts/_options.html", {"groups": sample.options(request.GET.get("owner_text", ""))})
    context: dict[str, Any] = {
        "stages": [word.key for word in STAGES],
        "signals": [word.key for word in SIGNALS],
        "icons": sorted(icon_names()),
        "failure": failure_of(404),
        **sample.parts(),
        **_forms(),
    }
    return render(request, "styleguide.html", context)


@signed_in
def screen(request: HttpRequest, _actor: Actor, name: str) -> HttpResponse:
    if name not in SCREENS:
        raise Http404
    context = {"nav": "today" if name == "today" else "portfolio", **getattr(sample, name)()}
    return render(request, f"styleguide_{name}.html", context)
