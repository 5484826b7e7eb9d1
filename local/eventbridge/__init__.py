"""EventBridge: MiniStack's, where nothing is delivered that a policy does not allow, and no rule is made that AWS refuses."""

PARTS = ("deliveries", "patterns")
