"""What a file is, by its content, and whether it can hurt: pure functions, without Django.

names.py      the name that it was given
kinds.py      the kinds that are taken, told by content
archives.py   zip archives, member by member         markup.py     XML, without entities
office_open.py, open_document.py, pdf.py, pictures.py, plain.py     one kind of content each
secrecy.py    markings of classified documents       formulas.py   commands in cells
findings.py   what may be found, and how to mend it
inspection.py all of it for one file                 worker.py, running.py  in a process with limits
workers.py    these processes, kept for the next file
"""
