"""The RDF side: content plus `ontology/context.jsonld` as triples, its serialisations, shapes, checks and queries."""
