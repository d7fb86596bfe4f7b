"""Events as they come from a CRM: checked by the rules of an import, and stored each once."""
