"""EventBridge Scheduler: MiniStack's, in the time zones of its schedules, and with their roles' rights."""

PARTS = ("schedules", "firing")
