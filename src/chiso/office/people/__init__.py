"""Who works in the office: accounts, roles in agencies, stand-ins, and what each may do."""
