"""In and out: imports with preview and undo, exports."""
