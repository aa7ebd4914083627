//! Where a portal page begins, and how far down its list of places goes: one rule for all of them.

use linli_app::{
    App,
    place::{self, PlaceLine, Walk},
};
use linli_kernel::PlaceId;

use crate::request::{Problem, Query};

/// How far down one walks on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Down {
    /// To compounds and grids: what is told of a building would be told of few.
    Compounds,
    /// To buildings: neither a unit nor a home has anything of its own there.
    Buildings,
}

impl Down {
    fn leads_to(self, kind: &str) -> bool {
        match self {
            Self::Compounds => !matches!(kind, "building" | "unit" | "household"),
            Self::Buildings => !matches!(kind, "unit" | "household"),
        }
    }

    /// The places to which a page leads on.
    pub(super) fn children(self, mut children: Vec<PlaceLine>) -> Vec<PlaceLine> {
        children.retain(|child| self.leads_to(child.kind.as_str()));
        children
    }

    /// A walk with these places only.
    pub(super) fn walk(self, walk: Walk) -> Walk {
        Walk { children: self.children(walk.children), ..walk }
    }
}

/// The place of `?place=…`, or the first district; `None` before there is one.
///
/// # Errors
/// A problem if the place is no id, or the store cannot be read.
pub(super) async fn asked(app: &App, query: &Query) -> Result<Option<PlaceId>, Problem> {
    match query.parse("place")? {
        Some(place) => Ok(Some(place)),
        None => Ok(place::first_district(app).await?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_down_to_what_has_something_of_its_own() {
        for (kind, compounds, buildings) in [
            ("district", true, true),
            ("grid", true, true),
            ("compound", true, true),
            ("building", false, true),
            ("unit", false, false),
            ("household", false, false),
        ] {
            assert_eq!(Down::Compounds.leads_to(kind), compounds, "{kind}");
            assert_eq!(Down::Buildings.leads_to(kind), buildings, "{kind}");
        }
    }
}
