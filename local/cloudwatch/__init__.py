"""CloudWatch: MiniStack's, where a dashboard's body has to be one."""

PARTS = ("dashboards",)
