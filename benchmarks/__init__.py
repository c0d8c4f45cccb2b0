"""What Guanxi costs, in ratios to this machine's own scan of the same ledger."""
