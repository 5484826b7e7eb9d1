"""ECR: MiniStack's, where an image that is not there is an error, one with several tags outlives the deletion of one of them, and needs its layers."""

PARTS = ("missing_images", "tags", "layers")
