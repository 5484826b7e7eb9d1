"""GitHub as far as a build needs it: the commit of a branch, git's ids of what a commit holds, and a commit's status.

Whatever GitHub does not answer is not known; a build goes on without it.
"""
