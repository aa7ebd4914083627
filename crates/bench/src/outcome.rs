//! How things end here: a benchmark that cannot go on says why and stops.

/// What is answered, or why there is no answer.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
