"""VPC: whether what is asked for can run in a network of MiniStack's EC2; SageMaker, CodeBuild and Lambda ask."""
