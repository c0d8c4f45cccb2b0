"""Who they are: customers, groups, people, buying centre."""
