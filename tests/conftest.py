"""The application under test: a home of its own for each run; SQLite in it, or PostgreSQL by GUANXI_DATABASE_URL.

Django is set up here and not by an option of pytest, for the home must be known before the settings are read.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from guanxi import variables

# A home of ours, never the one in which somebody works.
_HOME = Path(tempfile.mkdtemp(prefix="guanxi-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
for _name in variables.NAMES:
    if _name != "GUANXI_DATABASE_URL":
        os.environ.pop(_name, None)
os.environ["GUANXI_HOME"] = str(_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.settings"
# Playwright runs an event loop in the thread of the test; the records are read there all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from django.conf import settings  # noqa: E402

# Quick instead of strong, and plain instead of collected: no test is about these.
if settings.VARIABLES.database is None:
    settings.DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA synchronous = OFF"}
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.WHITENOISE_AUTOREFRESH = True
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

import django  # noqa: E402

# Before the conftests of the packages, which import models.
django.setup()
# A worker of xdist inherits the environment, and would read the settings before this file: two of them in one home.
del os.environ["DJANGO_SETTINGS_MODULE"]

from collections.abc import Iterator  # noqa: E402
from importlib import import_module  # noqa: E402

import pytest  # noqa: E402
from django.apps import apps  # noqa: E402
from django.db.models.signals import post_migrate  # noqa: E402
from django.utils import translation  # noqa: E402

from tests.web.browser import browser  # noqa: E402

__all__ = ["browser"]  # one for all tests of pages and reports: a process has room for one Playwright


def _ship_departments(**_event: object) -> None:
    """A test that commits ends with empty tables: the departments that ship are put back with the content types."""
    if not apps.get_model("access.Department").objects.exists():
        import_module("guanxi.access.migrations.0003_departments").create(apps, None)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A request leaves the language of its reader behind in the thread: no test begins with that of the one before."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


post_migrate.connect(_ship_departments, sender=apps.get_app_config("access"), weak=False)
