//! What both sides agreed to, frozen. The canonical JSON of [`Terms`] is what is hashed, signed and kept, byte by byte.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Agreement;
use crate::error::Result;
use crate::id::{ApplicationId, BrandId, CreatorId, OfferId};
use crate::money::{Currency, Money};
use crate::offer::{DeliverableSpec, Product, UsageRight};
use crate::payments::{self, Breakdown};
use crate::policy::AgreementPolicy;
use crate::vocabulary::Disclosure;

/// All that binds the two sides. Fields keep their names and meaning: stored terms are read for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Counts from 1 up with each amendment.
    pub version: i64,
    /// Hash of the version before; chains all versions together.
    pub previous_hash: Option<String>,
    /// The application that was accepted.
    pub application_id: ApplicationId,
    /// The offer it answered.
    pub offer_id: OfferId,
    /// The version of the offer both sides had seen.
    pub offer_version: i64,
    /// Who pays.
    pub brand_id: BrandId,
    /// Who works.
    pub creator_id: CreatorId,
    /// The offer's title.
    pub title: String,
    /// Binding lines, numbered from 1; the only ones a change request may cite.
    pub requirements: Vec<String>,
    /// What is owed, in the order of their positions.
    pub deliverables: Vec<DeliverableTerms>,
    /// What the brand may do with the content. Nothing that is not listed.
    pub usage_rights: Vec<UsageRight>,
    /// How posts must be marked.
    pub disclosures: Vec<Disclosure>,
    /// What the creator receives besides money.
    pub product: Option<Product>,
    /// The creator's share of sales, in basis points.
    pub commission_bps: Option<i64>,
    /// The one currency of the agreement.
    pub currency: Currency,
    /// Pay of all deliverables together, in minor units.
    pub pay_minor: i64,
    /// What the marketplace takes from the brand, on top of the pay.
    pub brand_fee_minor: i64,
    /// What the marketplace takes from the creator, out of the pay.
    pub creator_fee_minor: i64,
    /// Fees and clocks of this agreement, whatever the marketplace decides later.
    pub policy: AgreementPolicy,
}

/// One deliverable as agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverableTerms {
    /// What is owed.
    pub spec: DeliverableSpec,
    /// Its part of the pay, in minor units; the parts sum to the pay.
    pub pay_minor: i64,
}

/// Terms that cannot change any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    /// Canonical JSON.
    pub(super) content: String,
    /// SHA-256 of the content, in hex.
    pub(super) hash: String,
}

impl Terms {
    /// The first version of an agreement's terms.
    pub(super) fn of(agreement: &Agreement<'_>, policy: &AgreementPolicy) -> Self {
        let Agreement {
            application,
            offer,
            brief,
            pay,
            ..
        } = *agreement;
        let weights: Vec<i64> = brief.deliverables.iter().map(|spec| spec.weight).collect();
        // What both sides were shown before they agreed.
        let shown = payments::rules::breakdown(pay, &weights, policy);
        Self {
            version: 1,
            previous_hash: None,
            application_id: application.id,
            offer_id: offer.id,
            offer_version: application.offer_version,
            brand_id: offer.brand_id,
            creator_id: application.creator_id,
            title: brief.title.clone(),
            requirements: brief.requirements.clone(),
            deliverables: paid(&brief.deliverables, &shown.parts),
            usage_rights: brief.usage_rights.clone(),
            disclosures: brief.disclosures.clone(),
            product: brief.compensation.product.clone(),
            commission_bps: brief.compensation.commission_bps,
            currency: pay.currency(),
            pay_minor: pay.minor(),
            brand_fee_minor: shown.brand_fee.minor(),
            creator_fee_minor: shown.creator_fee.minor(),
            policy: policy.clone(),
        }
    }

    /// Reads terms back from their kept content.
    pub fn read(content: &str) -> Result<Self> {
        Ok(serde_json::from_str(content)?)
    }

    /// What the agreement costs the brand and brings the creator.
    pub fn breakdown(&self) -> Breakdown {
        let money = |minor| Money::stored(minor, self.currency);
        Breakdown {
            pay: money(self.pay_minor),
            brand_fee: money(self.brand_fee_minor),
            creator_fee: money(self.creator_fee_minor),
            total_charged: money(self.pay_minor + self.brand_fee_minor),
            total_received: money(self.pay_minor - self.creator_fee_minor),
            parts: self
                .deliverables
                .iter()
                .map(|one| money(one.pay_minor))
                .collect(),
            review_business_days: self.policy.review_business_days,
            verify_days: self.policy.verify_days,
            clearance_days: self.policy.clearance_days,
        }
    }

    /// SHA-256 of kept content, in hex: what both sides signed.
    pub(crate) fn hash_of(content: &str) -> String {
        hash(content)
    }

    /// Writes the terms down for good.
    pub(super) fn seal(&self) -> Result<Sealed> {
        let content = serde_json_canonicalizer::to_string(self)?;
        let hash = hash(&content);
        Ok(Sealed { content, hash })
    }
}

/// Each deliverable with its part of the pay.
fn paid(specs: &[DeliverableSpec], parts: &[Money]) -> Vec<DeliverableTerms> {
    let agreed = |(spec, part): (&DeliverableSpec, &Money)| DeliverableTerms {
        spec: spec.clone(),
        pay_minor: part.minor(),
    };
    specs.iter().zip(parts).map(agreed).collect()
}

fn hash(content: &str) -> String {
    hex::encode(Sha256::digest(content.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::id::Id;
    use crate::vocabulary::{Format, Platform};

    fn spec() -> DeliverableSpec {
        DeliverableSpec {
            platform: Platform::Instagram,
            format: Format::Reel,
            description: "Zoë's \"morning\" run".into(),
            due_days: 14,
            rounds_included: 2,
            requires_concept: false,
            requires_publication: true,
            weight: 1,
        }
    }

    fn terms() -> Terms {
        let pay = Money::stored(10_001, Currency::Eur);
        Terms {
            version: 1,
            previous_hash: None,
            application_id: ApplicationId::from_uuid(Uuid::from_u128(1)),
            offer_id: OfferId::from_uuid(Uuid::from_u128(2)),
            offer_version: 3,
            brand_id: BrandId::from_uuid(Uuid::from_u128(4)),
            creator_id: CreatorId::from_uuid(Uuid::from_u128(5)),
            title: "Running shoes".into(),
            requirements: vec!["Show the sole".into()],
            deliverables: paid(&[spec(), spec()], &pay.split(&[1, 1])),
            usage_rights: Vec::new(),
            disclosures: vec![Disclosure::Ad],
            product: None,
            commission_bps: None,
            currency: pay.currency(),
            pay_minor: pay.minor(),
            brand_fee_minor: 1_000,
            creator_fee_minor: 0,
            policy: AgreementPolicy::default(),
        }
    }

    #[test]
    fn signed_terms_never_change_their_bytes() {
        // Whoever changes this snapshot breaks the proof of every agreement made before.
        let sealed = terms().seal().unwrap();
        insta::assert_snapshot!(sealed.content, @r#"{"application_id":"00000000-0000-0000-0000-000000000001","brand_fee_minor":1000,"brand_id":"00000000-0000-0000-0000-000000000004","commission_bps":null,"creator_fee_minor":0,"creator_id":"00000000-0000-0000-0000-000000000005","currency":"EUR","deliverables":[{"pay_minor":5001,"spec":{"description":"Zoë's \"morning\" run","due_days":14,"format":"reel","platform":"instagram","requires_concept":false,"requires_publication":true,"rounds_included":2,"weight":1}},{"pay_minor":5000,"spec":{"description":"Zoë's \"morning\" run","due_days":14,"format":"reel","platform":"instagram","requires_concept":false,"requires_publication":true,"rounds_included":2,"weight":1}}],"disclosures":["ad"],"offer_id":"00000000-0000-0000-0000-000000000002","offer_version":3,"pay_minor":10001,"policy":{"brand_fee_bps":1000,"cancel_hours":72,"clearance_days":3,"contest_hours":48,"creator_fee_bps":0,"funding_days":3,"overdue_days":7,"rejection_business_days":5,"review_business_days":3,"verify_days":3,"version":1},"previous_hash":null,"product":null,"requirements":["Show the sole"],"title":"Running shoes","usage_rights":[],"version":1}"#);
        insta::assert_snapshot!(sealed.hash, @"bbf10fb4f73bf83718122c7dd4af5672b71ec4d957e8ae1805c1a1309479cd53");
    }

    #[test]
    fn kept_terms_read_back_as_they_were() {
        let sealed = terms().seal().unwrap();
        let read = Terms::read(&sealed.content).unwrap();
        assert_eq!(read, terms());
        assert_eq!(read.seal().unwrap(), sealed);
    }

    #[test]
    fn equal_values_are_equal_bytes() {
        let value = json!({"b": [1, {"d": null, "c": "\n\u{1}\"é/"}], "a": -5, "B": true});
        assert_eq!(
            serde_json_canonicalizer::to_string(&value).unwrap(),
            r#"{"B":true,"a":-5,"b":[1,{"c":"\n\u0001\"é/","d":null}]}"#
        );
    }

    #[test]
    fn an_amendment_is_chained_to_what_it_amends() {
        let first = terms().seal().unwrap();
        let second = Terms {
            version: 2,
            previous_hash: Some(first.hash.clone()),
            ..terms()
        };
        assert_ne!(second.seal().unwrap().hash, first.hash);
    }
}
