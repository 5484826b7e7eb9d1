"""What people are told: status messages, and failures in words.

Everything that reaches TrainStatusTopic is made here.
"""
