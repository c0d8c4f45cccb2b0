"""Where the lines lie and who adds them up. The core needs DuckDB alone."""
