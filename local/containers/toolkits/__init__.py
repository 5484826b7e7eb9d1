"""The programs inside the images of frameworks: script mode's toolkits and the built-in XGBoost. They run in containers, by themselves."""
