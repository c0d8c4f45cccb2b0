"""What we do about it: the strategy book, plays, repair episodes, account plans."""
