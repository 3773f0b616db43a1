"""How is a mentee doing? Questionnaires, scores and change. It speaks of need and names no step of care."""
