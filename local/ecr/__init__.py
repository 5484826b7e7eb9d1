"""ECR: MiniStack's, where a missing image is an error, one with several tags outlives the deletion of one of them, and layers and the key are asked for."""

PARTS = ("missing_images", "tags", "layers", "keys")
