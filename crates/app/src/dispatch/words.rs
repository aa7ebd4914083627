//! What the words of a table mean: places, kinds of matters, parts and organisations by name.

use std::collections::BTreeMap;

use linli_domain::{
    dispatch::{DispatchEntry, MAX_BASIS, Part},
    place::Place,
};
use linli_kernel::{DispatchEntryId, OrganisationId, PlaceId};
use linli_playbook::Playbook;

use crate::{
    matter::bounded,
    setup::{
        Problem,
        pasted::{PastedSheet, table_day},
        sheet::Line,
    },
};

/// What a district's words mean.
pub(super) struct DistrictWords<'a> {
    pub(super) playbook: &'a Playbook,
    /// The places whose lists the caller keeps.
    pub(super) places: &'a [Place],
    /// The district's organisations by name; `None` for what several are called.
    pub(super) organisations: BTreeMap<String, Option<OrganisationId>>,
}

impl DistrictWords<'_> {
    /// The entry of a row, without an id of its own, and everything that is wrong with it.
    pub(super) fn entry(
        &self,
        sheet: &PastedSheet<'_>,
        line: &Line,
        nobody: DispatchEntryId,
    ) -> Result<DispatchEntry, Vec<Problem>> {
        let cell = |column: &str| sheet.cell(line, column);
        let mut wrong = Vec::new();
        let mut miss =
            |column: &str, word: &'static str| wrong.push(Problem::new(line.row, column, word));
        let place = self.place(cell("place")).map_err(|word| miss("place", word)).ok();
        let category = self.category(cell("category"));
        if category.is_none() {
            miss("category", "field-choice");
        }
        let part = Part::from_word(sheet.word(line, "part"));
        if part.is_none() {
            miss("part", "field-choice");
        }
        let body = self.organisation(cell("organisation"));
        let body = body.map_err(|word| miss("organisation", word)).ok();
        let from = table_day(cell("from")).map_err(|word| miss("from", word)).ok();
        if from == Some(None) {
            miss("from", "cell-required");
        }
        let to = table_day(cell("to")).map_err(|word| miss("to", word)).ok();
        if let (Some(Some(from)), Some(Some(to))) = (from, to)
            && to < from
        {
            miss("to", "ends-before-start");
        }
        let basis = bounded(cell("basis"), MAX_BASIS);
        if let Err(error) = &basis {
            miss("basis", error.code().0);
        }
        let days = from.flatten().zip(to);
        match (place, category, part.zip(body), basis, days) {
            (
                Some(place),
                Some(category),
                Some((part, organisation)),
                Ok(basis),
                Some((from, to)),
            ) if wrong.is_empty() => Ok(DispatchEntry {
                id: nobody,
                district: place.district,
                place: place.id,
                category,
                part,
                organisation,
                basis,
                valid_from: from,
                valid_to: to,
                version: 1,
            }),
            _ => Err(wrong),
        }
    }

    fn place(&self, word: &str) -> Result<&Place, &'static str> {
        if word.is_empty() {
            return Err("cell-required");
        }
        let id: Option<PlaceId> = word.trim_start_matches('#').parse().ok();
        let mut fits =
            self.places.iter().filter(|place| Some(place.id) == id || place.name == word);
        match (fits.next(), fits.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err("place-ambiguous"),
            (None, _) => Err("dispatch-not-kept"),
        }
    }

    fn category(&self, word: &str) -> Option<linli_playbook::Name> {
        let all = &self.playbook.categories;
        let fits = all.iter().find(|(key, category)| {
            let label = &category.label;
            *key == *word || label.zh == word || label.en.as_deref() == Some(word)
        });
        fits.map(|(key, _)| key.clone())
    }

    fn organisation(&self, word: &str) -> Result<OrganisationId, &'static str> {
        match self.organisations.get(word) {
            Some(Some(id)) => Ok(*id),
            Some(None) => Err("organisation-ambiguous"),
            None if word.is_empty() => Err("cell-required"),
            None => Err("dispatch-organisation-unknown"),
        }
    }
}
