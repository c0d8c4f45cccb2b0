from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "guanxi.exchange"
    label = "exchange"
    verbose_name = _("Import and export")

    def ready(self) -> None:
        from guanxi.exchange import forgetting, jobs  # noqa: F401 - what an erasure does here, and the worker by itself
