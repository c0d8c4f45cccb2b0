"""Jobs of the pages, so that the worker finds them."""

from guanxi.web.digests import begin_digests, forget_digests, send_digest
from guanxi.web.signin.jobs import forget

__all__ = ["begin_digests", "forget", "forget_digests", "send_digest"]
