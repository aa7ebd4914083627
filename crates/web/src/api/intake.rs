//! Taking in beside reporting: what was solved on the spot, orders of other systems in bulk,
//! receipts, and how a matter stands for whoever has no device.

use axum::{Json as Answer, extract::State, http::StatusCode};
use linli_app::{
    App, intake,
    matter::{self, ProgressView, RawFields, ReceiptView},
};
use linli_kernel::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    matters::{NewMatter, Reported},
    openapi::{
        Conflict, Forbidden, Hidden, Invalid, Malformed, SignedOut, TooLarge, TooMany, TooSlow,
        WrongType,
    },
    table::{Mistake, pasted},
    view::{Actor, Event, Matters, Part, Stage},
    word::{Label, Time, labelled},
};
use crate::request::{ClientAddress, Id, IdempotencyKey, Json, Problem, Query, Signed};

/// What was found and solved there and then.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOnSpot {
    /// What was found; `acting` names the caller's post.
    matter: NewMatter,
    /// How it was solved: the fields of the playbook's form.
    #[schema(value_type = Object)]
    solved: RawFields,
}

/// Report what I found and solved on the spot
///
/// Both are written or neither.
#[utoipa::path(
    post, path = "/matters/on-spot", tag = "intake", security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "1 to 100 visible ASCII characters; kept for 24 hours.")),
    request_body = NewOnSpot,
    responses(
        (status = 201, description = "Written down.", body = Reported),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn on_spot(
    State(app): State<App>,
    Signed(caller): Signed,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewOnSpot>,
) -> Result<(StatusCode, Answer<Reported>), Problem> {
    let NewOnSpot { matter: new, solved } = new;
    let input = new.into();
    let reported = matter::solve_on_spot(&app, &caller, &input, &solved, key.as_deref()).await;
    let reported = reported.map_err(|error| {
        let mut problem = Problem::from(error);
        let of_report = |field: &String| !field.starts_with("solved.");
        for wrong in problem.errors.iter_mut().filter(|wrong| of_report(&wrong.field)) {
            wrong.field.insert_str(0, "matter.");
        }
        problem
    })?;
    Ok((StatusCode::CREATED, Answer(reported.into())))
}

/// A table of orders.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrderTable {
    /// The caller's post (`role@place`) for which they are taken in.
    acting: String,
    /// CSV, or tab-separated as a spreadsheet copies it; headings `number`, `due`, `channel`,
    /// `place`, `text`, `opens`, `category`, `urgency`, `name`, `phone`.
    table: String,
    /// Only check it.
    #[serde(default)]
    dry_run: bool,
}

/// An order that was taken in.
#[derive(Serialize, ToSchema)]
pub(super) struct TakenOrder {
    /// The row.
    row: u64,
    /// The matter.
    matter: Reported,
}

/// What a table came to.
#[derive(Serialize, ToSchema)]
pub(super) struct Orders {
    /// How many rows it has.
    rows: usize,
    /// What was taken in: nothing while there is a mistake.
    items: Vec<TakenOrder>,
    /// Always null: all are listed.
    next: Option<String>,
    /// Every mistake.
    mistakes: Vec<Mistake>,
}

/// Take in orders of other systems in bulk
///
/// A table with one mistake takes in nothing and lists every mistake.
#[utoipa::path(
    post, path = "/orders", tag = "intake", security(("bearer" = []), ("cookie" = [])),
    request_body = NewOrderTable,
    responses(
        (status = 200, description = "What it came to.", body = Orders),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid,
    )
)]
pub(super) async fn orders(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(new): Json<NewOrderTable>,
) -> Result<Answer<Orders>, Problem> {
    let NewOrderTable { acting, table, dry_run } = new;
    let new = pasted(&table, dry_run);
    let found = intake::take_orders(&app, &caller, &acting, new).await?;
    let taken = found.taken.into_iter();
    Ok(Answer(Orders {
        rows: found.rows,
        items: taken.map(|(row, matter)| TakenOrder { row, matter: matter.into() }).collect(),
        next: None,
        mistakes: found.problems.iter().map(Mistake::from).collect(),
    }))
}

/// An order that was finished.
#[derive(Serialize, ToSchema)]
pub(super) struct FinishedOrder {
    /// The other system's number.
    number: String,
    /// Through which channel it came.
    channel: Label,
    /// As what it was taken in.
    opens: Label,
    /// What it was about.
    category: Option<Label>,
    /// The number here.
    own_number: String,
    /// When it ended.
    finished_at: Time,
    /// How it ended; of one that was merged, how the other ended.
    outcome: Label,
    /// What is to be written back.
    reply: Option<String>,
}

impl From<intake::FinishedOrder> for FinishedOrder {
    fn from(order: intake::FinishedOrder) -> Self {
        Self {
            number: order.number,
            channel: order.channel.into(),
            opens: order.opens.into(),
            category: labelled(order.category),
            own_number: order.own_number,
            finished_at: order.finished_at.into(),
            outcome: order.outcome.into(),
            reply: order.reply,
        }
    }
}

/// Finished orders.
#[derive(Serialize, ToSchema)]
pub(super) struct FinishedOrders {
    /// The earliest first.
    items: Vec<FinishedOrder>,
    /// Always null: all are listed.
    next: Option<String>,
}

/// Finished orders of other systems, with what is to be written back
///
/// Those below the places of the caller's posts; at most 31 days and 2,000 orders. The look is
/// audited.
#[utoipa::path(
    get, path = "/orders", tag = "intake", security(("bearer" = []), ("cookie" = [])),
    params(
        ("from" = String, Query, description = "The first day on which they ended (2026-07-01)."),
        ("to" = String, Query, description = "The last one."),
    ),
    responses(
        (status = 200, description = "The orders.", body = FinishedOrders),
        Malformed, SignedOut, Forbidden, Conflict, Invalid,
    )
)]
pub(super) async fn finished(
    State(app): State<App>,
    Signed(caller): Signed,
    query: Query,
) -> Result<Answer<FinishedOrders>, Problem> {
    query.only(&["from", "to"])?;
    intake::may_take(&caller, intake::Taking::Orders)?;
    let period = (query.required("from")?, query.required("to")?);
    let found = intake::finished_orders(&app, &caller, period).await?;
    let items = found.into_iter().map(FinishedOrder::from).collect();
    Ok(Answer(FinishedOrders { items, next: None }))
}

/// Whose open matters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PhoneAtCounter {
    /// Their telephone number, whole.
    phone: String,
}

/// Open matters of somebody at the counter
///
/// As far as the caller may see them, without those whose raiser stays anonymous; the look-up is
/// audited, and a caller has 60 an hour.
#[utoipa::path(
    post, path = "/intake/open-matters", tag = "intake",
    security(("bearer" = []), ("cookie" = [])), request_body = PhoneAtCounter,
    responses(
        (status = 200, description = "Newest first; empty also for an unknown number.",
         body = Matters),
        Malformed, SignedOut, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn open_matters(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(input): Json<PhoneAtCounter>,
) -> Result<Answer<Matters>, Problem> {
    let items = intake::open_matters(&app, &caller, &input.phone).await?;
    Ok(Answer(matter::Lines { items, next: None }.into()))
}

/// What a printed receipt says.
#[derive(Serialize, ToSchema)]
pub(super) struct Receipt {
    /// The matter's number.
    number: String,
    /// What it is about.
    category: Option<Label>,
    /// Where.
    address: String,
    /// When it was taken in.
    opened_at: Time,
    /// The promised time; none where an order came after its own.
    due: Option<Time>,
    /// Computed without the year's holidays.
    provisional: bool,
    /// Which office has it.
    holder: Option<Actor>,
    /// That office's telephone, or the nearest one above.
    phone: Option<String>,
}

impl From<ReceiptView> for Receipt {
    fn from(receipt: ReceiptView) -> Self {
        Self {
            number: receipt.number,
            category: labelled(receipt.category),
            address: receipt.address,
            opened_at: receipt.opened_at.into(),
            due: receipt.due.map(Time::from),
            provisional: receipt.provisional,
            holder: receipt.holder.map(Actor::from),
            phone: receipt.phone,
        }
    }
}

/// The receipt of a matter
#[utoipa::path(
    get, path = "/matters/{id}/receipt", tag = "intake",
    security(("bearer" = []), ("cookie" = [])),
    params(("id" = String, Path, description = "The matter.")),
    responses(
        (status = 200, description = "What is printed.", body = Receipt),
        SignedOut, Forbidden, Hidden,
    )
)]
pub(super) async fn receipt(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CaseId>,
) -> Result<Answer<Receipt>, Problem> {
    Ok(Answer(matter::receipt(&app, &caller, id).await?.into()))
}

/// What somebody knows who asks how a matter stands.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgressAsked {
    /// The matter's number.
    number: String,
    /// The last four digits of the telephone that was left with it.
    last_four: String,
}

/// How a matter stands, without words, photos or a fine address.
#[derive(Serialize, ToSchema)]
pub(super) struct Progress {
    /// Its number.
    number: String,
    /// What it is about.
    category: Option<Label>,
    /// The compound, or what is above it.
    address: String,
    /// All stages.
    stages: Vec<Stage>,
    /// How it ended.
    end: Option<Label>,
    /// Whether it is open.
    open: bool,
    /// The promised time.
    due: Time,
    /// Computed without the year's holidays.
    provisional: bool,
    /// When it was opened.
    opened_at: Time,
    /// Who has it now.
    parts: Vec<Part>,
    /// What happened; of what was written, only results that are told to everybody.
    events: Vec<Event>,
}

impl From<ProgressView> for Progress {
    fn from(view: ProgressView) -> Self {
        Self {
            number: view.number,
            category: labelled(view.category),
            address: view.address,
            stages: view.stages.into_iter().map(Stage::from).collect(),
            end: labelled(view.end),
            open: view.open,
            due: view.due.into(),
            provisional: view.provisional,
            opened_at: view.opened_at.into(),
            parts: view.parts.into_iter().map(Part::from).collect(),
            events: view.events.into_iter().map(Event::from).collect(),
        }
    }
}

/// How does a matter stand
///
/// For people without a device, whom somebody else looks it up for.
#[utoipa::path(
    post, path = "/progress", tag = "intake", request_body = ProgressAsked,
    responses(
        (status = 200, description = "How it stands.", body = Progress),
        Malformed, Forbidden, Conflict, TooSlow, TooLarge, WrongType, Invalid, TooMany,
    )
)]
pub(super) async fn progress(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Json(asked): Json<ProgressAsked>,
) -> Result<Answer<Progress>, Problem> {
    let view = matter::progress(&app, &asked.number, &asked.last_four, address).await?;
    Ok(Answer(view.into()))
}
