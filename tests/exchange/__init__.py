"""What is exported reads back in the programs of each field."""
