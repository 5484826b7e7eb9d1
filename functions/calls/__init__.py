"""The calls of SageMaker's API that a build makes: each request from the document's fragments over our defaults.

Whoever made a request, it is checked here and gets the build's name and tags.
"""
