"""What a town starts with: common questions, names of laws, hotlines and dangers."""
