"""Who we are, who may see what, and the only two doors to the records: `view` reads, `run` writes.

Nothing here knows a customer: a resource is handed in, and who of us has to do with a customer stands in `Involvement`.
"""
