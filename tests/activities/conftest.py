import pytest

from tests.access.cast import Cast, make_cast
from tests.activities.world import World, make_world


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)
