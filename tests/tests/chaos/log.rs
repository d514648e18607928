//! Everything that a program could print, kept so that it can be searched for secrets.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::dispatcher::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

/// What was logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Captures every event and every span of this thread, until the guard is dropped.
    pub(crate) fn capture(&self) -> DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    /// Adds what a program may print on its own.
    pub(crate) fn add(&self, text: &str) {
        let mut bytes = self.bytes();
        bytes.extend(text.as_bytes());
        bytes.push(b'\n');
    }

    /// The secrets that can be read in it.
    pub(crate) fn shown<'a>(&self, secrets: impl IntoIterator<Item = &'a String>) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.bytes()).into_owned();
        secrets.into_iter().filter(|secret| text.contains(secret.as_str())).cloned().collect()
    }

    /// All of it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self::Writer {
        self.clone()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
