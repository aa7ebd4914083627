//! Service items: a row an item, read by the places that keep them.

use async_trait::async_trait;
use linli_app::ports::{Services, StoreError};
use linli_domain::service_item::ServiceItem;
use linli_kernel::{PersonId, PlaceId, ServiceItemId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, json, parameters},
    view::View,
};

macro_rules! item_columns {
    () => {
        "id, district, place, title, basis, documents, steps, work_days, fee, facility, address, \
         hours, phone, one_visit, valid_from, valid_to, kept_by, holder_kind, holder, kept_at, \
         version"
    };
}

statements! {
    INSERT_ITEM = concat!("INSERT INTO service_item (", item_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
        ?18, ?19, ?20, ?21)");
    UPDATE_ITEM = "UPDATE service_item SET district = ?2, place = ?3, title = ?4, basis = ?5, \
        documents = ?6, steps = ?7, work_days = ?8, fee = ?9, facility = ?10, address = ?11, \
        hours = ?12, phone = ?13, one_visit = ?14, valid_from = ?15, valid_to = ?16, \
        kept_by = ?17, holder_kind = ?18, holder = ?19, kept_at = ?20, version = ?21 \
        WHERE id = ?1 AND version = ?22";
    ITEM = concat!("SELECT ", item_columns!(), " FROM service_item WHERE id = ?1");
    ITEMS = concat!("SELECT ", item_columns!(), " FROM service_item WHERE place {among ?1} \
        ORDER BY id");
}

pub(crate) fn write(plan: &mut Plan, item: ServiceItem) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&item.kept_as)?;
    let parameters = parameters![
        item.id,
        item.district,
        item.place,
        item.title,
        item.basis,
        json(&item.documents)?,
        json(&item.steps)?,
        item.work_days,
        item.fee,
        item.facility,
        item.address,
        item.hours,
        item.phone,
        item.one_visit,
        item.valid_from,
        item.valid_to,
        item.kept_by,
        kind,
        holder,
        item.kept_at,
        item.version,
    ];
    let key = (Table::ServiceItem, item.id.get());
    plan.versioned(key, item.version, [INSERT_ITEM, UPDATE_ITEM], parameters);
    Ok(())
}

fn read_item(row: &mut Row<'_>) -> Result<ServiceItem, StoreError> {
    Ok(ServiceItem {
        id: row.id(ServiceItemId::new)?,
        district: row.id(PlaceId::new)?,
        place: row.id(PlaceId::new)?,
        title: row.text()?,
        basis: row.text()?,
        documents: row.json()?,
        steps: row.json()?,
        work_days: row.integer()?,
        fee: row.text()?,
        facility: row.optional_id(PlaceId::new)?,
        address: row.text()?,
        hours: row.text()?,
        phone: row.optional_text()?,
        one_visit: row.flag()?,
        valid_from: row.day()?,
        valid_to: row.optional_day()?,
        kept_by: row.id(PersonId::new)?,
        kept_as: row.holder()?,
        kept_at: row.moment()?,
        version: row.integer()?,
    })
}

#[async_trait]
impl Services for View {
    async fn service_item(&mut self, id: ServiceItemId) -> Result<Option<ServiceItem>, StoreError> {
        self.first(ITEM, parameters![id], read_item).await
    }

    async fn service_items(&mut self, places: &[PlaceId]) -> Result<Vec<ServiceItem>, StoreError> {
        self.all(ITEMS, parameters![Parameter::ids(places)], read_item).await
    }
}
