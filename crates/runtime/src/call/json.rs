//! Judging answers that hold a JSON reply.

use super::{Call, Draft, Judge, Written, run};
use crate::decode::Status;
use crate::failure::{self, Answer};
use crate::read::{self, ReadError};
use crate::response::Meta;
use crate::{ByteStream, ErrorKind, Failure, Operation, Retry, Secret};
use bytes::Bytes;

/// How much of a failed answer is read: enough for any envelope.
const FAILURE_LIMIT: u64 = 1 << 20;

type Decode<'a> = dyn FnMut(&[u8]) -> Result<Status, serde_json::Error> + Send + 'a;

/// Makes a call whose answer is decoded. It knows no type of the operation, so that it is
/// compiled once and not with every program.
pub(super) async fn send(
    draft: &Draft,
    operation: &'static Operation,
    written: Written,
    decode: &mut Decode<'_>,
) -> Result<Meta, Box<Failure>> {
    run(draft, operation, written, JsonJudge { decode }).await
}

/// Decodes the reply in one pass, without knowing its type.
struct JsonJudge<'a> {
    decode: &'a mut Decode<'a>,
}

impl Judge for JsonJudge<'_> {
    type Output = Meta;

    async fn judge(
        &mut self,
        call: &Call<'_>,
        answer: http::Response<ByteStream>,
        secrets: &[Secret],
    ) -> Result<Meta, Box<Failure>> {
        let (head, body) = answer.into_parts();
        if !head.status.is_success() {
            return Err(failed(call.operation, &head, body, secrets).await);
        }
        let bytes = read::whole(body, &head.headers, call.client.body_limit)
            .await
            .map_err(|error| unread(call.operation, &head, error))?;
        let undecoded = match (self.decode)(&bytes) {
            Ok(status) if status.success => {
                return Ok(Meta::of(call.operation.platform, head, status.log_id, bytes));
            }
            Ok(_) => None,
            Err(error) => Some(error),
        };
        let answer = Answer::of(call.operation, &head, &bytes, secrets);
        Err(failure::failure(call.operation, &answer, undecoded.as_ref()))
    }
}

/// Reads an answer whose HTTP status is no success.
pub(crate) async fn failed(
    operation: &'static Operation,
    head: &http::response::Parts,
    body: ByteStream,
    secrets: &[Secret],
) -> Box<Failure> {
    // The body of a redirect says nothing that its head does not.
    let bytes = match head.status.is_redirection() {
        true => Bytes::new(),
        // Half a body tells no less than the status alone.
        false => read::beginning(body, FAILURE_LIMIT).await.unwrap_or_default(),
    };
    failure::failure(operation, &Answer::of(operation, head, &bytes, secrets), None)
}

/// A reply that was not read to its end.
pub(crate) fn unread(
    operation: &'static Operation,
    head: &http::response::Parts,
    error: ReadError,
) -> Box<Failure> {
    let (kind, retry) = match error {
        ReadError::TooLarge(_) => (ErrorKind::TooLarge, Retry::Never),
        ReadError::Broken(_) => (ErrorKind::Transport, Retry::Backoff),
    };
    let mut failure = Failure::new(kind, operation, error.to_string());
    failure.status = Some(head.status);
    let log_id = failure::log_id(operation.platform, &head.headers);
    failure.log_id = log_id.map(ToOwned::to_owned);
    failure.retrying(retry).caused_by(error)
}

/// A success without a reply, which no decoder produces.
pub(super) fn no_reply(operation: &'static Operation) -> Box<Failure> {
    Failure::new(ErrorKind::UnexpectedReply, operation, "the reply was not decoded")
}
