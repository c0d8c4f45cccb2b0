"""Where two customers or two categories become one: of what may be open once, what is under way stays open."""

from typing import TypeVar

from guanxi.access.writing import Work
from guanxi.plans.models import Episode, Play
from guanxi.plans.repair_actions import end
from guanxi.plans.resources import RUNNING_PLAYS
from guanxi.plans.states import PlayState, RepairState

T = TypeVar("T", Episode, Play)


def leave_one_repair(work: Work, moving: Episode, held: Episode) -> None:
    end(work, _less(moving, held), RepairState.DISMISSED, by=work.actor.user_id or None)


def leave_one_play(work: Work, moving: Play, held: Play) -> None:
    play = _less(moving, held)
    work.change(play, state=PlayState.DROPPED, closed_at=work.now, closed_by_id=work.actor.user_id or None)
    work.touch(RUNNING_PLAYS, play.pk)


def _less(moving: T, held: T) -> T:
    """The one that was only proposed; of two alike the one that moves."""
    return held if held.started_at is None and moving.started_at is not None else moving
