//! What the marketplace answered.

use std::ops::Deref;

use serde_json::Value;

/// An answer, as a client sees it.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a refusal is an answer as well"]
pub struct Answer(pub Value);

impl Answer {
    /// The codes of top-level errors.
    pub fn codes(&self) -> Vec<String> {
        let errors = self.0["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| {
                error["extensions"]["code"]
                    .as_str()
                    .unwrap_or("none")
                    .to_owned()
            })
            .collect()
    }

    /// The codes of the user errors of the one mutation in the request.
    pub fn user_errors(&self) -> Vec<String> {
        self.errors_of_mutation()
            .iter()
            .map(|error| error["code"].as_str().unwrap_or("none").to_owned())
            .collect()
    }

    /// `CODE at path` of the user errors of the one mutation in the request.
    pub fn located_errors(&self) -> Vec<String> {
        let place = |error: &Value| {
            let path = error["path"].as_array().cloned().unwrap_or_default();
            path.iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(".")
        };
        let located = |error: &Value| {
            format!(
                "{} at {}",
                error["code"].as_str().unwrap_or("none"),
                place(error)
            )
        };
        self.errors_of_mutation().iter().map(located).collect()
    }

    /// All codes, whichever way they came: top-level and user errors.
    pub fn refusals(&self) -> Vec<String> {
        let mut codes = self.codes();
        codes.extend(self.user_errors());
        codes
    }

    /// The value under a dotted path of `data`, whatever was refused beside it.
    pub fn beside(&self, path: &str) -> Value {
        at(&self.0, path)
    }

    /// Insists that nothing went wrong.
    #[track_caller]
    pub fn good(self) -> Good {
        assert!(self.refusals().is_empty(), "{:#}", self.0);
        Good(self)
    }

    fn errors_of_mutation(&self) -> Vec<Value> {
        let fields = self.0["data"].as_object().cloned().unwrap_or_default();
        let errors = fields
            .values()
            .filter_map(|field| field["userErrors"].as_array().cloned());
        errors.flatten().collect()
    }
}

/// An answer in which nothing is wrong: what is null in it is so on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Good(Answer);

impl Good {
    /// The value under a dotted path of `data`; null where there is none.
    pub fn at(&self, path: &str) -> Value {
        at(&self.0.0, path)
    }

    /// The text under a dotted path of `data`.
    pub fn text(&self, path: &str) -> String {
        let value = self.at(path);
        value
            .as_str()
            .unwrap_or_else(|| panic!("no text at {path} in {:#}", self.0.0))
            .to_owned()
    }
}

fn at(answer: &Value, path: &str) -> Value {
    path.split('.').fold(answer["data"].clone(), |value, step| {
        match step.parse::<usize>() {
            Ok(index) => value[index].clone(),
            Err(_) => value[step].clone(),
        }
    })
}

impl Deref for Good {
    type Target = Answer;
    fn deref(&self) -> &Answer {
        &self.0
    }
}

/// What was wanted many times at once came true so many times; all others were refused with this code.
#[track_caller]
pub fn succeeds(times: usize, answers: &[Answer], refusal: &str) {
    let refusals: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, vec![refusal; answers.len() - times]);
}
