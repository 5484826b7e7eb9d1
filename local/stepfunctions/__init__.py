"""Step Functions: MiniStack's interpreter, mended where it is kinder than AWS, and its integrations made as on AWS, under the machine's own role."""

PARTS = ("history", "definitions", "states", "integrations", "tokens", "single")
