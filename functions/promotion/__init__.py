"""Promotion: a version that another stack has proven, deployed by this one without training it again.

Everything of it is copied into this stack, which is whole when the other one is deleted.
"""
