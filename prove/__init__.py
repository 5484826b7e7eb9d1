"""The proof: runs SageBuild on a stack in a real account, and says of every belief about AWS whether it held.

A belief is a function in checks/ that looks at what the steps have left behind; docs/beliefs.md is written from them.
"""
