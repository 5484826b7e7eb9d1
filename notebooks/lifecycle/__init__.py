"""What a notebook instance runs at every start, as ec2-user: the notebooks arrive, and an instance that nobody uses stops itself.

It runs on the instance's own Python, which is 3.10, with boto3.
"""
