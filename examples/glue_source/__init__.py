"""A config function of one's own: the training data is where a Glue table says."""
