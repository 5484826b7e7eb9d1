"""Reuse: what the parts of a build depend on, so that what has not changed need not be done again.

The same inputs are the same result; whoever cannot see all of them reuses nothing.
"""
