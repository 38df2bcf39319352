//! What both sides agreed to, and their signatures.

use async_graphql::Enum;
use domain::collaboration::Terms as Agreed;
use domain::offer;

use crate::offer::brief::{Disclosure, Priced, Requirement, percent, priced};
use crate::reading::Facts;
use crate::reading::model::Source;
use crate::reading::plain::plain;
use crate::reading::shapes::{int as number, object, time, word};
use crate::reading::shown::shown_enums;
use crate::scalars::{DateTime, Decimal, int};

/// The two sides of an agreement.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Side")]
pub enum Side {
    /// The brand, which pays.
    Brand,
    /// The creator, who works.
    Creator,
}

shown_enums!(Side);

/// What both sides agreed to: as it is kept, and read.
pub struct Terms {
    content: String,
    version: i64,
    hash: String,
    previous_hash: Option<String>,
    agreed: Agreed,
}

impl Terms {
    /// From the columns `content`, `version`, `hash` and `previous_hash`.
    pub fn read(row: &Facts<'_>) -> domain::Result<Option<Self>> {
        let Some(content) = row.text(0) else {
            return Ok(None);
        };
        Ok(Some(Self {
            agreed: Agreed::read(content)?,
            content: content.to_owned(),
            version: row.int(1).unwrap_or_default(),
            hash: row.text(2).unwrap_or_default().to_owned(),
            previous_hash: row.text(3).map(str::to_owned),
        }))
    }
}

plain! {
    /// What both sides agreed to, frozen: nothing that happens to the offer later changes it.
    "Terms": |it: Terms| {
        /// Counts from 1 up with each amendment.
        version: i32 = int(it.version);
        /// SHA-256 of `content`, in hex: what the signatures stand for.
        hash: &String = &it.hash;
        /// The hash of the version before, which is part of this version's content; null for the first.
        previousHash: Option<&String> = it.previous_hash.as_ref();
        /// Everything agreed, as canonical JSON. Keep these bytes to prove later what was signed.
        content: &String = &it.content;
        /// The title of the offer.
        title: &String = &it.agreed.title;
        /// The binding lines of the brief: the only ones a change request may cite. At most 30.
        requirements: Vec<Requirement> [at most 30] = Requirement::numbered(&it.agreed.requirements);
        /// What the brand may do with the content beyond the creator's own post; nothing that is not listed. At most 20.
        usageRights: Vec<Priced<offer::UsageRight>> [at most 20] = priced(&it.agreed.usage_rights, it.agreed.currency);
        /// How posts must be marked.
        disclosures: Vec<Disclosure> [at most 4] = it.agreed.disclosures.iter().copied().map(Into::into).collect();
        /// What the creator receives besides money; null for nothing.
        product: Option<Priced<offer::Product>> = it.agreed.product.clone().map(|product| Priced(product, it.agreed.currency));
        /// The creator's share of sales in percent; null for none.
        commissionPercent: Option<Decimal> = it.agreed.commission_bps.map(percent);
        /// Days content may be overdue before the brand may cancel at no cost.
        overdueDays: i32 = int(it.agreed.policy.overdue_days.into());
        /// Business days a creator has to dispute a final rejection before it is refunded.
        rejectionBusinessDays: i32 = int(it.agreed.policy.rejection_business_days.into());
    }
}

object! {
    /// Someone's agreement to the terms. Address and account of the signer are kept as proof and not shown.
    pub SIGNATURE: "Signature" from Source {
        table: "signature",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// For which side.
        side = word::<Side>("side");
        /// Which version of the terms.
        version = number("version");
        /// When.
        signedAt = time::<DateTime>("signed_at");
    }
}
