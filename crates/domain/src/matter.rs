//! A case 事项 as stored: the engine's state and what stands beside it.

use linli_kernel::{CaseId, Moment, PersonId, PhotoId, PlaceId, TextId};
use linli_playbook::{
    Name,
    engine::{Case, Status, TextRef},
};

use crate::policy::CaseClass;

/// Longest report, in characters.
pub const MAX_REPORT: usize = 2_000;
/// Most photos with one report.
pub const MAX_PHOTOS: usize = linli_playbook::model::MOST_PHOTOS as usize;

/// A case and what the engine need not know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id.
    pub id: CaseId,
    /// The district whose number and playbook it carries.
    pub district: PlaceId,
    /// Its number 编号 (`20260708-0031`), given at the first commit.
    pub number: Option<String>,
    /// The raiser's words.
    pub text: TextRef,
    /// What it is about, from the playbook's list.
    pub category: Option<Name>,
    /// The raiser's name is shown to nobody but the holder whose task needs it.
    pub anonymous: bool,
    /// The raiser said "you may call me": holders of open tasks see the phone.
    pub may_call: bool,
    /// Who raised it for somebody else, with consent or at the counter.
    pub taken_by: Option<PersonId>,
    /// The facility it came in at (a talk point, a chat group).
    pub facility: Option<PlaceId>,
    /// The other system's number.
    pub external_number: Option<String>,
    /// Who may see it at all.
    pub class: CaseClass,
    /// Taken out of public view (unlawful or personal text), with the reason's code.
    pub hidden: Option<String>,
    /// When a result of it was first published, if it was.
    pub published_at: Option<Moment>,
    /// The case that it was merged into.
    pub merged_into: Option<CaseId>,
    /// The engine's state.
    pub state: Case,
    /// Row version: any change.
    pub revision: i64,
}

impl CaseRow {
    /// Whether it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.status == Status::Open
    }

    /// Whether a line under the raiser's telephone may tell of it: not where the raiser stays
    /// anonymous, nor where somebody must not learn that it exists.
    #[must_use]
    pub fn may_name_raiser(&self) -> bool {
        self.class == CaseClass::Ordinary && !self.anonymous
    }

    /// When it ended.
    #[must_use]
    pub fn ended_at(&self) -> Option<Moment> {
        match &self.state.status {
            Status::Open => None,
            Status::Ended { at, .. } => Some(*at),
        }
    }
}

/// What a reader is told of the time of a step, or of a task in it, beside the promised time of the
/// whole matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTime {
    /// It is not after the promised time: told to everybody.
    Within(Moment),
    /// It is after the promised time, as a fixed day of deliberation may be: told to those who
    /// handle the matter, and marked.
    Beyond(Moment),
    /// It is after the promised time, and the reader follows the matter: one time was promised, and
    /// that is the one to be read.
    Untold,
}

impl StepTime {
    /// Judges a step's time. `handles`: the reader works on the matter or oversees it.
    #[must_use]
    pub fn of(promised: Moment, step: Moment, handles: bool) -> Self {
        match (step > promised, handles) {
            (false, _) => Self::Within(step),
            (true, true) => Self::Beyond(step),
            (true, false) => Self::Untold,
        }
    }

    /// The time, where it is told.
    #[must_use]
    pub const fn told(self) -> Option<Moment> {
        match self {
            Self::Within(at) | Self::Beyond(at) => Some(at),
            Self::Untold => None,
        }
    }

    /// Whether it is told as one after the promised time.
    #[must_use]
    pub const fn is_beyond(self) -> bool {
        matches!(self, Self::Beyond(_))
    }
}

/// Stored words. Corrected by a new version, erased by a tombstone; the history holds the hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Its id.
    pub id: TextId,
    /// The case that it belongs to.
    pub case: CaseId,
    /// The words; `None` once erased.
    pub words: Option<String>,
    /// Random salt of the hash.
    pub salt: Vec<u8>,
    /// Salted SHA-256 of the words as first written.
    pub hash: Vec<u8>,
    /// Why and when it was erased.
    pub erased: Option<(String, Moment)>,
    /// Row version.
    pub version: i64,
}

/// A photo, re-encoded without position data; the bytes are in the blob store under its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoRow {
    /// Its id.
    pub id: PhotoId,
    /// Who uploaded it.
    pub owner: PersonId,
    /// The case that it belongs to, once attached.
    pub case: Option<CaseId>,
    /// The event that it belongs to.
    pub event: Option<u32>,
    /// Size of the full picture in pixels.
    pub width: i64,
    /// Height in pixels.
    pub height: i64,
    /// When it came.
    pub created_at: Moment,
    /// Row version.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_follows_a_matter_reads_no_time_after_the_promised_one() {
        let at = Moment::from_ms;
        let promised = at(1_000);
        // the step's time, whether the reader handles it, what is told
        let table = [
            (at(999), false, StepTime::Within(at(999))),
            (at(999), true, StepTime::Within(at(999))),
            (at(1_000), false, StepTime::Within(at(1_000))),
            (at(1_000), true, StepTime::Within(at(1_000))),
            (at(1_001), false, StepTime::Untold),
            (at(1_001), true, StepTime::Beyond(at(1_001))),
        ];
        for (step, handles, wanted) in table {
            let found = StepTime::of(promised, step, handles);
            assert_eq!(found, wanted, "{step} {handles}");
            assert_eq!(found.told(), (wanted != StepTime::Untold).then_some(step));
            assert_eq!(found.is_beyond(), step > promised && handles);
        }
    }
}
