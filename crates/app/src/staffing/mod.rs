//! Where people and organisations are missing 岗位缺口: what the playbook's `staffing` asks for, beside
//! who is there. Source: mission 5.4 (专职网格员配备), 1.1 and 4.9 (应建尽建), 2.5.

mod report;

pub use linli_domain::staffing::Cell;
pub use report::{Gap, PlaceGaps, Report, Short, Shorts, report, shorts};
