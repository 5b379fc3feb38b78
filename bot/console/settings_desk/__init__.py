"""What administrators set for their town: words, limits, hotlines and names of laws."""
