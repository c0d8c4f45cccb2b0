"""The shell with nothing in it: the yardstick by which the other pages are measured."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.access.actors import Actor
from guanxi.web.doors import signed_in


@signed_in
def blank(request: HttpRequest, _actor: Actor) -> HttpResponse:
    return render(request, "blank.html", {"nav": ""})
