"""VPC: whether what is asked for can run in a network of MiniStack's EC2, and what is reached from there."""

PARTS = ("endpoints", "reach")
# What has no endpoint: GitHub, registries that are not in ECR, other regions.
OUTSIDE = "the internet"
