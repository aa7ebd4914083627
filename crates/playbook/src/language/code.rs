//! The closed list of findings. Each has a sentence in `crates/playbook/locales/findings.*.txt`
//! and a row with cause and cure in `docs/playbooks.md`.

use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The playbook cannot be used.
    Error,
    /// It can be used; somebody should look.
    Note,
}

macro_rules! codes {
    ($($severity:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ })+) => {
        /// What was found. The text of a code is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode { $($($(#[doc = $doc])+ $variant,)+)+ }

        impl FindingCode {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)+)+];

            /// The stable text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $text,)+)+ }
            }

            /// How much it weighs.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $($(Self::$variant => Severity::$severity,)+)+ }
            }
        }
    };
}

codes! {
    Error {
        /// The text is not KDL 2.
        Syntax = "syntax",
        /// The text is longer than the language allows.
        TooLong = "too-long",
        /// Braces are nested deeper than the language knows.
        TooDeep = "too-deep",
        /// A full-width sign where the language has a plain one.
        FullWidth = "full-width",
        /// `true` without its number sign.
        BareWord = "bare-word",
        /// A quotation mark that is not closed on its line.
        OpenQuote = "open-quote",
        /// A brace that is not closed before the next thing begins.
        OpenBrace = "open-brace",
        /// A word that the language does not know at this place.
        UnknownNode = "unknown-node",
        /// A property that the language does not know at this place.
        UnknownProperty = "unknown-property",
        /// A property that must stand here.
        MissingProperty = "missing-property",
        /// A line that must stand here.
        MissingNode = "missing-node",
        /// A value that must stand after the word.
        MissingArgument = "missing-argument",
        /// A value too many.
        ExtraArgument = "extra-argument",
        /// Said or declared twice.
        Twice = "twice",
        /// A value of another type.
        WrongType = "wrong-type",
        /// Not one of the words that may stand here.
        BadChoice = "bad-choice",
        /// A text that cannot be a name.
        BadName = "bad-name",
        /// A step with a name that has a meaning of its own.
        ReservedName = "reserved-name",
        /// A number outside its range.
        BadNumber = "bad-number",
        /// A form that asks for more photos than the program takes.
        ManyPhotos = "many-photos",
        /// A text that is no duration.
        BadLimit = "bad-limit",
        /// `clock` on days.
        BadClock = "bad-clock",
        /// A text that is no percentage.
        BadPercent = "bad-percent",
        /// A field inside items that cannot stand there.
        NestedItems = "nested-items",
        /// A kind of step that this version does not have.
        KindNotYet = "kind-not-yet",
        /// A role that is not declared.
        UnknownRole = "unknown-role",
        /// Neither a role nor a word for those who may open a process.
        UnknownOpener = "unknown-opener",
        /// A kind of organisation that is not declared.
        UnknownParty = "unknown-party",
        /// A class that is not declared.
        UnknownClass = "unknown-class",
        /// An urgency that is not declared.
        UnknownUrgency = "unknown-urgency",
        /// A form that is not declared.
        UnknownForm = "unknown-form",
        /// A field that is not in the form.
        UnknownField = "unknown-field",
        /// A stage that is not declared.
        UnknownStage = "unknown-stage",
        /// A level that is not in the responsibility chain.
        UnknownLevel = "unknown-level",
        /// A kind of place that is not declared.
        UnknownPlace = "unknown-place",
        /// A step that the process does not have.
        UnknownStep = "unknown-step",
        /// Neither a step nor an end of the process.
        UnknownTarget = "unknown-target",
        /// An end that the process does not have, or of another kind.
        UnknownEnd = "unknown-end",
        /// A number that the program does not read.
        UnknownRule = "unknown-rule",
        /// A name that people see without words for it.
        NoWords = "no-words",
        /// A step that no path reaches.
        StepNotReached = "step-not-reached",
        /// An end that nothing leads to.
        EndNotReached = "end-not-reached",
        /// A step from which no path leads to an end.
        NoWayOut = "no-way-out",
        /// A step without a responsible role.
        NoResponsible = "no-responsible",
        /// A step without a deadline.
        NoDeadline = "no-deadline",
        /// A step without a rule for lateness.
        NoLateRule = "no-late-rule",
        /// A rule for lateness that this kind of step cannot have.
        LateRuleKind = "late-rule-kind",
        /// A matter that would end because nobody acted in time.
        LateEnds = "late-ends",
        /// A ladder that leaves out a level.
        MissingRung = "missing-rung",
        /// A climb without an exit at its top.
        NoTop = "no-top",
        /// A circle that could be walked for ever.
        NoBound = "no-bound",
        /// Exhausted exits that lead to each other.
        BoundCircle = "bound-circle",
        /// An end that counts the raiser's answer on a path where nobody asked.
        RaiserNotAsked = "raiser-not-asked",
        /// Silence counted as an answer.
        SilenceCounts = "silence-counts",
        /// Raisers who cannot answer "not solved".
        NoStopAnswer = "no-stop-answer",
        /// A withdrawal by somebody else.
        WithdrawnByOthers = "withdrawn-by-others",
        /// A withdrawal that ends as something else.
        WithdrawnElsewhere = "withdrawn-elsewhere",
        /// A refusal whose form asks for no reason.
        ToldWithoutReason = "told-without-reason",
        /// A refusal whose form does not ask where else to go.
        ToldWithoutChannel = "told-without-channel",
        /// A refusal that cannot be reviewed.
        ToldWithoutReview = "told-without-review",
        /// A mediation that is no step in which somebody acts.
        MediationKind = "mediation-kind",
        /// A mediation that ends in an order once it was tried too often.
        MediationExhausted = "mediation-exhausted",
        /// A refusal with a legal ground and no second person, or with a second person and no ground.
        RefusalIncomplete = "refusal-incomplete",
        /// A form for more time that does not ask how much.
        ExtendWithoutNumber = "extend-without-number",
        /// A process without a route around the person complained about.
        NoRecusal = "no-recusal",
        /// A post that nobody stands in for.
        NoFallback = "no-fallback",
        /// Posts that stand in for each other in a circle.
        FallbackCircle = "fallback-circle",
        /// A post that somebody further down stands in for.
        FallbackDown = "fallback-down",
        /// A post without office where somebody decides for others.
        NotOffice = "not-office",
        /// A role that keeps the admission list and stands below the top.
        ListBelowTop = "list-below-top",
        /// A process that residents' matters come into and that residents may not open.
        MatterNotOpen = "matter-not-open",
        /// A second person whom no post that holds office could be.
        NoSecondPerson = "no-second-person",
        /// Objections without somebody who decides them.
        NoObjectionReview = "no-objection-review",
        /// `whistle` on a step that is no dispatch.
        WhistleKind = "whistle-kind",
        /// A whistle that nobody has to answer by any time.
        WhistleUnanswered = "whistle-unanswered",
        /// The work on a whistle, or an assessment of one, where none is ever blown.
        WhistleNotBlown = "whistle-not-blown",
        /// A publicity in use without a rule of publication.
        NoPublishRule = "no-publish-rule",
        /// A part of a publication that nobody is asked for.
        PartNotAsked = "part-not-asked",
        /// A part of a publication that not everyone may read.
        PartNotPublic = "part-not-public",
        /// An outcome that this kind of step must have.
        MissingOutcome = "missing-outcome",
        /// An outcome that this kind of step cannot have.
        UnknownOutcome = "unknown-outcome",
        /// A field of another type than the language needs here.
        FieldKind = "field-kind",
        /// A legal ground without room for the progress that a repeat must be told.
        GroundWithoutProgress = "ground-without-progress",
        /// Items without a dispatch that takes them.
        ItemsNotTaken = "items-not-taken",
        /// A step that demands items on a path that brings none.
        ItemsNotBrought = "items-not-brought",
        /// An offer that invites nobody.
        OfferNobody = "offer-nobody",
        /// An offer with a clock that makes whoever is invited late.
        OfferLate = "offer-late",
        /// A dispatch by the claims of a step in which nobody claims.
        NotAnOffer = "not-an-offer",
        /// A dispatch by the claims of an offer that does not lead to it.
        ClaimsNotBrought = "claims-not-brought",
        /// A message that is not declared.
        UnknownMessage = "unknown-message",
        /// Readers so few that the raiser would not see what became of the matter.
        VisibleTooNarrow = "visible-too-narrow",
        /// Words for the raisers at a step that never begins a stage.
        NotifyNotTold = "notify-not-told",
        /// A guard that is not written as one.
        GuardSyntax = "guard-syntax",
        /// A guard that reads a name that does not exist.
        GuardName = "guard-name",
        /// A guard that compares what cannot be compared like that.
        GuardType = "guard-type",
        /// A guard that compares with a value that the thing never has.
        GuardValue = "guard-value",
        /// A guard that would read something about a person.
        GuardPerson = "guard-person",
        /// A guard that reads a field which nobody fills in before.
        GuardTooEarly = "guard-too-early",
        /// A guard on an outcome that the engine takes by itself.
        GuardNeeded = "guard-needed",
        /// A step in which nothing might be left to choose.
        GuardAll = "guard-all",
        /// Scenarios of another playbook or version.
        ScenarioPlaybook = "scenario-playbook",
        /// Nobody of the town is called like that.
        ScenarioWho = "scenario-who",
        /// Not a day and a time.
        ScenarioMoment = "scenario-moment",
        /// A field that the action does not ask for.
        ScenarioField = "scenario-field",
        /// An action that is not offered to whoever is said to do it.
        ScenarioOffered = "scenario-offered",
        /// An action that was refused without `then refused=`.
        ScenarioRefused = "scenario-refused",
        /// An action that should have been refused.
        ScenarioTaken = "scenario-taken",
        /// A case that stands elsewhere than the scenario says.
        ScenarioDiffers = "scenario-differs",
        /// A clock that cannot go there.
        ScenarioClock = "scenario-clock",
        /// A state that its own history does not give: a fault of the program.
        ScenarioHistory = "scenario-history",
    }
    Note {
        /// A process in which nobody is refused on a legal ground.
        NoLegalGround = "no-legal-ground",
        /// An overall limit that even the shortest way exceeds.
        OverallShort = "overall-short",
        /// A limit that is longer than the one around it.
        LimitLong = "limit-long",
        /// An urgency by the clock in which a step waits for working hours.
        WorkingHours = "working-hours",
        /// A ladder that names another role than `by` for the same level.
        ByAgainstLadder = "by-against-ladder",
        /// Representatives who hold office.
        RepresentativesOffice = "representatives-office",
        /// A process beside residents' matters that does not say who may open it.
        NoOpeners = "no-openers",
        /// A form that nothing uses.
        UnusedForm = "unused-form",
        /// A stage that no step names.
        UnusedStage = "unused-stage",
        /// A rule of publication for a publicity that no class has.
        UnusedPublishRule = "unused-publish-rule",
        /// A message that no step sends.
        UnusedMessage = "unused-message",
        /// Words that name nothing.
        UnusedWords = "unused-words",
        /// A step that does not say which sentence it comes from, while others do.
        NoSource = "no-source",
    }
}

impl FindingCode {
    /// The findings that only a scenario file can have.
    pub const OF_SCENARIOS: &'static [Self] = &[
        Self::ScenarioPlaybook,
        Self::ScenarioWho,
        Self::ScenarioMoment,
        Self::ScenarioField,
        Self::ScenarioOffered,
        Self::ScenarioRefused,
        Self::ScenarioTaken,
        Self::ScenarioDiffers,
        Self::ScenarioClock,
        Self::ScenarioHistory,
    ];

    /// What to look at first: 0 the text, 1 its names, 2 its rules, 3 notes. A finding of one group
    /// can be the cause of findings of the next.
    #[must_use]
    pub fn group(self) -> u8 {
        match self {
            _ if self.severity() == Severity::Note => 3,
            _ if self <= Self::KindNotYet => 0,
            _ if self <= Self::NoWords => 1,
            _ => 2,
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
