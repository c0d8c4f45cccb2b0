"""The WSGI application that gunicorn serves."""

import ipaddress
import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The browser's scheme is that of GUANXI_BASE_URL, whatever a header says; its address is what our proxy says."""
    scheme = settings.GUANXI_BASE_URL.partition(":")[0]
    environ["wsgi.url_scheme"] = scheme
    if scheme == "https":
        environ["REMOTE_ADDR"] = client_address(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""))
    return _django(environ, start_response)


def client_address(peer: str, forwarded: str) -> str:
    """Who speaks to us over https does so through a proxy, which writes at the end of X-Forwarded-For who spoke to it.

    It is believed only on our own machine or network; what stands before that end anybody may have written.
    """
    last = forwarded.rpartition(",")[2].strip()
    try:
        is_near = not peer or ipaddress.ip_address(peer).is_private
        return str(ipaddress.ip_address(last)) if is_near else peer
    except ValueError:
        return peer
