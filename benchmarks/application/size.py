"""How large a world is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    customers: int = 100_000
    people: int = 200_000
    activities: int = 1_000_000
    seed: int = 1

    @property
    def sales(self) -> int:
        return max(6, self.customers // 1000)
