//! What the use-cases need from outside: time, ids, rows, files, telephones.

mod admissions;
mod audit_log;
mod dispatch;
mod figures;
mod inside;
mod outlets;
mod reads;
mod services;
mod staffing;
mod store;
mod whistles;

pub use admissions::{AdmissionKey, Admissions, Tallied};
pub use audit_log::{
    AuditFilter, AuditKey, AuditLog, AuditRows, CheckpointRow, Seal, SealedRow, TilePlace, TileRow,
};
pub use dispatch::Dispatch;
pub use figures::{
    MonthFigures, MonthlyFigures, PublishedMonths, RollUp, RunningCase, RunningKey, RunningPage,
    Share,
};
pub use inside::{InsideFilter, Insides};
pub use outlets::{
    BlobError, Blobs, Clock, Darkroom, Entropy, PhotoError, PreparedPhoto, Sms, SmsError,
};
pub use reads::{
    ANSWER_KEPT_MS, Accounts, Boards, Cases, Gazetteer, Inbox, Jobs, ListKey, ListPage, LookRow,
    MessageRow, NoticeKey, Notices, People, Places, Planner, Playbooks, QueueFilter, QueueItem,
    QueuePage,
};
pub use services::{Duties, Services};
pub use staffing::{Counted, Counting, Staffing};
pub use store::{CommitError, OutboxJob, Snapshot, Store, StoreError, StoreFigures};
pub use whistles::{WhistleFilter, WhistleKey, WhistlePage, WhistleSight, Whistles};
