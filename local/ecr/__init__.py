"""ECR: MiniStack's, where an image that is not there is an error."""

PARTS = ("missing_images",)
