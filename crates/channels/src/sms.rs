//! Short messages: the stand-ins, for the demo and for an installation without a provider.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use linli_app::ports::{Sms, SmsError};

/// Keeps the last messages in memory instead of sending them: for the demo and tests, never for an
/// installation with real people.
#[derive(Debug, Default)]
pub struct ShownSms {
    last: Sent,
    /// Numbers that were told of a change, with the masked new one.
    changed: Sent,
}

/// How many codes are kept; older ones are forgotten.
const KEPT: usize = 1_000;

impl ShownSms {
    /// The last code sent to a telephone, if it is still kept.
    #[must_use]
    pub fn last_code(&self, phone: &str) -> Option<String> {
        last_of(&self.last, phone)
    }

    /// The masked number that a telephone was told of last as its person's new one, if that is
    /// still kept.
    #[must_use]
    pub fn told_of_change(&self, phone: &str) -> Option<String> {
        last_of(&self.changed, phone)
    }
}

/// What was sent: to whom, and what.
type Sent = Mutex<VecDeque<(String, String)>>;

fn lock(sent: &Sent) -> MutexGuard<'_, VecDeque<(String, String)>> {
    // A list of texts is whole even if somebody panicked beside it.
    sent.lock().unwrap_or_else(PoisonError::into_inner)
}

fn last_of(sent: &Sent, phone: &str) -> Option<String> {
    lock(sent).iter().rev().find(|(to, _)| to == phone).map(|(_, what)| what.clone())
}

fn keep(sent: &Sent, phone: &str, what: &str) {
    let mut sent = lock(sent);
    if sent.len() >= KEPT {
        sent.pop_front();
    }
    sent.push_back((phone.to_owned(), what.to_owned()));
}

#[async_trait]
impl Sms for ShownSms {
    async fn send_code(&self, phone: &str, code: &str) -> Result<(), SmsError> {
        keep(&self.last, phone, code);
        Ok(())
    }

    async fn tell_number_changed(&self, phone: &str, present: &str) -> Result<(), SmsError> {
        keep(&self.changed, phone, present);
        Ok(())
    }

    fn shown_code(&self, phone: &str) -> Option<String> {
        self.last_code(phone)
    }
}

/// An installation without a provider: says so instead of pretending.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSms;

#[async_trait]
impl Sms for NoSms {
    async fn send_code(&self, _phone: &str, _code: &str) -> Result<(), SmsError> {
        Err(SmsError("no provider is configured".to_owned()))
    }

    async fn tell_number_changed(&self, _phone: &str, _present: &str) -> Result<(), SmsError> {
        Err(SmsError("no provider is configured".to_owned()))
    }

    fn is_connected(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_code_of_each_telephone_is_shown() {
        let sms = ShownSms::default();
        sms.send_code("13800000001", "111111").await.unwrap();
        sms.send_code("13800000002", "222222").await.unwrap();
        sms.send_code("13800000001", "333333").await.unwrap();
        assert_eq!(sms.last_code("13800000001").as_deref(), Some("333333"));
        assert_eq!(sms.last_code("13800000002").as_deref(), Some("222222"));
        assert_eq!(sms.last_code("13800000003"), None);
    }

    #[tokio::test]
    async fn the_list_does_not_grow_without_bound() {
        let sms = ShownSms::default();
        for number in 0..=KEPT {
            sms.send_code(&number.to_string(), "000000").await.unwrap();
        }
        assert_eq!(sms.last_code("0"), None);
        assert_eq!(lock(&sms.last).len(), KEPT);
    }

    #[tokio::test]
    async fn without_a_provider_sending_fails() {
        assert!(!NoSms.is_connected() && ShownSms::default().is_connected());
        assert!(NoSms.send_code("13800000001", "111111").await.is_err());
        assert!(NoSms.tell_number_changed("13800000001", "138****0002").await.is_err());
    }
}
