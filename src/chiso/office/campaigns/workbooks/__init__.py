"""Away from the network: an agency's workbook goes out, is filled in, and comes back."""
