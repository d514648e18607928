//! Base addresses: checked once, so that putting a path behind one is plain concatenation.

use http::Uri;

/// The address without slashes at its end, or what is wrong with it.
pub(super) fn parse(url: &str) -> Result<String, &'static str> {
    if url.contains(['?', '#']) {
        return Err("it must have neither a query nor a fragment");
    }
    let uri: Uri = url.parse().map_err(|_| "it is no address")?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err("it must begin with http:// or https://");
    }
    let Some(authority) = uri.authority() else { return Err("it names no host") };
    if authority.as_str().contains('@') {
        return Err("it must not hold a user or a password");
    }
    if uri.path().split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("its path must not hold `.` or `..`");
    }
    Ok(url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn keeps_a_path_and_drops_the_slash() {
        for (given, kept) in [
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("https://gateway.example/feishu/", "https://gateway.example/feishu"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
        ] {
            assert_eq!(parse(given).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn refuses_what_would_not_stay_a_prefix() {
        for url in [
            "",
            "open.feishu.cn",
            "/open-apis",
            "ftp://open.feishu.cn",
            "https://",
            "https://me:secret@open.feishu.cn",
            "https://open.feishu.cn?x=1",
            "https://open.feishu.cn#x",
            "https://open.feishu.cn/a/../b",
            "https://open feishu.cn",
        ] {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
