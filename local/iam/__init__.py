"""IAM: who may do what, as strictly as AWS, also for the services that MiniStack does not know; acting as a role; and which permissions were used."""

PARTS = ("permissions", "condition_keys")
