"""The part of sagemaker-inference-toolkit that scripts use."""
