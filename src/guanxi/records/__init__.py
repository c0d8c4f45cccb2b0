"""What any record can have: tags, files, saved views, company settings, background jobs."""
