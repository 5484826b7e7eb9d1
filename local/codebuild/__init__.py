"""CodeBuild without Docker: the buildspec's commands run for real, with a docker and an aws of our own."""

PARTS = ("builds",)
