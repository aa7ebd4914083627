//! Encrypted connections to PostgreSQL, and to whom.

use std::path::PathBuf;

use linli_store::Database;
use linli_testkit::needs;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::engines::{Raw, new_schema};

/// The certificates of the server that `cargo xtask test` starts.
fn certificates() -> PathBuf {
    let name = "LINLI_TEST_POSTGRES_CERTIFICATES";
    let folder = std::env::var_os(name).map(PathBuf::from);
    folder.unwrap_or_else(|| panic!("{name} is not set: `cargo xtask test` makes them"))
}

/// Connects with these words in the address, and says whether the connection is encrypted, or why
/// there is none.
async fn encrypted(address: &str, host: &str, words: &str) -> Result<bool, String> {
    let schema = new_schema();
    let there = address.replace("127.0.0.1", host);
    let url = format!("{there}?application_name={schema}{words}");
    let database = match Database::open_postgres(&url, Some(&schema), 2).await {
        Ok(database) => database,
        Err(error) => {
            let sentence = error.to_string();
            assert_eq!(sentence.lines().count(), 1, "{sentence}");
            return Err(sentence);
        }
    };
    database.migrate().await.unwrap();
    let raw = Raw::Postgres { address: address.to_owned(), schema: schema.clone() };
    let query = format!(
        "SELECT 1::bigint, MIN(CASE WHEN ssl THEN 1 ELSE 0 END)::bigint FROM pg_stat_ssl \
         JOIN pg_stat_activity USING (pid) WHERE application_name = '{schema}'"
    );
    let found = raw.pairs(&query).await;
    drop(database);
    raw.drop_schema().await;
    Ok(found[&1] == 1)
}

#[tokio::test]
async fn an_address_says_how_its_connection_is_protected_on_postgres() {
    let (address, folder) = (needs::postgres(), certificates());
    assert!(address.contains("127.0.0.1"), "the server of these certificates is on this machine");
    let root = |name: &str| format!("&sslrootcert={}", folder.join(name).display());
    let (own, other) = (root("root.crt"), root("other.crt"));
    let stranger = "not of the root that sslrootcert names";
    // The certificate is for `localhost`.
    let table: [(&str, &str, &str, Result<bool, &str>); 11] = [
        ("localhost", "verify-full", &own, Ok(true)),
        ("localhost", "verify-ca", &own, Ok(true)),
        ("localhost", "require", &own, Ok(true)),
        ("localhost", "require", "", Ok(true)),
        ("localhost", "disable", "", Ok(false)),
        ("127.0.0.1", "verify-full", &own, Err("for another name")),
        ("127.0.0.1", "verify-ca", &own, Ok(true)),
        ("localhost", "verify-full", &other, Err(stranger)),
        ("localhost", "verify-ca", &other, Err(stranger)),
        ("localhost", "require", &other, Err(stranger)),
        ("localhost", "verify-full", "", Err("by sslrootcert")),
    ];
    for (host, mode, root, wanted) in table {
        let found = encrypted(&address, host, &format!("&sslmode={mode}{root}")).await;
        match (&found, wanted) {
            (Ok(found), Ok(wanted)) => assert_eq!(*found, wanted, "{host} {mode} {root}"),
            (Err(said), Err(wanted)) => assert!(said.contains(wanted), "{mode} {root}: {said}"),
            _ => panic!("{host} {mode} {root}: {found:?}"),
        }
    }
    assert_eq!(encrypted(&address, "127.0.0.1", "").await, Ok(false), "nothing said: as it is");
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_not_spoken_to_in_the_clear() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 8];
        stream.read_exact(&mut request).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        rest
    });
    let url = format!("postgres://linli:opensesame@127.0.0.1:{port}/linli?sslmode=require");
    let refused = Database::open_postgres(&url, None, 2).await;
    let sentence = refused.err().map(|error| error.to_string()).unwrap();
    assert!(sentence.contains("does not encrypt: switch ssl on there"), "{sentence}");
    assert_eq!(heard.await.unwrap(), b"", "nothing is said after the refusal");
}
