"""SQS: MiniStack's, with the redrive of a dead-letter queue."""

PARTS = ("redrive",)
