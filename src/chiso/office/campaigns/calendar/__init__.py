"""The calendar of a campaign: phases in their order, lateness, exceptions, copies and rehearsals."""
