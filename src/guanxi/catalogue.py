"""All resources and all actions, one plain list: what the matrix of permissions, search, export and undo go through."""

from guanxi.access.directory import AUDIT, CUSTOM_FIELDS, DEPARTMENTS, TEAMS, USERS
from guanxi.access.resources import Resource
from guanxi.activities import resources as activities
from guanxi.customers import resources as customers
from guanxi.ledger import resources as ledger
from guanxi.plans import resources as plans
from guanxi.records import resources as records
from guanxi.relationships import resources as relationships

RESOURCES: tuple[Resource, ...] = (
    USERS,
    DEPARTMENTS,
    TEAMS,
    CUSTOM_FIELDS,
    AUDIT,
    *customers.RESOURCES,
    activities.ACTIVITIES,
    activities.TASKS,
    activities.TIMELINE,
    activities.NOTIFICATIONS,
    activities.ACCESS_REQUESTS,
    records.TAGS,
    records.FILES,
    records.SAVED_VIEWS,
    records.COMPANY_SETTINGS,
    *ledger.RESOURCES,
    *relationships.RESOURCES,
    *plans.RESOURCES,
)

BY_NAME: dict[str, Resource] = {resource.name: resource for resource in RESOURCES}
# Of the resources that show the same table the first is the one that is searched and indexed.
BY_MODEL: dict[str, Resource] = {resource.model.lower(): resource for resource in reversed(RESOURCES)}
# Side tables belong to their record.
BY_MODEL.update(
    {
        **records.BY_MODEL,
        **customers.BY_MODEL,
        **activities.BY_MODEL,
        **ledger.BY_MODEL,
        **relationships.BY_MODEL,
        **plans.BY_MODEL,
    }
)
