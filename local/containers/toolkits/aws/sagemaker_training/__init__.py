"""The part of sagemaker-training-toolkit that scripts use."""
