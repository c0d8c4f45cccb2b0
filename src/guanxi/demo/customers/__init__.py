"""All customers of the sample world, by what became of them."""

from typing import Final

from guanxi.demo.customer import Customer
from guanxi.demo.customers.china import CHINA
from guanxi.demo.customers.doubtful import BINNED, MERGED, SUSPECTS
from guanxi.demo.customers.europe_north import EUROPE_NORTH
from guanxi.demo.customers.europe_south import EUROPE_SOUTH

CUSTOMERS: Final[tuple[Customer, ...]] = (*CHINA, *EUROPE_NORTH, *EUROPE_SOUTH)

__all__ = ["BINNED", "CUSTOMERS", "MERGED", "SUSPECTS"]
