"""How requests reach a service of ours: the address, the JSON protocol, and the checks that AWS makes first."""
