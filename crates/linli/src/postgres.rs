//! A PostgreSQL database of its own for a test, since an installation's schema has a fixed name.

/// A database that holds nothing yet.
pub(crate) struct FreshPostgres {
    pub(crate) url: String,
}

/// Runs statements behind the ports' back.
pub(crate) async fn run(address: &str, statement: &str) {
    let (client, connection) =
        tokio_postgres::connect(address, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
}

impl FreshPostgres {
    /// Makes one.
    pub(crate) async fn make(name: &str) -> Self {
        let address = linli_testkit::needs::postgres();
        let name = format!("linli_test_{name}_{}", std::process::id());
        run(&address, &format!("DROP DATABASE IF EXISTS {name}")).await;
        run(&address, &format!("CREATE DATABASE {name}")).await;
        let (server, _) = address.rsplit_once('/').unwrap();
        Self { url: format!("{server}/{name}") }
    }

    /// Leaves nothing behind.
    pub(crate) async fn remove(self) {
        let (server, name) = self.url.rsplit_once('/').unwrap();
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        run(&format!("{server}/postgres"), &drop).await;
    }
}
