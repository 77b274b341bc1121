"""From the officers to the head, from the head to the appraisers: approval, submission, receipt, return."""
