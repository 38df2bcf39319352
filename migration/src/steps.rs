//! The ordered list of steps. A step that has landed is never edited; a correction is a new step.

use sea_orm_migration::prelude::{
    ConnectionTrait, DbErr, MigrationName, MigrationTrait, SchemaManager,
};
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::translate;
use crate::instants;

/// One step: tables for both databases, then what each has to be told in its own words.
struct Step {
    name: &'static str,
    tables: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
}

/// Every step, oldest first.
pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    macro_rules! step {
        ($name:literal) => {
            step!($name, "", "")
        };
        ($name:literal, triggers) => {
            step!(
                $name,
                include_str!(concat!("sql/", $name, ".postgres.sql")),
                include_str!(concat!("sql/", $name, ".sqlite.sql"))
            )
        };
        ($name:literal, $postgres:expr, $sqlite:expr) => {
            Box::new(Step {
                name: $name,
                tables: include_str!(concat!("sql/", $name, ".sql")),
                postgres: $postgres,
                sqlite: $sqlite,
            })
        };
    }
    vec![
        step!("m20261121_000001_accounts", triggers),
        step!("m20261121_000002_profiles"),
        step!("m20261121_000003_ledger", triggers),
        step!("m20261121_000004_offers"),
        step!("m20261121_000005_applications"),
        step!("m20261121_000006_collaborations"),
        step!("m20261121_000007_money"),
        step!("m20261122_000001_live"),
        step!("m20261122_000002_trusted_documents"),
        step!("m20261126_000001_heartbeat"),
        step!("m20261126_000031_spending"),
        step!("m20261126_000032_ledger_rules", triggers),
        step!("m20261126_000033_pending_members"),
        step!("m20261126_000034_escalations", triggers),
        step!("m20261126_000011_deadline_failures"),
        step!("m20261126_000012_instants"),
        step!("m20261127_000001_handed_in"),
        step!("m20261127_000002_quotas"),
        step!("m20261127_000003_actions"),
        step!("m20261127_000004_graph", triggers),
        step!("m20261127_000005_listings", triggers),
        step!("m20261127_000006_waiting", triggers),
        step!("m20261127_000007_statement", triggers),
        step!("m20261128_000001_followers_apart"),
        step!("m20261128_000002_parties"),
        step!("m20261128_000003_actions"),
    ]
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = manager.get_database_backend();
        let own = if backend == DbBackend::Sqlite {
            self.sqlite
        } else {
            self.postgres
        };

        db.execute_unprepared(&translate(self.tables, backend))
            .await?;
        if !own.is_empty() {
            db.execute_unprepared(own).await?;
        }
        instants::guard(db).await
    }

    // A step is all or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
