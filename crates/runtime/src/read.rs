//! Reading a body to its end, up to a limit.

use crate::ByteStream;
use crate::transport::next;
use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use std::io;

/// Why a body was not read to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("the body is longer than {0} bytes")]
    TooLarge(u64),
    #[error("the body broke off: {0}")]
    Broken(#[from] io::Error),
}

impl ReadError {
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

/// The whole body. The limit counts what comes out of the transport, decompressed.
pub(crate) async fn whole(
    body: ByteStream,
    headers: &HeaderMap,
    limit: u64,
) -> Result<Bytes, ReadError> {
    let announced = announced(headers);
    if announced.is_some_and(|length| length > limit) {
        return Err(ReadError::TooLarge(limit));
    }
    let (bytes, rest) = up_to(body, announced, limit).await?;
    match rest {
        None => Ok(bytes),
        Some(_) => Err(ReadError::TooLarge(limit)),
    }
}

/// The beginning of a body.
pub(crate) async fn beginning(body: ByteStream, limit: u64) -> Result<Bytes, ReadError> {
    let (bytes, _) = up_to(body, None, limit).await?;
    let end = usize::try_from(limit).unwrap_or(usize::MAX).min(bytes.len());
    Ok(bytes.slice(..end))
}

/// The body if it ends within the limit; otherwise what was read, and the rest.
pub(crate) async fn up_to(
    mut body: ByteStream,
    announced: Option<u64>,
    limit: u64,
) -> Result<(Bytes, Option<ByteStream>), ReadError> {
    let Some(first) = next(&mut body).await.transpose()? else { return Ok((Bytes::new(), None)) };
    // Most replies come in one piece, which then need not be copied.
    if announced == Some(first.len() as u64) && first.len() as u64 <= limit {
        return Ok((first, None));
    }
    let known = announced.unwrap_or(0).clamp(first.len() as u64, 1 << 20);
    let mut all = Vec::with_capacity(usize::try_from(known).unwrap_or(0));
    all.extend_from_slice(&first);
    loop {
        if all.len() as u64 > limit {
            return Ok((all.into(), Some(body)));
        }
        match next(&mut body).await.transpose()? {
            Some(chunk) => all.extend_from_slice(&chunk),
            None => return Ok((all.into(), None)),
        }
    }
}

/// The length that the headers announce, where it is that of the bytes that come.
pub(crate) fn announced(headers: &HeaderMap) -> Option<u64> {
    if headers.contains_key(CONTENT_ENCODING) {
        return None;
    }
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
