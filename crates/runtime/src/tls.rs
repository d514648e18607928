//! TLS that leaves the rest of the process alone.
//!
//! rustls keeps one crypto provider per process. A library that installs one takes the choice
//! away from the program, and one that relies on it panics in programs that never chose. So the
//! runtime names its provider in a configuration of its own and hands that to reqwest. With both
//! providers compiled in `ring` is taken, with rustls and native-tls both compiled in rustls is.

use crate::BuildError;
use reqwest::ClientBuilder;

/// Whether this build can speak https.
pub(crate) const AVAILABLE: bool = cfg!(any(feature = "_rustls", feature = "native-tls"));

/// What to say where it cannot.
pub(crate) const NOT_AVAILABLE: &str = "this build of larkspur has no TLS and cannot speak \
     https: enable one of its features `ring`, `aws-lc` or `native-tls`";

/// Gives the builder its TLS.
#[cfg(feature = "_rustls")]
pub(crate) fn configure(
    builder: ClientBuilder,
    certificates: &[Vec<u8>],
) -> Result<ClientBuilder, BuildError> {
    Ok(builder.tls_backend_preconfigured(with_rustls::configuration(certificates)?))
}

/// Gives the builder its TLS.
#[cfg(all(feature = "native-tls", not(feature = "_rustls")))]
pub(crate) fn configure(
    mut builder: ClientBuilder,
    certificates: &[Vec<u8>],
) -> Result<ClientBuilder, BuildError> {
    // Named, because another dependency may have switched rustls on in reqwest.
    builder = builder.tls_backend_native();
    for bundle in certificates {
        let found = reqwest::Certificate::from_pem_bundle(bundle).unwrap_or_default();
        if found.is_empty() {
            return Err(BuildError::Certificate);
        }
        builder = builder.tls_certs_merge(found);
    }
    Ok(builder)
}

/// Without TLS there is nothing to configure.
#[cfg(not(any(feature = "_rustls", feature = "native-tls")))]
pub(crate) fn configure(
    builder: ClientBuilder,
    certificates: &[Vec<u8>],
) -> Result<ClientBuilder, BuildError> {
    match certificates {
        [] => Ok(builder),
        _ => Err(BuildError::NoTls),
    }
}

#[cfg(feature = "_rustls")]
mod with_rustls {
    use crate::BuildError;
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::CryptoProvider;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
    use rustls_platform_verifier::Verifier;
    use std::sync::{Arc, OnceLock};

    #[cfg(feature = "ring")]
    fn provider() -> CryptoProvider {
        rustls::crypto::ring::default_provider()
    }

    #[cfg(all(feature = "aws-lc", not(feature = "ring")))]
    fn provider() -> CryptoProvider {
        rustls::crypto::aws_lc_rs::default_provider()
    }

    pub(super) fn configuration(certificates: &[Vec<u8>]) -> Result<ClientConfig, BuildError> {
        let provider = Arc::new(provider());
        let verifier = Lazy {
            extra: parse(certificates)?,
            provider: Arc::clone(&provider),
            inner: OnceLock::new(),
        };
        let mut configuration = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| BuildError::Transport(error.into()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        // What reqwest would set itself, had it made the configuration.
        configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(configuration)
    }

    /// Every bundle must hold at least one certificate that can be a root.
    fn parse(bundles: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
        let mut found = Vec::new();
        for bundle in bundles {
            let before = found.len();
            for certificate in CertificateDer::pem_slice_iter(bundle) {
                let certificate = certificate.map_err(|_| BuildError::Certificate)?;
                let usable = RootCertStore::empty().add(certificate.clone());
                usable.map_err(|_| BuildError::Certificate)?;
                found.push(certificate);
            }
            if found.len() == before {
                return Err(BuildError::Certificate);
            }
        }
        Ok(found)
    }

    /// The platform's verifier, made at the first handshake. Reading the system's certificates
    /// takes time and fails where there are none, which a client of a plain http address, such
    /// as a test's, shall not notice.
    #[derive(Debug)]
    struct Lazy {
        extra: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
        inner: OnceLock<Result<Verifier, Error>>,
    }

    impl Lazy {
        fn inner(&self) -> Result<&Verifier, Error> {
            let made = self.inner.get_or_init(|| self.make());
            made.as_ref().map_err(Clone::clone)
        }

        #[cfg(not(target_os = "android"))]
        fn make(&self) -> Result<Verifier, Error> {
            let provider = Arc::clone(&self.provider);
            match self.extra.is_empty() {
                true => Verifier::new(provider),
                false => Verifier::new_with_extra_roots(self.extra.iter().cloned(), provider),
            }
        }

        #[cfg(target_os = "android")]
        fn make(&self) -> Result<Verifier, Error> {
            match self.extra.is_empty() {
                true => Verifier::new(Arc::clone(&self.provider)),
                false => Err(Error::General(
                    "Android takes no root certificates beside its own".to_owned(),
                )),
            }
        }
    }

    impl ServerCertVerifier for Lazy {
        fn verify_server_cert(
            &self,
            end_entity: &CertificateDer<'_>,
            intermediates: &[CertificateDer<'_>],
            server_name: &ServerName<'_>,
            ocsp_response: &[u8],
            now: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            let inner = self.inner()?;
            inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            self.inner()?.verify_tls12_signature(message, certificate, signed)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            self.inner()?.verify_tls13_signature(message, certificate, signed)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.provider.signature_verification_algorithms.supported_schemes()
        }
    }
}
