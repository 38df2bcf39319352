//! Booking entries.

use std::collections::BTreeSet;

use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Account, EntryKind, Error, Transfer, queries, rules};
use crate::entity;
use crate::id::{LedgerAccountId, LedgerEntryId};
use crate::money::Money;
use crate::unit_of_work::UnitOfWork;

/// Books one event, whole or not at all. Opens the accounts it needs, and locks all of them before it looks at what
/// they hold. Transfers of nothing are left out; an entry of nothing is not booked. `source` is what the event happened
/// to: a kind of event is booked once for each. Nobody moves money without a key.
pub async fn post(
    work: &UnitOfWork<'_>,
    kind: EntryKind,
    source: Uuid,
    transfers: &[Transfer],
) -> Result<Option<LedgerEntryId>, Error> {
    let transfers: Vec<Transfer> = transfers
        .iter()
        .filter(|transfer| !transfer.amount.is_zero())
        .copied()
        .collect();
    if transfers.is_empty() {
        return Ok(None);
    }
    work.intent.require_key().map_err(crate::Error::from)?;
    let accounts = transfers
        .iter()
        .flat_map(|transfer| [transfer.from, transfer.to])
        .collect();
    let rows = locked(work, accounts).await?;

    let id = LedgerEntryId::new();
    let lines = rules::lines(id, rows, &transfers)?;

    let entry = entity::ledger_entry::ActiveModel {
        id: Set(id),
        kind: Set(kind),
        source_id: Set(source),
        transfers: Set(i64::try_from(lines.len()).unwrap_or(i64::MAX)),
        reverses: Set(None),
        posted_at: Set(work.now),
    };
    entity::ledger_entry::Entity::insert(entry)
        .exec_without_returning(work.tx())
        .await?;
    // One statement each: Postgres moves balances when a statement ends, so none may touch an account twice.
    for line in lines {
        entity::ledger_transfer::Entity::insert(line.into_active_model())
            .exec_without_returning(work.tx())
            .await?;
    }
    Ok(Some(id))
}

/// What accounts hold, in the order asked for. They stay locked until the work ends, so the answer stays true. Name all
/// accounts of the entry to come, so that they are locked in one go.
pub async fn lock<const N: usize>(
    work: &UnitOfWork<'_>,
    accounts: [Account; N],
) -> crate::Result<[Money; N]> {
    let rows = locked(work, accounts.into()).await?;
    Ok(accounts.map(|account| queries::held(&rows, account)))
}

/// The rows of the accounts and of those that stand in a statement with them, opened where missing, locked in the order of
/// their ids.
async fn locked(
    work: &UnitOfWork<'_>,
    mut accounts: BTreeSet<Account>,
) -> crate::Result<Vec<entity::ledger_account::Model>> {
    let others = accounts.iter().filter_map(|account| {
        let kind = account.kind.stated_with()?;
        Some(Account { kind, ..*account })
    });
    accounts.extend(others.collect::<Vec<_>>());
    let of_these =
        entity::ledger_account::Entity::find().filter(queries::are(accounts.iter().copied()));

    // All are opened before any is locked: an opening waits for whoever opens the same account, holding nothing.
    let open: BTreeSet<Account> = of_these
        .clone()
        .all(work.tx())
        .await?
        .iter()
        .map(Account::from)
        .collect();
    for account in accounts.difference(&open) {
        open_account(work, *account).await?;
    }

    let rows = of_these
        .order_by_asc(entity::ledger_account::Column::Id)
        .lock_exclusive()
        .all(work.tx())
        .await?;
    Ok(rows)
}

async fn open_account(work: &UnitOfWork<'_>, account: Account) -> crate::Result<()> {
    let row = entity::ledger_account::ActiveModel {
        id: Set(LedgerAccountId::new()),
        kind: Set(account.kind),
        owner_id: Set(account.owner),
        currency: Set(account.currency),
        floor: Set(account.kind.floor()),
        balance: Set(0),
        version: Set(0),
    };
    entity::ledger_account::Entity::insert(row)
        .on_conflict_do_nothing_on([
            entity::ledger_account::Column::Kind,
            entity::ledger_account::Column::OwnerId,
            entity::ledger_account::Column::Currency,
        ])
        .exec_without_returning(work.tx())
        .await?;
    Ok(())
}
