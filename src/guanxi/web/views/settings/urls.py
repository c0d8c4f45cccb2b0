"""Addresses below /settings/."""

from django.urls import path

from guanxi.web.views.settings import categories, company, directory, rates, rules, tables

urlpatterns = [
    path("", company.begin),
    path("company/", company.company),
    path("tags/", company.tags),
    path("tags/new/", company.new_tag),
    path("tags/<int:key>/", company.tag),
    path("tags/<int:key>/remove/", company.take_tag_away),
    path("backups/", company.backups),
    path("backups/<uuid:letter>/", company.try_again),
    path("users/<int:key>/leave/", company.leave),
    path("users/", directory.users),
    path("users/new/", directory.new_user),
    path("users/<int:key>/", directory.user),
    path("users/<int:key>/active/", directory.switch_user),
    path("departments/", directory.departments),
    path("departments/new/", directory.new_department),
    path("departments/<int:key>/", directory.department),
    path("teams/", directory.teams),
    path("teams/new/", directory.new_team),
    path("teams/<int:key>/", directory.team),
    path("rules/", rules.rules),
    path("categories/", categories.categories),
    path("categories/new/", categories.new),
    path("categories/<int:key>/", categories.category),
    path("categories/<int:key>/merge/", categories.merge),
    path("categories/<int:key>/close/", categories.close),
    path("categories/<int:key>/reopen/", categories.reopen),
    path("categories/<int:key>/remove/", categories.remove),
    path("rates/", rates.rates),
    path("rates/new/", rates.new),
    path("rates/<str:currency>/<str:month>/", rates.rate),
    path("<str:page>/<int:key>/remove/", directory.remove),
    path("access/", tables.access),
    path("fields/", tables.fields),
    path("fields/new/", tables.new_field),
    path("fields/<int:key>/", tables.field),
    path("audit/", tables.audit),
]
