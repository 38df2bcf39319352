//! Scalars of a form, taken as they come: so what is wrong with one of them is told with all else.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueResult, ScalarType, Value};
use domain::error::{Code, Form};
use domain::input::Invalid;

use crate::scalars;

/// A scalar that may be written wrong.
#[derive(Clone, Debug)]
pub struct Given<T> {
    written: Value,
    reads: PhantomData<fn() -> T>,
}

impl<T: InputType + ScalarType> Given<T> {
    /// Reads it; notes a mistake under `path`.
    pub fn read(&self, path: impl Into<String>, form: &mut Form) -> Option<T> {
        let name = <T as InputType>::type_name();
        let read = <T as ScalarType>::parse(self.written.clone()).map_err(|_| {
            let message = format!("Give a {name}{}.", scalars::form(&name));
            Invalid::new(Code::ValueInvalid, message)
        });
        form.take(path, read)
    }
}

impl<T: InputType + ScalarType> InputType for Given<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <T as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <T as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        Ok(Self {
            written: value.unwrap_or_default(),
            reads: PhantomData,
        })
    }

    /// In its usual spelling where it has one: another spelling of the same is the same request.
    fn to_value(&self) -> Value {
        match <T as ScalarType>::parse(self.written.clone()) {
            Ok(read) => ScalarType::to_value(&read),
            Err(_) => self.written.clone(),
        }
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
