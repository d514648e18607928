//! A scripted platform behind TLS, with a certificate of an authority that nobody knows.
//!
//! The programs that use it differ in what the process has chosen for its own rustls, and a
//! process can choose only once: so each of the tests is a program of its own.

use larkspur::feishu;
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::{clients, loopback};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A platform that answers one empty page, over and over.
pub struct Platform {
    /// What it saw.
    pub capture: Arc<Capture>,
    /// Its address.
    pub base_url: String,
    /// The certificate of its authority.
    pub authority: String,
}

impl Platform {
    /// Serves it for as long as the runtime lives.
    pub async fn start() -> Self {
        let page = json!({"code": 0, "data": {"has_more": false, "items": []}});
        let capture = Capture::always(Answer::json(200, &page));
        let (authority, server) = certificates();
        let acceptor = TlsAcceptor::from(Arc::new(server));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base_url = format!("https://{}", listener.local_addr().expect("a bound port"));
        let served = Arc::clone(&capture);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, served) = (acceptor.clone(), Arc::clone(&served));
                tokio::spawn(async move {
                    // A client that does not trust the certificate hangs up.
                    if let Ok(stream) = acceptor.accept(stream).await {
                        loopback::serve(stream, &served, "https").await;
                    }
                });
            }
        });
        Self { capture, base_url, authority }
    }

    /// A client of it, which trusts what the system trusts.
    pub fn client(&self) -> larkspur::Builder<feishu::Client> {
        clients::feishu_app().no_proxy().base_url(&self.base_url)
    }
}

/// The authority's certificate, and a server that it vouches for.
fn certificates() -> (String, ServerConfig) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(authority, key).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let server = CertificateParams::new(["127.0.0.1".to_owned()]).expect("an address");
    let server = server.signed_by(&key, &authority).expect("a certificate");
    // The provider is named, so that the server chooses nothing for the process either.
    let provider = Arc::new(aws_lc_rs::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the usual versions")
        .with_no_client_auth()
        .with_single_cert(vec![server.der().clone()], key)
        .expect("a certificate with its key");
    (authority.pem(), server)
}
