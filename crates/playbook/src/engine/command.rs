//! What comes in: an opening or a command, with who is asking.

use std::collections::BTreeSet;

use linli_kernel::{Moment, PersonId, PhotoId, PlaceId};
use serde::{Deserialize, Serialize};

use super::{Fields, Holder, TaskNumber, TextRef};
use crate::model::{Name, Publicity};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person, and the post or organisation for which they act; `None` as a resident.
    Person {
        /// Who.
        person: PersonId,
        /// Acting as.
        acting: Option<Holder>,
    },
    /// The clock.
    System,
    /// Whoever runs the installation, from its command line.
    Operator,
}

impl Actor {
    /// The person, if it is one.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { person, .. } => Some(*person),
            Self::System | Self::Operator => None,
        }
    }
}

/// How somebody stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Raised it.
    Raiser,
    /// Raised a matter that was merged into it.
    CoRaiser,
    /// Acts for the first raiser with consent (family, carer).
    OnBehalf,
    /// Holds an open task of it as the one who acts.
    Holder,
    /// Answers for an organisation with an open leading or assisting task, or works on it in a post
    /// without office. For the policy alone: the engine knows it as [`Relation::Holder`] or
    /// [`Relation::Assisting`].
    Party,
    /// Holds an open assisting task.
    Assisting,
    /// Holds an open supervising task.
    Supervising,
    /// Is invited to claim what is offered, or claimed it in the latest entry of the offer.
    Invited,
    /// Lives where the case may be told, and did not raise it: may claim what is offered to
    /// residents. For the engine alone: the policy knows them as readers.
    Neighbour,
    /// Answers for an organisation with an open supervising task, or watches in a post without
    /// office. For the policy alone: the engine knows it as [`Relation::Supervising`].
    Watching,
    /// Is asked to rate it.
    Rater,
    /// Has a post at the level and place that answer for it now.
    PostAt,
    /// Has a post at a place above that.
    PostAbove,
    /// Has a post at a place below that, over the case's place.
    PostBelow,
    /// Held a task of it before.
    FormerHolder,
    /// Belongs to an organisation that has or had a part in it.
    SameOrganisation,
    /// Lives in the raiser's household.
    SameHousehold,
    /// The case is about them.
    Subject,
}

/// Everything that relates the caller to one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    /// The relations that hold.
    pub set: BTreeSet<Relation>,
    /// The open tasks that the caller may answer.
    pub tasks: BTreeSet<TaskNumber>,
}

/// A case's opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Who opens it.
    pub actor: Actor,
    /// The process.
    pub process: Name,
    /// As what.
    pub opens: Name,
    /// Through which channel.
    pub channel: Name,
    /// The class of publicity.
    pub class: Name,
    /// Narrower than the class, if the raiser wishes.
    pub publicity: Option<Publicity>,
    /// How urgent.
    pub urgency: Name,
    /// Where.
    pub place: PlaceId,
    /// Whose matter it is; `None` for what staff found themselves.
    pub raiser: Option<PersonId>,
    /// Whether the raiser can be asked through the program.
    pub raiser_has_account: bool,
    /// The post that found it.
    pub found_by: Option<Holder>,
    /// Whom it is about, if that is somebody who would handle it.
    pub recused: BTreeSet<Holder>,
    /// The words.
    pub text: TextRef,
    /// The photos.
    pub photos: Vec<PhotoId>,
    /// An order from another system.
    pub external: Option<External>,
}

/// An order or task handed over by another system (12345, a level above).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct External {
    /// Which system.
    pub system: Name,
    /// Its deadline; wins if it is shorter than ours.
    pub due: Option<Moment>,
}

/// A command on a running (or just ended) case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Who.
    pub actor: Actor,
    /// What: an outcome's or aside's name, or one of the engine's own (see [`Own`](super::Own)).
    pub action: Name,
    /// On which task; `None` for an aside or a tick.
    pub task: Option<TaskNumber>,
    /// The version of the task that the actor saw.
    pub seen_version: Option<u32>,
    /// What was filled in.
    pub fields: Fields,
}
