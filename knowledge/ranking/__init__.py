"""Which articles answer a question: words, meaning and what labelled questions taught, weighed."""
