"""The application with very many records: a generator that loads them, and the measurements of its pages."""
