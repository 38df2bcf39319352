//! Answers as they leave: JSON, much of which was written when it was read.

use async_graphql::{Response, Value};

use super::errors::is_request_error;

/// An answer as it is sent: errors before data, no data where nothing was executed.
pub fn written(response: &Response) -> Vec<u8> {
    let mut out = Vec::with_capacity(512 + size(&response.data));
    out.push(b'{');
    if !response.errors.is_empty() {
        out.extend_from_slice(b"\"errors\":");
        serde(&response.errors, &mut out);
        out.push(b',');
    }
    if !is_request_error(response) {
        out.extend_from_slice(b"\"data\":");
        value(&response.data, &mut out);
        out.push(b',');
    }
    if !response.extensions.is_empty() {
        out.extend_from_slice(b"\"extensions\":");
        serde(&response.extensions, &mut out);
        out.push(b',');
    }
    if out.len() > 1 {
        out.pop();
    }
    out.push(b'}');
    out
}

/// A value of the engine's. Bytes stand for JSON that is written already.
fn value(of: &Value, out: &mut Vec<u8>) {
    match of {
        Value::Binary(written) => out.extend_from_slice(written),
        Value::Object(members) => {
            out.push(b'{');
            for (place, (name, member)) in members.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                serde(name.as_str(), out);
                out.push(b':');
                value(member, out);
            }
            out.push(b'}');
        }
        Value::List(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                value(item, out);
            }
            out.push(b']');
        }
        leaf => serde(leaf, out),
    }
}

/// What the engine can write by itself. It has names that are text and numbers that JSON has, so it never fails.
fn serde(of: &(impl serde::Serialize + ?Sized), out: &mut Vec<u8>) {
    let start = out.len();
    if let Err(error) = serde_json::to_writer(&mut *out, of) {
        tracing::error!(%error, "request: a part of an answer could not be written");
        out.truncate(start);
        out.extend_from_slice(b"null");
    }
}

fn size(data: &Value) -> usize {
    match data {
        Value::Binary(written) => written.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn what_was_written_stays_as_it_is() {
        let mut data = value!({ "a\"": [1, null, "x"], "b": { "c": true } });
        if let Value::Object(members) = &mut data {
            let written = Value::Binary(br#"{"id":"z"}"#.to_vec().into());
            members.insert(async_graphql::Name::new("offer"), written);
        }
        let mut response = Response::new(data);
        response
            .extensions
            .insert("cost".to_owned(), value!({ "actual": 3 }));
        assert_eq!(
            String::from_utf8(written(&response)).unwrap(),
            r#"{"data":{"a\"":[1,null,"x"],"b":{"c":true},"offer":{"id":"z"}},"extensions":{"cost":{"actual":3}}}"#
        );
    }
}
