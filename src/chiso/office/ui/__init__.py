"""What every page shares: templates, components, navigation, answers to refusals, language."""
