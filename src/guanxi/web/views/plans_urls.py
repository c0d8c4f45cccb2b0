"""Addresses of what we do about it: the strategy book, plays, repairs."""

from django.urls import path

from guanxi.web.views import plays, repairs, strategy

urlpatterns = [
    path("strategy/", strategy.strategy),
    path("strategy/sheets/<slug:key>/", strategy.sheet),
    path("strategy/plays/new/", strategy.new),
    path("strategy/plays/<slug:key>/", strategy.edit),
    path("customers/<int:customer>/plays/", plays.plays),
    path("customers/<int:customer>/plays/start/", plays.start),
    path("plays/<int:key>/close/", plays.close),
    path("customers/<int:customer>/repair/", repairs.start),
    path("repairs/", repairs.repairs),
    path("repairs/<int:key>/", repairs.repair),
    path("repairs/<int:key>/edit/", repairs.edit),
    path("repairs/<int:key>/close/", repairs.close),
]
