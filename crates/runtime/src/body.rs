//! Request bodies: JSON, forms, and multipart forms whose files may be streams.

use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// Chunks of bytes as they come.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static>>;

/// The body of a request.
#[derive(Default)]
pub(crate) enum Body {
    #[default]
    Empty,
    Json(Bytes),
    Form(String),
    Multipart(Multipart),
}

impl Body {
    /// The count of bytes; of a form, those of its files.
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Empty => 0,
            Self::Json(bytes) => bytes.len() as u64,
            Self::Form(form) => form.len() as u64,
            Self::Multipart(form) => form.files().map(FilePart::len).fold(0, u64::saturating_add),
        }
    }
}

/// A file to upload: a name and its bytes, at hand or as a stream.
///
/// A stream can be sent once: a call that would have to be repeated ends with the first answer.
#[derive(Clone)]
pub struct FilePart {
    pub(crate) name: String,
    pub(crate) content: Content,
}

#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Stream { length: u64, stream: Arc<Mutex<Option<ByteStream>>> },
}

impl FilePart {
    /// A file whose bytes are at hand.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), content: Content::Bytes(bytes.into()) }
    }

    /// A file that is read while it is sent. Platforms want the length beforehand; a stream that
    /// yields another number of bytes fails the call.
    pub fn from_stream(name: impl Into<String>, length: u64, stream: ByteStream) -> Self {
        let stream = Arc::new(Mutex::new(Some(stream)));
        Self { name: name.into(), content: Content::Stream { length, stream } }
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The count of bytes.
    #[allow(clippy::len_without_is_empty, reason = "a file without bytes is a file too")]
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Stream { length, .. } => *length,
        }
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart").field("name", &self.name).field("len", &self.len()).finish()
    }
}

/// Two files are equal when they are the same bytes at hand or the very same stream.
impl PartialEq for FilePart {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && match (&self.content, &other.content) {
                (Content::Bytes(a), Content::Bytes(b)) => a == b,
                (Content::Stream { stream: a, .. }, Content::Stream { stream: b, .. }) => {
                    Arc::ptr_eq(a, b)
                }
                _ => false,
            }
    }
}

/// A multipart form in the making.
#[derive(Default)]
pub struct Multipart {
    pub(crate) parts: Vec<Part>,
}

pub(crate) enum Part {
    Text { name: &'static str, value: String },
    File { name: &'static str, file: FilePart },
}

impl Multipart {
    pub(crate) fn push_text(&mut self, name: &'static str, value: String) {
        self.parts.push(Part::Text { name, value });
    }

    /// Whether it holds a stream that was read, which cannot be read again.
    pub(crate) fn is_used_up(&self) -> bool {
        self.files().any(|file| match &file.content {
            Content::Stream { stream, .. } => {
                stream.lock().unwrap_or_else(PoisonError::into_inner).is_none()
            }
            Content::Bytes(_) => false,
        })
    }

    fn files(&self) -> impl Iterator<Item = &FilePart> {
        self.parts.iter().filter_map(|part| match part {
            Part::File { file, .. } => Some(file),
            Part::Text { .. } => None,
        })
    }

    pub(crate) fn push_file(&mut self, name: &'static str, file: FilePart) {
        self.parts.push(Part::File { name, file });
    }
}
