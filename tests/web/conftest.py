from tests.web.browser import visit
from tests.web.site import empty_site, sample_site, sample_world

__all__ = ["empty_site", "sample_site", "sample_world", "visit"]
