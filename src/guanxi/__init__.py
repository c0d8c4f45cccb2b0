"""Guanxi knows where every customer relationship stands, and what to do next."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guanxi.ledger.dataframes import assess as assess

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """``guanxi.assess`` is there when it is asked for, so that importing a part of Guanxi stays cheap."""
    if name == "assess":
        from guanxi.ledger.dataframes import assess

        return assess
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
