//! The engine's own words: actions beside a playbook's outcomes and asides, messages, field keys.

use crate::model::Name;

macro_rules! words {
    ($(#[$doc:meta])* $kind:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kind { $($(#[$each])* $variant),+ }

        impl $kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The word as a name.
            #[must_use]
            pub fn name(self) -> Name {
                Name::known(self.as_str())
            }
        }
    };
}

words! {
    /// Actions that the engine itself offers. Their labels stand in the catalogue as
    /// `engine-action-…`.
    Own {
        /// Name the lead and the assisting parties.
        Assign = "assign",
        /// A party takes its task on.
        Accept = "accept",
        /// A party objects to its task.
        Object = "object",
        /// A party's objection is right: another takes its place.
        Uphold = "uphold",
        /// A party's objection is not right.
        Overrule = "overrule",
        /// An assisting party has done its part.
        Done = "done",
        /// A rating, by the rater or taken down by staff.
        Rate = "rate",
        /// A raiser could not be reached, or did not want to answer.
        Unreached = "unreached",
        /// The raiser answers a question.
        Answer = "answer",
        /// A second person agrees.
        Approve = "approve",
        /// A second person does not agree.
        Decline = "decline",
        /// Somebody takes on what is offered.
        Claim = "claim",
        /// An invitation to claim is declined.
        DeclineOffer = "decline-offer",
        /// A claim is taken back while the offer goes on.
        WithdrawClaim = "withdraw-claim",
        /// The holder answers an instruction.
        Reply = "reply",
        /// The raiser asks for review of a refusal.
        Review = "review",
        /// The review takes the case up again.
        Grant = "grant",
        /// The review leaves it at the refusal.
        Deny = "deny",
        /// The raiser wants the mediation that a refusal left open.
        AskMediation = "ask-mediation",
        /// An assisting or supervising party remarks on something.
        Remark = "remark",
        /// The clock runs again before its time.
        Resume = "resume",
        /// The story is told less widely (or wider, by the raiser).
        SetPublicity = "set-publicity",
        /// Whoever holds it tells those whom it is about what it is about, in words of their own.
        TellSubject = "tell-subject",
        /// Unlawful or personal words are taken out of public view; the access policy says by whom.
        Hide = "hide",
        /// They are in public view again.
        Show = "show",
        /// System: everything that was due up to now.
        Tick = "tick",
        /// System: deadlines are computed again after a calendar import.
        Redate = "redate",
        /// System: all child cases have ended.
        ChildrenEnded = "children-ended",
        /// System: the case was merged into another and ends.
        Absorb = "absorb",
        /// Operator: the case moves to the given version of its playbook.
        Move = "move",
    }
}

impl Own {
    /// Whether it is done on an invitation, or instead of one: who comes too late is told so.
    #[must_use]
    pub fn is_about_offer(action: &str) -> bool {
        [Self::Claim, Self::DeclineOffer, Self::WithdrawClaim]
            .iter()
            .any(|own| own.as_str() == action)
    }
}

words! {
    /// Messages that effects ask for. Their texts stand in the catalogue as `engine-message-…`.
    Message {
        /// To a holder: a task was opened.
        Task = "task",
        /// To whoever is invited to claim: an offer, which may be declined.
        Invited = "invited",
        /// To the raisers: somebody took it on.
        Claimed = "claimed",
        /// To a rater: please rate.
        PleaseRate = "please-rate",
        /// To the raiser: a question.
        Question = "question",
        /// To a second person: please approve.
        ApprovalAsked = "approval-asked",
        /// To a holder: approval was given.
        Approved = "approved",
        /// To a holder: approval was not given.
        Declined = "declined",
        /// To a holder: an instruction that must be answered.
        Instructed = "instructed",
        /// To whoever gave an instruction or asked a question: it was answered.
        Answered = "answered",
        /// To whoever decides: a party objects.
        Objection = "objection",
        /// To a party: the objection was overruled.
        Overruled = "overruled",
        /// To a party or whoever claimed: the task was closed because the lead finished, another took
        /// its place, or the case ended.
        Released = "released",
        /// To whoever decides: a raiser asks for review of a refusal.
        ReviewAsked = "review-asked",
        /// To a supervising party.
        Supervising = "supervising",
        /// To a holder: the time is running out.
        Reminder = "reminder",
        /// To a holder: the time is over.
        Late = "late",
        /// To a holder: the raiser urges.
        Urged = "urged",
        /// To a holder: the raiser added something.
        Supplemented = "supplemented",
        /// To the raisers: the matter reached another stage.
        Stage = "stage",
        /// To the raisers: there is news to be read, once in each stage.
        Progress = "progress",
        /// To the raisers: more time was granted, with the reason.
        Extended = "extended",
        /// To the raisers: the matter stands still, with the reason.
        Suspended = "suspended",
        /// To the raisers: the matter was merged with another.
        Merged = "merged",
        /// To the raisers: the result can be read.
        Published = "published",
        /// To the raisers: a reason, the legal channel, and the right to ask for review.
        Told = "told",
        /// To the raisers: the request for review was denied.
        ReviewDenied = "review-denied",
        /// To the raisers: the matter has ended.
        Ended = "ended",
        /// To those whom the case is about: what it is about, without raiser, words and place.
        Summary = "summary",
        /// To the raisers: their words were taken out of public view.
        TextHidden = "text-hidden",
        /// To the raisers: their words are in public view again.
        TextShown = "text-shown",
    }
}

words! {
    /// Fields of the engine's own forms. Their labels stand in the catalogue as `engine-field-…`.
    OwnField {
        /// The leading party.
        Lead = "lead",
        /// The assisting parties.
        Assist = "assist",
        /// Why a party objects.
        Ground = "ground",
        /// Why.
        Reason = "reason",
        /// The answer of a rating.
        Answer = "answer",
        /// Words beside a rating.
        Remark = "remark",
        /// The channel of a revisit.
        Channel = "channel",
        /// Free words.
        Text = "text",
        /// Photos.
        Photos = "photos",
        /// A question to the raiser.
        Question = "question",
        /// An instruction.
        Instruction = "instruction",
        /// An answer to an instruction, or to a request for review.
        Reply = "reply",
        /// How much more time: in days where the step's limit counts days, else in hours.
        More = "more",
        /// How widely the story is told.
        Publicity = "publicity",
        /// What a case is about, for those whom it is about.
        Summary = "summary",
        /// What a resident who claims wants to be called.
        Called = "called",
    }
}

/// Outcomes whose names mean something to the engine.
pub mod outcome {
    /// A dispatch's lead has finished.
    pub const DONE: &str = "done";
    /// A publication's time is over without an objection.
    pub const PUBLISHED: &str = "published";
    /// A rating passed.
    pub const PASSED: &str = "passed";
    /// A rating failed.
    pub const FAILED: &str = "failed";
    /// An offer was claimed.
    pub const CLAIMED: &str = "claimed";
    /// Nobody claimed an offer.
    pub const NONE: &str = "none";
}

/// Why words may be taken out of public view: the choices of the field `reason` of
/// [`Own::Hide`].
pub const HIDING_REASONS: &[&str] = &["unlawful", "personal", "insulting", "advertising", "other"];

/// The end of a case that was merged into another; no playbook declares it.
pub const MERGED_END: &str = "merged";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_words_are_names() {
        let words = Own::ALL.iter().map(|w| w.as_str());
        let words = words.chain(Message::ALL.iter().map(|w| w.as_str()));
        let words = words.chain(OwnField::ALL.iter().map(|w| w.as_str()));
        let words = words.chain(HIDING_REASONS.iter().copied());
        for word in words.chain([MERGED_END, "extended", "calendar"]) {
            assert_eq!(Name::new(word).map(|n| n.as_str() == word), Ok(true), "{word}");
        }
    }
}
