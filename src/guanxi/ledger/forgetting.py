"""What is erased of a person in the ledger; proved by the tests of customers."""

from guanxi.customers.erasing import Rule, declare
from guanxi.ledger.resources import EXIT_NOTICES, OPENINGS, RIVALS, TOTALS

declare("ledger.Category", Rule(keeps=("name", "sort_key")))
declare("ledger.Purchase", Rule(keeps=("currency", "document", "line")))
declare("ledger.MonthlyPurchases", Rule())
declare("ledger.ProcurementTotal", Rule(keeps=("currency",)))
declare("ledger.TotalText", Rule(texts=("said_by", "note"), customer="total__customer_id", resource=TOTALS))
declare("ledger.Rival", Rule(keeps=("name", "sort_key")))
declare("ledger.RivalText", Rule(texts=("note",), customer="rival__customer_id", resource=RIVALS))
declare("ledger.ExitNotice", Rule())
declare("ledger.ExitNoticeText", Rule(texts=("note",), customer="notice__customer_id", resource=EXIT_NOTICES))
declare("ledger.Opening", Rule())
declare("ledger.OpeningText", Rule(texts=("reason",), customer="opening__customer_id", resource=OPENINGS))
declare("ledger.Rate", Rule(keeps=("currency",)))
