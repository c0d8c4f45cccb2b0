"""The sample world: an invented supplier, its customers and people, and two years of what happened between them."""
