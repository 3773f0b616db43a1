"""Who helps, who watches, and who may act? Pure: no database, no web, no clock."""
