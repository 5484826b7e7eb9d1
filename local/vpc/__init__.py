"""VPC: whether what is asked for can run in a network of MiniStack's EC2, and what functions reach from there."""

PARTS = ("reach",)
