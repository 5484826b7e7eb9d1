<<<<<<< HEAD
"""CloudWatch Logs: MiniStack's, where a prefix of streams counts."""

PARTS = ("streams",)
=======
"""CloudWatch: MiniStack's, where a dashboard's body has to be one."""

PARTS = ("dashboards",)
>>>>>>> server
