"""The parameter document: its keys, how it is read, merged and checked.

Launch messages hold parts of it, too.
"""
