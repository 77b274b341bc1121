"""An office to try: invented people in every role, real agencies, marked as an illustration everywhere.

Nothing here runs in an office for real work: accounts of a demonstration and accounts of real people never
stand in one office (`chiso.office.running.before_serving`).
"""
