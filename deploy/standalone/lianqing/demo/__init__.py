"""The demonstration: invented files, invented people, and one case of every kind.

Everybody here is plainly invented (甲某, 乙某 …), and every ID number starts with
000000, an area that does not exist.
"""
