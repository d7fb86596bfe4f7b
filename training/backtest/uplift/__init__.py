"""What plans of outreach were worth: those who got them against those who were held out."""
