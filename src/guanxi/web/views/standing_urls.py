"""Addresses of where a customer stands: why, on which evidence, what we believed, and what is entered of it."""

from django.urls import path

from guanxi.web.views import evidence, standing, today_relations, totals, why

urlpatterns = [
    path("customers/<int:customer>/share/", standing.share),
    path("customers/<int:customer>/why/", why.explain),
    path("customers/<int:customer>/as-of/", why.believed),
    path("customers/<int:customer>/override/", why.override),
    path("customers/<int:customer>/put-off/", today_relations.put_off),
    path("overrides/<int:key>/end/", why.end),
    path("customers/<int:customer>/totals/new/", totals.new),
    path("totals/<int:key>/correct/", totals.correct),
    path("totals/<int:key>/withdraw/", totals.withdraw),
    path("customers/<int:customer>/evidence/", evidence.evidence),
    path("customers/<int:customer>/evidence/<slug:kind>/new/", evidence.new),
    path("evidence/<slug:kind>/<int:key>/withdraw/", evidence.withdraw),
]
