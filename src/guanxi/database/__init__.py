"""Where the records lie: SQLite in the home, with a gate for its writers, or PostgreSQL; backup and restore of both."""
