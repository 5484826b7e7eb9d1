"""CloudFormation: MiniStack's, with the resource types that the template uses and MiniStack lacks."""

PARTS = ("resources", "notebooks", "company", "failures", "dependencies", "deletions", "kept", "orders")
