from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelationshipsConfig(AppConfig):
    name = "guanxi.relationships"
    label = "relationships"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from guanxi.access.writing import LISTENERS
        from guanxi.activities.queries import TIMELINE_SOURCES
        from guanxi.customers.parts import hangs_on
        from guanxi.relationships import forgetting, jobs  # noqa: F401
        from guanxi.relationships.climate_resources import RATINGS, SURVEYS
        from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS, TEAM_ROLES
        from guanxi.relationships.resources import OVERRIDES
        from guanxi.relationships.rules import judge_by_another_clock

        LISTENERS.setdefault("company_changed", []).append(judge_by_another_clock)
        # What the rules say follows from the facts, wherever these went.
        hangs_on("relationships.Assessment", derived=True)
        hangs_on("relationships.StageChange", derived=True)
        hangs_on("relationships.Signal", derived=True)
        hangs_on("relationships.Override", resource=OVERRIDES)
        hangs_on("relationships.Override", "category_id", resource=OVERRIDES)
        hangs_on("relationships.Survey", resource=SURVEYS)
        hangs_on("relationships.Rating", resource=RATINGS)
        hangs_on("relationships.Need", resource=NEEDS)
        hangs_on("relationships.Need", "category_id", resource=NEEDS)
        hangs_on("relationships.Conflict", resource=CONFLICTS)
        hangs_on("relationships.Commitment", resource=COMMITMENTS)
        hangs_on("relationships.TeamRole", resource=TEAM_ROLES)
        TIMELINE_SOURCES.update(
            needs=(NEEDS, ("words", "offer", "state")),
            conflicts=(CONFLICTS, ("title", "claim", "offer", "state", "result")),
            commitments=(COMMITMENTS, ("promise", "side", "due", "state")),
        )
