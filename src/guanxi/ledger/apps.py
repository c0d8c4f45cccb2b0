from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "guanxi.ledger"
    label = "ledger"
    verbose_name = _("Share ledger")

    def ready(self) -> None:
        from guanxi.access.writing import LISTENERS
        from guanxi.customers.parts import hangs_on
        from guanxi.ledger import forgetting  # noqa: F401
        from guanxi.ledger.position_actions import put_opening_aside
        from guanxi.ledger.resources import EXIT_NOTICES, OPENINGS, PURCHASES, RIVALS, TOTALS
        from guanxi.ledger.rollup import keep_base_currency

        LISTENERS.setdefault("company_changed", []).append(keep_base_currency)
        # What goes along when two customers become one; the sums follow from the lines.
        hangs_on("ledger.Purchase", resource=PURCHASES)
        hangs_on("ledger.ProcurementTotal", resource=TOTALS)
        hangs_on("ledger.Rival", resource=RIVALS)
        hangs_on("ledger.ExitNotice", resource=EXIT_NOTICES)
        hangs_on("ledger.Opening", resource=OPENINGS, aside=put_opening_aside)
        hangs_on("ledger.MonthlyPurchases", derived=True)
