from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "guanxi.activities"
    label = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        from guanxi.activities import forgetting, telling  # noqa: F401
        from guanxi.activities.handover import hand_over_tasks
        from guanxi.activities.resources import ACTIVITIES, TASKS
        from guanxi.customers.handover import also_hand_over
        from guanxi.customers.parts import hangs_on

        telling.listen()
        # What goes along when two customers become one; the timeline follows from the others.
        hangs_on("activities.Activity", resource=ACTIVITIES)
        hangs_on("activities.Task", resource=TASKS)
        hangs_on("activities.TimelineEntry", derived=True)
        also_hand_over(hand_over_tasks)
