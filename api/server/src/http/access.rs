//! One line in the log for each request: what was asked, by whom, and how it went. No tokens, no variables, and of the
//! address only the path.

use std::time::Instant;

use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use gateway::service::Note;

/// Characters of a path that are logged at most.
const PATH_MAX: usize = 200;
/// Stands for clients that did not wait for an answer, as other servers log it.
const HUNG_UP: u16 = 499;

/// A request under way. Dropped, it is logged, whether it was answered or not.
pub(super) struct Access {
    since: Instant,
    method: String,
    path: String,
    request_id: String,
    note: Note,
    status: Option<StatusCode>,
}

impl Access {
    pub(super) fn of(request: &ServiceRequest, request_id: &str, note: Note) -> Self {
        Self {
            since: Instant::now(),
            method: request.method().to_string(),
            path: request.path().chars().take(PATH_MAX).collect(),
            request_id: request_id.to_owned(),
            note,
            status: None,
        }
    }

    pub(super) fn answers(mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        let known = self.note.read();
        tracing::info!(
            method = self.method,
            path = self.path,
            status = self.status.map_or(HUNG_UP, |status| status.as_u16()),
            ms = ms(self.since),
            operation = known.operation,
            cost = known.cost,
            request_id = self.request_id,
            actor_id = known.actor_id,
            "request"
        );
    }
}

/// An operation on a socket, answered for the first time.
pub(super) fn operation(since: Instant, request_id: &str, note: &Note, code: Option<&str>) {
    let known = note.read();
    tracing::info!(
        ms = ms(since),
        operation = known.operation,
        cost = known.cost,
        code,
        request_id,
        actor_id = known.actor_id,
        "operation on a socket"
    );
}

fn ms(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
