"""What the clock does: nobody clicks, and it has to happen all the same.

`turning` enters the next rung of every escalation whose time has come. `sending` sends what was written then, by
`mailing`. Both may run any number of times beside each other: PostgreSQL decides who takes what.

What is not an escalation runs as a job in a process of its own (`queueing`, `running`).
"""
