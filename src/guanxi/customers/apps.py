from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "guanxi.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        # What a merge moves and an erasure walks is known from the start, also to a restore.
        from guanxi.customers import erasing, merging  # noqa: F401
