"""Application Auto Scaling of SageMaker's variants: targets and policies are kept, and the count of instances follows the load."""

PARTS = ("service", "following")
