"""What grid workers forward by hand, and the letters that tell them so."""
