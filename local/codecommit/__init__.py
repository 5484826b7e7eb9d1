"""CodeCommit: real bare git repositories, pushed to over HTTP or by CreateCommit, with the events of a push."""

PARTS = ("service",)
