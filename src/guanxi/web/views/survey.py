"""The survey that a customer answers by a link: without account, without session, once."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from guanxi.access.actors import system_actor
from guanxi.access.writing import run
from guanxi.errors import Invalid, NotFound, Refused
from guanxi.relationships.surveys import answer_by_link, asked_by, language_of
from guanxi.web.doors import open_to_all
from guanxi.web.forms import form_for, refused
from guanxi.web.signin.adapter import SignInAdapter
from guanxi.web.signin.lockout import Refusal, begin_link
from guanxi.web.views.climate import questions

_LANGUAGES = {"en": "English", "zh-hans": "简体中文"}


def _in_own_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What one page speaks is not what the next request of the process speaks."""

    @wraps(view)
    def speak(request: HttpRequest, token: str) -> HttpResponse:
        with translation.override(translation.get_language()):
            return view(request, token)

    return speak


# Exempt: without a session there is nothing that a foreign page could misuse; the link itself is what is secret.
@csrf_exempt
@login_not_required
@open_to_all("the link is the ticket: 256 bits, one answer, 30 days; guesses are slowed down")
@_in_own_language
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, in the language that was chosen when the link was made, or the other one by ``?language=``."""
    attempt = begin_link("survey", address=SignInAdapter(request).get_client_ip(request))
    if isinstance(attempt, Refusal):
        return _over(request, 429, _("Too many attempts"), _("Wait some minutes and open the link again."))
    try:
        asked = asked_by(token, on=timezone.now())
    except NotFound:
        return _over(
            request, 404, _("This link leads nowhere"), _("It may be incomplete. Ask whoever sent it for a new one.")
        )
    except Refused as error:
        attempt.succeeded()  # a link that was real is no guess
        translation.activate(_chosen(request, language_of(token)))
        if error.code == "answered_already":
            return _over(request, 410, _("Thank you, this was answered already"), _("A link takes one answer."))
        return _over(
            request, 410, _("This link is over"), _("Links hold for 30 days. Ask whoever sent it for a new one.")
        )
    attempt.succeeded()
    language = _chosen(request, asked.language)
    translation.activate(language)
    form = form_for((), request.POST if request.method == "POST" else None, extra=questions(asked.items))
    if request.method == "POST" and form.is_valid():
        answers = {key: value for key, value in form.cleaned_data.items() if value}
        try:
            run(system_actor("survey"), answer_by_link, on=timezone.now(), channel="link", token=token, answers=answers)
        except Refused:
            return _over(request, 410, _("Thank you, this was answered already"), _("A link takes one answer."))
        except Invalid as error:
            refused(form, error)
        else:
            return _over(request, 200, _("Thank you"), _("Your answers have arrived. You may close this page."))
    other = next(code for code in _LANGUAGES if code != language)
    context = {
        "form": form,
        "language": language,
        "other": {"code": other, "name": _LANGUAGES[other], "html": "zh-Hans" if other == "zh-hans" else "en"},
        "is_pulse": asked.form == "pulse",
    }
    return _private(render(request, "climate/survey.html", context, status=422 if form.is_bound else 200))


def _chosen(request: HttpRequest, language: str) -> str:
    """What he asks for, else what he chose here before, else what the link was made in."""
    wished = (request.GET.get("language"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), language)
    return next((code for code in wished if code in _LANGUAGES), "en")


def _over(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return _private(render(request, "climate/survey_over.html", {"heading": title, "text": text}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
