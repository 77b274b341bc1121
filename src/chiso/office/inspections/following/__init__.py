"""What follows a visit: objections, findings, conclusions, what is mended, letters of citizens, reports."""
