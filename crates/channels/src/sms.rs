//! Short messages: stand-ins until a provider is plugged in.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use linli_app::ports::{Sms, SmsError};

/// Keeps the last codes in memory instead of sending them: for the demo and tests, never for an
/// installation with real people.
#[derive(Debug, Default)]
pub struct ShownSms {
    last: Mutex<VecDeque<(String, String)>>,
}

/// How many codes are kept; older ones are forgotten.
const KEPT: usize = 1_000;

impl ShownSms {
    /// The last code sent to a telephone, if it is still kept.
    #[must_use]
    pub fn last_code(&self, phone: &str) -> Option<String> {
        let last = self.lock();
        last.iter().rev().find(|(to, _)| to == phone).map(|(_, code)| code.clone())
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, String)>> {
        // A list of texts is whole even if somebody panicked beside it.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Sms for ShownSms {
    async fn send_code(&self, phone: &str, code: &str) -> Result<(), SmsError> {
        let mut last = self.lock();
        if last.len() >= KEPT {
            last.pop_front();
        }
        last.push_back((phone.to_owned(), code.to_owned()));
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
        assert_eq!(sms.lock().len(), KEPT);
    }

    #[tokio::test]
    async fn without_a_provider_sending_fails() {
        assert!(NoSms.send_code("13800000001", "111111").await.is_err());
    }
}
