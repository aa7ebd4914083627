//! Encrypted connections to a server, and whom they trust to be it.

use std::{error::Error as _, io, path::Path, sync::Arc};

use linli_app::ports::StoreError;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor,
    },
    crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
    server::ParsedCertificate,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::unconnected::Cause;

/// Whom a connection trusts to be the server.
#[derive(Debug)]
pub(crate) enum Trust {
    /// Whoever answers: nobody listens in, but somebody else may answer.
    Anybody,
    /// Whoever has a certificate of one of these roots.
    Signed(RootCertStore),
    /// Who has a certificate of one of these roots for the host's name.
    Named(RootCertStore),
}

/// Reads root certificates: a file in PEM form, of one or many.
///
/// # Errors
/// [`StoreError`] with the file, if it cannot be read or holds no certificate.
pub(crate) fn roots(path: &Path) -> Result<RootCertStore, StoreError> {
    let unusable = |said: &dyn std::fmt::Display| {
        StoreError(format!("the root certificate {} cannot be used: {said}", path.display()))
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))? {
        let certificate = certificate.map_err(|error| unusable(&error))?;
        roots.add(certificate).map_err(|error| unusable(&error))?;
    }
    if roots.is_empty() { Err(unusable(&"there is no certificate in it")) } else { Ok(roots) }
}

/// What encrypts connections and trusts so.
///
/// # Errors
/// [`StoreError`] if the library cannot do what it is built with.
pub(crate) fn connector(trust: Trust) -> Result<MakeRustlsConnect, StoreError> {
    let provider = ring::default_provider();
    let algorithms = provider.signature_verification_algorithms;
    let builder = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError(error.to_string()))?;
    let any_name = |roots| Arc::new(AnyName { roots, algorithms });
    let builder = match trust {
        Trust::Named(roots) => builder.with_root_certificates(roots),
        Trust::Signed(roots) => {
            builder.dangerous().with_custom_certificate_verifier(any_name(Some(roots)))
        }
        Trust::Anybody => builder.dangerous().with_custom_certificate_verifier(any_name(None)),
    };
    Ok(MakeRustlsConnect::new(builder.with_no_client_auth()))
}

/// Takes a certificate for any name, of these roots or of anybody, from whoever has its key.
#[derive(Debug)]
struct AnyName {
    roots: Option<RootCertStore>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(roots) = &self.roots {
            let certificate = ParsedCertificate::try_from(end_entity)?;
            let all = self.algorithms.all;
            verify_server_cert_signed_by_trust_anchor(
                &certificate,
                roots,
                intermediates,
                now,
                all,
            )?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// What to do about a server whose certificate is not taken; `None` if that is not the trouble.
pub(crate) fn advice(error: &tokio_postgres::Error) -> Option<(Cause, &'static str)> {
    let inner = error.source()?.downcast_ref::<io::Error>()?.get_ref()?;
    match inner.downcast_ref::<Error>()? {
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => Some((
            Cause::CertificateName,
            "its certificate is for another name: write the host as it stands there",
        )),
        Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => Some((Cause::CertificateExpired, "its certificate has run out: renew it there")),
        Error::InvalidCertificate(_) => Some((
            Cause::CertificateRoot,
            "its certificate is not of the root that sslrootcert names: name the one that it was \
             signed with",
        )),
        _ => None,
    }
}
