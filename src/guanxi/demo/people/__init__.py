"""All people of the sample world, by customer."""

from typing import Final

from guanxi.demo.people.china import CHINA
from guanxi.demo.people.europe_north import EUROPE_NORTH
from guanxi.demo.people.europe_south import EUROPE_SOUTH
from guanxi.demo.person import P

PEOPLE: Final[dict[str, tuple[P, ...]]] = CHINA | EUROPE_NORTH | EUROPE_SOUTH
