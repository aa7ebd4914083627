//! Whole schemas on a PostgreSQL server: built beside the one in use, swapped in at the end, or
//! thrown away.

use linli_app::ports::StoreError;

use super::{Postgres, check_name, pool::Pool};
use crate::Database;

impl Database {
    /// Drops a schema with everything in it, if it is there.
    ///
    /// # Errors
    /// [`StoreError`] if the server fails or the name cannot be a schema's.
    pub async fn drop_postgres_schema(url: &str, schema: &str) -> Result<(), StoreError> {
        check_name(schema)?;
        run(url, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await
    }

    /// Gives a schema the name of another one, which is there no more or holds no table.
    ///
    /// # Errors
    /// [`StoreError`] if the server fails, or tables stand under the new name already.
    pub async fn rename_postgres_schema(url: &str, from: &str, to: &str) -> Result<(), StoreError> {
        check_name(from)?;
        check_name(to)?;
        // One script is one transaction; RESTRICT keeps it from dropping anybody's tables.
        let script =
            format!("DROP SCHEMA IF EXISTS {to} RESTRICT; ALTER SCHEMA {from} RENAME TO {to}");
        run(url, &script).await
    }
}

async fn run(url: &str, script: &str) -> Result<(), StoreError> {
    let postgres = Postgres::open(url, None, 1).await?;
    let lease = Pool::take(&postgres.writers).await?;
    Ok(lease.connection()?.script(script).await?)
}
