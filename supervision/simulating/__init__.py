"""How would a school year go under this policy? A year of made-up mentees, day by day, through the shipped rules.

Everything here is made up and drawn from a seed. It says how much work a policy would make, never how a real young
person fares.
"""
