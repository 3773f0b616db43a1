"""How is a policy read, checked and asked? The rooms behind `care_steps.policy`, which is the only door to them."""
