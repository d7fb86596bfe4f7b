"""What the rows known of an account or lead say, one family of facts a module."""
