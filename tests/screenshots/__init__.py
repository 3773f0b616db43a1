"""What does the site look like? The pictures of the README, made by a command, and every page of everybody."""
