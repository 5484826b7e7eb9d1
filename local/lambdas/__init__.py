"""Lambda: MiniStack's local workers, whose errors have their own names."""

PARTS = ("errors",)
