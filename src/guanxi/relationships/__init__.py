"""Where we stand with each customer: assessments, signals, and the settings of the rules."""
