"""What the erasure of a person does to the rows of files that somebody imported."""

from guanxi.customers.erasing import Rule, declare
from guanxi.exchange.models import ImportRow


def _empty_rows(keys: list[int]) -> int:
    """The row that became this person stays as a row, so that the numbers of the others hold, with nothing in it."""
    return ImportRow.objects.filter(run__resource="people", record__in=keys).update(cells={}, reasons=[])


declare(
    "exchange.ImportRun",
    Rule(texts=("file_name", "told"), keeps=("resource", "digest", "stored_as", "columns", "ignored", "groups")),
)
declare("exchange.ImportRow", Rule(texts=("cells", "reasons"), also=_empty_rows))
declare("exchange.Digest", Rule())
