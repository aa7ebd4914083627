//! Another number for somebody who has a post.

use axum::response::Response;
use linli_app::account::{self, Administrator};
use linli_kernel::PersonId;

use super::{
    officer::Officer,
    staff::{answered, other_number},
};
use crate::request::{FormFields, Id, Problem};

/// `POST /admin/staff/{id}/number`.
pub(super) async fn set(
    officer: Officer,
    Id(person): Id<PersonId>,
    form: FormFields,
) -> Result<Response, Problem> {
    let by = Administrator::Caller(&officer.caller);
    let phone = form.get("phone").unwrap_or_default();
    match account::set_phone(&officer.app, by, person, phone).await {
        Err(error) => other_number(officer, person, phone, error).await,
        done => answered(officer, person, done, "flash-phone-set").await,
    }
}
