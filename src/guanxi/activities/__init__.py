"""What happened and what is next: interactions, tasks, notifications, the timeline."""
