"""The cheapest plan for a target, the most points for a budget, and what lies between them; by HiGHS."""
