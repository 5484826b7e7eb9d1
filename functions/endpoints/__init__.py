"""The endpoint as SageMaker describes it.

Who deploys, waits, or cleans up asks here.
"""
