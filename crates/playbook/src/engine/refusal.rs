//! Why a command was refused: the closed list of codes.

use linli_kernel::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)+
        /// Every code, for the catalogue and its test.
        pub const ALL: &[Code] = &[$($name),+];
    };
}

/// The codes of refusals. Stable: pages, the API and other programs know them.
pub mod codes {
    use super::Code;

    codes! {
        /// The playbook has no such process.
        PROCESS_UNKNOWN = "process-unknown",
        /// The process cannot be opened as that.
        OPENS_UNKNOWN = "opens-unknown",
        /// The process takes nothing in through that channel.
        CHANNEL_UNKNOWN = "channel-unknown",
        /// The playbook has no such class.
        CLASS_UNKNOWN = "class-unknown",
        /// The playbook has no such urgency class.
        URGENCY_UNKNOWN = "urgency-unknown",
        /// Wider publicity than the class allows, or wider without the first raiser's consent.
        PUBLICITY_TOO_WIDE = "publicity-too-wide",
        /// Neither a raiser, nor a post that found it, nor an order of another system.
        RAISER_MISSING = "raiser-missing",
        /// The process has no route around those whom it is about.
        RECUSAL_NOT_OFFERED = "recusal-not-offered",
        /// It is about the highest post there is, so that nobody is left above who could handle it.
        /// The sentence names the channels outside: discipline inspection and the 12345 hotline.
        NO_ROUTE = "no-route",
        /// The caller, or the party or post that was named, is whom the case is about.
        RECUSED = "recused",
        /// The case runs on another playbook or version.
        PLAYBOOK_MISMATCH = "playbook-mismatch",
        /// The new version does not know the step in which the case is.
        NOT_MOVABLE = "not-movable",
        /// The case has ended.
        ENDED = "ended",
        /// The clock stands still and the action has to wait.
        PAUSED = "paused",
        /// The task was closed or changed since the caller saw it.
        STALE_TASK = "stale-task",
        /// The command names a task without the version that the caller saw.
        VERSION_MISSING = "version-missing",
        /// Nothing of that name can be done now.
        NOT_OFFERED = "not-offered",
        /// It can be done, by somebody else.
        NOT_ENTITLED = "not-entitled",
        /// The playbook allows it on a condition that does not hold; `condition` is its text.
        CONDITION = "condition",
        /// The resident has claimed what is offered already.
        CLAIMED_BEFORE = "claimed-before",
        /// What was offered was claimed by somebody else, or nobody may claim it any more.
        OFFER_OVER = "offer-over",
        /// Nobody claims what they wished for themselves.
        CLAIM_OWN = "claim-own",
        /// Another person's approval is being waited for.
        APPROVAL_PENDING = "approval-pending",
        /// The second person must be somebody else than the one who asks.
        SECOND_PERSON_SAME = "second-person-same",
        /// Whoever found or handled it, under whatever post, does not accept the result.
        HANDLED_BY_YOU = "handled-by-you",
        /// Assisting parties have not finished, and this dispatch waits for all.
        ASSISTS_OPEN = "assists-open",
        /// It was done a short while ago; `until` says from when on it may be done again.
        TOO_SOON = "too-soon",
        /// It would order somebody, and a ground such as litigation bars that: the matter may be
        /// mediated, not decided.
        ORDER_BARRED = "order-barred",
        /// The step was extended before and may be extended once.
        EXTENDED_BEFORE = "extended-before",
        /// The two cases cannot be merged.
        NOT_MERGEABLE = "not-mergeable",
        /// A required field is empty.
        FIELD_REQUIRED = "field-required",
        /// The form has no such field.
        FIELD_UNKNOWN = "field-unknown",
        /// A value of another type than the field's.
        FIELD_TYPE = "field-type",
        /// A number outside the field's range; `min` and `max` say which.
        FIELD_RANGE = "field-range",
        /// A day before today.
        FIELD_PAST = "field-past",
        /// Not one of the declared choices.
        FIELD_CHOICE = "field-choice",
        /// More photos, parties or rows than allowed; `max` says how many.
        FIELD_MANY = "field-many",
        /// Not a post over the case's place, or below the level that is needed.
        FIELD_POST = "field-post",
        /// The post holds no office, and only one that does may decide this.
        NOT_OFFICE = "not-office",
        /// The post is vacant.
        POST_VACANT = "post-vacant",
        /// The organisation does not exist or takes no part in this place.
        PARTY_UNKNOWN = "party-unknown",
        /// The organisation is not of a kind that may do this.
        PARTY_KIND = "party-kind",
        /// Nobody can sign in for the organisation.
        PARTY_UNSTAFFED = "party-unstaffed",
        /// The same organisation is named twice.
        PARTY_TWICE = "party-twice",
        /// A repeat is refused only with the progress shown.
        PROGRESS_REQUIRED = "progress-required",
    }
}

/// Why a command was refused: a code and what to say with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code, one of [`codes`].
    pub code: Code,
    /// The field it is about, as `field` or `items.2.due` (rows counted from 0).
    pub field: Option<String>,
    /// Words and numbers for the sentence, by name.
    pub parameters: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(super) fn of(code: Code) -> Self {
        Self { code, field: None, parameters: Vec::new() }
    }

    pub(super) fn field(code: Code, field: String) -> Self {
        Self { code, field: Some(field), parameters: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }
}

/// Everything that is wrong with a command, so that a form shows all of it at once; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// All of them, the first the one to answer with when only one can be shown.
    #[must_use]
    pub fn all(&self) -> &[Refusal] {
        &self.0
    }

    /// The code of the first.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.first().map_or(codes::NOT_OFFERED, |refusal| refusal.code)
    }

    /// `Ok` if there is nothing to refuse.
    pub(super) fn from_list(list: Vec<Refusal>) -> Result<(), Self> {
        if list.is_empty() { Ok(()) } else { Err(Self(list)) }
    }
}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }
}

impl From<Code> for Refusals {
    fn from(code: Code) -> Self {
        Refusal::of(code).into()
    }
}
