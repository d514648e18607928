//! Calls of the imported operations through the client, against the mock: one of every kind.
//!
//! The mock reads the specs by itself and refuses what they do not allow, so a call that comes
//! back with a reply was written the way its page asks for. What arrived is looked at besides.

mod calls {
    mod bodies;
    mod errors;
    mod every;
    mod files;
    mod lists;
    mod tokens;
}

use larkspur::feishu;
use larkspur_mock::{Mock, Received};
use larkspur_tests::mocked;

/// A mock of all platforms for which every id exists, and a Feishu app on it.
async fn platform() -> (Mock, feishu::Client) {
    let mock = Mock::builder().any_id().start().await.expect("the specs can be served");
    let client = mocked::feishu(&mock);
    (mock, client)
}

/// A person on the mock, for the operations that take nobody else.
fn person(mock: &Mock) -> feishu::Client {
    let known = mocked::credentials(mock, "feishu");
    let token = known.token("user").expect("the mock knows a person");
    mocked::built(mock, feishu::Client::builder().user_token(token))
}

/// The last call of an operation, with nothing in it that its spec does not know.
fn arrived(mock: &Mock, operation: &str) -> Received {
    let received = mock.last_request_of(operation);
    let received = received.unwrap_or_else(|| panic!("nothing arrived for {operation}"));
    assert!(received.faults.is_empty(), "{operation}: {:?}", received.faults);
    assert!(received.unknown_fields.is_empty(), "{operation}: {:?}", received.unknown_fields);
    received
}
