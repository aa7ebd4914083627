//! Exports a district's places as a table that can be imported again unchanged.

use std::collections::BTreeMap;

use linli_domain::{
    place::{Facility, Place, Position},
    policy::Action,
};
use linli_kernel::PlaceId;

use super::{
    internal,
    place_sheet::{COLUMNS, DIVISION, FACILITY, written},
};
use crate::{App, AppResult, account::Administrator, ports::Gazetteer};

/// Exports every district's places as CSV in UTF-8: parents before what they contain, each place
/// followed by its facilities.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but a system administrator.
pub async fn export_places(app: &App, by: Administrator<'_>) -> AppResult<Vec<u8>> {
    by.permit(app, Action::ManagePlaces).await?;
    let mut rows = app.snapshot().await?;
    let today = app.now().day();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(internal)?;
    for district in rows.districts().await? {
        let gazetteer = rows.gazetteer(district.id).await?;
        let holds = |from, to: Option<linli_kernel::Day>| {
            from <= today && to.is_none_or(|to: linli_kernel::Day| today <= to)
        };
        let mut table = Table::new(&gazetteer);
        for code in gazetteer.codes.iter().filter(|c| holds(c.valid_from, c.valid_to)) {
            let word = if code.scheme == DIVISION {
                code.code.clone()
            } else {
                format!("{}:{}", code.scheme, code.code)
            };
            table.codes.entry(code.place).or_default().push(word);
        }
        for row in gazetteer.grid_members.iter().filter(|m| holds(m.valid_from, m.valid_to)) {
            table.grids.insert(row.place, row.grid);
        }
        table.write(&mut writer, &district)?;
    }
    writer.into_inner().map_err(internal)
}

/// One district, indexed for writing.
struct Table<'g> {
    below: BTreeMap<PlaceId, Vec<&'g Place>>,
    facilities: BTreeMap<PlaceId, Vec<&'g Facility>>,
    codes: BTreeMap<PlaceId, Vec<String>>,
    grids: BTreeMap<PlaceId, PlaceId>,
    positions: BTreeMap<PlaceId, Position>,
}

impl<'g> Table<'g> {
    fn new(gazetteer: &'g Gazetteer) -> Self {
        let mut below: BTreeMap<PlaceId, Vec<&Place>> = BTreeMap::new();
        for place in &gazetteer.places {
            if let Some(parent) = place.parent {
                below.entry(parent).or_default().push(place);
            }
        }
        // Grids first, so that what belongs to them finds them in a file read from the top.
        let order = |place: &&Place| (place.kind != *"grid", place.position, place.id);
        below.values_mut().for_each(|places| places.sort_by_key(order));
        let mut facilities: BTreeMap<PlaceId, Vec<&Facility>> = BTreeMap::new();
        for facility in &gazetteer.facilities {
            facilities.entry(facility.place).or_default().push(facility);
        }
        let positions = gazetteer.positions.iter().map(|at| (at.place, *at)).collect();
        Self { below, facilities, codes: BTreeMap::new(), grids: BTreeMap::new(), positions }
    }

    fn write(&self, writer: &mut csv::Writer<Vec<u8>>, top: &Place) -> AppResult<()> {
        let mut waiting = vec![top];
        while let Some(place) = waiting.pop() {
            self.write_place(writer, place)?;
            for facility in self.facilities.get(&place.id).into_iter().flatten() {
                write_facility(writer, facility)?;
            }
            waiting.extend(self.below.get(&place.id).into_iter().flatten().rev().copied());
        }
        Ok(())
    }

    fn write_place(&self, writer: &mut csv::Writer<Vec<u8>>, place: &Place) -> AppResult<()> {
        let id_word = |id: &PlaceId| format!("#{id}");
        let position = self.positions.get(&place.id);
        let codes = self.codes.get(&place.id).map(|codes| codes.join(" ")).unwrap_or_default();
        let cells = [
            id_word(&place.id),
            place.parent.as_ref().map(id_word).unwrap_or_default(),
            place.kind.to_string(),
            place.name.clone(),
            place.position.to_string(),
            place.households.to_string(),
            codes,
            self.grids.get(&place.id).map(id_word).unwrap_or_default(),
            place.closed_on.map(|day| day.to_string()).unwrap_or_default(),
            i64::from(place.made_up).to_string(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            position.map(|at| at.crs.word().to_owned()).unwrap_or_default(),
            position.map(|at| written(at.x, at.crs.digits())).unwrap_or_default(),
            position.map(|at| written(at.y, at.crs.digits())).unwrap_or_default(),
        ];
        writer.write_record(cells).map_err(internal)
    }
}

fn write_facility(writer: &mut csv::Writer<Vec<u8>>, facility: &Facility) -> AppResult<()> {
    let cells = [
        format!("#{}", facility.id),
        format!("#{}", facility.place),
        format!("{FACILITY}{}", facility.kind),
        facility.name.clone(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        facility.address.clone(),
        facility.hours.clone(),
        facility.host.clone(),
        facility.phone.clone().unwrap_or_default(),
        String::new(),
        String::new(),
        String::new(),
    ];
    writer.write_record(cells).map_err(internal)
}
