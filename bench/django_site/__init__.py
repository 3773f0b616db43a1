"""The same decision and the same list as somebody would write them in plain Django, on the same tables."""
