//! Which papers of a case exist beside the slips and orders of its whistles: the links on its page
//! and the addresses of the papers both ask here.

use linli_app::matter::{CalledView, EventView, InstructionView, MatterView, WhistleView};
use linli_domain::whistle::Part;

use crate::ui::{Ui, view::Link};

/// What a party reported of a whistle, for those who blew it.
pub(super) struct Reported<'v> {
    pub(super) whistle: &'v WhistleView,
    pub(super) party: &'v CalledView,
    pub(super) report: &'v EventView,
}

/// The papers of a case.
pub(super) struct Printable<'v> {
    /// Instructions that somebody had to answer.
    pub(super) instructions: Vec<&'v InstructionView>,
    /// The reply letter to those who whistled: the lead's last report, else anybody's.
    pub(super) to_community: Option<Reported<'v>>,
    /// The publication of which the reply letter to the raiser tells.
    pub(super) to_raiser: Option<&'v EventView>,
}

impl<'v> Printable<'v> {
    pub(super) fn of(view: &'v MatterView) -> Self {
        let addressed = |instruction: &&InstructionView| !instruction.to.is_empty();
        let published = view.events.iter().rfind(|event| event.kind == "published");
        Self {
            instructions: view.instructions.iter().filter(addressed).collect(),
            to_community: view.whistles.iter().find_map(reported),
            to_raiser: published.filter(|_| view.internal),
        }
    }

    /// Where each is printed; `href` is the case's own address.
    pub(super) fn links(&self, ui: &Ui, href: &str) -> Vec<Link> {
        let instruction = |one: &&InstructionView| Link {
            href: format!("{href}/instructions/{}", one.told.number),
            label: ui.t1("document-instruction-of", "when", ui.when(&one.told.at)),
        };
        let mut links: Vec<Link> = self.instructions.iter().map(instruction).collect();
        if self.to_community.is_some() {
            let label = ui.t("document-reply-community").to_owned();
            links.push(Link { href: format!("{href}/reply?to=community"), label });
        }
        if self.to_raiser.is_some() {
            let label = ui.t("document-reply-raiser").to_owned();
            links.push(Link { href: format!("{href}/reply?to=raiser"), label });
        }
        links
    }
}

fn reported(whistle: &WhistleView) -> Option<Reported<'_>> {
    let told = |party| told(whistle, party);
    let led = whistle.parties.iter().rev().filter(|party| party.part == Part::Lead);
    led.chain(whistle.parties.iter().rev()).find_map(told)
}

fn told<'v>(whistle: &'v WhistleView, party: &'v CalledView) -> Option<Reported<'v>> {
    Some(Reported { whistle, party, report: party.report.as_ref()? })
}
