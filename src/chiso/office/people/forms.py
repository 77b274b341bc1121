"""Forms about people: they read and check; what may be is for the services to say."""

from __future__ import annotations

from typing import Any

from django import forms

from chiso.language import Text, text
from chiso.office.errors import OfficeRefused
from chiso.office.organisation.models import Agency
from chiso.office.people.models import LANGUAGES as LANGUAGES_OF_ACCOUNTS
from chiso.office.people.models import Appointment, Invitation, Person
from chiso.office.people.rights import title_of
from chiso.office.people.roles import NAMES, Role
from chiso.office.people.services.stand_ins import actions_of
from chiso.office.people.services.teams import TEAM_ROLES
from chiso.office.ui.fields import DayField, MomentField, WordsField
from chiso.office.ui.labels import label

LONGEST_PASSWORD = 200


def add_problems(form: forms.BaseForm, refused: OfficeRefused) -> None:
    """Show at the fields what a service refused; what belongs to no field stands in the summary."""
    for one in refused.problems:
        field = one.where.field if one.where.field in form.fields else None
        said = text("{expected} {mend} ({code})", expected=one.expected, mend=one.mend, code=one.code)
        form.add_error(field, forms.ValidationError(label(said)))


class SignInForm(forms.Form):
    """User name and password."""

    username = WordsField(label=label(text("User name")), max_length=60)
    password = forms.CharField(label=label(text("Password")), max_length=LONGEST_PASSWORD, strip=False)

    def clean_username(self) -> str:
        """User names are kept in small letters."""
        return str(self.cleaned_data["username"]).lower()


class CodeForm(forms.Form):
    """Six digits from the telephone, or a recovery code."""

    code = WordsField(label=label(text("Authentication code")), max_length=20)


class ConfirmForm(forms.Form):
    """The same before what weighs; named apart, since it travels with the fields of another form."""

    step_up_code = WordsField(label=label(text("Authentication code")), max_length=20)


class NewPasswordForm(forms.Form):
    """A new password, typed once: whoever wants to see it lets the browser show it."""

    password = forms.CharField(
        label=label(text("New password")),
        help_text=label(
            text("At least 12 characters; several words that do not belong together are easy to keep.")
        ),
        max_length=LONGEST_PASSWORD,
        strip=False,
    )


class ChangePasswordForm(NewPasswordForm):
    """The password as it is, and a new one. Who comes by the city's service alone has none yet."""

    current_password = forms.CharField(
        label=label(text("Password as it is now")), max_length=LONGEST_PASSWORD, strip=False
    )
    revokes_tokens = forms.BooleanField(
        label=label(text("Revoke my API tokens too")),
        help_text=label(
            text("Do so if somebody may know the password: programs that use them are refused from then on.")
        ),
        required=False,
    )
    field_order = ["current_password", "password", "revokes_tokens"]

    def __init__(self, *arguments: Any, has_one: bool, has_tokens: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not has_one:
            del self.fields["current_password"]
        if not has_tokens:
            del self.fields["revokes_tokens"]


class AcceptForm(NewPasswordForm):
    """What somebody who was invited chooses."""

    username = WordsField(
        label=label(text("User name")),
        help_text=label(text("Letters without marks, digits, points: such as nguyen.thi.binh")),
        max_length=60,
    )
    language = forms.ChoiceField(
        label=label(text("Language")),
        choices=LANGUAGES_OF_ACCOUNTS,
        initial="vi",
    )
    field_order = ["username", "password", "language"]

    def clean_username(self) -> str:
        """User names are kept in small letters."""
        return str(self.cleaned_data["username"]).lower()


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    username = WordsField(label=label(text("User name")), max_length=60)


class LanguageForm(forms.Form):
    """The language of one's own account."""

    language = forms.ChoiceField(
        label=label(text("Language")),
        choices=LANGUAGES_OF_ACCOUNTS,
    )


class AgencyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One agency, by its key; the list is read when the form is made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Agency.objects.all(), to_field_name="key", empty_label=None, **options)

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return str(obj.name)


class AgenciesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several agencies, by their keys."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Agency.objects.all(), to_field_name="key", **options)

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return str(obj.name)


class PersonField(WordsField):
    """Somebody by user name: short, exact, and no list of all people in the page."""

    def to_python(self, value: Any) -> Any:
        """The person. Raises ValidationError where nobody has that user name."""
        written = super().to_python(value)
        if not written:
            return None
        found = Person.objects.filter(username=written.lower(), is_active=True, left_at=None).first()
        if found is None:
            raise forms.ValidationError(label(text("Nobody in use has this user name")))
        return found

    def run_validators(self, value: Any) -> None:
        """The length was that of what was typed."""


# None is chosen beforehand: the first of them may do most.
_ROLES: list[tuple[str, Any]] = [("", "–"), *((role.value, NAMES[role]) for role in Role)]


class NodesField(WordsField):
    """Parts of frameworks, one a line or with commas between."""

    def __init__(self) -> None:
        super().__init__(
            label=label(text("Only for these parts of the framework")),
            help_text=label(text("One a line, such as par-index:2; nothing means all parts")),
            required=False,
            max_length=2000,
        )

    def clean(self, value: Any) -> Any:
        """The parts as a list."""
        return super().clean(value).replace(",", "\n").split()


class AppointForm(forms.Form):
    """An appointment: role, agency, parts, days."""

    role = forms.ChoiceField(label=label(text("Role")), choices=_ROLES)
    agency = AgencyChoice(label=label(text("Agency")), required=False)
    nodes = NodesField()
    valid_from = DayField(label=label(text("From day")), required=False)
    valid_to = DayField(label=label(text("Last day")), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["agency"].choices = _with_none(self.fields["agency"])  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Whom to invite, and to what."""

    full_name = WordsField(label=label(text("Family and given name")), max_length=120)
    email = forms.EmailField(
        label=label(text("Mail address")),
        help_text=label(text("Needed for the city's sign-in service, and for a link by mail")),
        required=False,
        max_length=254,
    )
    role = forms.ChoiceField(label=label(text("Role")), choices=_ROLES)
    agency = AgencyChoice(label=label(text("Agency")), required=False)
    nodes = NodesField()
    valid_to = DayField(label=label(text("Last day")), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["agency"].choices = _with_none(self.fields["agency"])  # type: ignore[attr-defined]


class ChangeAppointmentForm(forms.Form):
    """What may be changed of an appointment."""

    nodes = NodesField()
    valid_to = DayField(label=label(text("Last day")), required=False)
    expected_version = forms.IntegerField(widget=forms.HiddenInput)


class StandInForm(forms.Form):
    """Who stands in, for which appointment, when, by which document, for what."""

    appointment = forms.ChoiceField(label=label(text("For the appointment")))
    deputy = PersonField(
        label=label(text("Stand-in")), help_text=label(text("User name of the colleague")), max_length=60
    )
    starts_at = MomentField(
        label=label(text("From")), help_text=label(text("Time and day, such as 08:00, 21/12/2026"))
    )
    ends_at = MomentField(
        label=label(text("Until")), help_text=label(text("A day alone means its last minute"))
    )
    document = WordsField(
        label=label(text("Document")),
        help_text=label(text("Number and date, such as 12/GUQ, 03/12/2026")),
        max_length=200,
    )
    actions = forms.MultipleChoiceField(
        label=label(text("Only for this")),
        help_text=label(text("Nothing chosen: for everything")),
        required=False,
    )

    def __init__(self, *arguments: Any, appointments: list[Appointment], **named: Any) -> None:
        super().__init__(*arguments, **named)
        titles = [(one.key, describe(one)) for one in appointments]
        self.fields["appointment"].choices = titles  # type: ignore[attr-defined]
        actions = sorted({action for one in appointments for action in actions_of(one.role)})
        self.fields["actions"].choices = [(one, title_of(one)) for one in actions]  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team: name, purpose, who leads, who takes part, days."""

    name = WordsField(label=label(text("Name of the team")), max_length=200)
    purpose = WordsField(label=label(text("Purpose")), required=False, max_length=400)
    leading = AgenciesChoice(label=label(text("Leading agencies")))
    taking_part = AgenciesChoice(label=label(text("Agencies that take part")), required=False)
    role = forms.ChoiceField(
        label=label(text("What members are by the team")),
        choices=[
            (one, NAMES[Role(one)] if one else text("nothing more than they are"))
            for one in sorted(TEAM_ROLES, reverse=True)
        ],
        initial=Role.INSPECTOR.value,
    )
    valid_from = DayField(label=label(text("From day")))
    valid_to = DayField(label=label(text("Last day")), required=False)


class ChangeTeamForm(TeamForm):
    """What may be changed of a team: not its beginning, nor what its members are by it."""

    role = None  # type: ignore[assignment]
    valid_from = None  # type: ignore[assignment]
    expected_version = forms.IntegerField(widget=forms.HiddenInput)


class MemberForm(forms.Form):
    """Somebody to take into a team."""

    person = PersonField(label=label(text("User name of the person")), max_length=60)
    leads = forms.BooleanField(label=label(text("Leads the team")), required=False)


class RenewForm(forms.Form):
    """What somebody lost."""

    lost = forms.ChoiceField(
        label=label(text("What was lost")),
        choices=[
            ("password", text("the password only")),
            ("both", text("the telephone with the app, or both")),
        ],
        initial="password",
    )


class FilterForm(forms.Form):
    """Search and filters of the list of people."""

    tim = WordsField(label=label(text("Name or user name")), required=False, max_length=120)
    vai_tro = forms.ChoiceField(
        label=label(text("Role")),
        required=False,
        choices=[("", text("all roles")), *_ROLES],
    )
    co_quan = AgencyChoice(label=label(text("Agency")), required=False)
    tinh_trang = forms.ChoiceField(
        label=label(text("Account")),
        required=False,
        choices=[
            ("", text("in use")),
            ("closed", text("closed")),
            ("all", text("all")),
        ],
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["co_quan"].choices = _with_none(self.fields["co_quan"], text("all agencies"))  # type: ignore[attr-defined]


def describe(appointment: Appointment | Invitation) -> Text:
    """An appointment, or one to be made, in a line: role, agency."""
    role = NAMES[Role(appointment.role)]
    if appointment.agency is None:
        return text("{role}, for the city", role=role)
    return text("{role}, {agency}", role=role, agency=appointment.agency.name)


def _with_none(field: Any, none: Text | None = None) -> list[tuple[str, Any]]:
    return [("", none or text("none: for the city")), *((str(one.key), one.name) for one in field.queryset)]
