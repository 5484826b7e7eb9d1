"""Retention: which versions keep what they have made, and the removal of what the others have.

A version that serves, that may be gone back to, or that one which is kept uses, is never touched.
"""
