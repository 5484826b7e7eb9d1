"""CloudWatch: MiniStack's, where alarms heed what they are about, a dashboard's body has to be one, groups ask their keys, and a prefix of streams counts."""

PARTS = ("alarms", "dashboards", "keys", "streams")
