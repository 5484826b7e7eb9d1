"""Data: what a build reads of S3, as it was when the build began, and what has changed since then.

A million objects take no more memory than a thousand.
"""
