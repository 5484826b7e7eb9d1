"""Talking to the skill from a keyboard: what Alexa would understand, and what it would say."""
