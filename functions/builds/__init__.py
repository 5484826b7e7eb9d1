"""The builds of a stack: which runs and what waits, the history of all, and the names of what they make.

The build table is read and written here and nowhere else.
"""
