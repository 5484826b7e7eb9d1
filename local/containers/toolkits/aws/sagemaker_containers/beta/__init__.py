"""Where sagemaker-containers keeps what scripts import."""
