"""Risk: how likely a visit finds something, learned from the city's own visits, whoever goes.

`columns` reads what is known of a place, `encoding` makes numbers of it, `joint` fits them together with the
strictness of inspectors, `own_history` adds what a place's own visits tell, `calibration` holds both against
later visits, `model` puts these together; `scoring` answers for a frame, `replay` for a period that is over.
"""
