//! From a question to a request that may be executed, or to the answer that says why it may not.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, Variables};
use domain::actor::Actor;
use domain::error::Error;
use domain::id::Id;
use infrastructure::auth::{self, Device};
use infrastructure::limits::Charge;
use infrastructure::settings::Stage;
use schema::context::Around;
use schema::engine;
use schema::error::locate;
use schema::rate_limit::Standing;
use schema::reading::meter::Meter;

use super::errors::refused;
use super::{GraphQlRequest, GuestDocuments, Prepared, Reading, RequestMeta, Service, Work, note};
use crate::document::{self, Document, DocumentError, Operation, ValidationError};

/// What a client is told that names a document by an id nobody registered.
const NOT_FOUND: (&str, &str) = (
    "PERSISTED_QUERY_NOT_FOUND",
    "No document is registered under this id.",
);
/// The words that make the links of Apollo and urql send texts from then on.
const NOT_SUPPORTED: (&str, &str) = (
    "PERSISTED_QUERY_NOT_SUPPORTED",
    "PersistedQueryNotSupported",
);

/// Which document a question means.
enum Wanted {
    /// The one registered under this id.
    Registered(String),
    /// The one registered under this id, or else the client sends its text.
    Persisted(String),
    /// The one it holds.
    Text,
}

/// What a question asks for: understood, not yet allowed.
struct Asked {
    document: Arc<Document>,
    operation: Arc<Operation>,
    variables: Variables,
    /// Points it may cost.
    price: u32,
}

impl Service {
    /// Tells who asks, understands what, and takes what it may cost. Whoever is turned away pays one point, too.
    pub(super) async fn prepare(
        &self,
        question: GraphQlRequest,
        meta: RequestMeta<'_>,
    ) -> Result<Prepared, Box<Response>> {
        let (actor, is_stale, asked) = match self.authenticate(meta).await {
            Ok(actor) => {
                known(actor, meta);
                self.recently_rejected(actor, meta)?;
                (actor, false, self.understand(question, actor).await)
            }
            Err(Error::Unauthenticated) => {
                self.recently_rejected(Actor::Guest, meta)?;
                (Actor::Guest, true, self.understand_stale(question).await)
            }
            Err(error) => (Actor::Guest, false, Err(vec![ours(error)])),
        };
        let charge = asked.as_ref().map_or_else(
            |_| Charge {
                points: 1,
                ..Charge::default()
            },
            |asked| self.charge(asked),
        );
        let admission = self.admit(actor, meta, &charge).await?;
        let asked = match asked {
            Ok(asked) => asked,
            Err(errors) => {
                let response = Response::from_errors(errors);
                return Err(Box::new(self.settle(response, admission, 0, 0).await));
            }
        };

        let name = asked.operation.name();
        tracing::Span::current().record("operation", name);
        note(meta, |note| note.asked(&asked.operation, asked.price));
        let meter = Meter::new(
            asked.operation.entries(&asked.variables),
            self.answer_bytes_max,
        );
        let around = Around {
            standing: Standing {
                cost: asked.price,
                bucket: admission.state(),
                now: self.env.clock.now(),
            },
            // Before anything is looked up, so that nothing falls between what is answered and what is followed.
            reached: self.feed.reached(),
            repeats: asked.document.repeats,
            plans: asked.operation.plans(&asked.variables),
        };
        let (document, operation) = (&asked.document, &asked.operation);
        let plan = document.plan(operation, &around.plans, &asked.variables);
        let work = match plan {
            Some(plan) => Work::Read(Reading {
                plan,
                variables: asked.variables,
                around,
            }),
            None => Work::Run(Box::new(self.request(&asked, actor, &meter, around))),
        };
        Ok(Prepared {
            work,
            operation: asked.operation,
            price: asked.price,
            meter,
            actor,
            is_stale,
            admission,
        })
    }

    /// What the engine runs, with all that its resolvers need.
    fn request(&self, asked: &Asked, actor: Actor, meter: &Meter, around: Around) -> Request {
        let mut request = Request::new("").variables(asked.variables.clone());
        request.set_parsed_query(asked.document.parsed.clone());
        if let Some(name) = asked.operation.name() {
            request = request.operation_name(name);
        }
        let request = request
            .data(meter.clone())
            .data(self.limits.clone())
            .data(self.feed.clone())
            .data(around);
        engine::equip(request, &self.env, &self.tokens, actor)
    }

    async fn understand(
        &self,
        question: GraphQlRequest,
        actor: Actor,
    ) -> Result<Asked, Vec<ServerError>> {
        let document = self.document(&question, actor).await?;
        self.require_sight(&document, actor)?;
        let operation = document
            .operation(question.operation_name.as_deref())
            .map_err(of)?;
        if question.is_read_only && operation.kind == OperationType::Mutation {
            return Err(vec![refused(
                "METHOD_NOT_ALLOWED",
                "Send mutations by POST.",
            )]);
        }
        let variables = operation.coerce(question.variables, self.cache.index);
        let variables = variables.map_err(of)?;
        let price = operation.price(&variables).map_err(of)?;
        Ok(Asked {
            document,
            operation,
            variables,
            price,
        })
    }

    async fn document(
        &self,
        question: &GraphQlRequest,
        actor: Actor,
    ) -> Result<Arc<Document>, Vec<ServerError>> {
        let opened = match wanted(question)? {
            Wanted::Registered(id) => self.trusted(&id, NOT_FOUND).await?,
            Wanted::Persisted(id) => self.trusted(&id, NOT_SUPPORTED).await?,
            Wanted::Text
                if actor == Actor::Guest && self.guest_documents == GuestDocuments::Trusted =>
            {
                let message =
                    "Without a log-in only registered documents are run: send a documentId.";
                return Err(vec![refused("PERSISTED_QUERY_ONLY", message)]);
            }
            Wanted::Text => self.cache.open(&question.query).await,
        };
        opened.map_err(|rejected| match rejected {
            ValidationError::Refused(refusal) => of(refusal),
            ValidationError::Invalid(errors) => errors,
        })
    }

    async fn trusted(
        &self,
        id: &str,
        (code, message): (&str, &str),
    ) -> Result<Result<Arc<Document>, ValidationError>, Vec<ServerError>> {
        let found = self.cache.open_trusted(self.env.db.reader(), id).await;
        let found = found.map_err(|error| vec![ours(error)])?;
        found.ok_or_else(|| vec![refused(code, message)])
    }

    async fn authenticate(&self, meta: RequestMeta<'_>) -> domain::Result<Actor> {
        auth::authenticate(&self.env, &self.tokens, meta.bearer, meta.address).await
    }

    /// What is asked with a token that is no longer good. Clients send theirs with everything: what a guest may ask is
    /// answered as to one, else nobody could log in again or get a fresh token.
    async fn understand_stale(&self, question: GraphQlRequest) -> Result<Asked, Vec<ServerError>> {
        match self.understand(question, Actor::Guest).await {
            Ok(asked) if asked.operation.is_for_guests => Ok(asked),
            Ok(_) | Err(_) => Err(vec![ours(Error::Unauthenticated)]),
        }
    }

    fn charge(&self, asked: &Asked) -> Charge {
        let demand = asked.operation.demand;
        Charge {
            points: asked.price.max(1),
            mutations: demand.mutations,
            log_ins: demand.log_ins,
            device: self.device(asked),
            sign_ups: demand.sign_ups,
            money: demand.money,
        }
    }

    /// The device of a log-in, where it shows that it logged in to the account before.
    fn device(&self, asked: &Asked) -> Option<Device> {
        let said = |name| asked.operation.log_in(name, &asked.variables);
        let (email, token) = (said("email")?, said("deviceToken")?);
        self.tokens.device(&token, &email, self.env.clock.now())
    }

    /// Introspection is for everybody in development, for operators in production.
    fn require_sight(&self, document: &Document, actor: Actor) -> Result<(), Vec<ServerError>> {
        let is_open = self.stage == Stage::Development || actor.is_operator();
        if is_open || !document.is_about_schema {
            return Ok(());
        }
        let message = "Introspection is switched off; the schema is published as schema.graphql.";
        Err(vec![refused("GRAPHQL_VALIDATION_FAILED", message)])
    }
}

fn wanted(question: &GraphQlRequest) -> Result<Wanted, Vec<ServerError>> {
    if let Some(id) = &question.document_id {
        return Ok(Wanted::Registered(id.clone()));
    }
    match &question.persisted {
        None => Ok(Wanted::Text),
        Some(hash) if question.query.is_empty() => Ok(Wanted::Persisted(format!(
            "sha256:{}",
            hash.to_ascii_lowercase()
        ))),
        Some(hash)
            if document::id(&question.query).ends_with(&hash.to_ascii_lowercase())
                && hash.len() == 64 =>
        {
            Ok(Wanted::Text)
        }
        Some(_) => Err(vec![refused(
            "BAD_REQUEST",
            "`extensions.persistedQuery.sha256Hash` is not the hash of `query`.",
        )]),
    }
}

/// From here on the log knows who asks.
fn known(actor: Actor, meta: RequestMeta<'_>) {
    if let Some(id) = actor.user_id() {
        tracing::Span::current().record("actor", tracing::field::display(id.uuid()));
    }
    note(meta, |note| note.asker(actor));
}

/// What went wrong before anything was executed.
fn ours(error: Error) -> ServerError {
    match error {
        Error::Unauthenticated => {
            refused("UNAUTHENTICATED", "The access token is not valid any more.")
        }
        Error::Internal(cause) => {
            tracing::error!(
                cause = format!("{cause:#}"),
                "request: the session or its document could not be looked up"
            );
            refused("INTERNAL_SERVER_ERROR", "Something went wrong on our side.")
        }
        _ => refused("UNAVAILABLE", "The service is busy; try again in a moment."),
    }
}

fn of(refusal: DocumentError) -> Vec<ServerError> {
    let mut error = refused(refusal.code, &refusal.message);
    let extensions = error.extensions.get_or_insert_default();
    locate(extensions, refusal.path, refusal.parameters);
    vec![error]
}
