"""CodeCommit: real bare git repositories, pushed to over HTTP, with the events of a push."""

PARTS = ("repositories",)
