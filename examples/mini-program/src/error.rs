use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What a caller is told. A call without a caller never gets here: wxctx answers it.
#[derive(Debug, PartialEq)]
pub(crate) enum ApiError {
    NotSignedIn,
    WrongName,
    NothingOrdered,
    NoSuchOrder,
    /// The body is not the JSON that the handler takes. Where it is wrong is in the log at the level `debug`.
    WrongBody(StatusCode),
    /// Its reason is in the log.
    Broken,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::NotSignedIn => (StatusCode::CONFLICT, "NOT_SIGNED_IN", "please tell us your name first"),
            Self::WrongName => (StatusCode::UNPROCESSABLE_ENTITY, "WRONG_NAME", "a name has 1 to 40 characters"),
            Self::NothingOrdered => (StatusCode::UNPROCESSABLE_ENTITY, "NOTHING_ORDERED", "please order 1 to 100 of something"),
            Self::NoSuchOrder => (StatusCode::NOT_FOUND, "NO_SUCH_ORDER", "there is no such open order"),
            Self::WrongBody(status) => (status, "WRONG_BODY", "this request is not understood"),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "BROKEN", "something went wrong, please try again"),
        };
        (status, Json(json!({ "code": code, "message": message }))).into_response()
    }
}

/// A body of JSON. axum's own `Json` answers one that is wrong in plain text, with a sentence that is for programmers and quotes the
/// body.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Json(json) = Json::<Value>::from_request(request, state).await.map_err(|rejection| {
            let status = rejection.status();
            tracing::debug!(status = status.as_u16(), "the body cannot be read as JSON");
            ApiError::WrongBody(status)
        })?;
        serde_path_to_error::deserialize(json).map(Self).map_err(|error| {
            tracing::debug!(at = %error.path(), "the body is not of the handler's type");
            ApiError::WrongBody(StatusCode::UNPROCESSABLE_ENTITY)
        })
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's texts name tables and columns, never values.
        tracing::error!(%error, "the database");
        Self::Broken
    }
}
