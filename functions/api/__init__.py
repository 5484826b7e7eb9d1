"""What SageMaker's API takes: the shape of every request that a build makes, and what is wrong with one that does not fit.

Nothing here knows of builds or documents.
"""
