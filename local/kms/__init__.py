"""KMS: MiniStack's keys, which whoever reads and writes what they encrypt has to be allowed to use."""

PARTS = ("objects", "messages", "stored")
