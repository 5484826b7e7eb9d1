"""A notebook instance as a container: the files that it begins with, and the program that boots it."""
