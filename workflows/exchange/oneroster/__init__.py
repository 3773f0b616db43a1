"""OneRoster 1.1 and 1.2 CSV (binding 1.2.1): `reading.read_roster` reads a package."""
