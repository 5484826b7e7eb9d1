"""CloudWatch: MiniStack's, where alarms heed what they are about, a dashboard's body has to be one, and a prefix of log streams counts."""

PARTS = ("alarms", "dashboards", "streams")
