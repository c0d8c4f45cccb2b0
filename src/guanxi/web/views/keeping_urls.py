"""Addresses of how customers are kept: who sees them, which are one, what changed, what lies in the bin."""

from django.urls import path

from guanxi.web.views import binned, duplicates, groups, history, merging, sharing, viewing

urlpatterns = [
    path("customers/<int:customer>/access/", sharing.access),
    path("customers/<int:customer>/access/share/", sharing.share),
    path("customers/<int:customer>/access/restrict/", sharing.restrict),
    path("customers/<int:customer>/access/<int:asked>/", sharing.grant),
    path("viewing/", viewing.begin),
    path("viewing/stop/", viewing.stop, name="stop-viewing"),
    path("customers/duplicates/", duplicates.queue),
    path("customers/duplicates/like/", duplicates.hints),
    path("customers/<int:customer>/merge/", merging.merge),
    path("customers/<int:customer>/history/", history.history),
    path("customers/<int:customer>/group/", groups.group),
    path("customers/<int:customer>/bin/", binned.put_customer),
    path("bin/", binned.bin_page),
]
