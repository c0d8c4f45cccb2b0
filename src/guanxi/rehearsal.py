"""Tries out a restored home: is it ours, does it come up to this version, does a page open, is who was erased erased?

Run by ``guanxi restore`` in a process of its own, with the restored home as GUANXI_HOME.
"""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.test import Client
from django.utils.module_loading import import_string

from guanxi.database import erasures
from guanxi.errors import Refused
from guanxi.server import bring_up_to_date


def rehearse() -> int:
    """Returns how many of the listed erasures found something to erase."""
    # Nothing is collected for a look at two pages.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    bring_up_to_date()
    erased = erasures.replay(settings.GUANXI_HOME / erasures.NAME)
    visitor = Client(raise_request_exception=False, headers={"host": settings.VARIABLES.host})
    for address in ("/readyz", settings.LOGIN_URL):
        _open(visitor, address)
    if user := get_user_model().objects.filter(is_active=True).order_by("pk").first():
        # Not by signing in, which would be noted as if he had.
        session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        try:
            visitor.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
            _open(visitor, "/blank/")
        finally:
            session.delete()
    return erased


def _open(visitor: Client, address: str) -> None:
    answer = visitor.get(address, secure=settings.VARIABLES.is_https)
    if answer.status_code >= 400:
        raise Refused(f"{address} answers {answer.status_code} on the restored database.")
