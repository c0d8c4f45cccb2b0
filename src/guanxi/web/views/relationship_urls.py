"""Addresses of the relationship: what is said between the firms, the climate, team and process, the view from above."""

from django.urls import path

from guanxi.web.views import account_plan, brief, climate, dialogue, management, process, survey, whitespace

urlpatterns = [
    path("customers/<int:customer>/dialogue/", dialogue.dialogue),
    path("customers/<int:customer>/dialogue/<slug:kind>/new/", dialogue.new),
    path("dialogue/<slug:kind>/<int:key>/edit/", dialogue.edit),
    path("dialogue/conflicts/<int:key>/", dialogue.conflict),
    path("dialogue/conflicts/<int:key>/settle/", dialogue.settle),
    path("dialogue/conflicts/<int:key>/reopen/", dialogue.reopen),
    path("dialogue/promises/<int:key>/end/", dialogue.end_promise),
    path("conflicts/", dialogue.conflicts),
    path("customers/<int:customer>/brief/", brief.brief),
    path("customers/<int:customer>/process/", process.process),
    path("customers/<int:customer>/process/<str:item>/", process.prove),
    path("customers/<int:customer>/roles/<str:role>/", process.add_role),
    path("roles/<int:key>/remove/", process.drop_role),
    path("customers/<int:customer>/climate/", climate.page),
    path("customers/<int:customer>/climate/answer/", climate.answer),
    path("customers/<int:customer>/climate/send/", climate.send),
    path("customers/<int:customer>/climate/ratings/", climate.ratings),
    path("management/", management.management),
    path("management/customers/", management.customers),
    path("customers/<int:customer>/plan/", account_plan.page),
    path("customers/<int:customer>/plan/new/", account_plan.new),
    path("plans/<int:key>/edit/", account_plan.edit),
    path("plans/<int:key>/task/", account_plan.new_task),
    path("plans/<int:key>/<slug:name>/", account_plan.step),
    path("whitespace/", whitespace.whitespace),
    path("whitespace/<int:customer>/<int:category>/", whitespace.take_up),
    path("survey/<str:token>/", survey.survey),
]
