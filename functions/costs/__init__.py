"""What a build was paid for, and what it cost: seconds as SageMaker and CodeBuild bill them, dollars as AWS's price list has them.

Who settles a build asks here.
"""
