"""The catalogue of problem kinds 问题清单 and the working-day calendar."""
