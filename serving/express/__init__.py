"""The calls that a CRM makes all the time, answered without the framework."""
