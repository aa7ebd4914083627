//! Every row as what is put.

use linli_domain::{duty::DutyDay, grid_plan::GridPlan, notice::Notice, service_item::ServiceItem};

use super::{
    AccountPut, AdmissionPut, AuditRow, BoardPut, CasePut, Digest, DispatchPut, IdempotencyRow,
    InsidePut, JobPut, OutboxRow, PlacePut, PlaybookPut, Prune, Put, StaffPut,
};

impl From<Notice> for Put {
    fn from(notice: Notice) -> Self {
        Self::Notice(Box::new(notice))
    }
}

impl From<AdmissionPut> for Put {
    fn from(put: AdmissionPut) -> Self {
        Self::Admission(Box::new(put))
    }
}

impl From<InsidePut> for Put {
    fn from(put: InsidePut) -> Self {
        Self::Inside(Box::new(put))
    }
}

impl From<GridPlan> for Put {
    fn from(plan: GridPlan) -> Self {
        Self::GridPlan(Box::new(plan))
    }
}

impl From<DutyDay> for Put {
    fn from(day: DutyDay) -> Self {
        Self::Duty(Box::new(day))
    }
}

impl From<ServiceItem> for Put {
    fn from(item: ServiceItem) -> Self {
        Self::ServiceItem(Box::new(item))
    }
}

impl From<Prune> for Put {
    fn from(prune: Prune) -> Self {
        Self::Prune(Box::new(prune))
    }
}

macro_rules! into_put {
    ($($put:ident => $variant:ident),+ $(,)?) => {$(
        impl From<$put> for Put {
            fn from(put: $put) -> Self {
                Self::$variant(put)
            }
        }
    )+};
}

into_put! {
    BoardPut => Board,
    PlacePut => Place,
    StaffPut => Staff,
    PlaybookPut => Playbook,
    CasePut => Case,
    AccountPut => Account,
    DispatchPut => Dispatch,
    AuditRow => Audit,
    OutboxRow => Outbox,
    Digest => Digest,
    IdempotencyRow => Idempotency,
    JobPut => Job,
}
