"""How a model is packed within the 15 minutes that a function has, by its size."""

GIB = 2**30
LARGEST = 30 * GIB  # packed without compression; S3 gives a function some 70 MB a second
COMPRESSED = 4 * GIB  # the fastest compression packs some 30 MB a second
FAST, NONE = 1, 0  # of gzip's levels


class TooLarge(Exception):
    """A model takes longer to repack than a function may run; the message says how large it may be."""


def compression(uri: str, size: int) -> int:
    """Return the level of compression for a model of so many bytes; what is large is weights, which hardly become smaller."""
    if size > LARGEST:
        raise TooLarge(
            f"the model {uri} has {size / GIB:.1f} GiB, and a script can be put into one of at most {LARGEST // GIB} GiB:"
            " make the model smaller, or serve it with an image of your own"
        )
    return FAST if size <= COMPRESSED else NONE
