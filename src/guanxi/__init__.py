"""Guanxi knows where every customer relationship stands, and what to do next."""

__version__ = "0.1.0"
