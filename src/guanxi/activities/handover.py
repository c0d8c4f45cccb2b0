"""Who leaves gives his open tasks to a successor."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor, load_actor
from guanxi.access.conditions import administrators
from guanxi.access.levels import Level
from guanxi.access.models import User
from guanxi.access.policy import level_on
from guanxi.access.writing import Work, action
from guanxi.activities.models import Task
from guanxi.activities.resources import TASKS
from guanxi.errors import Invalid


@action(label=gettext_lazy("Hand over the tasks"), allow=administrators)
def hand_over_tasks(work: Work, *, leaver: int, successor: int) -> int:
    """Every open task of one of us goes to another; returns how many.

    A task of a customer that the successor may not know of goes into the queue of its department instead, where it has
    one. Customers are to be handed over first: what he owns then, he knows.
    """
    if leaver == successor or not User.objects.filter(pk=successor, is_active=True).exists():
        raise Invalid({"successor": _("Choose one of us who stays.")})
    heir = load_actor(successor)
    tasks = Task.objects.select_for_update(of=("self",)).filter(owner=leaver, done_at=None, removed_at=None)
    moved = 0
    for task in tasks.order_by("pk"):
        owner, department = _heir_of(task, heir)
        if owner is None and department is None:
            continue
        engages = task.engages and department == task.department_id
        moved += work.change(task, owner_id=owner, department_id=department, engages=engages)
        work.touch(TASKS, task.pk)
    return moved


def _heir_of(task: Task, heir: Actor) -> tuple[int | None, int | None]:
    if task.customer_id is not None and level_on(heir, task.customer_id) < Level.INDIRECT:
        return None, task.department_id
    places = [place.key for place in heir.places]
    department = task.department_id if task.department_id in places else next(iter(places), None)
    return heir.user_id, department
