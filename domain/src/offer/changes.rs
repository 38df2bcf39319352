//! What of an offer's content is to change; what is none stays as it is.

use chrono::{DateTime, Utc};

use super::{Brief, Compensation, Criteria, DeliverableSpec, Draft, KpiTarget, UsageRight};
use crate::error::{Code, Form};
use crate::money::Currency;
use crate::vocabulary::{Disclosure, Goal};

/// New values of members, each replaced as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// One line.
    pub title: Option<String>,
    /// What it is about.
    pub summary: Option<String>,
    /// What it is for, or nothing.
    pub goal: Option<Option<Goal>>,
    /// What success is measured by.
    pub kpis: Option<Vec<KpiTarget>>,
    /// Binding lines.
    pub requirements: Option<Vec<String>>,
    /// Ideas.
    pub suggestions: Option<Vec<String>>,
    /// What is owed.
    pub deliverables: Option<Vec<DeliverableSpec>>,
    /// What is paid.
    pub compensation: Option<Compensation>,
    /// What the brand may do with the content.
    pub usage_rights: Option<Vec<UsageRight>>,
    /// How posts must be marked.
    pub disclosures: Option<Vec<Disclosure>>,
    /// Whom the offer looks for.
    pub criteria: Option<Criteria>,
    /// The currency of all amounts.
    pub currency: Option<Currency>,
    /// The most the brand will be charged, in minor units.
    pub budget_minor: Option<i64>,
    /// How many creators are wanted.
    pub slots: Option<i64>,
    /// Until when creators may apply, or nothing.
    pub closes_at: Option<Option<DateTime<Utc>>>,
    /// In which currency amounts were given, and where each stands.
    pub amounts: Vec<(String, Currency)>,
}

/// All of it.
impl From<Draft> for Changes {
    fn from(draft: Draft) -> Self {
        let brief = draft.brief;
        Self {
            title: Some(brief.title),
            summary: Some(brief.summary),
            goal: Some(brief.goal),
            kpis: Some(brief.kpis),
            requirements: Some(brief.requirements),
            suggestions: Some(brief.suggestions),
            deliverables: Some(brief.deliverables),
            compensation: Some(brief.compensation),
            usage_rights: Some(brief.usage_rights),
            disclosures: Some(brief.disclosures),
            criteria: Some(brief.criteria),
            currency: Some(draft.currency),
            budget_minor: Some(draft.budget_minor),
            slots: Some(draft.slots),
            closes_at: Some(draft.closes_at),
            amounts: Vec::new(),
        }
    }
}

impl Changes {
    /// A first draft: it needs a title and a currency.
    pub(super) fn first(self, form: &mut Form) -> Draft {
        let mut need = |holds: bool, member: &str, wish: &str| {
            let path = format!("content.{member}");
            form.require(holds, Code::ValueMissing, path, wish);
        };
        need(self.title.is_some(), "title", "Give the offer a title.");
        let wish = "Say in which currency the offer is.";
        need(self.currency.is_some(), "currency", wish);
        // Where one is missing, its place is only looked at for more mistakes.
        let nothing = Draft {
            brief: Brief {
                title: "---".to_owned(),
                ..Brief::default()
            },
            currency: self.currency.unwrap_or(Currency::Eur),
            budget_minor: 0,
            slots: 0,
            closes_at: None,
        };
        self.onto(nothing, form)
    }

    /// The content with these changes. Amounts must be in its currency; where that changes, all of them are given anew.
    pub(super) fn onto(self, before: Draft, form: &mut Form) -> Draft {
        let currency = self.currency.unwrap_or(before.currency);
        if currency != before.currency && self.keeps_an_amount(&before) {
            let wish = "Give all amounts anew, in the new currency.";
            form.note(Code::CurrencyMismatch, "content.currency", wish);
        }
        for (path, given) in &self.amounts {
            let wish = "All amounts of an offer are in its currency.";
            let path = format!("{path}.currencyCode");
            form.require(*given == currency, Code::CurrencyMismatch, path, wish);
        }
        let old = before.brief;
        let brief = Brief {
            title: self.title.unwrap_or(old.title),
            summary: self.summary.unwrap_or(old.summary),
            goal: self.goal.unwrap_or(old.goal),
            kpis: self.kpis.unwrap_or(old.kpis),
            requirements: self.requirements.unwrap_or(old.requirements),
            suggestions: self.suggestions.unwrap_or(old.suggestions),
            deliverables: self.deliverables.unwrap_or(old.deliverables),
            compensation: self.compensation.unwrap_or(old.compensation),
            usage_rights: self.usage_rights.unwrap_or(old.usage_rights),
            disclosures: self.disclosures.unwrap_or(old.disclosures),
            criteria: self.criteria.unwrap_or(old.criteria),
        };
        Draft {
            brief,
            currency,
            budget_minor: self.budget_minor.unwrap_or(before.budget_minor),
            slots: self.slots.unwrap_or(before.slots),
            closes_at: self.closes_at.unwrap_or(before.closes_at),
        }
    }

    /// An amount of the old content stays.
    fn keeps_an_amount(&self, before: &Draft) -> bool {
        let Brief {
            compensation,
            usage_rights,
            ..
        } = &before.brief;
        let pays = compensation.pay_minor > 0 || compensation.product.is_some();
        let charges = usage_rights.iter().any(|right| right.price_minor > 0);
        (self.budget_minor.is_none() && before.budget_minor > 0)
            || (self.compensation.is_none() && pays)
            || (self.usage_rights.is_none() && charges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::draft::tests::{complete, located};

    fn changed(changes: Changes) -> (Draft, Vec<String>) {
        let mut form = Form::default();
        let draft = changes.onto(complete(), &mut form);
        (draft, located(form.finish()))
    }

    #[test]
    fn what_is_not_given_stays_and_what_is_given_as_nothing_goes() {
        assert_eq!(changed(Changes::default()), (complete(), Vec::new()));
        let (draft, _) = changed(Changes {
            goal: Some(None),
            closes_at: Some(None),
            slots: Some(0),
            ..Changes::default()
        });
        assert_eq!(
            (draft.brief.goal, draft.closes_at, draft.slots),
            (None, None, 0)
        );
        assert_eq!(draft.brief.kpis, complete().brief.kpis);
    }

    #[test]
    fn a_new_currency_needs_new_amounts() {
        let usd = Changes {
            currency: Some(Currency::Usd),
            ..Changes::default()
        };
        assert_eq!(changed(usd.clone()).1, ["content.currency"]);
        let anew = Changes {
            budget_minor: Some(50_000),
            compensation: Some(Compensation::default()),
            usage_rights: Some(Vec::new()),
            amounts: vec![("content.budget".into(), Currency::Eur)],
            ..usd
        };
        assert_eq!(changed(anew).1, ["content.budget.currencyCode"]);
    }

    #[test]
    fn each_amount_that_stays_keeps_the_currency() {
        let before = complete();
        let usd = |changes| Changes {
            currency: Some(Currency::Usd),
            ..changes
        };
        let all = Changes {
            budget_minor: Some(50_000),
            compensation: Some(Compensation::default()),
            usage_rights: Some(Vec::new()),
            ..Changes::default()
        };
        assert!(before.budget_minor > 0 && before.brief.compensation.pay_minor > 0);
        for kept in [
            Changes {
                budget_minor: None,
                ..all.clone()
            },
            Changes {
                compensation: None,
                ..all.clone()
            },
        ] {
            assert_eq!(changed(usd(kept)).1, ["content.currency"]);
        }
        assert_eq!(changed(usd(all)).1, Vec::<String>::new());
    }

    #[test]
    fn a_first_draft_needs_a_title_and_a_currency() {
        let mut form = Form::default();
        Changes::default().first(&mut form);
        let missing = located(form.finish());
        assert_eq!(missing, ["content.title", "content.currency"]);
    }
}
