//! Accounts: signing in, sessions, people and their households, administrators.
//!
//! Owns how somebody becomes a [`Caller`](crate::Caller) and what people may do with their own
//! data. Must never tell whether a telephone or a username is known, nor let a telephone alone
//! open what its former holder wrote. Rules come from `linli_domain::account`; the reasons stand
//! in `docs/features/account.md`.

mod accept_link;
mod administrator;
mod allowance;
mod audit;
mod bind_household;
mod caller;
mod change_password;
mod change_phone;
mod code;
mod confirm_members;
mod consent;
mod credentials;
mod first_run;
mod household;
mod household_code;
mod household_letters;
mod invite;
mod limits;
mod looks;
mod me;
mod my_household;
mod password;
pub(crate) mod people;
mod progress_tries;
pub(crate) mod proof;
mod publish_post;
mod recovery;
mod release_phone;
mod rename;
mod request_code;
mod reset;
mod secret;
mod session;
mod set_phone;
mod sign_in_code;
mod sign_in_password;
mod sign_out;
mod staff_list;
mod suspend;
mod take_number;
mod totp;
mod unlock;
mod vouch_number;
mod wrong_try;

pub use accept_link::{AcceptLink, Accepted, OpenedLink, accept_link, open_link};
pub use administrator::Administrator;
pub(crate) use allowance::Allowance;
pub use bind_household::{BindHousehold, Bound, bind_household, leave_household};
pub use caller::{LockedSession, Presence, caller, presence};
pub use change_password::{
    ChangePassword, OwnPassword, change_password, own_password, renew_recovery_codes,
};
pub(crate) use change_phone::tell_former_number;
pub use change_phone::{change_phone, request_phone_change};
pub use code::OneTimeLink;
pub use confirm_members::{
    PendingMember, confirm_member, confirm_members, my_pending_members, pending_members,
    refuse_members,
};
pub use consent::{
    AddElder, ConsentView, acting_for, add_elder, give_consent, may_act_for, withdraw_consent,
};
pub use credentials::{CredentialView, credentials, with_username};
pub use first_run::first_run_link;
pub(crate) use household::HOUSEHOLD;
pub use household_code::{HouseholdCode, request_household_code};
pub use household_letters::{
    count_letters, letters_at, request_household_codes, revoke_household_codes,
};
pub use invite::{Invite, invite, may_invite};
pub(crate) use limits::KEPT_COUNTERS;
pub use looks::{LookView, my_looks};
pub use me::{HouseholdView, MeView, PlaceBrief, PostView, me};
pub use my_household::{HousematePerson, housemates};
pub(crate) use progress_tries::ProgressTries;
pub(crate) use publish_post::public_holders;
pub use publish_post::{PublicHolder, publish_post};
pub use release_phone::{may_release_phone, release_phone};
pub use rename::rename;
pub use request_code::request_code;
pub use reset::{may_reset, reset_credential};
pub use session::SignedIn;
pub use set_phone::set_phone;
pub use sign_in_code::{NumberProof, SignInByCode, sign_in_code};
pub use sign_in_password::{SignInByPassword, sign_in_password};
pub use sign_out::{SessionView, end_session, end_sessions, sessions_of, sign_out};
pub use staff_list::{
    Office, SignInWay, StaffMember, StaffPage, StaffRequest, office, staff, staff_member,
};
pub use suspend::{reinstate, suspend};
pub use totp::{code_now as totp_code, enrolment_uri as totp_address};
pub use unlock::unlock;
pub use vouch_number::vouch_for_number;
