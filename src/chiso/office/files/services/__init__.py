"""Every write of evidence.

uploads.py     files on their way: begin, go on, finish, cancel
documents.py   references, revisions
uses.py        what a document proves
upkeep.py      what repeats: expiry, the scanner asked again, a look at the disk
"""
