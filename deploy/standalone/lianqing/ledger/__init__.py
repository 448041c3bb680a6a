"""Set the books of all units and services against each other: `lianqing verify`.

Source: architecture section 4 item 5; the promises P1 to P4.
"""
