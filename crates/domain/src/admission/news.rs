//! What the parts of a request are told about it.

/// One piece of news. What a community accepts or finishes is read on the request's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdmissionNews {
    /// To a community: a department asks for something.
    Asked,
    /// To the keeping office: a request outside the list waits for it.
    Waiting,
    /// To the department: the keeping office granted it.
    Granted,
    /// To the department: the keeping office rejected it.
    Rejected,
    /// To the department: a community refused it.
    Refused,
}

impl AdmissionNews {
    /// All.
    pub const ALL: [Self; 5] =
        [Self::Asked, Self::Waiting, Self::Granted, Self::Rejected, Self::Refused];

    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Rejected => "rejected",
            Self::Refused => "refused",
        }
    }

    /// From the stored word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|news| news.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for news in AdmissionNews::ALL {
            assert_eq!(AdmissionNews::from_word(news.word()), Some(news));
        }
        assert_eq!(AdmissionNews::from_word(""), None);
    }
}
