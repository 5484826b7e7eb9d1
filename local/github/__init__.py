"""GitHub, for the functions of a stack: a forward proxy, as a company's network has one, that answers for github.com over bare repositories.

What a mirror's own git configuration says under local.token is the token of a private repository.
"""

PARTS = ("proxy",)
