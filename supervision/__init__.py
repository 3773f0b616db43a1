"""Decides who helps, who watches and who may act. Pure: knows no database, no web and no clock."""
