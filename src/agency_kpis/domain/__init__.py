"""The agency's nouns: what its records say, each field a facet, an event or an identity."""
