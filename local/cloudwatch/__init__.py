"""CloudWatch Logs: MiniStack's, where a prefix of streams counts."""

PARTS = ("streams",)
