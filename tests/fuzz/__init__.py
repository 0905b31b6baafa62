"""Random inputs by the thousand in CI (through the tests of each room) and by the million with `make fuzz`."""
