"""Application Auto Scaling: scalable targets are kept, as far as deleting an endpoint asks about them."""

PARTS = ("targets",)
