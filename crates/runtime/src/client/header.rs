//! Headers that users add: not those that steer the request, nor those that prove who calls, which
//! would pass by the choice of a credential.

use crate::Platform;
use http::{HeaderName, HeaderValue};

/// A header that a user may add, or why not.
pub(crate) fn parse_header(
    platform: &Platform,
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "it is no header name")?;
    if let Some(why) = refused_header(platform, name.as_str()) {
        return Err(why);
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| "its value must be visible ASCII text without line breaks")?;
    // Nobody knows what a user sends in a header of their own.
    value.set_sensitive(true);
    Ok((name, value))
}

/// Why a user may not set that header.
fn refused_header(platform: &Platform, name: &str) -> Option<&'static str> {
    let steers = ["connection", "content-length", "content-type", "expect", "host", "keep-alive"];
    let more = ["proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding"];
    if steers.contains(&name) || more.contains(&name) || name == "upgrade" {
        return Some("the client itself sets it");
    }
    let mut proofs = platform.auth.iter().flat_map(|scheme| scheme.headers);
    let proof =
        name == "authorization" || proofs.any(|(header, _)| header.eq_ignore_ascii_case(name));
    proof.then_some("it proves who calls; give the client a credential or the call a user token")
}
