"""Saved views: lists that somebody looks at again and again, as he named them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SavedView:
    """``query`` is what stands behind the question mark of the list; logins and departments in braces become keys."""

    resource: str
    name: str
    by: str
    shared: str  # me, team or all
    query: str


VIEWS: Final = (
    SavedView("customers", "我的客户", "lin.yue", "me", "f=owner:is:{lin.yue}&sort=name"),
    SavedView("customers", "华东", "lin.yue", "team", "f=region:has:江苏&sort=name"),
    SavedView("customers", "My book", "sofia.berg", "me", "f=owner:is:{sofia.berg}&sort=name"),
    SavedView("customers", "Sweden", "sofia.berg", "team", "f=country:is:SE&sort=name"),
    SavedView("customers", "Without an owner", "chen.wei", "all", "f=owner:empty:&sort=name"),
    SavedView("customers", "Food and drink", "marta.nowak", "me", "f=industry:is:food&sort=country"),
    SavedView("tasks", "Service: open", "amara.diallo", "all", "f=department:is:{service}&f=done:empty:&sort=due"),
    SavedView("people", "Known by nobody", "sofia.berg", "me", "f=known_by:empty:&sort=name"),
)
