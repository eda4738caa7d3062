"""Talk: greetings, answers, what is not about blocks; and the turn before."""
