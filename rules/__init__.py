"""Judge: what the campaign demands of a reading. Pure: the time, the standing figures, everything is an argument."""
