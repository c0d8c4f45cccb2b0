"""Refusals and failures as pages: what happened, what is kept, what to do; for htmx, the same in one toast."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from guanxi.errors import Conflict, Denied, GuanxiError, Invalid, NotFound, Refused, UnknownField

# The page of a refusal by what was raised; what is not here is the server's fault.
STATUS: dict[type[GuanxiError], int] = {
    Denied: 403,
    NotFound: 404,
    UnknownField: 400,
    Conflict: 409,
    Refused: 409,
    Invalid: 422,
}


@dataclass(frozen=True)
class Failure:
    status: int
    title: str
    happened: str
    kept: str
    todo: str
    reload: bool = False


def failure_of(status: int, happened: str = "") -> Failure:
    nothing = _("Nothing was changed.")
    if status == 400:
        return Failure(
            status,
            _("This address does not work"),
            happened or _("It asks for something in a way that we do not understand."),
            nothing,
            _("Go back and follow a link of the page, or take the filter out of the address."),
        )
    if status == 403:
        return Failure(
            status,
            _("This is not open to you"),
            happened or _("You may not see this or not do that with it."),
            nothing,
            _("If your work needs it, ask for access on the page of the customer, or ask your administrator."),
        )
    if status == 404:
        return Failure(
            status,
            _("There is no such page"),
            happened or _("It does not exist, or it is not open to you."),
            nothing,
            _("Check the address, or search for what you are looking for."),
        )
    if status == 405:
        return Failure(
            status,
            _("This address does not work"),
            happened or _("It takes only what a form sends."),
            nothing,
            _("Go back and use the button on the page."),
        )
    if status == 409:
        return Failure(
            status,
            _("This could not be done"),
            happened or _("Somebody else changed it in the meantime."),
            nothing,
            _("Go back and load the page again: it shows how things stand now."),
        )
    if status == 422:
        return Failure(
            status,
            _("This could not be saved"),
            happened or _("Somebody else changed it in the meantime, or a value does not fit."),
            _("Nothing was changed, and what you typed is still on the page before."),
            _("Go back, compare and save again."),
        )
    if status == 503:
        return Failure(
            status,
            _("One moment, please"),
            happened or _("The server is busy or being updated."),
            _("All that was saved is safe."),
            _("Load the page again in a minute."),
            reload=True,
        )
    return Failure(
        500,
        _("Something went wrong on our side"),
        _("The server could not finish this, and the error was written down."),
        _("What was saved before is safe. What you sent just now was probably not saved."),
        _("Load the page again. If it fails once more, tell your administrator the number below."),
        reload=True,
    )


def answer_failure(request: HttpRequest, status: int, happened: str = "") -> HttpResponse:
    failure = failure_of(status, happened)
    if getattr(request, "htmx", False):
        return HttpResponse(
            format_html(
                '<div class="toast" role="alert"><span>{} {}</span><button type="button" class="toast-close" '
                "data-close-toast>{}</button></div>",
                failure.happened,
                failure.todo,
                _("Close"),
            ),
            status=failure.status,
        )
    # A failing server is asked for as little as possible, and who is not signed in has no shell.
    user = getattr(request, "user", None)
    bare = failure.status >= 500 or user is None or not user.is_authenticated
    return render(
        request,
        "failure_bare.html" if bare else "failure.html",
        {"failure": failure, "request_id": getattr(request, "request_id", "")},
        status=failure.status,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_failure(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_failure(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer_failure(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return answer_failure(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer_failure(
        request, 403, _("The form came without its safety code; the page was probably open since before you signed in.")
    )


class Refusals:
    """Turns the refusals of actions and queries into pages, in this one place."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = answer_failure(request, 405)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, GuanxiError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        # Who may not know that a record exists gets the sentence that everybody gets.
        return answer_failure(request, status, "" if status == 404 else error.message)
