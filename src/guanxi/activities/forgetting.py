"""What is told and what is erased of a person in activities and tasks; proved by the tests of customers."""

from guanxi.activities.resources import ACTIVITIES, TASKS
from guanxi.customers.erasing import Rule, declare
from guanxi.customers.person_export import tells_of_people

_TEXTS = ("subject", "body", "we_learned", "they_learned")

declare("activities.Activity", Rule(keeps=("wall_time", "time_zone")))
declare("activities.ActivityText", Rule(texts=_TEXTS, customer="activity__customer_id", resource=ACTIVITIES))
declare("activities.ActivityUser", Rule())
# Who took part stays one who took part: the row holds his key, and the key leads to nobody any more.
declare("activities.ActivityPerson", Rule())
declare("activities.Task", Rule(keeps=("due_time", "time_zone")))
declare("activities.TaskText", Rule(texts=("title", "notes", "reason"), customer="task__customer_id", resource=TASKS))
declare("activities.TimelineEntry", Rule(keeps=("kind", "resource")))
declare("activities.Notification", Rule(keeps=("resource",)))

tells_of_people(ACTIVITIES, "people")
tells_of_people(TASKS, "person")
