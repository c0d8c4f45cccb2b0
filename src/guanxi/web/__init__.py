"""The pages: they translate a request into view and run, and the answer into a page."""
