//! What a snapshot answers about what offices do for people, and who is there.

use async_trait::async_trait;
use linli_domain::{duty::DutyDay, service_item::ServiceItem};
use linli_kernel::{Day, PlaceId, ServiceItemId};

use super::StoreError;

type Read<T> = Result<T, StoreError>;

/// Service items.
#[async_trait]
pub trait Services {
    /// One item.
    async fn service_item(&mut self, id: ServiceItemId) -> Read<Option<ServiceItem>>;
    /// Every item that these places keep themselves, former ones included, by id.
    async fn service_items(&mut self, places: &[PlaceId]) -> Read<Vec<ServiceItem>>;
}

/// Duty rosters.
#[async_trait]
pub trait Duties {
    /// The days of these sites' rosters from a day to a day, by site and day; cleared ones too.
    async fn duty_days(&mut self, sites: &[PlaceId], from: Day, to: Day) -> Read<Vec<DutyDay>>;
}
