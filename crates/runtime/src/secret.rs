//! Text that never shows itself.
//!
//! Every token and credential travels in this type, so that a stray `{:?}` of a client, an error
//! or a log line cannot print one. There is no `Display`: what has to be sent is exposed by name.

use std::fmt;
use std::sync::Arc;

/// A token or a credential. Its `Debug` is `Secret(..)`, whatever it holds.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
