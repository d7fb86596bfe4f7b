"""Events pushed to subscribers when a score crosses their threshold, signed by the Standard Webhooks scheme."""
