"""ECR: MiniStack's, where an image that is not there is an error, and one with several tags outlives the deletion of one of them."""

PARTS = ("missing_images", "tags")
