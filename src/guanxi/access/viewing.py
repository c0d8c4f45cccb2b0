"""Looking through a colleague's eyes, to see what he sees: read-only, on record, and the colleague is told."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor, load_actor
from guanxi.access.audit import record_event
from guanxi.access.conditions import Inputs, administrators
from guanxi.access.writing import Work, action
from guanxi.errors import Denied


def _may_look(actor: Actor, inputs: Inputs) -> None:
    """Administrators, who answer for the tables of access and must see what these do to somebody."""
    administrators(actor, inputs)
    if int(inputs["user"]) == actor.user_id:
        raise Denied(_("These are your own eyes. Choose a colleague."))


@action(label=gettext_lazy("Look through a colleague's eyes"), allow=_may_look, lasts=True)
def look_through(work: Work, *, user: int) -> None:
    """From now on `eyes_of` gives his rights; refused for who is disabled."""
    eyes = load_actor(user).as_viewed_by(work.actor.user_id)
    record_event("viewed as", on=work.now, channel=work.channel, actor=eyes)
    work.emit("viewed_as", user=user)


def eyes_of(actor: Actor, user: int) -> Actor:
    """The colleague as the actor sees through him; Denied for who may not, or not any longer."""
    _may_look(actor, {"user": user})
    return load_actor(user).as_viewed_by(actor.user_id)
