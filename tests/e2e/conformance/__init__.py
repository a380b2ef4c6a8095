"""What judges an implementation by what it answers: nothing here knows how the answers came about."""
