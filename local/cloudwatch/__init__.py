"""CloudWatch: MiniStack's, where a dashboard's body has to be one, and where a prefix of streams of logs counts."""

PARTS = ("dashboards", "streams")
