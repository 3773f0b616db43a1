"""What does the form of a decision ask?"""

from django import forms


class DecisionForm(forms.Form):
    answer = forms.ChoiceField(choices=[("accept", "Accept"), ("hold", "Hold"), ("other", "Other step")])
    seen_version = forms.IntegerField()
    form_key = forms.CharField(max_length=64)
    consent_basis = forms.CharField(max_length=100)
    mentee_view = forms.CharField(max_length=10_000, required=False)
    words = forms.CharField(max_length=10_000, required=False)
