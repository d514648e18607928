//! Every mistake in a configuration is one clear sentence, and none repeats a secret.

use crate::tls;

/// What is wrong with the configuration of a client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A base address cannot be used.
    #[error("the base address cannot be used: {0}")]
    BaseUrl(&'static str),
    /// The platform has no such host.
    #[error("{platform} has no host `{host}`, only {known}")]
    UnknownHost {
        /// The platform.
        platform: &'static str,
        /// What was asked for.
        host: String,
        /// What there is.
        known: String,
    },
    /// The platform has no such way to prove who calls.
    #[error("{platform} has no scheme `{scheme}`, only {known}")]
    UnknownScheme {
        /// The platform.
        platform: &'static str,
        /// What was asked for.
        scheme: String,
        /// What there is.
        known: String,
    },
    /// No scheme of the platform uses such a credential.
    #[error("{platform} takes no credential `{credential}`, only {known}")]
    UnknownCredential {
        /// The platform.
        platform: &'static str,
        /// What was given.
        credential: String,
        /// What there is.
        known: String,
    },
    /// A scheme was begun and not completed.
    #[error("the scheme `{scheme}` also needs the credential `{credential}`")]
    MissingCredential {
        /// The scheme.
        scheme: &'static str,
        /// What is missing.
        credential: &'static str,
    },
    /// The platform documents no way to refresh the tokens of persons.
    #[error("{platform} documents no way to refresh user tokens")]
    NoRefresh {
        /// The platform.
        platform: &'static str,
    },
    /// A credential or token is empty.
    #[error("`{0}` is empty")]
    Empty(String),
    /// A token or credential that cannot stand in a header.
    #[error("`{0}` holds characters that cannot be sent in a header")]
    Unsendable(String),
    /// A header that cannot be sent with every call.
    #[error("the header `{name}` cannot be set: {why}")]
    Header {
        /// Its name.
        name: String,
        /// Why not.
        why: &'static str,
    },
    /// The address of a proxy cannot be used.
    #[error("the address of the proxy cannot be used: it must be http:// or https://")]
    Proxy,
    /// Something that is no root certificate in PEM form.
    #[error("a root certificate is no certificate in PEM form")]
    Certificate,
    /// The address asks for TLS, and the build has none.
    #[error("{}", tls::NOT_AVAILABLE)]
    NoTls,
    /// An option that the given transport would ignore.
    #[error("`{0}` has no effect beside a transport of your own")]
    Ignored(&'static str),
    /// The transport cannot be made.
    #[error("the transport cannot be made")]
    Transport(#[source] Box<dyn std::error::Error + Send + Sync>),
}
