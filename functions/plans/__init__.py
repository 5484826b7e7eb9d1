"""The plan of a build: what it will do, decided from values, and what it needs, looked at before money is spent.

Whoever asks whether a document can be built gets the sentences that a build would get.
"""
