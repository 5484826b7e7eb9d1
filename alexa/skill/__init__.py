"""The skill's Lambda function: requests of Alexa become questions to the stack, and its answers speech.

ask-sdk-core stands at the rim (app, rim), the stack behind asking; between them are plain values.
"""
