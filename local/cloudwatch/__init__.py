"""CloudWatch: MiniStack's, where a dashboard's body has to be one, and a prefix of log streams counts."""

PARTS = ("dashboards", "streams")
