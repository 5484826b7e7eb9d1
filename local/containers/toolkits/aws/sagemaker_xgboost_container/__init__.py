"""The part of sagemaker-xgboost-container that scripts use."""
