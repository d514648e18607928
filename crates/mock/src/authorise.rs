//! Whether a call carries what its auth scheme asks for, and which code it gets when not.

use crate::catalogue::Served;
use crate::credentials::{Credentials, Template, letter};
use crate::envelope::Failure;
use crate::received::Received;
use crate::tokens::{Owner, Tokens};
use larkspur_spec::model::AuthScheme;
use larkspur_spec::tree::PlatformTree;
use std::time::Duration;

/// The HTTP status of a code about tokens, where the spec gives none.
const STATUS: u16 = 400;

/// Lets a call pass, or says why not.
pub(crate) fn check(
    served: &Served,
    received: &Received,
    tokens: &Tokens,
    credentials: &Credentials,
    now: Duration,
) -> Result<(), Failure> {
    let platform = &served.platform;
    let taken = &served.operation.auth;
    let Some(first) = taken.first().and_then(|name| scheme(platform, name)) else {
        return Ok(());
    };
    let Some(token) = presented(served, received) else {
        return Err(failure(served, first.missing, "no token"));
    };
    match tokens.owner(&platform.name, token, now) {
        Owner::Good(name) => {
            let owner = scheme(platform, &name).unwrap_or(first);
            if !taken.contains(&name) {
                return Err(failure(served, owner.rejected, "a token of this kind is not taken"));
            }
            if !complete(owner, received, credentials) {
                return Err(failure(served, owner.incomplete, "a header is missing or wrong"));
            }
            Ok(())
        }
        Owner::Bad(known) => {
            let owner = known.or_else(|| resembles(platform, token));
            let owner = owner.and_then(|name| scheme(platform, &name)).unwrap_or(first);
            Err(failure(served, owner.rejected, "the token is not valid"))
        }
    }
}

/// The failure that a good token gets when it is to be refused all the same.
pub(crate) fn rejection(
    served: &Served,
    received: &Received,
    tokens: &Tokens,
    now: Duration,
) -> Failure {
    let platform = &served.platform;
    let owner = presented(served, received).map(|token| tokens.owner(&platform.name, token, now));
    let owner = match owner {
        Some(Owner::Good(name) | Owner::Bad(Some(name))) => Some(name),
        _ => served.operation.auth.first().cloned(),
    };
    let code = owner.and_then(|name| scheme(platform, &name)?.rejected);
    failure(served, code, "the token is not valid")
}

/// The token that a call carries, in the header of any scheme of its platform.
pub(crate) fn presented<'a>(served: &Served, received: &'a Received) -> Option<&'a str> {
    let auth = &served.platform.platform.auth;
    let own = served.operation.auth.iter().filter_map(|name| auth.get(name));
    own.chain(auth.values()).find_map(|scheme| {
        scheme.headers.iter().find_map(|(header, text)| {
            let template = Template::read(text).filter(|template| template.name == "token")?;
            template.take(received.header(header)?)
        })
    })
}

fn scheme<'a>(platform: &'a PlatformTree, name: &str) -> Option<&'a AuthScheme> {
    platform.platform.auth.get(name)
}

/// Whether all headers of a scheme are there. What came with the token has to be repeated; who
/// acts may be anybody.
fn complete(scheme: &AuthScheme, received: &Received, credentials: &Credentials) -> bool {
    scheme.headers.iter().all(|(header, text)| {
        let value = received.header(header);
        match Template::read(text) {
            None => value == Some(text),
            Some(template) => value.and_then(|value| template.take(value)).is_some_and(|given| {
                credentials.kept(template.name).is_none_or(|kept| kept == given)
            }),
        }
    })
}

/// The scheme whose tokens begin like this one.
fn resembles(platform: &PlatformTree, token: &str) -> Option<String> {
    let mut names = platform.platform.auth.keys();
    names
        .find(|name| token.strip_prefix(letter(name)).is_some_and(|rest| rest.starts_with('-')))
        .cloned()
}

fn failure(served: &Served, code: Option<i64>, message: &str) -> Failure {
    let errors = &served.operation.errors;
    let known = code.and_then(|code| Failure::documented(errors, &served.platform, code, STATUS));
    known.unwrap_or_else(|| Failure {
        status: if code.is_some() { STATUS } else { 401 },
        code: code.unwrap_or(401),
        message: message.to_owned(),
        violations: Vec::new(),
    })
}
