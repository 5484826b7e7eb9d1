"""EventBridge: MiniStack's, where nothing is delivered that a policy does not allow."""

PARTS = ("deliveries",)
