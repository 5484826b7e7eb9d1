"""What is understood of a build and what is said of it, in every language; no AWS, no clock and no Alexa in here."""
