"""Which step of care answers a mentee's need, and why? Pure: no database, no web, no clock."""
