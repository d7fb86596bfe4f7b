"""The one Scrapy set-up: guarded addresses, RFC 9309 robots, honest retries, own validators. Scrapy stays in here."""
