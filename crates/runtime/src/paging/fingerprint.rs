//! Tells whether two calls ask for the same list.
//!
//! A cursor fits only the parameters it was taken with. It does not keep them, since they may be
//! long or private, but a hash of what they write to the wire. The hash lives on in stored
//! cursors, so it must be the same in every build: FNV-1a is, the standard library's is not.

use super::position::At;
use crate::body::{Body, Part};
use crate::{Paged, RequestParts};

/// FNV-1a with 64 bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fnv(u64);

impl Fnv {
    pub(super) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn of(text: &str) -> u64 {
        Self::new().piece(text.as_bytes()).0
    }

    /// Takes in one piece; its length marks where it ends.
    fn piece(self, bytes: &[u8]) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.raw(bytes).raw(&length.to_le_bytes())
    }

    fn raw(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }
}

/// The hash of a list: everything its requests say but which page and which part of the window.
pub(super) fn of<E: Paged>(parameters: &E) -> u64 {
    let mut first = parameters.clone();
    first.turn_to(At::First.request(E::STYLE));
    let mut request = RequestParts::default();
    first.write(&mut request);

    let mut hash = Fnv::new().piece(request.path.as_bytes()).piece(request.query.as_bytes());
    for (name, value) in &request.headers {
        hash = hash.piece(name.as_str().as_bytes()).piece(value.as_bytes());
    }
    hash = match &request.body {
        Body::Empty => hash,
        Body::Json(bytes) => hash.piece(bytes),
        Body::Form(form) => hash.piece(form.as_bytes()),
        Body::Multipart(multipart) => multipart.parts.iter().fold(hash, part_of),
    };
    // The wire may round times to seconds; the cutting goes by the millisecond.
    if let Some(window) = parameters.window() {
        hash = hash.raw(&window.start.as_millis().to_le_bytes());
        hash = hash.raw(&window.end.as_millis().to_le_bytes());
    }
    hash.0
}

/// Files count with name and length: a stream cannot be read for this.
fn part_of(hash: Fnv, part: &Part) -> Fnv {
    match part {
        Part::Text { name, value } => hash.piece(name.as_bytes()).piece(value.as_bytes()),
        Part::File { name, file } => {
            let hash = hash.piece(name.as_bytes()).piece(file.name().as_bytes());
            hash.raw(&file.len().to_le_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_published_function() {
        for (text, hash) in [("", 0xcbf2_9ce4_8422_2325), ("foobar", 0x8594_4171_f739_67e8)] {
            assert_eq!(Fnv::new().raw(text.as_bytes()).0, hash);
        }
    }

    #[test]
    fn tells_apart_where_pieces_end() {
        let pieces = |a: &str, b: &str| Fnv::new().piece(a.as_bytes()).piece(b.as_bytes()).0;
        assert_ne!(pieces("ab", "c"), pieces("a", "bc"));
    }
}
