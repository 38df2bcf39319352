//! What an entry does to its accounts.

use std::collections::BTreeMap;

use super::{Account, Error, Transfer};
use crate::entity;
use crate::id::{LedgerAccountId, LedgerEntryId};

/// The rows of an entry, numbered from 1. Each carries the next version of both its accounts, and none leaves an
/// account below its floor. `accounts` are the locked rows of all that take part.
pub(super) fn lines(
    entry_id: LedgerEntryId,
    accounts: Vec<entity::ledger_account::Model>,
    transfers: &[Transfer],
) -> Result<Vec<entity::ledger_transfer::Model>, Error> {
    let mut accounts: BTreeMap<Account, entity::ledger_account::Model> = accounts
        .into_iter()
        .map(|row| (Account::from(&row), row))
        .collect();

    let mut lines = Vec::with_capacity(transfers.len());
    for (number, transfer) in (1..).zip(transfers) {
        let currency = transfer.amount.currency();
        if transfer.from.currency != currency || transfer.to.currency != currency {
            return Err(crate::Error::broken("a transfer between currencies").into());
        }
        let amount = transfer.amount.minor();
        let (from_id, from_version) = step(&mut accounts, transfer.from, -amount)?;
        let (to_id, to_version) = step(&mut accounts, transfer.to, amount)?;
        lines.push(entity::ledger_transfer::Model {
            entry_id,
            number,
            from_id,
            from_version,
            to_id,
            to_version,
            currency,
            amount,
        });
    }
    Ok(lines)
}

/// Moves one account on by one version.
fn step(
    accounts: &mut BTreeMap<Account, entity::ledger_account::Model>,
    account: Account,
    by: i64,
) -> Result<(LedgerAccountId, i64), Error> {
    let row = accounts
        .get_mut(&account)
        .ok_or(crate::Error::broken("an account that was not opened"))?;
    let balance = row
        .balance
        .checked_add(by)
        .ok_or(crate::Error::broken("a balance beyond 64 bits"))?;
    if by < 0 && row.floor.is_some_and(|floor| balance < floor) {
        return Err(Error::Insufficient { account });
    }
    row.balance = balance;
    row.version += 1;
    Ok((row.id, row.version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::BrandId;
    use crate::ledger::AccountKind;
    use crate::money::{Currency, Money};

    fn holding(kind: AccountKind, balance: i64) -> entity::ledger_account::Model {
        entity::ledger_account::Model {
            id: LedgerAccountId::new(),
            kind,
            owner_id: crate::id::Id::uuid(BrandId::new()),
            currency: Currency::Eur,
            floor: kind.floor(),
            balance,
            version: 7,
        }
    }

    fn transfer(
        from: &entity::ledger_account::Model,
        to: &entity::ledger_account::Model,
        minor: i64,
    ) -> Transfer {
        Transfer {
            from: from.into(),
            to: to.into(),
            amount: Money::new(minor, Currency::Eur).unwrap(),
        }
    }

    fn book(
        accounts: &[&entity::ledger_account::Model],
        transfers: &[Transfer],
    ) -> Result<Vec<(i64, i64, i64)>, Error> {
        let accounts = accounts.iter().map(|row| (*row).clone()).collect();
        let lines = lines(LedgerEntryId::new(), accounts, transfers)?;
        Ok(lines
            .iter()
            .map(|line| (line.number, line.from_version, line.to_version))
            .collect())
    }

    #[test]
    fn each_transfer_carries_the_next_version_of_its_accounts() {
        let wallet = holding(AccountKind::BrandWallet, 100);
        let reserve = holding(AccountKind::OfferReserve, 0);
        let back_and_forth = [
            transfer(&wallet, &reserve, 60),
            transfer(&reserve, &wallet, 10),
            transfer(&wallet, &reserve, 50),
        ];
        let booked = book(&[&wallet, &reserve], &back_and_forth).unwrap();
        assert_eq!(booked, [(1, 8, 8), (2, 9, 9), (3, 10, 10)]);
    }

    #[test]
    fn no_transfer_leaves_an_account_below_its_floor_even_for_a_moment() {
        let wallet = holding(AccountKind::BrandWallet, 100);
        let reserve = holding(AccountKind::OfferReserve, 0);
        let too_much = [transfer(&wallet, &reserve, 101)];
        let too_early = [
            transfer(&wallet, &reserve, 101),
            transfer(&reserve, &wallet, 101),
        ];
        for transfers in [too_much.as_slice(), too_early.as_slice()] {
            let refused = book(&[&wallet, &reserve], transfers);
            assert!(
                matches!(refused, Err(Error::Insufficient { account }) if account == (&wallet).into())
            );
        }
    }

    #[test]
    fn the_provider_may_owe_us_without_limit() {
        let clearing = holding(AccountKind::ProviderClearing, 0);
        let wallet = holding(AccountKind::BrandWallet, 0);
        assert!(book(&[&clearing, &wallet], &[transfer(&clearing, &wallet, 5)]).is_ok());
    }

    #[test]
    fn currencies_never_mix() {
        let euros = holding(AccountKind::BrandWallet, 100);
        let mut yen = holding(AccountKind::OfferReserve, 0);
        yen.currency = Currency::Jpy;
        let refused = book(&[&euros, &yen], &[transfer(&euros, &yen, 1)]);
        assert!(matches!(refused, Err(Error::Other(_))));
    }
}
