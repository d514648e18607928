//! Every operation through its generated client, with nothing but what it requires.

mod a_to_d;
mod d_to_z;

use crate::{person, platform};
use std::collections::BTreeSet;

/// Makes a call that has to come back with a reply.
macro_rules! comes_back {
    ($call:expr) => {
        let call = $call;
        let what = format!("{call:?}");
        if let Err(error) = call.await {
            panic!("{what}: {error}");
        }
    };
}
use comes_back;

#[tokio::test]
async fn every_operation_is_served_and_sends_documented_fields_only() {
    let (mock, client) = platform().await;
    a_to_d::admin_to_attendance(&client).await;
    a_to_d::auth_to_corehr(&mock, &client).await;
    a_to_d::directory(&client).await;
    d_to_z::files(&client).await;
    d_to_z::helpdesk_to_message(&client, &person(&mock)).await;
    d_to_z::personal_settings_to_wiki(&client).await;
    d_to_z::others(&mock).await;

    let requests = mock.requests();
    for request in &requests {
        assert_eq!(request.unknown_fields, [""; 0], "{} {}", request.method, request.target);
        assert_eq!(request.faults, [""; 0], "{} {}", request.method, request.target);
    }
    let asked: BTreeSet<_> = requests.into_iter().filter_map(|request| request.operation).collect();
    let left_out = |id: &String| mock.calls(id) == 0;
    let served = mock.routes().into_iter().map(|route| route.id);
    let left_out: Vec<_> = served.filter(left_out).collect();
    assert!(left_out.is_empty(), "nobody called {left_out:?}");
    eprintln!("{} operations and calls for tokens", asked.len());
}
