"""How is a mentee doing? Questionnaires, scores and change; it speaks of need and never names a step of care."""
