"""What stands around every call: sizes, times, headers, repeated and conditional requests, traces."""
