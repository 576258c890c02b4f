"""The box 投诉建议: anybody may put something in, unnamed if they like; the office answers, the county reads along."""
