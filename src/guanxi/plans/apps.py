from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "guanxi.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from guanxi.customers.parts import hangs_on
        from guanxi.plans import forgetting, jobs  # noqa: F401
        from guanxi.plans.merging import leave_one_play, leave_one_repair
        from guanxi.plans.resources import ACCOUNT_PLANS, PROOFS, REPAIRS, RUNNING_PLAYS

        hangs_on("plans.Proof", resource=PROOFS)
        for column in ("customer_id", "category_id"):
            hangs_on("plans.Play", column, resource=RUNNING_PLAYS, aside=leave_one_play)
            hangs_on("plans.Episode", column, resource=REPAIRS, aside=leave_one_repair)
        hangs_on("plans.AccountPlan", resource=ACCOUNT_PLANS)
