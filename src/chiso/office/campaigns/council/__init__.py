"""The council: what lies before it, its sessions, its rulings."""
