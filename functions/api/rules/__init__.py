"""What SageMaker refuses although each member is right by itself: the rules between the members of a request.

Each module is a table about one kind of request; table.py says which holds where. Every rule names the page of AWS's that it is from.
"""
